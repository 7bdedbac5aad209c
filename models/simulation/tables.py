"""The outcome tables of a finished run, row by row in their declared order."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np
import numpy.typing as npt
import pandas as pd
import pyarrow as pa

from models.scenario.tables import Stage
from models.simulation.case import LEVELS, Case
from models.simulation.fieldwork import tasks_table, visits_and_duty
from models.simulation.hazards import DEPARTMENTS
from models.simulation.log import EVENT_COLUMNS, NEVER, Log, Row, coded, frame, made, taken, unpacked
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
    visits, duty = visits_and_duty(town)
    return {
        "tasks": tasks_table(town),
        "visits": visits,
        "hazards": frame("hazards", list(_hazards(town))),
        "cases": frame("cases", [_case(town, *each) for each in due_cases]),
        "stages": _stages(due_cases),
        "case_events": _events(town.log),
        "duty": duty,
    }


def _events(log: Log) -> pd.DataFrame:
    """The log in order of end and case; its rows are let go, since they weigh more than the table."""
    case, ready, begin, end, due, code = unpacked(log.events, EVENT_COLUMNS)
    order = np.lexsort((case, end))
    code = code[order]
    words = list(zip(*log.words, strict=True)) or [()] * 5
    activity, level, actor, role, outcome = (taken(texts, code) for texts in words)
    times = (ready[order], begin[order], end[order], np.where(due == NEVER, np.nan, due)[order])
    return made("case_events", (case[order], activity, level, actor, role, *times, outcome))


def _ordered(texts: Sequence[str], order: npt.NDArray[np.int64]) -> pa.Array:
    distinct, codes = coded(texts)
    return taken(distinct, codes[order])


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
    closing = [(case, due) for case, due in due_cases if due is not None]
    cases = [case for case, _ in due_cases]
    stages = [stage for case in cases for stage in case.stages]
    place = {case.number: index for index, case in enumerate(cases)}
    owner = np.array(
        [index for index, case in enumerate(cases) for _ in case.stages]
        + [place[case.number] for case, _ in closing],
        dtype=np.int64,
    )
    order = np.argsort(owner, kind="stable")
    owner = owner[order]
    names = [stage.stage for stage in stages] + [Stage.CLOSURE] * len(closing)
    levels = np.array([stage.level for stage in stages] + [case.at for case, _ in closing], dtype=np.int64)
    begin = [stage.begin for stage in stages] + [case.reported for case, _ in closing]
    end = np.array([stage.end for stage in stages] + [case.closed for case, _ in closing], dtype=np.float64)
    dues = [stage.due for stage in stages] + [due for _, due in closing]
    return made(
        "stages",
        (
            np.array([case.number for case in cases], dtype=np.int64)[owner],
            _ordered(names, order),
            taken(LEVELS, levels[order]),
            taken([case.grid for case in cases], owner),
            taken([case.department for case in cases], owner),
            taken([case.source for case in cases], owner),
            np.array(begin, dtype=np.int64)[order],
            np.where(end < 0, np.nan, end)[order],
            np.array(dues, dtype=np.int64)[order],
        ),
    )
