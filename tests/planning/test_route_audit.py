"""The audit of routes: silent on good plans, and every one of many plans broken by hand is caught."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace

import pytest

from models.planning.effort import Effort
from models.planning.route_audit import RouteRule, audit_routes
from models.planning.routes.engine import route_engine
from models.planning.routes.plan import RoutePlan, Tour, Unplanned, Visit
from models.planning.routes.problem import RouteProblem
from models.planning.routes.reasons import Reason
from tests.planning.route_helpers import day, line

ANY = [(0, 90_000)]


@pytest.fixture(scope="module")
def problem() -> RouteProblem:
    """Two pairs, the first knows fire; a window before lunch; a stop too long for a half-day."""
    stops = [
        ("a", 1, 10, 10, "fire", ANY), ("b", 2, 10, 10, "", [(600, 1800)]), ("c", 3, 10, 10, "", ANY),
        ("d", 1, 10, 30, "", ANY), ("e", 2, 10, 30, "", ANY), ("long", 2, 90, 90, "", ANY),
        ("f", 3, 1, 45, "", ANY), ("g", 3, 1, 45, "", ANY), ("h", 3, 1, 45, "", ANY), 
        ("i", 3, 1, 45, "", ANY),
    ]  # fmt: skip
    return day(stops, line(4, 60), 2, skills={"pair-1": ["fire"], "pair-2": []}, held={"a": "pair-1"},
               change_price=2.0, walk_price=0.0001)  # fmt: skip


@pytest.fixture(scope="module")
def plan(problem: RouteProblem) -> RoutePlan:
    """A good plan of it."""
    return route_engine("ruin").plan(problem, Effort(deterministic=0.01))


def _with(plan: RoutePlan, stop: str, **changed: int) -> RoutePlan:
    """The plan with one visit changed."""
    tours = tuple(
        replace(t, visits=tuple(replace(v, **changed) if v.stop == stop else v for v in t.visits))
        for t in plan.tours
    )
    return replace(plan, tours=tours)


def _tour(plan: RoutePlan, half: int, **changed: object) -> RoutePlan:
    return replace(plan, tours=tuple(replace(t, **changed) if t.half == half else t for t in plan.tours))


def _visit(plan: RoutePlan, stop: str) -> Visit:
    return next(v for t in plan.tours for v in t.visits if v.stop == stop)


def _half(plan: RoutePlan, stop: str) -> Tour:
    return next(t for t in plan.tours if stop in t.stops)


def _busy(plan: RoutePlan, halves: tuple[int, ...]) -> Tour:
    return next(t for t in plan.tours if t.half in halves and t.visits)


def _without(plan: RoutePlan, stop: str) -> RoutePlan:
    tour = _half(plan, stop)
    return _tour(plan, tour.half, visits=tuple(v for v in tour.visits if v.stop != stop))


def _added(plan: RoutePlan, half: int, visit: Visit) -> RoutePlan:
    tour = next(t for t in plan.tours if t.half == half)
    return _tour(plan, half, visits=(*tour.visits, visit))


def _swapped(plan: RoutePlan) -> RoutePlan:
    tour = next(t for t in plan.tours if len(t.visits) > 1)
    return _tour(plan, tour.half, visits=tour.visits[::-1])


def _shifted(plan: RoutePlan, halves: tuple[int, ...], by: int) -> RoutePlan:
    tour = _busy(plan, halves)
    moved = tuple(Visit(v.stop, v.arrive + by, v.begin + by, v.leave + by) for v in tour.visits)
    return _tour(plan, tour.half, depart=tour.depart + by, visits=moved, back=tour.back + by)


BROKEN: dict[str, tuple[Callable[[RoutePlan], RoutePlan], RouteRule]] = {
    "a stop nobody knows": (lambda p: _added(p, 0, Visit("zz", 0, 0, 0)), RouteRule.UNKNOWN_STOP),
    "an unknown stop left out": (
        lambda p: replace(p, unplanned=(*p.unplanned, Unplanned("zz", Reason.NO_TIME))),
        RouteRule.UNKNOWN_STOP,
    ),
    "a half that does not exist": (
        lambda p: replace(p, tours=(replace(p.tours[0], half=99), *p.tours[1:])),
        RouteRule.UNKNOWN_HALF,
    ),
    "a half of somebody else": (lambda p: _tour(p, 0, pair="pair-2"), RouteRule.UNKNOWN_HALF),
    "a half planned twice": (lambda p: replace(p, tours=(*p.tours, p.tours[0])), RouteRule.UNKNOWN_HALF),
    "a stop visited twice": (lambda p: _added(p, 3, _visit(p, "a")), RouteRule.TWICE),
    "a stop planned and left out": (
        lambda p: replace(p, unplanned=(*p.unplanned, Unplanned("c", Reason.NO_TIME))),
        RouteRule.TWICE,
    ),
    "a stop forgotten in a tour": (lambda p: _without(p, "c"), RouteRule.MISSING),
    "a stop forgotten among the unplanned": (lambda p: replace(p, unplanned=()), RouteRule.MISSING),
    "a wrong reason": (
        lambda p: replace(p, unplanned=tuple(replace(u, reason=Reason.NO_SKILL) for u in p.unplanned)),
        RouteRule.REASON,
    ),
    "a skill nobody in the pair has": (
        lambda p: _added(_without(p, "a"), 2, _visit(p, "a")),
        RouteRule.SKILL,
    ),
    "a visit before the window": (lambda p: _with(p, "b", begin=0, leave=600), RouteRule.WINDOW),
    "a visit after the window": (lambda p: _with(p, "b", begin=1500, leave=2100), RouteRule.WINDOW),
    "a visit cut short": (lambda p: _with(p, "c", leave=_visit(p, "c").leave - 1), RouteRule.TIMES),
    "a visit begun before arriving": (
        lambda p: _with(p, "c", begin=_visit(p, "c").arrive - 60, leave=_visit(p, "c").leave - 60),
        RouteRule.TIMES,
    ),
    "an arrival without the walk": (
        lambda p: _with(p, "c", arrive=_visit(p, "c").arrive - 30),
        RouteRule.TIMES,
    ),
    "a tour walked backwards with the old times": (_swapped, RouteRule.TIMES),
    "a return that takes no time": (
        lambda p: _tour(p, _half(p, "c").half, back=_half(p, "c").back - 60),
        RouteRule.TIMES,
    ),
    "a morning through lunch": (lambda p: _shifted(p, (0, 2), 3600), RouteRule.LUNCH),
    "an afternoon begun at lunch": (lambda p: _shifted(p, (1, 3), -600), RouteRule.LUNCH),
    "an afternoon after the shift": (lambda p: _shifted(p, (1, 3), 7200), RouteRule.SHIFT),
    "a morning before the shift": (lambda p: _shifted(p, (0, 2), -600), RouteRule.SHIFT),
    "walking that does not add up": (
        lambda p: _tour(p, _half(p, "c").half, walking=_half(p, "c").walking - 1),
        RouteRule.TOTALS,
    ),
    "a prize too good": (lambda p: replace(p, prize=p.prize + 5), RouteRule.TOTALS),
    "minutes that do not add up": (lambda p: replace(p, inspection=p.inspection + 60), RouteRule.TOTALS),
    "a change that is not owned up to": (
        lambda p: _added(_without(p, "a"), 2, _visit(p, "a")),
        RouteRule.TOTALS,
    ),
    "a bound below the plan": (lambda p: replace(p, bound=p.prize - 1), RouteRule.TOTALS),
}


def test_the_audit_is_silent_on_the_good_plan(problem: RouteProblem, plan: RoutePlan) -> None:
    assert audit_routes(problem, plan) == []
    assert {"a", "b", "c", "d", "e"} <= set(plan.holder)


@pytest.mark.parametrize("name", BROKEN)
def test_a_plan_broken_by_hand_is_caught(problem: RouteProblem, plan: RoutePlan, name: str) -> None:
    spoil, rule = BROKEN[name]
    found = audit_routes(problem, spoil(plan))
    assert rule in [finding.rule for finding in found]
    assert all(str(finding) for finding in found)


def test_a_tour_over_a_missing_way_is_caught() -> None:
    problem = day([("a", 1, 5, 5, "", ANY), ("b", 2, 5, 5, "", ANY)], line(3))
    plan = route_engine("ruin").plan(problem, Effort(deterministic=0.001))
    walking = problem.walking.copy()
    walking[1, 2] = walking[2, 1] = -1
    broken = replace(problem, walking=walking)
    assert RouteRule.WAY in [finding.rule for finding in audit_routes(broken, plan)]


def test_the_audit_knows_no_solver() -> None:
    code = (
        "import sys, models.planning.route_audit\n"
        "print([m for m in ('ortools', 'numba') if m in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
