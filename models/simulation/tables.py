"""The outcome tables of a finished run, row by row in their declared order."""

from __future__ import annotations

from collections.abc import Iterator
from operator import itemgetter

import pandas as pd

from models.scenario.tables import Stage
from models.scenario.words import TaskFate
from models.simulation.case import LEVELS, Case
from models.simulation.hazards import DEPARTMENTS
from models.simulation.log import Row, frame
from models.simulation.town import Town


def outcome_tables(town: Town) -> dict[str, pd.DataFrame]:
    """All tables of `models.scenario.tables`, times in minutes."""
    cases = sorted(town.flow.cases.values(), key=lambda case: (case.reported, case.number))
    for case in cases:
        for stage in case.stages:
            if stage.stage is Stage.HANDLE and stage.end < 0:
                town.flow.extend(case, stage, town.end)
    closure = town.flow.limits.closure
    due_cases = [(case, None if case.needs == 0 else closure(case)) for case in cases]
    return {
        "tasks": frame("tasks", list(_tasks(town))),
        "visits": _written("visits", town.log.visits),
        "hazards": frame("hazards", list(_hazards(town))),
        "cases": frame("cases", [_case(town, *each) for each in due_cases]),
        "stages": frame("stages", [row for each in due_cases for row in _stages(*each)]),
        "case_events": _written("case_events", town.log.case_events, 7, 0),
        "duty": _written("duty", town.log.duty, 4, 0),
    }


def _written(table: str, rows: list[Row], *order: int) -> pd.DataFrame:
    """A table of the log, in order of these columns; the rows are let go, since they weigh more than it."""
    if order:
        rows.sort(key=itemgetter(*order))
    made = frame(table, rows)
    rows.clear()
    return made


def _time(seconds: int) -> int | None:
    return None if seconds < 0 else seconds


def _tasks(town: Town) -> Iterator[Row]:
    setting = town.setting
    for task in town.patrol.tasks:
        open_still = task.fate in (TaskFate.OPEN, TaskFate.NO_ACCESS)
        yield (
            task.number, task.kind, setting.names[task.premises], setting.kinds[task.premises],
            setting.grids[task.premises], task.pool.name, task.released, task.due, task.seconds,
            len(task.items), task.fate, _time(task.grabbed), None if open_still else _time(task.ended),
            task.pair, task.attempts, task.case,
        )  # fmt: skip


def _hazards(town: Town) -> Iterator[Row]:
    setting, items = town.setting, town.setting.scenario.checklist.items
    for hazard in sorted(town.hazards.all, key=lambda hazard: (hazard.onset, hazard.number)):
        yield (
            hazard.number, setting.names[hazard.premises], setting.kinds[hazard.premises],
            setting.grids[hazard.premises], DEPARTMENTS[hazard.department], items[hazard.item].item,
            hazard.onset, _time(hazard.found), hazard.found_by, _time(hazard.rectified), hazard.visible,
            hazard.missed, hazard.sightings, hazard.case,
        )  # fmt: skip


def _case(town: Town, case: Case, due: int | None) -> Row:
    setting = town.setting
    scenario = setting.scenario
    item = scenario.checklist.items[case.item].item if case.item >= 0 else ""
    return (
        case.number, case.source, case.department, item,
        scenario.assumptions.limits.classes[case.limit_class].name, case.urgent, case.grid, case.block,
        setting.names[case.premises], LEVELS[case.at], case.outcome, case.reported, _time(case.registered),
        _time(case.closed), due, case.rework, case.bounces, case.extensions, case.suspended,
        case.site_visits, case.over_report, case.missed, case.reopened, case.duplicates, case.hazard,
        case.parent,
    )  # fmt: skip


def _stages(case: Case, due: int | None) -> Iterator[Row]:
    for stage in case.stages:
        yield (
            case.number, stage.stage, LEVELS[stage.level], case.grid, case.department, case.source,
            stage.begin, _time(stage.end), stage.due,
        )  # fmt: skip
    if due is not None:
        yield (
            case.number, Stage.CLOSURE, LEVELS[case.at], case.grid, case.department, case.source,
            case.reported, _time(case.closed), due,
        )  # fmt: skip

