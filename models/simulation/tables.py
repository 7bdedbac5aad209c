"""The outcome tables of a finished run, row by row in their declared order."""

from __future__ import annotations

from operator import attrgetter
from struct import Struct

import numpy as np
import numpy.typing as npt
import pandas as pd

from models.scenario.tables import CaseOutcome, Stage
from models.scenario.words import Source
from models.simulation.case import LEVELS, Case
from models.simulation.fieldwork import released, tasks_table, visits_and_duty
from models.simulation.hazards import DEPARTMENTS, Hazard
from models.simulation.log import EVENT_COLUMNS, NEVER, Log, made, taken, unpacked
from models.simulation.town import Town

Ints = npt.NDArray[np.int64]
STAGES = {stage: code for code, stage in enumerate(Stage)}
OUTCOMES = {outcome: code for code, outcome in enumerate(CaseOutcome)}
SOURCES = {source: code for code, source in enumerate([*Source, ""])}
DEPARTMENT_CODES = {department: code for code, department in enumerate(DEPARTMENTS)}
CASE_COLUMNS, STAGE_COLUMNS, HAZARD_COLUMNS = 24, 6, 12
_case = Struct(f"{CASE_COLUMNS}q").pack
_stage = Struct(f"{STAGE_COLUMNS}q").pack
_hazard = Struct(f"{HAZARD_COLUMNS}q").pack


def outcome_tables(town: Town) -> dict[str, pd.DataFrame]:
    """All tables of `models.scenario.tables`, times in minutes.

    Cases, hazards and tasks are let go as soon as they stand in a table: both together would weigh twice.
    """
    cases, stages = _cases_and_stages(town)
    town.flow.cases.clear()
    hazards = _hazards(town)
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
    """Every case is looked at once, with its stages in their order and its closure last."""
    extend, closure, end = town.flow.extend, town.flow.limits.closure, town.end
    of_cases, of_stages = bytearray(), bytearray()
    for place, case in enumerate(sorted(town.flow.cases.values(), key=attrgetter("reported", "number"))):
        for stage in case.stages:
            if stage.end < 0 and stage.stage is Stage.HANDLE:
                extend(case, stage, end)
            of_stages += _stage(place, STAGES[stage.stage], stage.level, stage.begin, stage.due, stage.end)
        due = NEVER
        if case.needs > 0:
            due = closure(case)
            of_stages += _stage(place, STAGES[Stage.CLOSURE], case.at, case.reported, due, case.closed)
        of_cases += _row(case, due)
    cases = unpacked(of_cases, CASE_COLUMNS)
    return _cases(town, cases), _stages(town, cases, unpacked(of_stages, STAGE_COLUMNS))


def _row(case: Case, due: int) -> bytes:
    return _case(
        case.number, SOURCES[case.source], DEPARTMENT_CODES[case.department], case.item, case.limit_class,
        case.urgent, case.premises, case.at, OUTCOMES[case.outcome], case.reported, case.registered,
        case.closed, due, case.rework, case.bounces, case.extensions, case.suspended, case.site_visits,
        case.over_report, case.missed, case.reopened, case.duplicates, case.hazard, case.parent,
    )  # fmt: skip


def _cases(town: Town, columns: Ints) -> pd.DataFrame:
    setting, scenario = town.setting, town.setting.scenario
    number, source, department, item, limit_class, urgent, premises, at, outcome, *others = columns
    reported, registered, closed, due, *counts = others
    items = [each.item for each in scenario.checklist.items]
    classes = [each.name for each in scenario.assumptions.limits.classes]
    return made(
        "cases",
        (
            number,
            taken(tuple(SOURCES), source),
            taken(DEPARTMENTS, department),
            taken([*items, ""], np.where(item < 0, len(items), item)),
            taken(classes, limit_class),
            urgent,
            taken(setting.grids, premises),
            taken(setting.blocks, premises),
            taken(setting.names, premises),
            taken(LEVELS, at),
            taken(tuple(OUTCOMES), outcome),
            reported,
            *map(_come, (registered, closed, due)),
            *counts,
        ),
    )


def _stages(town: Town, cases: Ints, columns: Ints) -> pd.DataFrame:
    place, stage, level, begin, due, end = columns
    number, source, department, _, _, _, premises, *_ = cases
    return made(
        "stages",
        (
            number[place],
            taken(tuple(STAGES), stage),
            taken(LEVELS, level),
            taken(town.setting.grids, premises[place]),
            taken(DEPARTMENTS, department[place]),
            taken(tuple(SOURCES), source[place]),
            begin,
            _come(end),
            due,
        ),
    )


def _events(log: Log) -> pd.DataFrame:
    """The log in order of end and case; its rows are let go, since they weigh more than the table."""
    case, ready, begin, end, due, code = unpacked(log.events, EVENT_COLUMNS)
    order = np.lexsort((case, end))
    code = code[order]
    words = list(zip(*log.words, strict=True)) or [()] * 5
    activity, level, actor, role, outcome = (taken(texts, code) for texts in words)
    times = (ready[order], begin[order], end[order], _come(due[order]))
    return made("case_events", (case[order], activity, level, actor, role, *times, outcome))


def _hazards(town: Town) -> pd.DataFrame:
    """All hazards in the order of their onset."""
    setting = town.setting
    rows = [_facts(hazard) for hazard in sorted(town.hazards.all, key=attrgetter("onset", "number"))]
    columns = unpacked(bytearray().join(rows), HAZARD_COLUMNS)
    number, premises, department, item, onset, found, found_by, rectified, *others = columns
    return made(
        "hazards",
        (
            number,
            taken(setting.names, premises),
            taken(setting.kinds, premises),
            taken(setting.grids, premises),
            taken(DEPARTMENTS, department),
            taken([each.item for each in setting.scenario.checklist.items], item),
            onset,
            _come(found),
            taken(tuple(SOURCES), found_by),
            _come(rectified),
            *others,
        ),
    )


def _facts(hazard: Hazard) -> bytes:
    return _hazard(
        hazard.number, hazard.premises, hazard.department, hazard.item, hazard.onset, hazard.found,
        SOURCES[hazard.found_by], hazard.rectified, hazard.visible, hazard.missed, hazard.sightings,
        hazard.case,
    )  # fmt: skip


def _come(seconds: Ints) -> npt.NDArray[np.float64]:
    """Times of which some have not come."""
    return np.where(seconds < 0, np.nan, seconds)
