"""Replanning during the day: what is left, from where everybody is, at a price for taking tasks away."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import replace
from typing import Any

import numpy as np

from models.experiments.route_day import Planned, Progress, plan_day
from models.experiments.route_told import describe
from models.planning.effort import Effort
from models.planning.routes.dismissal import dismiss
from models.planning.routes.engine import EngineName, route_engine
from models.planning.routes.plan import RoutePlan, Tour
from models.planning.routes.problem import NOBODY, RouteProblem
from models.scenario.faults import Fault, RunError


def replan(
    planned: Planned,
    now: int,
    absent: Collection[str] = (),
    change_price: float = 10.0,
    effort: Effort | None = None,
    engine: str = "ruin",
) -> Planned:
    """The rest of the day planned again at second `now` of the day.

    Visits begun by then are done. Every pair goes on from where its tour has it, `absent` pairs not at all. A
    stop that a pair holds and loses costs `change_price` (in minutes on site of a task not yet urgent).
    Raises RunError for a pair that is unknown.
    """
    strange = sorted(set(absent) - set(planned.problem.pairs))
    if strange:
        known = ", ".join(planned.problem.pairs)
        raise RunError([Fault(f"absent: {name}", f"one of {known}", "an unknown pair") for name in strange])
    problem = rest_of_day(planned.problem, planned.plan, now, absent, change_price)
    plan = route_engine(EngineName(engine)).plan(problem, effort or Effort(deterministic=0.5), planned.plan)
    return replace(planned, problem=problem, plan=plan)


def rest_of_day(
    problem: RouteProblem, plan: RoutePlan, now: int, absent: Collection[str], change_price: float
) -> RouteProblem:
    """The problem of the rest of the day; the halves are the same, some of them begun, over or left out."""
    begin, start, end = problem.begin.copy(), problem.start.copy(), problem.end.copy()
    gone = np.zeros(problem.size, dtype=bool)
    for tour in plan.tours:
        done = [visit for visit in tour.visits if visit.begin <= now]
        gone[[problem.position[visit.stop] for visit in done]] = True
        if done:
            begin[tour.half] = done[-1].leave
            start[tour.half] = problem.place[problem.position[done[-1].stop]]
    begin = np.maximum(begin, now)
    for half, pair in enumerate(problem.half_pair.tolist()):
        if problem.pairs[pair] in absent:
            end[half] = begin[half] - 1
    held = [
        problem.pair_position.get(plan.holder.get(stop, ""), NOBODY)
        if not gone[k] and plan.holder.get(stop, "") not in absent else NOBODY
        for k, stop in enumerate(problem.stops)
    ]  # fmt: skip
    keep = np.flatnonzero(~gone)
    left = replace(
        problem, stops=tuple(problem.stops[k] for k in keep), place=problem.place[keep],
        prize=problem.prize[keep], seconds=problem.seconds[keep], skill=problem.skill[keep],
        opens=problem.opens[keep], closes=problem.closes[keep],
        visit_seconds=np.ascontiguousarray(problem.visit_seconds[:, keep]), begin=begin, end=end, start=start,
        held=np.array(held, dtype=np.int64)[keep], change_price=change_price,
    )  # fmt: skip
    return dismiss(left)


def tours_of_pair(plan: RoutePlan, pair: str) -> tuple[Tour, ...]:
    """A pair's tours in the order of the day."""
    return tuple(tour for tour in plan.tours if tour.pair == pair)


def route_again(
    folder: str,
    day: str | None = None,
    engine: str = "ruin",
    seconds: float | None = None,
    seed: int = 0,
    at: int = 0,
    absent: Sequence[str] = (),
    change_price: float = 10.0,
    progress: Progress | None = None,
) -> dict[str, Any]:
    """The rest of a planned day replanned at second `at`: what `route` tells, and what was changed.

    `changed` counts held tasks that changed hands or were dropped. What happened is not told: the simulated
    day followed the first plan.
    """
    made = plan_day(folder, day, engine, seconds, seed, progress=progress)
    effort = None if seconds is None else Effort(seconds=seconds)
    parts = []
    for planned in made.planned:
        mine = [pair for pair in absent if pair in planned.problem.pairs]
        parts.append(replan(planned, at, mine, change_price, effort, engine))
    told = describe(replace(made, planned=tuple(parts)))
    told.pop("happened")
    return {**told, "replanned_at": at, "changed": sum(part.plan.changed for part in parts)}
