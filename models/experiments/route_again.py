"""Replanning during the day: what is left, from where everybody is, at a price for taking tasks away."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Unpack

import numpy as np

from models.experiments.replanned_day import relive
from models.experiments.route_day import How, Planned, Progress, checked_day, plan_scenario
from models.experiments.route_told import MINUTE, Owners, describe, happened, owners_of, promised
from models.measures.grabbing import pair_names
from models.planning.effort import Effort
from models.planning.routes.dismissal import dismiss
from models.planning.routes.engine import EngineName, route_engine
from models.planning.routes.plan import RoutePlan, Tour, Visit
from models.planning.routes.problem import NOBODY, RouteProblem
from models.scenario.faults import Fault, WorkbenchError
from models.scenario.folder import read_scenario
from models.scenario.scenario import Scenario

DAY = 86_400


def replan(
    planned: Planned,
    now: int,
    absent: Collection[str] = (),
    change_price: float = 10.0,
    effort: Effort | None = None,
    engine: str = "ruin",
) -> Planned:
    """The rest of the day planned again at second `now` of the day.

    Visits that a pair has set out for by then are done. It goes on from there, `absent` pairs not at all. A
    stop that a pair holds and loses costs `change_price` (in minutes on site of a task not yet urgent).
    Raises WorkbenchError for a pair that is unknown.
    """
    strange = sorted(set(absent) - set(planned.problem.pairs))
    if strange:
        raise WorkbenchError(_strange(strange, planned.problem.pairs))
    problem = rest_of_day(planned.problem, planned.plan, now, absent, change_price)
    plan = route_engine(EngineName(engine)).plan(problem, effort or Effort(deterministic=0.5), planned.plan)
    return replace(planned, problem=problem, plan=plan)


def set_out_for(tour: Tour, now: int) -> list[Visit]:
    """The visits for which a pair leaves before `now`: nobody turns back half-way."""
    left = [tour.depart, *(visit.leave for visit in tour.visits)]
    return [visit for visit, leaves in zip(tour.visits, left, strict=False) if leaves < now]


def rest_of_day(
    problem: RouteProblem, plan: RoutePlan, now: int, absent: Collection[str], change_price: float
) -> RouteProblem:
    """The problem of the rest of the day; the halves are the same, some of them begun, over or left out."""
    begin, start, end = problem.begin.copy(), problem.start.copy(), problem.end.copy()
    gone = np.zeros(problem.size, dtype=bool)
    for tour in plan.tours:
        done = set_out_for(tour, now)
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


def route_again(
    folder: str,
    day: str | None = None,
    at: int = 0,
    absent: Sequence[str] = (),
    change_price: float = 10.0,
    progress: Progress | None = None,
    **how: Unpack[How],
) -> dict[str, Any]:
    """The rest of a planned day replanned at second `at`, and the day lived again with it.

    What `route` tells, of the new tours; `promised` and `happened` are of the whole day (what was begun by
    `at` as first planned, then as replanned), `rest` of what is left of it. `held` counts tasks that present
    pairs held at that moment, `changed` those that changed hands or were dropped, `paid` the price of it;
    `left_by_absent` those of absent pairs, `taken_over` how many of them others have now. `first` is the day
    without replanning, nobody absent. Raises WorkbenchError.
    """
    scenario = read_scenario(folder)
    if wrong := what_is_wrong(scenario, day, at, absent, change_price, **how):
        raise WorkbenchError(wrong)
    say = progress or (lambda share, message: None)
    made = plan_scenario(scenario, day, progress=lambda share, words: say(share * 0.5, words), **how)
    seconds = how.get("seconds")
    effort = None if seconds is None else Effort(seconds=seconds)
    parts = []
    for planned in made.planned:
        mine = [pair for pair in absent if pair in planned.problem.pairs]
        parts.append(replan(planned, at, mine, change_price, effort, how.get("engine", "ruin")))
    again = relive(made, parts, at, absent, how.get("seed", 0), lambda share: say(0.5 + share / 2, ""))
    begun = _begun(made.planned, at)
    owners, rest = begun.owners | owners_of(again), promised(again)
    changed = sum(part.plan.changed for part in parts)
    left = _left_by(made.planned, absent) - begun.owners.keys()
    return {
        **describe(again),
        "promised": begun.plus(rest, made.planned), "happened": happened(again, owners),
        "rest": {"promised": rest, "happened": happened(again, owners_of(again), at)},
        "first": {"promised": promised(made), "happened": happened(made, owners_of(made))},
        "replanned_at": at, "absent": list(absent), "change_price": change_price, "changed": changed,
        "held": sum(int((part.problem.held != NOBODY).sum()) for part in parts),
        "paid": round(changed * change_price, 3),
        "left_by_absent": len(left), "taken_over": len(left & owners.keys()),
    }  # fmt: skip


@dataclass
class Begun:
    """The part of a plan that was begun before it was replanned: owners, seconds on site and on foot."""

    owners: Owners = field(default_factory=dict)
    on_site: int = 0
    walking: int = 0

    def plus(self, rest: Mapping[str, float], planned: Sequence[Planned]) -> dict[str, float]:
        """Promised of the whole day."""
        shift = sum(int((each.problem.end - each.problem.begin).sum()) for each in planned)
        walking = self.walking / MINUTE + rest["walking_minutes"]
        return {
            "visits": len(self.owners) + rest["visits"],
            "inspection_minutes": round(self.on_site / MINUTE + rest["inspection_minutes"], 2),
            "walking_minutes": round(walking, 2),
            "walking_share": round(walking * MINUTE / shift, 4) if shift else 0.0,
        }


def _begun(planned: Sequence[Planned], at: int) -> Begun:
    begun = Begun()
    for tour in (tour for each in planned for tour in each.plan.tours):
        left = tour.depart
        for visit in set_out_for(tour, at):
            begun.owners[visit.stop] = (tour.pair, visit.arrive)
            begun.walking += visit.arrive - left
            begun.on_site += visit.leave - visit.begin
            left = visit.leave
    return begun


def _left_by(planned: Sequence[Planned], absent: Collection[str]) -> set[str]:
    """The stops that these pairs had in the morning's plan."""
    return {stop for each in planned for stop, pair in each.plan.holder.items() if pair in absent}


def _strange(names: Sequence[str], pairs: Sequence[str]) -> list[Fault]:
    known = ", ".join(pairs)
    return [Fault(f"absent: {name}", f"one of {known}", "an unknown pair") for name in names]


def what_is_wrong(
    scenario: Scenario,
    day: str | None,
    at: int,
    absent: Sequence[str],
    change_price: float,
    **how: Unpack[How],
) -> list[Fault]:
    """All that is wrong with what `route_again` is asked for, the day to be planned first included."""
    faults: list[Fault] = []
    try:
        checked_day(scenario, day, how.get("engine", "ruin"), how.get("seconds"))
    except WorkbenchError as error:
        faults += error.faults
    if not 0 <= at < DAY:
        faults.append(Fault("at", "a second of the day, 0 to 86399", str(at)))
    pairs = pair_names(scenario)
    faults += _strange(sorted(set(absent) - set(pairs)), pairs)
    if not 0 <= change_price < 1e9:
        faults.append(Fault("change_price", "0 or more", f"{change_price:g}"))
    return faults
