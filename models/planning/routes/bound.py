"""A proven upper bound of what any plan of a day collects; knows no solver."""

from __future__ import annotations

import numpy as np

from models.planning.routes.problem import Floats, RouteProblem

UNREACHED = np.iinfo(np.int32).max


def prize_bound(problem: RouteProblem) -> float:
    """The prize of a fractional knapsack: all half-days as one, every visit with its shortest walk there.

    A plan spends on each of its stops at least the pair's seconds on site and the shortest way to it from
    any other stop or start, and has no more than the half-days' seconds; the linear relaxation of that
    knapsack (Dantzig 1957) takes stops by prize per second.
    """
    doable = np.flatnonzero(problem.dismissed < 0)
    if not len(doable):
        return 0.0
    prize = problem.prize[doable]
    needs = _least_seconds(problem)[doable]
    room = float((problem.end - problem.begin)[problem.usable].sum())
    if needs.sum() <= room:
        return float(prize.sum())
    order = np.argsort(-prize / np.maximum(needs, 1e-9), kind="stable")
    before = np.concatenate([[0.0], np.cumsum(needs[order])[:-1]])
    part = np.clip((room - before) / np.maximum(needs[order], 1e-9), 0.0, 1.0)
    part[(needs[order] == 0)] = 1.0
    return float((prize[order] * part).sum())


def _least_seconds(problem: RouteProblem) -> Floats:
    """Of every stop the seconds on site of the quickest pair and the shortest walk that can end there."""
    on_site = np.where(problem.visit_seconds >= 0, problem.visit_seconds, np.iinfo(np.int32).max).min(axis=0)
    rows = np.concatenate([problem.place, problem.start])
    ways = problem.walking.take(rows, axis=0).take(problem.place, axis=1).view(np.uint32)
    ways[np.arange(problem.size), np.arange(problem.size)] = UNREACHED
    nearest = ways.min(axis=0)  # NO_WAY, seen as unsigned, is longer than any way
    needs: Floats = np.where(nearest < UNREACHED, nearest, 0) + on_site.astype(np.float64)
    return needs
