"""The engines: rules kept, optima of tiny days, repeatability, warm starts, prices of changes."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings

from models.planning.effort import Effort
from models.planning.route_audit import audit_routes
from models.planning.routes.engine import EngineName, route_engine
from models.planning.routes.plan import RouteStatus
from models.planning.routes.problem import RouteProblem
from models.planning.routes.reasons import Reason
from models.planning.routes.ruin import day_of, rule_of, tours_of
from models.planning.routes.ruin_kernel import COLD, HOT, WALK_PRICE, refresh
from models.planning.routes.ruin_steps import search
from tests.planning.route_helpers import best_objective, day, days, line

ANY = [(0, 90_000)]
LITTLE = Effort(deterministic=0.02)
ENGINES = tuple(EngineName)
CALM = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
FEW = settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.too_slow])


def crowded(stops: int = 60, pairs: int = 2) -> RouteProblem:
    """More stops in a row than two pairs can do in two hours each."""
    pool = [(f"s{k}", k + 1, 5 + (k * 7) % 11, 4 + (k * 3) % 5, "", ANY) for k in range(stops)]
    return day(pool, line(stops + 1, 20), pairs, walk_price=0.001)


@CALM
@given(days(14))
def test_ruin_keeps_every_rule(problem: RouteProblem) -> None:
    assert audit_routes(problem, route_engine("ruin").plan(problem, Effort(deterministic=0.001))) == []


@CALM
@given(days(14))
def test_times_that_a_search_leaves_behind_are_those_of_the_order(problem: RouteProblem) -> None:
    """Insertions and undoing change times only where they must: worked out anew they are the same."""
    halves = np.flatnonzero(problem.usable)
    if not len(halves) or not (problem.dismissed < 0).any():
        return
    day_, rule = day_of(problem, halves), rule_of(problem)
    rule[HOT], rule[COLD] = 20.0, 2.0
    tours = tours_of(problem, day_, [[] for _ in halves], rule, 7)
    search(day_, tours, rule, np.int64(60))
    names = ("starts", "leaves", "late", "room", "gain")
    before = {name: getattr(tours, name).copy() for name in names}
    for h, size in enumerate(tours.size.tolist()):
        assert refresh(day_, tours, rule[WALK_PRICE], np.int64(h))
        for name in names[:3]:
            assert (before[name][h, 1 : size + 2] == getattr(tours, name)[h, 1 : size + 2]).all(), name
    assert (before["room"] == tours.room).all() and before["gain"] == pytest.approx(tours.gain)


@FEW
@given(days(10))
def test_ortools_keeps_every_rule(problem: RouteProblem) -> None:
    assert audit_routes(problem, route_engine("ortools").plan(problem, LITTLE)) == []


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(days(4, pairs=1))
def test_ruin_finds_the_optimum_of_tiny_days(problem: RouteProblem) -> None:
    plan = route_engine("ruin").plan(problem, LITTLE)
    assert plan.objective == pytest.approx(best_objective(problem), abs=1e-6)
    assert plan.bound is not None and plan.prize <= plan.bound + 1e-9


@pytest.mark.parametrize(("engine", "near"), [(EngineName.RUIN, 18), (EngineName.ORTOOLS, 55)])
def test_an_engine_finds_the_optimum_of_a_hand_made_day(engine: EngineName, near: int) -> None:
    """An hour: 50 minutes at the far stop fit alone, or three near ones worth more together.

    OR-Tools never trades one stop for three of less prize each, so its near ones are worth more one by one.
    """
    stops = [("far", 5, 50, 50, "", ANY), *((f"near-{k}", k, near, 17, "", ANY) for k in (1, 2, 3))]
    problem = day(stops, line(7, 60), halves=[("pair-1", 0, 3600, 0, 0)], walk_price=0.0001)
    plan = route_engine(engine).plan(problem, Effort(deterministic=2.0))
    assert plan.objective == pytest.approx(best_objective(problem))
    assert sorted(plan.holder) == ["near-1", "near-2", "near-3"]
    assert [(out.stop, out.reason) for out in plan.unplanned] == [("far", Reason.NO_TIME)]


@pytest.mark.parametrize("engine", ENGINES)
def test_the_same_seed_and_effort_give_the_same_plan(engine: EngineName) -> None:
    problem = crowded(40)
    plans = [route_engine(engine).plan(problem, LITTLE, seed=7) for _ in range(2)]
    assert plans[0] == plans[1]
    assert plans[0].repeatable and plans[0].engine == engine.value
    assert not route_engine(engine).plan(problem, Effort(seconds=0.05)).repeatable


@pytest.mark.parametrize("engine", ENGINES)
def test_a_window_after_hours_helps_nobody(engine: EngineName) -> None:
    """It would be long enough for the slower pair, but nobody works then: the skilled one comes early."""
    stops = [("shop", 1, 30, 18, "fire", [(600, 1800), (80_000, 90_000)])]
    halves = [("pair-1", 0, 3600, 0, 0), ("pair-2", 0, 3600, 0, 0)]
    problem = day(stops, line(2, 60), halves=halves, skills={"pair-1": [], "pair-2": ["fire"]}, slower=1.3)
    plan = route_engine(engine).plan(problem, LITTLE)
    assert plan.holder == {"shop": "pair-2"} and audit_routes(problem, plan) == []


@pytest.mark.parametrize("stops", [1, 2, 13, 121, 122, 140])
def test_neighbours_of_a_stop_are_all_others_nearest_first(stops: int) -> None:
    """As many as are kept: all of them in a pool that is no larger, and never the stop itself."""
    problem = crowded(stops)
    near = day_of(problem, np.flatnonzero(problem.usable)).near
    assert near.shape == (stops, min(120, stops - 1))
    way = problem.walking[np.ix_(problem.place, problem.place)]
    for stop, row in enumerate(near.tolist()):
        others = sorted((s for s in range(stops) if s != stop), key=lambda s: (way[stop, s], s))
        assert row == others[: len(row)]


def test_more_effort_is_not_worse_and_another_seed_is_another_search() -> None:
    problem = crowded()
    little = route_engine("ruin").plan(problem, Effort(deterministic=0.0001))
    much = route_engine("ruin").plan(problem, Effort(deterministic=0.1))
    assert much.objective >= little.objective
    some = route_engine("ruin").plan(problem, Effort(deterministic=0.002))
    assert any(
        route_engine("ruin").plan(problem, Effort(deterministic=0.002), seed=seed).tours != some.tours
        for seed in (1, 2, 3)
    )


@pytest.mark.parametrize("first", ENGINES)
@pytest.mark.parametrize("second", ENGINES)
def test_a_plan_of_one_engine_starts_another(first: EngineName, second: EngineName) -> None:
    problem = crowded(30)
    start = route_engine(first).plan(problem, LITTLE)
    plan = route_engine(second).plan(problem, Effort(deterministic=0.001), start)
    assert plan.objective >= start.objective - 1e-9
    assert audit_routes(problem, plan) == []


@pytest.mark.parametrize("engine", ENGINES)
def test_what_a_pair_holds_stays_where_the_price_is_high(engine: EngineName) -> None:
    problem = crowded(30)
    before = route_engine("ruin").plan(problem, LITTLE)
    swapped = {s: "pair-2" if p == "pair-1" else "pair-1" for s, p in before.holder.items()}
    dear, free = problem.holding(swapped, 1000.0), problem.holding(swapped, 0.0)
    effort = Effort(deterministic=0.02 if engine is EngineName.RUIN else 4.0)
    assert route_engine(engine).plan(dear, effort, before).changed < len(swapped) / 4
    plan = route_engine(engine).plan(free, LITTLE, before)
    assert audit_routes(free, plan) == []


def test_a_day_that_holds_everything_is_proven_best() -> None:
    problem = day([(f"s{k}", k, 10, 5, "", ANY) for k in (1, 2, 3)], line(4))
    plan = route_engine("ruin").plan(problem, Effort(deterministic=0.001))
    assert plan.status is RouteStatus.OPTIMAL and plan.prize == plan.bound == 30 and plan.gap == 0
    assert plan.unplanned == () and plan.visits == 3


def test_a_stop_that_costs_more_walking_than_it_is_worth_stays_out() -> None:
    stops = [("near", 1, 10, 5, "", ANY), ("far", 9, 1, 5, "", ANY)]
    plan = route_engine("ruin").plan(day(stops, line(10), walk_price=0.01), Effort(deterministic=0.001))
    assert [(out.stop, out.reason) for out in plan.unplanned] == [("far", Reason.PRIZE_TOO_LOW)]


def test_a_lacking_skill_costs_time_where_it_is_not_forbidden() -> None:
    stops = [("only", 1, 10, 10, "fire", ANY)]
    slow = day(stops, line(2), skills={"pair-1": []}, slower=1.3)
    assert route_engine("ruin").plan(slow, Effort(deterministic=0.001)).inspection == 780
    barred = day(stops, line(2), skills={"pair-1": []})
    assert route_engine("ruin").plan(barred, Effort(deterministic=0.001)).visits == 0


def test_an_unknown_engine_is_refused() -> None:
    with pytest.raises(ValueError, match="magic"):
        route_engine("magic")
