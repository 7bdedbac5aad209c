"""The course of an annealing: cycles of heating and cooling, spent by effort, best plan kept."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from models.planning.effort import Progress, ShouldStop, Stopwatch
from models.planning.grids.anneal import Annealer
from models.planning.grids.cost import cost_of, grid_households, grid_loads
from models.planning.grids.problem import SLACK, GridProblem, Ints

PROPOSALS_A_UNIT = 2_000_000
SMALL = 150
SMALL_CYCLE = 300_000
SLICES = 20
LONGEST_SLICE = 400_000
Snapshots = Callable[[Ints], None]


@dataclass(frozen=True)
class Course:
    """Temperatures of the first and of later cycles, in borders of average length, and the first one's
    share."""

    hot: float
    cold: float
    again: float
    first: float


COLD_START = Course(hot=2.0, cold=0.15, again=0.8, first=0.6)
WARM_START = Course(hot=0.4, cold=0.1, again=0.4, first=0.5)
AFTERWARDS = Course(hot=0.6, cold=0.15, again=0.6, first=0.6)


@dataclass(frozen=True)
class Call:
    """Whom to tell, whom to ask, and where good plans go."""

    progress: Progress
    should_stop: ShouldStop
    snapshots: Snapshots


def search(keeper: Keeper, seed: int, watch: Stopwatch, until: float, course: Course, call: Call) -> Ints:
    """Anneal from the kept plan until that part of the effort is spent; the best plan in bounds, or the
    nearest to them."""
    problem = keeper.problem
    annealer = Annealer(problem, keeper.labels, seed)
    begun, cycle = watch.fraction, 0
    while watch.fraction < until - 1e-9 and not call.should_stop():
        left = until - watch.fraction
        part = left if problem.size <= SMALL else course.first * left
        if problem.size > SMALL and part < 0.1 * (until - begun):
            part = left
        hot = course.hot if cycle == 0 or problem.size <= SMALL else course.again
        if cycle:
            annealer.relax()
            if problem.size > SMALL:
                annealer.restart(keeper.labels)
        _cycle(annealer, watch, part, hot, course.cold, call, keeper)
        call.snapshots(annealer.snapshots())
        cycle += 1
    return keeper.labels


class Keeper:
    """Keeps the best plan: fewest and smallest breaches first, then cost."""

    def __init__(self, problem: GridProblem, labels: Ints) -> None:
        self.problem = problem
        self.labels = labels
        self.rank = rank(problem, labels)

    def offer(self, labels: Ints | None) -> None:
        """Keep this plan if it is better."""
        if labels is not None and (new := rank(self.problem, labels)) < self.rank:
            self.labels, self.rank = labels, new


def rank(problem: GridProblem, labels: Ints) -> tuple[float, float]:
    """How bad a plan is: breach of bounds in fair shares (rounding forgiven), then cost."""
    load, size = grid_loads(problem, labels), grid_households(problem, labels)
    off = np.maximum(load - problem.most, problem.least - load) / problem.fair_share
    unit = float(problem.households.sum()) / len(problem.grids) or 1.0
    people = np.maximum(size - problem.households_most, problem.households_least - size) / unit
    breach = np.where(off > SLACK, off, 0.0).sum() + np.where(people > SLACK, people, 0.0).sum()
    return float(breach), cost_of(problem, labels).total


def _cycle(
    annealer: Annealer, watch: Stopwatch, part: float, hot: float, cold: float, call: Call, keeper: Keeper
) -> None:
    """Cool once from hot to cold, over that part of the effort or a small problem's fixed length."""
    total = part * watch.effort.amount
    begun, small = watch.spent, annealer.problem.size <= SMALL
    size = _first_slice(watch, total, small)
    done = step = 0
    heat = hot
    while True:
        before = watch.spent
        if small:
            after = (step + 1) / SLICES
        else:
            after = min(1.0, (before - begun + _units(watch, size, before, begun, done)) / total)
        cooler = hot * (cold / hot) ** min(after, 1.0)
        annealer.cool(size, heat, cooler)
        watch.add(size / PROPOSALS_A_UNIT)
        done, step, heat = done + size, step + 1, cooler
        keeper.offer(annealer.best)
        call.progress(watch.fraction, f"{keeper.rank[1]:.6g}")
        spent = watch.spent - begun
        if call.should_stop() or spent >= total - 1e-12 or (small and step >= SLICES):
            break
        if not small and not watch.effort.repeatable:
            size = int(
                min(max(done / max(spent, 1e-6) * min(total / SLICES, total - spent), 2_000), LONGEST_SLICE)
            )
        elif not small:
            size = max(1_000, min(size, int((total - spent) * PROPOSALS_A_UNIT)))
    keeper.offer(annealer.labels)


def _first_slice(watch: Stopwatch, total: float, small: bool) -> int:
    if small:
        return SMALL_CYCLE // SLICES
    if not watch.effort.repeatable:
        return 20_000
    return int(min(max(total * PROPOSALS_A_UNIT / SLICES, 1_000), LONGEST_SLICE))


def _units(watch: Stopwatch, size: int, spent: float, begun: float, done: int) -> float:
    """What the next slice will cost: known in proposals, guessed from the pace so far in seconds."""
    if watch.effort.repeatable:
        return size / PROPOSALS_A_UNIT
    return size * (spent - begun) / done if done else size / PROPOSALS_A_UNIT
