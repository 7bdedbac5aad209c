"""Single visits off their regular day: closed premises, and days with too much other work."""

from __future__ import annotations

import numpy as np

from models.planning.visits.problem import Floats, Ints, VisitProblem

SHIFT = 0.2
"""A visit may move by this part of its round, at least a day where it comes round every fortnight or so."""
ROUNDS = 3
SPARE = 1.02
"""A day may be this much over the mean before visits are moved off it."""


def level(problem: VisitProblem, mine: Ints, ranks: list[list[int]], fixed: Floats | None) -> int:
    """Move visits of one grid in `ranks`; returns how many were moved."""
    load = fixed.astype(np.float64).copy() if fixed is not None else np.zeros(len(problem.days))
    for i in mine.tolist():
        load[ranks[i]] += problem.minutes[i]
    moved = _open_days(problem, mine, ranks, load)
    done: set[tuple[int, int]] = set()
    for _ in range(ROUNDS):
        step = _unload(problem, mine, ranks, load, done)
        moved += step
        if not step:
            break
    return moved


def _open_days(problem: VisitProblem, mine: Ints, ranks: list[list[int]], load: Floats) -> int:
    """Off the days on which a premises is closed: to the nearest open day, the emptier of two."""
    moved = 0
    for i in mine.tolist():
        if problem.weekdays[i][problem.weekday].all():
            continue
        kept: list[int] = []
        for rank in ranks[i]:
            target = rank if problem.open_on(i, rank) else _nearest_open(problem, i, rank, load)
            load[rank] -= problem.minutes[i]
            if target < 0 or target in kept:  # a daily round has a visit on that day already
                moved += 1
                continue
            load[target] += problem.minutes[i]
            moved += target != rank
            kept.append(target)
        ranks[i] = sorted(kept)
    return moved


def _nearest_open(problem: VisitProblem, i: int, rank: int, load: Floats) -> int:
    for step in range(1, len(problem.days)):
        near = [r for r in (rank - step, rank + step) if 0 <= r < len(load) and problem.open_on(i, r)]
        if near:
            return min(near, key=lambda r: (load[r], r))
    return -1


def _unload(
    problem: VisitProblem, mine: Ints, ranks: list[list[int]], load: Floats, done: set[tuple[int, int]]
) -> int:
    """Off the days over the mean, to a near one under it, rare rounds first; a visit moves once (`done`)."""
    mean, moved = float(load.mean()) if len(load) else 0.0, 0
    on_day: dict[int, list[int]] = {}
    for i in mine[np.argsort(-problem.every[mine], kind="stable")].tolist():
        for rank in ranks[i]:
            on_day.setdefault(rank, []).append(i)
    for rank in np.argsort(-load, kind="stable").tolist():
        for i in on_day.get(rank, ()):
            if load[rank] <= mean * SPARE:
                break
            target = -1 if (i, rank) in done else _better(problem, ranks[i], i, rank, load)
            if target >= 0:
                done.add((i, target))
                ranks[i] = sorted([r for r in ranks[i] if r != rank] + [target])
                load[rank] -= problem.minutes[i]
                load[target] += problem.minutes[i]
                moved += 1
    return moved


def _better(problem: VisitProblem, own: list[int], i: int, rank: int, load: Floats) -> int:
    """The emptiest open day within reach that would still be emptier than the day left; -1 for none."""
    reach = int(problem.every[i] * SHIFT)
    minutes = problem.minutes[i]
    near = [
        r
        for r in range(max(0, rank - reach), min(len(load), rank + reach + 1))
        if r not in own and problem.open_on(i, r) and load[r] + minutes < load[rank]
    ]
    return min(near, key=lambda r: (load[r], abs(r - rank), r)) if near else -1
