"""The engine `ruin`: slack induction by string removals (Christiaens and Vanden Berghe 2020, Transportation
Science 54(2)), with stops that may be left out and gains instead of costs."""

from __future__ import annotations

import time
from collections.abc import Sequence

import numpy as np

from models.planning.chance import chance
from models.planning.effort import Effort
from models.planning.routes.finish import plan_of
from models.planning.routes.nearest import nearest_orders
from models.planning.routes.plan import RoutePlan
from models.planning.routes.problem import NO_WAY, Floats, Ints, RouteProblem, Times
from models.planning.routes.ruin_kernel import (
    BEST,
    BLINK,
    COLD,
    FAR,
    HOT,
    NOW,
    PER_SECOND,
    REMOVED,
    RULES,
    STRING,
    WALK_PRICE,
    Day,
    Tours,
    refresh,
)
from models.planning.routes.ruin_steps import search
from models.planning.routes.warm import orders_of

NEAR = 120
BLOCK = 64
INDEX = np.uint32
"""Nodes are unsigned: a compiled look-up need not ask whether an index counts from the end."""
STEPS_PER_UNIT = 45_000_000
"""Steps of a deterministic unit times (pool + 50): about a second of one core."""
HOT_START, HASTY_START, WARM_START, FROZEN = 0.5, 0.05, 0.03, 0.002
"""Temperatures in average prizes: at the start with time enough, in haste, from a plan that was given, and
at the end."""
ENOUGH = 40.0
"""Steps for each stop of the pool from which the hot start pays; with fewer it is as much less hot."""
SLICES = 12
"""Parts of a search by the clock: after each the speed is measured anew."""


class Ruin:
    """Ruin and recreate, compiled; repeatable by seed and number of steps."""

    name = "ruin"

    def plan(
        self, problem: RouteProblem, effort: Effort, start: RoutePlan | None = None, seed: int = 0
    ) -> RoutePlan:
        """The best plan met in so many steps, or in so many processor seconds (then not repeatable)."""
        begun = time.process_time()
        halves = np.flatnonzero(problem.usable)
        orders = orders_of(problem, start)
        if len(halves) and (problem.dismissed < 0).any():
            day = day_of(problem, halves)
            hot = WARM_START
            if not any(orders):
                steps = effort.amount * STEPS_PER_UNIT / (problem.size + 50) / problem.size
                hot = min(HOT_START, max(HASTY_START, HOT_START * steps / ENOUGH))
                for half, order in zip(halves.tolist(), nearest_orders(day, problem.walk_price), strict=True):
                    orders[half] = order
            self._search(problem, day, halves, orders, effort, begun, seed, hot)
        return plan_of(problem, orders, self.name, effort.repeatable)

    def _search(
        self, problem: RouteProblem, day: Day, halves: Ints, orders: list[list[int]], effort: Effort,
        begun: float, seed: int, hot: float,
    ) -> None:  # fmt: skip
        """Improve `orders` in place."""
        rule = rule_of(problem)
        unit = _unit(problem)
        tours = tours_of(problem, day, [orders[h] for h in halves], rule, seed)
        cooling = FROZEN / hot
        done, speed = 0.0, STEPS_PER_UNIT / (problem.size + 50) / 2
        while done < 1.0:
            if effort.repeatable:
                part, steps = 1.0, effort.amount * STEPS_PER_UNIT / (problem.size + 50)
            else:
                left = effort.amount - (time.process_time() - begun)
                part = min(1.0 - done, 1.0 / SLICES) if left > 0 else 1.0 - done
                steps = speed * left * part / max(1.0 - done, 1e-9) if left > 0 else 0.0
            rule[HOT], rule[COLD] = unit * hot * cooling**done, unit * hot * cooling ** min(1.0, done + part)
            lap = time.process_time()
            search(day, tours, rule, np.int64(max(steps, 1)))
            speed = max(steps, 1) / max(time.process_time() - lap, 1e-6)
            done += part
            if done > 1.0 - 1e-9:
                break
        for k, h in enumerate(halves.tolist()):
            orders[h] = tours.best_node[k, 1 : tours.best_size[k] + 1].tolist()


def _unit(problem: RouteProblem) -> float:
    """An average prize, the unit of temperature."""
    return float(problem.prize[problem.dismissed < 0].mean()) or 1.0


