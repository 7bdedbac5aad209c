"""A first plan in haste: every pair always goes on to the stop that is worth most for the time it takes."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from models.planning.routes.problem import NO_WAY, Floats, Ints, RouteProblem

WALKING = (1.0, 1.5, 2.0, 3.0)
"""A second of walking counts as so many on site: which is best depends on the day, so each is tried."""


def nearest_orders(problem: RouteProblem) -> list[list[int]]:
    """Positions of stops, one list a half, of the best of a few such plans."""
    tried = [_orders(problem, price) for price in WALKING]
    return max(tried, key=lambda orders: _objective(problem, orders))


def _objective(problem: RouteProblem, orders: list[list[int]]) -> float:
    gained = 0.0
    for half, order in enumerate(orders):
        places = [problem.start[half], *problem.place[order], problem.finish[half]]
        walked = int(problem.walking[places[:-1], places[1:]].sum()) if problem.usable[half] else 0
        gained += float(problem.worth[problem.half_pair[half], order].sum()) - problem.walk_price * walked
    return gained


def _orders(problem: RouteProblem, walking: float) -> list[list[int]]:
    """One such plan; the pair that is free first chooses first."""
    orders: list[list[int]] = [[] for _ in problem.half_pair]
    loose = problem.dismissed < 0
    now = problem.begin.astype(np.int64).copy()
    here = problem.start.astype(np.int64).copy()
    going = problem.usable.copy()
    while going.any():
        half = int(np.where(going, now, np.iinfo(np.int64).max).argmin())
        stop, leaves = _next(problem, half, int(here[half]), int(now[half]), loose, walking)
        if stop < 0:
            going[half] = False
            continue
        orders[half].append(stop)
        loose[stop] = False
        here[half], now[half] = problem.place[stop], leaves
    return orders


def _next(
    problem: RouteProblem, half: int, here: int, now: int, loose: NDArray[np.bool_], walking: float
) -> tuple[int, int]:
    """The stop to go to and when the pair leaves it; (-1, now) where none fits before the end."""
    pair = int(problem.half_pair[half])
    stops: Ints = np.flatnonzero(loose & (problem.visit_seconds[pair] >= 0))
    out = problem.walking[here, problem.place[stops]].astype(np.int64)
    back = problem.walking[problem.place[stops], problem.finish[half]].astype(np.int64)
    needs = problem.visit_seconds[pair, stops]
    begin = _begin(problem, stops, now + out, needs)
    good = (out != NO_WAY) & (back != NO_WAY) & (begin + needs + back <= problem.end[half])
    if not good.any():
        return -1, now
    takes: Floats = (begin - now - out) + needs + walking * out + 1.0
    rate = np.where(good, problem.worth[pair, stops] / takes, -1.0)
    best = int(rate.argmax())
    return int(stops[best]), int(begin[best] + needs[best])


def _begin(problem: RouteProblem, stops: Ints, arrive: Ints, needs: Ints) -> Ints:
    """When visits can begin that are reached at `arrive`; far in the future where no window is left."""
    begin = np.full(len(stops), np.iinfo(np.int64).max // 4)
    for k in range(problem.opens.shape[1] - 1, -1, -1):
        starts = np.maximum(arrive, problem.opens[stops, k])
        begin = np.where(starts + needs <= problem.closes[stops, k], starts, begin)
    return begin
