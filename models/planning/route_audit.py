"""The audit of routes by code that has never heard of a solver: run after every plan and hand edit."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from itertools import pairwise

import numpy as np

from models.planning.routes.plan import RoutePlan, Tour, Visit
from models.planning.routes.problem import FORBIDDEN, NO_WAY, RouteProblem
from models.planning.routes.reasons import Reason
from models.scenario.faults import Fault


class RouteRule(StrEnum):
    """What a plan of routes must keep."""

    UNKNOWN_STOP = "unknown_stop"
    UNKNOWN_HALF = "unknown_half"
    TWICE = "twice"
    MISSING = "missing"
    REASON = "reason"
    SKILL = "skill"
    WAY = "way"
    WINDOW = "window"
    LUNCH = "lunch"
    SHIFT = "shift"
    TIMES = "times"
    TOTALS = "totals"


@dataclass(frozen=True)
class RouteFinding:
    """One rule that a plan breaks, with the tour (pair and half) and the stop that show it."""

    rule: RouteRule
    where: str
    stop: str
    expected: str
    got: str

    @property
    def fault(self) -> Fault:
        """The finding in the words of the one family of errors."""
        return Fault(f"{self.where}, stop {self.stop}" if self.stop else self.where, self.expected, self.got)

    def __str__(self) -> str:
        return str(self.fault)


def audit_routes(problem: RouteProblem, plan: RoutePlan) -> list[RouteFinding]:
    """Everything that is wrong with a plan; an empty list where nothing is."""
    found = [*_names(problem, plan), *_reasons(problem, plan)]
    for tour in plan.tours:
        if _known(problem, tour):
            found += [*_visits(problem, tour), *_frame(problem, tour)]
    return [*found, *_totals(problem, plan)]


def _known(problem: RouteProblem, tour: Tour) -> bool:
    return 0 <= tour.half < len(problem.half_pair) and all(s in problem.position for s in tour.stops)


def _name(tour: Tour) -> str:
    return f"{tour.pair} (half-day {tour.half + 1})"


def _names(problem: RouteProblem, plan: RoutePlan) -> Iterator[RouteFinding]:
    """Stops and halves nobody knows, halves given to another pair, stops twice or nowhere."""
    met: dict[str, int] = {}
    halves: dict[int, int] = {}
    for tour in plan.tours:
        halves[tour.half] = halves.get(tour.half, 0) + 1
        here = 0 <= tour.half < len(problem.half_pair)
        owner = problem.pairs[problem.half_pair[tour.half]] if here else "no pair of this problem"
        if owner != tour.pair or halves[tour.half] > 1:
            got = f"{tour.pair}, in {halves[tour.half]} tours"
            yield RouteFinding(RouteRule.UNKNOWN_HALF, _name(tour), "", f"one tour of {owner}", got)
        for stop in tour.stops:
            met[stop] = met.get(stop, 0) + 1
            if stop not in problem.position:
                yield RouteFinding(RouteRule.UNKNOWN_STOP, _name(tour), stop, "a stop of the pool", "none")
    for out in plan.unplanned:
        met[out.stop] = met.get(out.stop, 0) + 1
        if out.stop not in problem.position:
            yield RouteFinding(RouteRule.UNKNOWN_STOP, "unplanned", out.stop, "a stop of the pool", "none")
    for stop, count in met.items():
        if count > 1:
            yield RouteFinding(RouteRule.TWICE, "plan", stop, "each stop once", f"{count} times")
    for stop in problem.stops:
        if stop not in met:
            yield RouteFinding(RouteRule.MISSING, "plan", stop, "a tour, or a reason why not", "neither")


def _reasons(problem: RouteProblem, plan: RoutePlan) -> Iterator[RouteFinding]:
    """Reasons that the problem contradicts."""
    for out in plan.unplanned:
        if out.stop not in problem.position:
            continue
        known = problem.reason(problem.position[out.stop])
        free = (Reason.NO_TIME, Reason.PRIZE_TOO_LOW)
        if out.reason is not known and (known is not None or out.reason not in free):
            expected = known.value if known else " or ".join(reason.value for reason in free)
            yield RouteFinding(RouteRule.REASON, "unplanned", out.stop, expected, out.reason.value)


def _visits(problem: RouteProblem, tour: Tour) -> Iterator[RouteFinding]:
    """Skill, way, window and times of every visit, walked again from the start."""
    pair, name = int(problem.half_pair[tour.half]), _name(tour)
    here, now = int(problem.start[tour.half]), tour.depart
    for visit in tour.visits:
        stop = problem.position[visit.stop]
        needs, there = int(problem.visit_seconds[pair, stop]), int(problem.place[stop])
        step = int(problem.walking[here, there])
        if needs == FORBIDDEN:
            wanted = problem.skills[problem.skill[stop]] if problem.skill[stop] >= 0 else "leave"
            got = f"a pair without {wanted}"
            yield RouteFinding(RouteRule.SKILL, name, visit.stop, "a pair that may do it", got)
        if step == NO_WAY:
            yield RouteFinding(RouteRule.WAY, name, visit.stop, "a way from the stop before", "none")
        elif visit.arrive != now + step:
            got = f"{visit.arrive} s"
            yield RouteFinding(RouteRule.TIMES, name, visit.stop, f"arrival at {now + step} s", got)
        yield from _one_visit(problem, stop, needs, visit, name)
        here, now = there, visit.leave
    step = int(problem.walking[here, problem.finish[tour.half]])
    if step == NO_WAY:
        yield RouteFinding(RouteRule.WAY, name, "", "a way to the finish", "none")
    elif tour.back != now + step:
        yield RouteFinding(RouteRule.TIMES, name, "", f"at the finish at {now + step} s", f"{tour.back} s")


def _one_visit(
    problem: RouteProblem, stop: int, needs: int, visit: Visit, name: str
) -> Iterator[RouteFinding]:
    """The visit itself: begun after arriving, as long as it takes, inside one window."""
    lasts = visit.leave - visit.begin
    if visit.begin < visit.arrive or (needs != FORBIDDEN and lasts != needs):
        expected = f"{needs} s on site, begun at {visit.arrive} s or later"
        got = f"{lasts} s, begun at {visit.begin} s"
        yield RouteFinding(RouteRule.TIMES, name, visit.stop, expected, got)
    windows = list(zip(problem.opens[stop].tolist(), problem.closes[stop].tolist(), strict=True))
    if not any(opens <= visit.begin and visit.leave <= closes for opens, closes in windows):
        expected = "a visit inside " + " or ".join(f"{a} to {b} s" for a, b in windows if a <= b)
        got = f"{visit.begin} to {visit.leave} s"
        yield RouteFinding(RouteRule.WINDOW, name, visit.stop, expected, got)


def _frame(problem: RouteProblem, tour: Tour) -> Iterator[RouteFinding]:
    """A tour stays inside its half: not before the shift, not through lunch, not after the end."""
    begin, end = int(problem.begin[tour.half]), int(problem.end[tour.half])
    mine = problem.half_pair == problem.half_pair[tour.half]
    if tour.depart < begin:
        rule = RouteRule.LUNCH if (problem.end[mine] <= begin).any() else RouteRule.SHIFT
        yield RouteFinding(rule, _name(tour), "", f"setting out at {begin} s or later", f"{tour.depart} s")
    last = max([tour.back, *(visit.leave for visit in tour.visits)])
    if last > end:
        rule = RouteRule.LUNCH if (problem.begin[mine] >= end).any() else RouteRule.SHIFT
        yield RouteFinding(rule, _name(tour), "", f"back by {end} s", f"{last} s")


def _totals(problem: RouteProblem, plan: RoutePlan) -> Iterator[RouteFinding]:
    """Sums that a plan claims against the same sums of its tours."""
    for tour in plan.tours:
        if not _known(problem, tour):
            continue
        stops = [problem.position[s] for s in tour.stops]
        places = [int(problem.start[tour.half]), *problem.place[stops], int(problem.finish[tour.half])]
        steps = [int(problem.walking[a, b]) for a, b in pairwise(places)]
        sums = (sum(step for step in steps if step != NO_WAY), sum(v.leave - v.begin for v in tour.visits))
        said = (tour.walking, tour.inspection)
        if said != sums:
            expected, got = (f"{a} s walking, {b} s on site" for a, b in (sums, said))
            yield RouteFinding(RouteRule.TOTALS, _name(tour), "", expected, got)
    holder = plan.holder
    prize = float(sum(problem.prize[problem.position[s]] for s in holder if s in problem.position))
    held = {problem.stops[s]: problem.pairs[problem.held[s]] for s in np.flatnonzero(problem.held >= 0)}
    changed = sum(holder.get(stop) != pair for stop, pair in held.items())
    walking = sum(tour.walking for tour in plan.tours)
    objective = prize - problem.walk_price * walking - problem.change_price * changed
    claims: tuple[tuple[str, float, float], ...] = (
        ("prize", plan.prize, prize), ("walking", plan.walking, walking),
        ("inspection", plan.inspection, sum(tour.inspection for tour in plan.tours)),
        ("changed", plan.changed, changed), ("objective", plan.objective, objective),
    )  # fmt: skip
    for what, claimed, is_ in claims:
        if not abs(claimed - is_) <= 1e-6 * max(1.0, abs(is_)):
            yield RouteFinding(RouteRule.TOTALS, "plan", "", f"{what} {is_:.6g}", f"{claimed:.6g}")
    if plan.bound is not None and prize > plan.bound + 1e-6 * max(1.0, abs(plan.bound)):
        expected = f"a bound of at least {prize:.6g}"
        yield RouteFinding(RouteRule.TOTALS, "plan", "", expected, f"{plan.bound:.6g}")
