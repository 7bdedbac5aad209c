"""The outcome tables of a finished run, row by row in their declared order."""

from __future__ import annotations

from collections.abc import Iterator
from operator import attrgetter

import numpy as np
import pandas as pd

from models.scenario.tables import Stage
from models.simulation.case import LEVELS, Case
from models.simulation.fieldwork import released, tasks_table, visits_and_duty
from models.simulation.hazards import DEPARTMENTS
from models.simulation.log import EVENT_COLUMNS, NEVER, Log, Row, frame, made, taken, unpacked
from models.simulation.town import Town

STAGE_FACTS = attrgetter("stage", "level", "begin", "due", "end")


def outcome_tables(town: Town) -> dict[str, pd.DataFrame]:
    """All tables of `models.scenario.tables`, times in minutes.

    Cases, hazards and tasks are let go as soon as they stand in a table: both together would weigh twice.
    """
    cases, stages = _cases_and_stages(town)
    town.flow.cases.clear()
    hazards = frame("hazards", list(_hazards(town)))
    town.hazards.forget()
    columns = released(town.patrol.tasks)
    town.patrol.tasks.clear()
    tasks = tasks_table(town, columns)
    visits, duty = visits_and_duty(town, columns)
    return {
        "tasks": tasks,
        "visits": visits,
        "hazards": hazards,
        "cases": cases,
        "stages": stages,
        "case_events": _events(town.log),
        "duty": duty,
    }


def _cases_and_stages(town: Town) -> tuple[pd.DataFrame, pd.DataFrame]:
    cases = sorted(town.flow.cases.values(), key=lambda case: (case.reported, case.number))
    for case in cases:
        for stage in case.stages:
            if stage.stage is Stage.HANDLE and stage.end < 0:
                town.flow.extend(case, stage, town.end)
    closure = town.flow.limits.closure
    due_cases = [(case, None if case.needs == 0 else closure(case)) for case in cases]
    return frame("cases", [_case(town, *each) for each in due_cases]), _stages(due_cases)


def _events(log: Log) -> pd.DataFrame:
    """The log in order of end and case; its rows are let go, since they weigh more than the table."""
    case, ready, begin, end, due, code = unpacked(log.events, EVENT_COLUMNS)
    order = np.lexsort((case, end))
    code = code[order]
    words = list(zip(*log.words, strict=True)) or [()] * 5
    activity, level, actor, role, outcome = (taken(texts, code) for texts in words)
    times = (ready[order], begin[order], end[order], np.where(due == NEVER, np.nan, due)[order])
    return made("case_events", (case[order], activity, level, actor, role, *times, outcome))


def _time(seconds: int) -> int | None:
    return None if seconds < 0 else seconds


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


def _stages(due_cases: list[tuple[Case, int | None]]) -> pd.DataFrame:
    """The stages of every case in their order, and its closure last."""
    rows: list[Row] = []
    owners: list[int] = []
    for index, (case, due) in enumerate(due_cases):
        rows += map(STAGE_FACTS, case.stages)
        if due is not None:
            rows.append((Stage.CLOSURE, case.at, case.reported, due, case.closed))
        owners += [index] * (len(rows) - len(owners))
    owner = np.array(owners, dtype=np.int64)
    name, level, begin, due_at, ended = list(zip(*rows, strict=True)) or [()] * 5
    end = np.array(ended, dtype=np.float64)
    cases = [case for case, _ in due_cases]
    return made(
        "stages",
        (
            np.array([case.number for case in cases], dtype=np.int64)[owner],
            name,
            taken(LEVELS, np.array(level, dtype=np.int64)),
            taken([case.grid for case in cases], owner),
            taken([case.department for case in cases], owner),
            taken([case.source for case in cases], owner),
            begin,
            np.where(end < 0, np.nan, end),
            due_at,
        ),
    )