def rule_of(problem: RouteProblem) -> Floats:
    """The numbers of the search."""
    rule = np.zeros(RULES)
    free = problem.dismissed < 0
    rule[WALK_PRICE] = problem.walk_price
    rule[BLINK], rule[STRING], rule[REMOVED] = 0.01, 6.0, 10.0
    rule[PER_SECOND] = float(problem.seconds[free].mean() + 60.0) / _unit(problem)
    return rule


def day_of(problem: RouteProblem, halves: Ints) -> Day:
    """The problem's unchanging arrays as the kernel wants them; only usable halves."""
    small, n = np.int32, problem.size
    nodes = np.concatenate([problem.place, problem.start[halves], problem.finish[halves]])
    way = problem.walking.take(nodes, axis=0).take(nodes, axis=1).astype(small, copy=False)
    if way.min() == NO_WAY:
        way[way == NO_WAY] = FAR
    back = way if _symmetric(way) else np.ascontiguousarray(way.T)
    free = problem.dismissed < 0
    needs = np.where(free[None, :], problem.visit_seconds, -1)
    last = (problem.closes[None, :, :] - np.maximum(needs, 0)[:, :, None]).max(axis=2)
    return Day(
        way=way, back=back,
        needs=np.ascontiguousarray(needs.T, dtype=small), worth=np.ascontiguousarray(problem.worth.T),
        last=np.ascontiguousarray(last.T, dtype=small), opens=problem.opens.astype(small),
        closes=problem.closes.astype(small),
        near=_near(way[:n, :n], back[:n, :n]), begin=problem.begin[halves].astype(small),
        half_pair=problem.half_pair[halves].astype(INDEX), end=problem.end[halves].astype(small),
        free=free.astype(small),
    )  # fmt: skip


def _symmetric(way: Times) -> bool:
    """Whether every way is as long as the way back; looked at in blocks, since columns are slow to read."""
    return all(
        np.array_equal(way[k : k + BLOCK, k:], way[k:, k : k + BLOCK].T) for k in range(0, len(way), BLOCK)
    )


def _near(way: Times, back: Times) -> Times:
    """The nearest other stops of every stop, nearest first."""
    size = len(way)
    both = (way if back is way else np.minimum(way, back)).astype(np.int64)
    both *= size
    both += np.arange(size)
    np.fill_diagonal(both, np.iinfo(np.int64).max)
    count = min(NEAR, size - 1)
    if count < size - 1:
        both.partition(count, axis=1)
        both = both[:, :count]
    nearest = np.sort(both, axis=1)[:, :count]  # the stop itself comes last
    return np.ascontiguousarray(nearest % max(size, 1)).astype(INDEX)


def tours_of(
    problem: RouteProblem, day: Day, orders: Sequence[Sequence[int]], rule: Floats, seed: int
) -> Tours:
    """The changing arrays, filled with these orders."""
    small, n, halves = np.int32, problem.size, len(orders)
    width = n + 3
    node = np.zeros((halves, width), dtype=INDEX)
    size = np.array([len(order) for order in orders], dtype=small)
    half = np.full(n, -1, dtype=small)
    for h, order in enumerate(orders):
        node[h, : len(order) + 2] = [n + h, *order, n + halves + h]
        half[list(order)] = h
    times = [np.zeros(node.shape, dtype=small) for _ in range(8)]
    tours = Tours(
        node=node, size=size, leg=times[0], starts=times[1], leaves=times[2], late=times[3], half=half,
        room=size.copy(), gain=np.zeros(halves), old_node=node.copy(), old_leg=times[4], old_starts=times[5],
        old_leaves=times[6], old_late=times[7], old_size=size.copy(), old_room=size.copy(),
        old_gain=np.zeros(halves), dirty=np.zeros(halves, dtype=small), ruined=np.zeros(halves, dtype=small),
        hit=np.zeros(halves, dtype=INDEX), best_node=node.copy(), best_size=size.copy(), value=np.zeros(2),
        queue=np.zeros(n + 1, dtype=INDEX), key=np.zeros(n + 1), spot=np.zeros(3, dtype=np.int64),
        rng=chance(seed),
    )  # fmt: skip
    for h in range(halves):
        refresh(day, tours, rule[WALK_PRICE], np.int64(h))
    tours.value[NOW] = tours.value[BEST] = float(tours.gain.sum())
    return tours
