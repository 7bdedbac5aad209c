"""The calendar problem: premises with intervals and minutes, working days, opening days, fixed work."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from models.scenario.openings_file import ALWAYS
from models.scenario.scenario import Scenario
from models.scenario.words import PremisesKind, Risk
from models.space.order import hilbert_keys
from models.workload.rounds import DAYS_A_YEAR, demanded

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
WEEK = 5
"""Rounds longer than a few days are multiples of five working days: all rounds share a region a day."""


@dataclass(frozen=True, eq=False)
class VisitProblem:
    """Everything a visit calendar is judged by.

    `names[i]`, `grids[i]`, `minutes[i]` (expected on site), `every[i]` (working days between visits) and
    `order[i]` (position along the space-filling curve) belong to premises i; `days` are the working days from
    the start (0: the start date), `weekday` theirs (0: Monday), `weekdays[i]` those on which premises i can
    be visited. `fixed[grid]` are minutes of work that stand on `days` already (re-inspections).
    """

    names: tuple[str, ...]
    kinds: tuple[str, ...]
    grids: tuple[str, ...]
    minutes: Floats
    every: Ints
    order: Ints
    days: Ints
    weekday: Ints
    weekdays: NDArray[np.bool_]
    fixed: dict[str, Floats] = field(default_factory=dict)

    @property
    def size(self) -> int:
        """Number of premises."""
        return len(self.names)

    def open_on(self, premises: int, rank: int) -> bool:
        """Whether a premises can be visited on the working day of that rank."""
        return bool(self.weekdays[premises, self.weekday[rank]])


def visit_problem(scenario: Scenario, days: int) -> VisitProblem:
    """The calendar problem of a scenario over `days` calendar days from its start.

    Known re-inspections stand on the working day on which they are released, with the minutes of a check.
    """
    place, plan = scenario.place, scenario.plan
    asked = demanded(scenario)
    names = tuple(map(str, place.premises["premises"]))
    worked = np.array(scenario.calendar.workdays(0, days), dtype=np.int64)
    year = len(scenario.calendar.workdays(0, 365)) / 365.0 * DAYS_A_YEAR
    start = scenario.spec.calendar.start.weekday()
    hours = place.openings
    weekdays = np.array(
        [[day in hours.get(name, ALWAYS).weekdays for day in range(7)] for name in names], dtype=bool
    )
    return VisitProblem(
        names=names,
        kinds=tuple(map(str, place.premises["kind"])),
        grids=tuple(plan.blocks[str(block)] for block in place.premises["block"]),
        minutes=asked.minutes,
        every=working_days(scenario_intervals(scenario), year),
        order=hilbert_keys(place.premises["lon"].to_numpy(), place.premises["lat"].to_numpy()),
        days=worked,
        weekday=(worked + start) % 7,
        weekdays=weekdays.reshape(len(names), 7),
        fixed=_known(scenario, names, worked),
    )


def _known(scenario: Scenario, names: tuple[str, ...], worked: Ints) -> dict[str, Floats]:
    """Minutes of known re-inspections by grid and working day; none where the place knows of none."""
    fixed: dict[str, Floats] = {}
    start, plan = scenario.spec.calendar.start.toordinal(), scenario.plan
    premises = scenario.place.premises
    grid_of = dict(zip(names, (plan.blocks[str(block)] for block in premises["block"]), strict=True))
    for name, ordinal in scenario.place.reinspections:
        rank = int(np.searchsorted(worked, ordinal - start))
        if ordinal >= start and rank < len(worked):
            minutes = fixed.setdefault(grid_of[name], np.zeros(len(worked)))
            minutes[rank] += scenario.assumptions.desks.check_minutes
    return fixed


def scenario_intervals(scenario: Scenario) -> Floats:
    """Days between visits by the table of intervals, per premises."""
    table = scenario.assumptions.patrol.interval_days
    premises = scenario.place.premises
    rows = zip(premises["kind"], premises["risk"], strict=True)
    return np.array([table[PremisesKind(kind)][Risk(risk)] for kind, risk in rows], dtype=np.float64)


def working_days(interval: Any, a_year: float) -> Ints:
    """Working days between visits for intervals in calendar days: multiples of five beyond a few days.

    14 days are 10 working days and 21 are 15, in weeks without holidays exactly; 30 days become 20.
    """
    days = np.asarray(interval, dtype=np.float64)
    plain = np.maximum(1, np.rint(days * a_year / DAYS_A_YEAR))
    weeks = np.where(plain > 60, np.floor(plain / WEEK), np.rint(plain / WEEK))
    rounded = np.maximum(WEEK, WEEK * weeks)
    return np.where((plain >= 4) & (days > 3), rounded, plain).astype(np.int64)
