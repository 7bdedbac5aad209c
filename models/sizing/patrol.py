"""The patrol side of staffing: what inspectors do for coverage, overdue premises and exposure, grid by grid.

Measured by full simulations at a few numbers of pairs in every grid; a mixture of numbers is read off grid by
grid, and the error of that reading is measured by one more full simulation of the chosen mixture.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from models.measures.reading import Reading, read
from models.scenario.plan import Plan
from models.scenario.scenario import Scenario
from models.simulation.run import simulate
from models.simulation.setting import make_setting

PAIRS = (1, 2, 3)
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


def patrol_response(
    scenario: Scenario, counts: Sequence[int] = PAIRS, progress: Callable[[float], None] | None = None
) -> list[dict[str, Any]]:
    """One full simulation for each number of pairs a grid: measures of the place, and coverage by grid."""
    rows = []
    for place, count in enumerate(counts):
        rows.append(_measured(scenario, [count] * len(scenario.plan.grids)))
        if progress is not None:
            progress((place + 1) / (len(counts) + 1))
    return rows


def patrol_choice(
    scenario: Scenario, coverage: float, progress: Callable[[float], None] | None = None
) -> tuple[Plan, dict[str, Any]]:
    """The fewest pairs whose coverage, read off grid by grid, is enough; pairs go where they cover most.

    The plan with them and the response: rows by number of pairs, what the mixture promised and what one full
    simulation of it gave. Where even the most pairs do not suffice the most are taken, and `reached` is
    False.
    """
    grids = tuple(scenario.plan.grids)
    rows = patrol_response(scenario, PAIRS, progress)
    weight = _premises(scenario, grids)
    covered = np.array([[row["by_grid"].get(grid, row["coverage"]) for grid in grids] for row in rows])
    level = [0] * len(grids)

    def promised() -> float:
        return float(sum(w * covered[n, g] for g, (w, n) in enumerate(zip(weight, level, strict=True))))

    while promised() < coverage:
        gains = [
            weight[g] * (covered[n + 1, g] - covered[n, g]) if n + 1 < len(PAIRS) else -1.0
            for g, n in enumerate(level)
        ]
        best = int(np.argmax(gains))
        if gains[best] <= 0:
            break
        level[best] += 1
    pairs = [PAIRS[n] for n in level]
    got = _measured(scenario, pairs)
    told = {
        "asked": coverage, "pairs": dict(zip(grids, pairs, strict=True)), "response": rows,
        "promised": promised(), "simulated": got["coverage"], "error": got["coverage"] - promised(),
        "reached": promised() >= coverage,
    }  # fmt: skip
    return with_pairs(scenario.plan, pairs), told


def _premises(scenario: Scenario, grids: Sequence[str]) -> list[float]:
    of = [scenario.plan.blocks[str(block)] for block in scenario.place.premises["block"]]
    return [of.count(grid) / len(of) for grid in grids]


def _measured(scenario: Scenario, pairs: Sequence[int]) -> dict[str, Any]:
    planned = scenario.with_plan(with_pairs(scenario.plan, pairs))
    reading: Reading = read(simulate(planned, 0, make_setting(planned)), planned)
    table = reading.breakdowns["by_grid"]
    rows = table[table["measure"] == "coverage"]
    by_grid = dict(zip(rows["key"].astype(str), rows["value"].astype(float).tolist(), strict=True))
    return {
        "pairs": int(sum(pairs)),
        **{name: float(reading.measures[name]) for name in MEASURES},
        "by_grid": by_grid,
    }
