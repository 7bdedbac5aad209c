"""When a tour is where: as early as it can, and how late it might be; knows no solver."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from models.planning.routes.problem import NO_WAY, Ints, RouteProblem

NEVER = -1


@dataclass(frozen=True, eq=False)
class Schedule:
    """A half's stops with, for each, arrival, beginning and leaving; `back` is the arrival at the finish."""

    half: int
    stops: tuple[int, ...]
    arrive: tuple[int, ...]
    begin: tuple[int, ...]
    leave: tuple[int, ...]
    back: int
    walking: int


def earliest(problem: RouteProblem, pair: int, stop: int, at: int) -> int:
    """When a visit can begin for a pair that is there at `at`; `NEVER` where no window is left."""
    needs = int(problem.visit_seconds[pair, stop])
    if needs < 0:
        return NEVER
    for opens, closes in zip(problem.opens[stop].tolist(), problem.closes[stop].tolist(), strict=True):
        begin = max(at, int(opens))
        if begin + needs <= int(closes):
            return begin
    return NEVER


def latest(problem: RouteProblem, pair: int, stop: int, leave_by: int) -> int:
    """The last arrival from which a visit is over by `leave_by`; `NEVER` where there is none."""
    needs, last = int(problem.visit_seconds[pair, stop]), NEVER
    for opens, closes in zip(problem.opens[stop].tolist(), problem.closes[stop].tolist(), strict=True):
        begin = min(closes, leave_by) - needs
        if begin >= opens:
            last = max(last, begin)
    return last


def schedule(problem: RouteProblem, half: int, stops: Sequence[int]) -> Schedule | None:
    """Walk a half's stops in their order; None where a window, a way, a skill or the shift forbids it."""
    pair, here, now = int(problem.half_pair[half]), int(problem.start[half]), int(problem.begin[half])
    arrive, begin, leave, walking = [], [], [], 0
    for stop in stops:
        there = int(problem.place[stop])
        step = int(problem.walking[here, there])
        starts = earliest(problem, pair, stop, now + step) if step != NO_WAY else NEVER
        if starts == NEVER:
            return None
        walking += step
        arrive.append(now + step)
        begin.append(starts)
        now, here = starts + int(problem.visit_seconds[pair, stop]), there
        leave.append(now)
    step = int(problem.walking[here, problem.finish[half]])
    if step == NO_WAY or now + step > problem.end[half]:
        return None
    return Schedule(half, tuple(stops), tuple(arrive), tuple(begin), tuple(leave), now + step, walking + step)


def latest_arrivals(problem: RouteProblem, plan: Schedule) -> Ints:
    """The last arrival at every stop, and then at the finish, that keeps the rest of the tour possible."""
    pair, next_place = int(problem.half_pair[plan.half]), int(problem.finish[plan.half])
    last = int(problem.end[plan.half])
    found = [last]
    for stop in reversed(plan.stops):
        here = int(problem.place[stop])
        last = latest(problem, pair, stop, last - int(problem.walking[here, next_place]))
        found.append(last)
        next_place = here
    return np.array(found[::-1], dtype=np.int64)
