"""A cold start with many plans at once: all cool together, and the better ones are copied over the worse."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from models.planning.effort import Stopwatch
from models.planning.grids.anneal import Annealer
from models.planning.grids.problem import Floats, GridProblem, Ints
from models.planning.grids.search import PROPOSALS_A_UNIT, SMALL, Call, Keeper

HOT, COLD = 1.0, 0.25
"""Temperatures, in borders of average length."""
STEPS = 24
PACE = 4_000_000
"""Proposals a second, as a first guess."""
PROPOSALS_A_BLOCK = 400
FEWEST, MOST = 4, 32
LARGE = 800
"""Blocks above which many short coolings are no better than a long one (1,500 blocks: 0.5 % worse)."""


def members(problem: GridProblem, watch: Stopwatch, part: float) -> int:
    """How many plans that part of the effort can cool; 0 where the problem is too small to gain by it, or
    the effort too small to share."""
    pace = PROPOSALS_A_UNIT if watch.effort.repeatable else PACE
    count = int(part * watch.effort.amount * pace / (PROPOSALS_A_BLOCK * problem.size))
    return min(count, MOST) if SMALL < problem.size <= LARGE and count >= FEWEST else 0


def cool_together(
    problem: GridProblem,
    start: Callable[[int], Ints],
    count: int,
    seed: int,
    watch: Stopwatch,
    part: float,
    call: Call,
    keeper: Keeper,
) -> None:
    """Population annealing (Hukushima and Iba 2003) over that part of the effort.

    Which plan is best is decided by its large features, which freeze early: members are drawn anew after
    every step, in proportion to what the next temperature makes of their costs. `start(k)` is the k-th plan
    to begin with; good plans go to `keeper` and `call`.
    """
    rng = np.random.Generator(np.random.PCG64(np.random.SeedSequence([seed, 23])))
    plans = [start(k) for k in range(count)]
    annealer = Annealer(problem, plans[0], seed)
    begun, total = watch.spent, part * watch.effort.amount
    size = max(int(total * _pace(watch, 0, 0.0) / (count * STEPS)), 100)
    done, heat = 0, HOT
    for step in range(1, STEPS + 1):
        cooler = HOT * (COLD / HOT) ** (step / STEPS)
        plans, costs = annealer.cool_each(plans, size, heat, cooler)
        done += size * count
        watch.add(size * count / PROPOSALS_A_UNIT)
        keeper.offer(annealer.best)
        call.snapshots(annealer.snapshots())
        call.progress(watch.fraction, f"{keeper.rank[1]:.6g}")
        spent = watch.spent - begun
        if step == STEPS or spent >= total or call.should_stop():
            break
        plans = [plans[k] for k in _drawn(costs, cooler, HOT * (COLD / HOT) ** ((step + 1) / STEPS), rng)]
        size = max(int((total - spent) * _pace(watch, done, spent) / (count * (STEPS - step))), 100)
        heat = cooler


def _pace(watch: Stopwatch, done: int, spent: float) -> float:
    """Proposals by unit of effort: known in units, guessed from what was done in seconds."""
    if watch.effort.repeatable:
        return PROPOSALS_A_UNIT
    return done / spent if spent > 0 else PACE


def _drawn(costs: Floats, heat: float, cooler: float, rng: np.random.Generator) -> list[int]:
    """Members of the next step, by systematic resampling."""
    weight = np.exp((1 / heat - 1 / cooler) * (costs - costs.min()))
    at = (rng.random() + np.arange(len(costs))) / len(costs)
    found = np.searchsorted(np.cumsum(weight / weight.sum()), at)
    return [int(k) for k in np.minimum(found, len(costs) - 1)]
