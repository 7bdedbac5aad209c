"""Small route problems for the tests, and an independent judge that shares no code with the audit."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from typing import Any

import numpy as np
import pandas as pd
from hypothesis import strategies as st

from models.planning.routes.problem import RouteProblem

MORNING, AFTERNOON = (0, 3600), (5400, 9000)
STOPS = ("stop", "place", "prize", "minutes", "skill", "windows")


def day(stops: list[tuple[Any, ...]], walking: Any, pairs: int = 1, **given: Any) -> RouteProblem:
    """Stops (name, place, prize, minutes, skill, windows), pairs with an hour before lunch and one after."""
    names = [f"pair-{p + 1}" for p in range(pairs)]
    halves = given.pop("halves", None)
    if halves is None:
        halves = [(name, begin, end, 0, 0) for name in names for begin, end in (MORNING, AFTERNOON)]
    table = pd.DataFrame(stops, columns=list(STOPS))
    frame = pd.DataFrame(halves, columns=["pair", "begin", "end", "start", "finish"])
    return RouteProblem.from_tables(table, frame, np.asarray(walking), **given)


def line(places: int, step: int = 60) -> np.ndarray[Any, Any]:
    """Places in a row, `step` seconds apart; the first is the workstation."""
    at = np.arange(places) * step
    return np.abs(at[:, None] - at[None, :])


@st.composite
def days(draw: st.DrawFn, most: int = 12, pairs: int = 3, whole: bool = False) -> RouteProblem:
    """A random small day: odd windows, missing ways, rare skills, held stops."""
    n, teams = draw(st.integers(1, most)), draw(st.integers(1, pairs))
    rng = np.random.default_rng(draw(st.integers(0, 2**32 - 1)))
    xy = rng.uniform(0, 900, (n + 2, 2))
    walking = np.rint(np.hypot(*(xy[:, None] - xy[None, :]).T)).astype(int)
    if draw(st.booleans()):
        lost = rng.integers(0, n + 2)
        walking[lost, :] = walking[:, lost] = -1
        np.fill_diagonal(walking, 0)
    stops = []
    for s in range(n):
        opens = int(rng.integers(0, 8000))
        windows = [[(0, 90_000)], [(opens, opens + int(rng.integers(60, 4000)))], [(0, 1800), (6000, 9000)]]
        skill = ("", "fire", "order")[rng.integers(0, 3)]
        prize, minutes = int(rng.integers(0, 60)), int(rng.integers(1, 25))
        stops.append((f"s{s}", s + 2, prize, minutes, skill, windows[rng.integers(3)]))
    names = [f"pair-{p + 1}" for p in range(teams)]
    halves = [(name, b, e, p % 2, 0) for p, name in enumerate(names) for b, e in (MORNING, AFTERNOON)]
    skills = {name: [k for k in ("fire", "order") if rng.random() < 0.6] for name in names}
    held = {f"s{s}": names[rng.integers(0, teams)] for s in range(n) if rng.random() < 0.2}
    return day(
        stops, walking, halves=halves, skills=skills, slower=1.3 if draw(st.booleans()) else None, held=held,
        change_price=0.0 if whole else 5.0, walk_price=0.0 if whole else 0.002,
    )  # fmt: skip


def walk(problem: RouteProblem, half: int, order: tuple[int, ...]) -> bool:
    """Whether an order can be walked, in the plainest words."""
    pair, here, now = problem.half_pair[half], problem.start[half], int(problem.begin[half])
    for s in order:
        step = problem.walking[here, problem.place[s]]
        lasts = problem.visit_seconds[pair, s]
        if step < 0 or lasts < 0:
            return False
        now += int(step)
        starts = [
            max(now, int(a))
            for a, b in zip(problem.opens[s], problem.closes[s], strict=True)
            if max(now, int(a)) + lasts <= b
        ]
        if not starts:
            return False
        now, here = min(starts) + int(lasts), problem.place[s]
    home = problem.walking[here, problem.finish[half]]
    return bool(home >= 0 and now + home <= problem.end[half])


def best_objective(problem: RouteProblem) -> float:
    """The best objective of any plan, by trying every order of every subset in every half."""
    n = problem.size
    best_half: list[dict[frozenset[int], float]] = []
    for half in range(len(problem.half_pair)):
        table: dict[frozenset[int], float] = {}
        for order in _orders(n):
            if order and not problem.usable[half]:
                continue
            if order and not walk(problem, half, order):
                continue
            places = [problem.start[half], *problem.place[list(order)], problem.finish[half]]
            steps = sum(int(problem.walking[a, b]) for a, b in itertools.pairwise(places))
            steps = 0 if not problem.usable[half] else steps
            pair = int(problem.half_pair[half])
            gain = sum(float(problem.worth[pair, s]) for s in order) - problem.walk_price * steps
            key = frozenset(order)
            table[key] = max(table.get(key, -np.inf), gain)
        best_half.append(table)
    lost = problem.change_price * int((problem.held >= 0).sum())
    return _combine(best_half, frozenset()) - lost


def _orders(n: int) -> Iterator[tuple[int, ...]]:
    for k in range(n + 1):
        yield from itertools.permutations(range(n), k)


def _combine(tables: list[dict[frozenset[int], float]], taken: frozenset[int]) -> float:
    if not tables:
        return 0.0
    return max(
        gain + _combine(tables[1:], taken | some) for some, gain in tables[0].items() if not some & taken
    )
