"""Workload of a block in hours a month: inspection, walking and expected cases, by role and department.

The arithmetic of `offered.py`, block by block: what no plan of grids changes, so that grids can be drawn
by it. The steady state of a patrolled place is meant: visits as the intervals ask for them, cases as the
public reports them and as the pairs that are there find them.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from models.scenario.scenario import Scenario
from models.scenario.words import Department, World
from models.workload.offered import Flows, desk_loads, expected_flows, skill_gap, workdays_per_year
from models.workload.rounds import CYCLE, classes_of, demanded, hazard_share, visits_per_workday
from models.workload.walking import commute_of_blocks, row_of_premises, square_metres, tour_minutes

Floats = npt.NDArray[np.float64]
DEPARTMENTS = tuple(Department)
PARTS = ("inspection_hours", "walking_hours", "handler_hours", "operator_hours", "town_team_hours", "cases")
"""What is worked out for every block and department."""
MONTHS = 12


def block_workload(scenario: Scenario, pairs: float | None = None) -> pd.DataFrame:
    """Hours a month of every block, in the order of the place's blocks.

    `pairs` are those that find hazards before the public does; the plan's own when not given.
    Columns: block, inspection_hours (on site and before closed doors), walking_hours, inspector_hours (the
    sum of both), handler_hours, operator_hours, town_team_hours, total, cases (a month). Inspectors',
    handlers' and operators' hours are person-hours and make up `total`, the work of the grid's own people;
    the town's teams (team-hours, without cases from elsewhere) serve all grids and stand beside it.
    """
    table = department_workload(scenario, pairs)
    names = scenario.place.blocks["block"].astype(str)
    sums = table.groupby("block", sort=False)[list(PARTS)].sum().reindex(names)
    return _with_sums(sums.reset_index(names="block"))


def department_workload(scenario: Scenario, pairs: float | None = None) -> pd.DataFrame:
    """The same columns for every block and department (block, department, …), in order of blocks.

    A merged visit serves all departments: its minutes, and the walking, are shared out by the minutes of
    the departments' items. Desk and site hours are shared out by cases: how much longer one department's
    cases go on is left out.
    """
    parts = _Parts.of(scenario, pairs)
    names = scenario.place.blocks["block"].astype(str)
    cells = {"block": np.repeat(names.to_numpy(), len(DEPARTMENTS))}
    cells["department"] = np.tile(np.array([str(each) for each in DEPARTMENTS], dtype=object), len(names))
    cells |= {name: getattr(parts, name).ravel() for name in PARTS}
    return _with_sums(pd.DataFrame(cells))


def _with_sums(table: pd.DataFrame) -> pd.DataFrame:
    """The parts with the sums that are read most, in the order they are told."""
    table["inspector_hours"] = table["inspection_hours"] + table["walking_hours"]
    table["total"] = table[["inspector_hours", "handler_hours", "operator_hours"]].sum(axis=1)
    keys = [name for name in ("block", "department") if name in table]
    walked = ["inspection_hours", "walking_hours", "inspector_hours"]
    return table[[*keys, *walked, "handler_hours", "operator_hours", "town_team_hours", "total", "cases"]]


@dataclass(frozen=True)
class _Parts:
    """Hours a month (cases: a month) by block (rows) and department (columns)."""

    inspection_hours: Floats
    walking_hours: Floats
    handler_hours: Floats
    operator_hours: Floats
    town_team_hours: Floats
    cases: Floats

    @classmethod
    def of(cls, scenario: Scenario, pairs: float | None) -> _Parts:
        """Patrol line by line, then the cases of each stream."""
        year = workdays_per_year(scenario)
        days = year / MONTHS
        inspecting, walking = _patrol(scenario, year)
        heads = scenario.plan.pair_size * days / 60.0
        operators, handlers, town, cases = _cases(scenario, pairs)
        hours = days * scenario.calendar.workday_seconds / 3600.0
        patrol = inspecting * heads, walking * heads
        return cls(*patrol, handlers * hours, operators * hours, town * hours, cases * days)


def _patrol(scenario: Scenario, year: float) -> tuple[Floats, Floats]:
    """Minutes of pairs a working day on site and on the way, by block and department."""
    blocks = len(scenario.place.blocks)
    row, land = row_of_premises(scenario), square_metres(scenario)
    shift, commute = scenario.calendar.workday_seconds / 60.0, commute_of_blocks(scenario)
    inspecting = np.zeros((blocks, len(DEPARTMENTS)))
    walking = np.zeros_like(inspecting)
    for line in _lines(scenario):
        tries, minutes = _asked(scenario, line, year)
        parts = minutes[:, None] * _item_shares(scenario, line)
        on_site = _by_block(row, parts, blocks)
        busy = on_site.sum(axis=1)
        way = tour_minutes(scenario, _by_block(row, tries[:, None], blocks)[:, 0], land)
        # the hours of a shift that are left after the way there and back hold both
        way += (busy + way) * commute / np.maximum(1.0, shift - commute)
        inspecting += on_site
        walking += on_site * (way / np.where(busy > 0, busy, 1.0))[:, None]
    return inspecting, walking


def _lines(scenario: Scenario) -> Iterator[frozenset[Department]]:
    """Departments that patrol together: all of them, or each for itself before the merger."""
    if scenario.plan.policies.world is World.DEPARTMENTAL:
        yield from (frozenset([department]) for department in DEPARTMENTS)
    else:
        yield frozenset(DEPARTMENTS)


def _asked(scenario: Scenario, line: frozenset[Department], year: float) -> tuple[Floats, Floats]:
    """Doors knocked at and minutes on site (closed doors too) a working day, by premises."""
    a = scenario.assumptions
    asked = demanded(scenario, line)
    per_day = np.where(asked.minutes > 0, visits_per_workday(asked.interval_days, year), 0.0)
    tries = per_day / (1.0 - asked.no_access)
    mismatch = 1.0 + (a.skills.wrong_skill_minutes_factor - 1.0) * skill_gap(scenario)
    on_site = asked.minutes * a.patrol.duration_mean * mismatch
    return tries, per_day * on_site + (tries - per_day) * a.patrol.no_access_minutes


def _item_shares(scenario: Scenario, line: frozenset[Department]) -> Floats:
    """Shares of the departments in a visit's minutes, by premises (rows) and department (columns)."""
    items, shares = scenario.checklist.items, []
    classes, each = classes_of(scenario)
    for kind, risk in classes:
        interval = scenario.assumptions.patrol.interval_days[kind][risk]
        weight = np.zeros(len(DEPARTMENTS))
        for ordinal in range(CYCLE):
            for item in scenario.checklist.visit_items(kind, interval, ordinal, line):
                weight[DEPARTMENTS.index(items[item].department)] += items[item].minutes
        if weight.sum() <= 0:  # items without minutes of their own: the visit is everybody's
            weight = np.array([float(department in line) for department in DEPARTMENTS])
        shares.append(weight / weight.sum())
    return np.array(shares).reshape(-1, len(DEPARTMENTS))[each]


