"""The outcome tables of a finished run, row by row in their declared order."""

from __future__ import annotations

from operator import attrgetter
from struct import Struct
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
import pandas as pd

from models.scenario.tables import CaseOutcome, Stage
from models.scenario.words import Source
from models.simulation.case import LEVELS, Case
from models.simulation.closures import Ways, closures
from models.simulation.fieldwork import released, tasks_table, visits_and_duty
from models.simulation.hazards import DEPARTMENTS, Hazard
from models.simulation.log import EVENT_COLUMNS, NEVER, Log, made, taken, unpacked
from models.simulation.town import Town

Ints = npt.NDArray[np.int64]
STAGES = {stage: code for code, stage in enumerate(Stage)}
CLOSURE = STAGES[Stage.CLOSURE]
OUTCOMES = {outcome: code for code, outcome in enumerate(CaseOutcome)}
SOURCES = {source: code for code, source in enumerate([*Source, ""])}
DEPARTMENT_CODES = {department: code for code, department in enumerate(DEPARTMENTS)}


class Cases(NamedTuple):
    """Cases as columns, in the order in which `_packed_case` packs them."""

    number: Ints
    source: Ints
    department: Ints
    item: Ints
    limit_class: Ints
    urgent: Ints
    premises: Ints
    at: Ints
    outcome: Ints
    reported: Ints
    registered: Ints
    closed: Ints
    rework: Ints
    bounces: Ints
    extensions: Ints
    suspended: Ints
    rested: Ints
    site_visits: Ints
    over_report: Ints
    missed: Ints
    reopened: Ints
    duplicates: Ints
    hazard: Ints
    parent: Ints


class Stages(NamedTuple):
    """Stages as columns; `case` is a place among the cases."""

    case: Ints
    stage: Ints
    level: Ints
    begin: Ints
    due: Ints
    end: Ints


HAZARD_COLUMNS = 12
_case = Struct(f"{len(Cases._fields)}q").pack
_stage = Struct(f"{len(Stages._fields)}q").pack
_hazard = Struct(f"{HAZARD_COLUMNS}q").pack


def outcome_tables(town: Town) -> dict[str, pd.DataFrame]:
    """All tables of `models.scenario.tables`, times in minutes.

    Cases, hazards and tasks are let go as soon as they stand in a table: both together would weigh twice.
    """
    cases, stages, due = books(town)
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
        "cases": _cases_table(town, cases, due),
        "stages": _stages_table(town, cases, stages),
        "case_events": _events(town.log),
        "duty": duty,
    }


def books(town: Town) -> tuple[Cases, Stages, Ints]:
    """Cases, stages, and when each case is due to be closed (`NEVER` where it is not to be).

    Every case is looked at once, with its stages in their order and its closure last; extensions that are
    due by the end are given.
    """
    extend, end = town.flow.extend, town.end
    of_cases, of_stages = bytearray(), bytearray()
    for place, case in enumerate(sorted(town.flow.cases.values(), key=attrgetter("reported", "number"))):
        for stage in case.stages:
            if stage.end < 0 and stage.stage is Stage.HANDLE:
                extend(case, stage, end)
            of_stages += _stage(place, STAGES[stage.stage], stage.level, stage.begin, stage.due, stage.end)
        if case.needs > 0:
            of_stages += _stage(place, CLOSURE, case.at, case.reported, NEVER, case.closed)
        of_cases += _packed_case(case)
    cases = Cases(*unpacked(of_cases, len(Cases._fields)))
    stages = Stages(*unpacked(of_stages, len(Stages._fields)))
    due = np.full(len(cases.number), NEVER)
    closing = stages.stage == CLOSURE
    mine = stages.case[closing]
    due[mine] = stages.due[closing] = _closures(town, cases, stages)[mine]
    return cases, stages, due


def _packed_case(case: Case) -> bytes:
    return _case(
        case.number, SOURCES[case.source], DEPARTMENT_CODES[case.department], case.item, case.limit_class,
        case.urgent, case.premises, case.at, OUTCOMES[case.outcome], case.reported, case.registered,
        case.closed, case.rework, case.bounces, case.extensions, case.suspended, case.rested,
        case.site_visits, case.over_report, case.missed, case.reopened, case.duplicates, case.hazard,
        case.parent,
    )  # fmt: skip


def _closures(town: Town, cases: Cases, stages: Stages) -> Ints:
    """When each case is due to be closed; what was settled on the spot has no stages and no such time."""
    accepted, handled = stages.stage == STAGES[Stage.ACCEPT], stages.stage == STAGES[Stage.HANDLE]
    registered_by = np.zeros(len(cases.number), dtype=np.int64)
    registered_by[stages.case[accepted]] = stages.due[accepted]
    ways = Ways(
        registered_by=registered_by,
        urgent=cases.urgent,
        limit_class=cases.limit_class,
        department=cases.department,
        at=cases.at,
        extensions=cases.extensions,
        stood_still=cases.suspended + cases.rested,
        handled=stages.case[handled],
        handled_at=stages.level[handled],
    )
    scenario = town.setting.scenario
    return closures(scenario.calendar, scenario.assumptions.limits, ways)


def _cases_table(town: Town, cases: Cases, due: Ints) -> pd.DataFrame:
    setting, scenario = town.setting, town.setting.scenario
    items = [*(each.item for each in scenario.checklist.items), ""]  # the last is that of no item
    return made(
        "cases",
        (
            cases.number,
            taken(tuple(SOURCES), cases.source),
            taken(DEPARTMENTS, cases.department),
            taken(items, np.where(cases.item < 0, len(items) - 1, cases.item)),
            taken([each.name for each in scenario.assumptions.limits.classes], cases.limit_class),
            cases.urgent,
            taken(setting.grids, cases.premises),
            taken(setting.blocks, cases.premises),
            taken(setting.names, cases.premises),
            taken(LEVELS, cases.at),
            taken(tuple(OUTCOMES), cases.outcome),
            cases.reported,
            *map(_come, (cases.registered, cases.closed, due)),
            cases.rework,
            cases.bounces,
            cases.extensions,
            cases.suspended,
            cases.site_visits,
            cases.over_report,
            cases.missed,
            cases.reopened,
            cases.duplicates,
            cases.hazard,
            cases.parent,
        ),
    )


def _stages_table(town: Town, cases: Cases, stages: Stages) -> pd.DataFrame:
    return made(
        "stages",
        (
            cases.number[stages.case],
            taken(tuple(STAGES), stages.stage),
            taken(LEVELS, stages.level),
            taken(town.setting.grids, cases.premises[stages.case]),
            taken(DEPARTMENTS, cases.department[stages.case]),
            taken(tuple(SOURCES), cases.source[stages.case]),
            stages.begin,
            _come(stages.end),
            stages.due,
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
    rows = [_packed_hazard(hazard) for hazard in sorted(town.hazards.all, key=attrgetter("onset", "number"))]
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


def _packed_hazard(hazard: Hazard) -> bytes:
    return _hazard(
        hazard.number, hazard.premises, hazard.department, hazard.item, hazard.onset, hazard.found,
        SOURCES[hazard.found_by], hazard.rectified, hazard.visible, hazard.missed, hazard.sightings,
        hazard.case,
    )  # fmt: skip


def _come(seconds: Ints) -> npt.NDArray[np.float64]:
    """Times of which some have not come."""
    return np.where(seconds < 0, np.nan, seconds)
