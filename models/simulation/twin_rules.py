"""What a scenario means for the twin: limits, probabilities, durations and desks as arrays."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from models.scenario.scenario import Scenario
from models.scenario.words import Department, Discipline, Role
from models.simulation import twin_kernel as k
from models.simulation.twin_desk import CALL_OUT, DESK_COLUMNS, DISCIPLINE, DUTY, IDLE, OFF_HOURS
from models.simulation.twin_time import Ints, clock_array, handling_table, rule_row
from models.simulation.work import REVIEW_SECONDS

DISCIPLINES = (Discipline.EDD, Discipline.FIFO, Discipline.PRIORITY)
USUAL_WAIT_SECONDS = 4 * 3_600
"""Working seconds an inspector's look takes where no record says it."""


@dataclass(frozen=True)
class Station:
    """A desk of the plan: its name (that of the simulation's desk), role, grids, and row of its duty
    roster."""

    name: str
    role: Role
    grids: tuple[str, ...]
    heads: int
    duty: int = -1
    off_hours: bool = False


@dataclass(frozen=True)
class Rules:
    """The arrays of `twin_kernel`, for one scenario; `stations` are the rows of the desks."""

    clock: Ints
    whole: Ints
    shares: NDArray[np.float64]
    limits: Ints
    handling: Ints
    stations: tuple[Station, ...]
    desks: Ints
    operators: Ints
    handlers: Ints
    begin: int
    end: int

    def staffed(self, heads: Ints) -> Ints:
        """A fresh table of desks with other numbers of people, by row."""
        desks = self.desks.copy()
        desks[:, IDLE] = heads
        return desks


def make_rules(scenario: Scenario, begin: int, end: int) -> Rules:
    """Arrays of a scenario that is measured from second `begin` and runs to `end`."""
    a, plan, calendar = scenario.assumptions, scenario.plan, scenario.calendar
    stations, operators, handlers = _stations(scenario)
    staffed = plan.town.department_officers is not None
    town = len(stations) - 1 - staffed
    whole = np.zeros(11, dtype=np.int64)
    whole[[k.SUSPENSION_DAYS, k.ORDER_DAYS]] = a.limits.suspension_working_days, a.handling.order_working_days
    whole[[k.EXTENSIONS_MOST, k.WORKDAY]] = a.limits.extensions_most, calendar.workday_seconds
    whole[[k.DEPARTMENTS, k.END, k.TOWN]] = len(Department), end, town
    whole[k.STAFFED_DEPARTMENT] = town + 1 if staffed else -1
    whole[[k.USUAL_WAIT, k.USUAL_REST, k.REVIEW_TIME]] = USUAL_WAIT_SECONDS, 0, REVIEW_SECONDS
    t = a.limits
    limits = [rule_row(x) for x in (t.accept, t.accept_urgent, t.dispatch, t.dispatch_urgent, t.check)]
    return Rules(
        clock_array(calendar, end), whole, _shares(scenario), np.array(limits, dtype=np.int64),
        handling_table(t), stations, _desks(scenario, stations), operators, handlers, begin, end,
    )  # fmt: skip


def _shares(scenario: Scenario) -> NDArray[np.float64]:
    a = scenario.assumptions
    numbers = [
        a.desks.recognise_over_report,
        a.desks.wrong_dispatch,
        a.handling.second_visit,
        a.handling.review_fail,
        a.desks.check_by_inspector_share,
        a.limits.suspension_share,
        a.handling.order_share,
        a.handling.order_not_met,
        a.district.delay_low_days,
        a.district.delay_high_days,
        a.limits.extension_share,
    ]
    for mean, cv in (
        (a.desks.operator_minutes, a.desks.operator_cv),
        (a.handling.minutes_mean, a.handling.minutes_cv),
        (a.town.minutes_mean, a.town.minutes_cv),
        (a.district.minutes_mean, a.district.minutes_cv),
        (a.town.travel_minutes_mean, a.town.travel_minutes_cv),
    ):
        variance = math.log1p(cv * cv)
        numbers += [mean, math.sqrt(variance), variance / 2.0]
    return np.array(numbers, dtype=np.float64)


def _stations(scenario: Scenario) -> tuple[tuple[Station, ...], Ints, Ints]:
    """Every desk once with its duty roster after it, in the order of `Desks.distinct`."""
    plan, blocks = scenario.plan, scenario.place.blocks
    community = dict(zip(map(str, blocks["block"]), map(str, blocks["community"]), strict=True))
    of_grid = {grid: community[block] for block, grid in plan.blocks.items()}
    found: list[Station] = []
    rows: dict[Role, Ints] = {}
    grids = tuple(plan.grids)
    for role, pooled, off in (
        (Role.OPERATOR, plan.pooled.operators, plan.duty.operators),
        (Role.HANDLER, plan.pooled.handlers, plan.duty.handlers),
    ):
        row = np.zeros(len(grids), dtype=np.int64)
        for name in dict.fromkeys(of_grid[grid] for grid in grids):
            mine = tuple(grid for grid in grids if of_grid[grid] == name)
            groups = [(name, mine)] if pooled else [(grid, (grid,)) for grid in mine]
            duty = len(found) + 1 if off else -1
            for where, served in groups:
                heads = sum(plan.grids[grid].staffing.of(role) for grid in served)
                row[[grids.index(grid) for grid in served]] = len(found)
                found.append(Station(f"{where}.{role}", role, served, heads, duty))
                if len(found) == duty:
                    found.append(Station(f"{name}.duty.{role}", role, mine, off, -1, True))
        rows[role] = row
    found.append(Station(f"town.{Role.TOWN_TEAM}", Role.TOWN_TEAM, grids, plan.town.teams))
    if plan.town.department_officers is not None:
        officers = plan.town.department_officers
        found.append(Station(f"district.{Role.DEPARTMENT}", Role.DEPARTMENT, grids, officers))
    return tuple(found), rows[Role.OPERATOR], rows[Role.HANDLER]


def _desks(scenario: Scenario, stations: tuple[Station, ...]) -> Ints:
    desks = np.zeros((len(stations), DESK_COLUMNS), dtype=np.int64)
    call_out = round(scenario.assumptions.duty.call_out_minutes * 60)
    for row, station in zip(desks, stations, strict=True):
        row[IDLE], row[DUTY], row[OFF_HOURS] = station.heads, station.duty, station.off_hours
        # the duty roster always takes what is due first
        discipline = Discipline.EDD if station.off_hours else scenario.plan.policies.discipline
        row[DISCIPLINE] = DISCIPLINES.index(discipline)
        if station.off_hours and station.role is Role.HANDLER:
            row[CALL_OUT] = call_out
    return desks