def _cases(scenario: Scenario, pairs: float | None) -> tuple[Floats, Floats, Floats, Floats]:
    """Operators, handlers and town teams kept busy, and cases a working day, by block and department."""
    flows = expected_flows(scenario, pairs)
    public, patrol = _loads_by_stream(scenario, flows)
    citizens, found = _citizens(scenario), _found(scenario)
    loads = [one * citizens + other * found for one, other in zip(public, patrol, strict=True)]
    return loads[0], loads[1], loads[2], loads[3]


def _loads_by_stream(scenario: Scenario, flows: Flows) -> tuple[list[float], list[float]]:
    """Operators, handlers, town teams and cases a working day due to the public, and due to patrol.

    Loads are sums over cases, so that a stream's is the load with that stream alone less the load of none.
    """
    a = scenario.assumptions
    requests = flows.citizen * a.demand.department_request_share
    valid = flows.citizen + requests + flows.app * a.citizens_app.valid_share
    over = flows.inspector * a.inspection.over_report_trained
    idle = desk_loads(scenario, 0.0, 0.0, 0.0, 0.0)
    public = desk_loads(scenario, valid, 0.0, 0.0, flows.app)
    patrol = desk_loads(scenario, 0.0, flows.inspector - over, over, 0.0)
    return (
        [*(load - none for load, none in zip(public, idle, strict=True)), valid],
        [*(load - none for load, none in zip(patrol, idle, strict=True)), flows.inspector],
    )


def _citizens(scenario: Scenario) -> Floats:
    """Shares of the public's reports by block (residents) and department."""
    people = scenario.place.blocks["population"].to_numpy(np.float64)
    weights = scenario.assumptions.departments.citizen_weights
    by_department = np.array([weights[department] for department in DEPARTMENTS], dtype=np.float64)
    return np.outer(_share(people), _share(by_department))


def _found(scenario: Scenario) -> Floats:
    """Shares of the inspectors' reports by block (onsets of hazards) and department."""
    classes, each = classes_of(scenario)
    by_kind = {
        kind: [hazard_share(scenario.checklist, kind, frozenset([d])) for d in DEPARTMENTS]
        for kind in dict.fromkeys(kind for kind, _ in classes)
    }
    parts = np.array([by_kind[kind] for kind, _ in classes]).reshape(-1, len(DEPARTMENTS))[each]
    onsets = demanded(scenario).onsets_per_week[:, None] * parts
    return _share(_by_block(row_of_premises(scenario), onsets, len(scenario.place.blocks)))


def _by_block(row: npt.NDArray[np.int64], parts: Floats, blocks: int) -> Floats:
    """Sums over the premises of each block, column by column."""
    sums = [np.bincount(row, weights=column, minlength=blocks) for column in parts.T]
    return np.stack(sums, axis=1).astype(np.float64)


def _share(values: Floats) -> Floats:
    return np.asarray(values / (float(values.sum()) or 1.0), dtype=np.float64)
