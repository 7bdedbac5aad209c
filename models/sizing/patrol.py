"""The patrol side of staffing: what inspectors do for coverage, overdue premises and exposure, grid by grid.

Measured by full simulations at a few numbers of pairs in every grid; a mixture of numbers is read off grid by
grid (coverage, and the finds that load the desks), and the error of that reading is measured by one more full
simulation of the chosen mixture.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from models.measures.reading import Reading, read
from models.scenario.plan import Plan
from models.scenario.scenario import Scenario
from models.simulation.run import simulate
from models.simulation.setting import make_setting
from models.simulation.twin_births import Finds, finds_of, handlers_travel
from models.simulation.twin_record import record
from models.sizing.problem import Floats
from models.sizing.town import RECORDED_FROM, SizedTown, patrol_hours, window_of

PAIRS = (1, 2, 3)
CHOICES = 3
"""Numbers of inspectors that are tried: the fewest that cover enough, and more."""
MEASURES = ("coverage", "visits_on_time_share", "hazard_exposure_days", "orphan_task_share")


def with_pairs(plan: Plan, pairs: Sequence[int]) -> Plan:
    """The plan with so many pairs (or solo inspectors) in each grid, in the order of the grids."""
    grids = {
        name: grid.model_copy(
            update={"staffing": grid.staffing.model_copy(update={"inspectors": n * plan.pair_size})}
        )
        for (name, grid), n in zip(plan.grids.items(), pairs, strict=True)
    }
    return plan.model_copy(update={"grids": grids})


@dataclass(frozen=True)
class PatrolChoice:
    """Pairs by grid, the premises they are read to inspect in time, and whether that is what was asked."""

    pairs: Mapping[str, int]
    coverage: float
    reached: bool

    @property
    def together(self) -> int:
        """All pairs."""
        return sum(self.pairs.values())


@dataclass(frozen=True)
class PatrolResponse:
    """What full simulations with the same number of pairs in every grid gave: measures (`rows`), finds by
    number of pairs, coverage and person-hours of overtime a year (numbers of pairs by grids), and the share
    of premises of each grid."""

    scenario: Scenario
    rows: list[dict[str, Any]]
    finds: Mapping[int, Finds]
    covered: Floats
    overtime: Floats
    weight: Floats

    def choices(self, coverage: float, most: int = CHOICES, least: int = 0) -> list[PatrolChoice]:
        """The fewest pairs whose coverage (and number, at least `least`) is enough, then one pair more at a
        time; each pair goes where it covers most. Where even the most pairs do not suffice those are all."""
        grids = tuple(self.scenario.plan.grids)
        level = np.zeros(len(grids), dtype=np.int64)
        found: list[PatrolChoice] = []
        while True:
            reached = float(self.weight @ self.covered[level, np.arange(len(grids))])
            pairs = {grid: PAIRS[n] for grid, n in zip(grids, level.tolist(), strict=True)}
            choice = PatrolChoice(pairs, reached, reached >= coverage)
            if choice.reached and choice.together >= least:
                found.append(choice)
            open_ = level + 1 < len(PAIRS)
            if len(found) == most or not open_.any():
                return found or [choice]
            more = self.covered[np.minimum(level + 1, len(PAIRS) - 1), np.arange(len(grids))]
            gains = self.weight * (more - self.covered[level, np.arange(len(grids))])
            level[int(np.argmax(np.where(open_, gains, -np.inf)))] += 1

    def coverage_of(self, pairs: Mapping[str, int]) -> float:
        """Premises inspected in time, read off grid by grid."""
        level = [PAIRS.index(n) for n in pairs.values()]
        return float(self.weight @ self.covered[level, np.arange(len(level))])

    def overtime_of(self, pairs: Mapping[str, int]) -> float:
        """The inspectors' person-hours beyond the shift in a year, read off grid by grid."""
        level = [PAIRS.index(n) for n in pairs.values()]
        return float(self.overtime[level, np.arange(len(level))].sum())

    def town(self, choice: PatrolChoice) -> SizedTown:
        """The scenario with the chosen pairs, its finds mixed grid by grid from the full simulations."""
        scenario = self.scenario.with_plan(with_pairs(self.scenario.plan, tuple(choice.pairs.values())))
        setting = make_setting(scenario)
        begin, end = window_of(scenario)
        return SizedTown(
            scenario, setting, begin, end, self.finds, handlers_travel(setting), choice.pairs,
            patrol_hours=self.overtime_of(choice.pairs),
        )  # fmt: skip

    def told(self, choice: PatrolChoice, asked: float) -> dict[str, Any]:
        """The response as a table, and how far the reading of the choice is from one more full simulation."""
        got, finds, _ = _measured(self.scenario, tuple(choice.pairs.values()))
        rates = np.array([self.finds[n].per_workday_of(g) for g, n in enumerate(choice.pairs.values())])
        real = finds.per_workday
        return {
            "asked": asked, "pairs": dict(choice.pairs), "response": self.rows, "promised": choice.coverage,
            "simulated": got["coverage"], "error": got["coverage"] - choice.coverage,
            "overdue_share": 1.0 - got["visits_on_time_share"], "exposure_days": got["hazard_exposure_days"],
            "finds_promised": float(rates.sum()), "finds_simulated": real,
            "finds_error": float(rates.sum()) / real - 1.0 if real else 0.0, "reached": choice.reached,
        }  # fmt: skip


def patrol_response(
    scenario: Scenario, counts: Sequence[int] = PAIRS, progress: Callable[[float], None] | None = None
) -> PatrolResponse:
    """One full simulation for each number of pairs a grid."""
    rows, finds, hours = [], {}, []
    for place, count in enumerate(counts):
        row, finds[count], beyond = _measured(scenario, [count] * len(scenario.plan.grids))
        rows.append(row)
        hours.append([beyond[grid] for grid in scenario.plan.grids])
        if progress is not None:
            progress((place + 1) / len(counts))
    grids = tuple(scenario.plan.grids)
    covered = np.array([[row["by_grid"].get(grid, row["coverage"]) for grid in grids] for row in rows])
    weight = np.array(_premises(scenario, grids))
    return PatrolResponse(scenario, rows, finds, covered, np.array(hours), weight)


def _premises(scenario: Scenario, grids: Sequence[str]) -> list[float]:
    of = [scenario.plan.blocks[str(block)] for block in scenario.place.premises["block"]]
    return [of.count(grid) / len(of) for grid in grids]


def _measured(scenario: Scenario, pairs: Sequence[int]) -> tuple[dict[str, Any], Finds, dict[str, float]]:
    """Measures, coverage by grid, finds and inspectors' overtime by grid, from full simulations."""
    planned = scenario.with_plan(with_pairs(scenario.plan, pairs))
    setting = make_setting(planned)
    reading: Reading = read(simulate(planned, 0, setting), planned)
    table = reading.breakdowns["by_grid"]
    rows = table[table["measure"] == "coverage"]
    by_grid = dict(zip(rows["key"].astype(str), rows["value"].astype(float).tolist(), strict=True))
    stream, town = record(planned, RECORDED_FROM, setting)
    told = {"pairs": int(sum(pairs)), **{name: float(reading.measures[name]) for name in MEASURES}}
    found = finds_of([stream], planned.calendar, *window_of(planned))
    return told | {"by_grid": by_grid}, found, patrol_hours(planned, town)
