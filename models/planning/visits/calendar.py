"""Days for every premises: regions along the curve in turn, equal minutes a grid and working day."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from models.planning.visits.level import level
from models.planning.visits.problem import WEEK, Floats, Ints, VisitProblem


@dataclass(frozen=True, eq=False)
class VisitCalendar:
    """The calendar: `ranks[i]` are the working days (positions in `problem.days`) of premises i, in order.

    `unplanned` names premises that are open on no working day. `moved` counts visits that were shifted off
    their regular day: closed then, or too much other work.
    """

    ranks: tuple[tuple[int, ...], ...]
    unplanned: tuple[str, ...]
    moved: int

    def visits(self, problem: VisitProblem, start: int) -> dict[str, tuple[int, ...]]:
        """As the plan holds it: premises to proleptic ordinals; `start` is the ordinal of day 0."""
        return {
            name: tuple(start + int(problem.days[rank]) for rank in own)
            for name, own in zip(problem.names, self.ranks, strict=True)
            if own
        }


def plan_visits(problem: VisitProblem) -> VisitCalendar:
    """Give every premises its days.

    In each grid the premises stand in the order of a space-filling curve. A round of n working days is cut
    into n stretches of the curve with equal minutes (less where more frequent rounds leave a day fuller); a
    fifth of the curve is walked on one day of five, by all rounds together, so that a day's premises are
    neighbours. A visit on a closed day moves to the nearest open working day; days that stand out are
    levelled afterwards.
    """
    ranks: list[list[int]] = [[] for _ in range(problem.size)]
    closed = [not own[problem.weekday].any() for own in problem.weekdays] if len(problem.days) else []
    moved = 0
    for grid in dict.fromkeys(problem.grids):
        mine = np.array([i for i, name in enumerate(problem.grids) if name == grid], dtype=np.int64)
        mine = mine[[not closed[i] for i in mine.tolist()]] if len(problem.days) else mine[:0]
        slots = _slots(problem, mine)
        for i, slot in zip(mine.tolist(), slots.tolist(), strict=True):
            ranks[i] = list(range(slot, len(problem.days), int(problem.every[i])))
        moved += level(problem, mine, ranks, problem.fixed.get(grid))
    names = tuple(name for name, shut in zip(problem.names, closed, strict=True) if shut)
    return VisitCalendar(tuple(tuple(own) for own in ranks), names, moved)


def _slots(problem: VisitProblem, mine: Ints) -> Ints:
    """The first working day of each premises of one grid: the most frequent rounds first."""
    slots = np.zeros(len(mine), dtype=np.int64)
    longest = int(problem.every[mine].max(initial=1))
    load = np.zeros(longest)
    for every in np.unique(problem.every[mine]).tolist():
        members = np.flatnonzero(problem.every[mine] == every)
        members = members[np.argsort(problem.order[mine[members]], kind="stable")]
        minutes = problem.minutes[mine[members]]
        days = _days_of_stretches(every)
        so_far = np.array([load[day::every].mean() for day in days.tolist()])
        room = np.cumsum(_water(so_far, float(minutes.sum())))
        middle = np.cumsum(minutes) - minutes / 2
        stretch = np.minimum(np.searchsorted(room, middle), every - 1)
        slots[members] = days[stretch]
        for slot, own in zip(slots[members].tolist(), minutes.tolist(), strict=True):
            load[slot::every] += own
    return slots


def _days_of_stretches(every: int) -> Ints:
    """On which day of the round each stretch of the curve is visited: a fifth of it on one day of five."""
    stretch = np.arange(every)
    if every % WEEK:
        return stretch
    part = every // WEEK
    return stretch // part + WEEK * (stretch % part)


def _water(level_so_far: Floats, amount: float) -> Floats:
    """How much to pour on each so that the fullest end up level: sums to `amount`."""
    order = np.sort(level_so_far)
    filled = order * np.arange(1, len(order) + 1) - np.cumsum(order)
    count = int(np.searchsorted(filled, amount, side="right"))
    surface = (amount + order[:count].sum()) / max(count, 1)
    poured: Floats = np.maximum(0.0, surface - level_so_far)
    return poured
