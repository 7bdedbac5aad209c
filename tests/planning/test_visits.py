"""The visit calendar: equal work a day, opening days and holidays kept, an audit that sees what is wrong."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from models.planning.visit_audit import VisitRule, audit_visits, work_by_day
from models.planning.visits.calendar import VisitCalendar, plan_visits
from models.planning.visits.problem import VisitProblem, visit_problem, working_days
from models.scenario.openings_file import Opening
from models.scenario.scenario import Scenario
from tests.builders import community, few_items

START = date(2026, 3, 2).toordinal()


def crowded(premises: int = 240, **more: Any) -> Scenario:
    """Two grids with enough premises for an even share a day."""
    return community(2, premises, 28, items=few_items(), **more)


def given_place(scenario: Scenario, **facts: Any) -> Scenario:
    """The same scenario where opening hours or re-inspections are known."""
    return replace(scenario, place=replace(scenario.place, **facts))


def made(problem: VisitProblem) -> tuple[VisitCalendar, dict[str, tuple[int, ...]]]:
    """The calendar and its visits."""
    calendar = plan_visits(problem)
    return calendar, calendar.visits(problem, START)


def rules(
    problem: VisitProblem, visits: dict[str, tuple[int, ...]], balance: float | None = None
) -> set[str]:
    """The rules that the audit finds broken."""
    return {str(finding.rule) for finding in audit_visits(problem, visits, START, balance)}


def rank_of(problem: VisitProblem) -> dict[int, int]:
    """Ordinal of each working day to its position."""
    return {START + int(day): rank for rank, day in enumerate(problem.days)}


def test_every_day_has_its_equal_share_of_the_work() -> None:
    problem = visit_problem(crowded(480), 366)
    _, visits = made(problem)
    assert rules(problem, visits, balance=0.15) == set()
    for load in work_by_day(problem, visits, rank_of(problem)).values():
        assert load.std() / load.mean() < 0.08


def test_nobody_is_visited_on_a_holiday_or_a_weekend() -> None:
    """The first week of May 2026 has official days off."""
    scenario = crowded()
    problem = visit_problem(scenario, 120)
    _, visits = made(problem)
    off = {day for day in range(120) if not scenario.calendar.is_workday(day)}
    assert off and not off & {day - START for days in visits.values() for day in days}


def test_intervals_become_working_days() -> None:
    assert working_days([1, 7, 14, 21, 30, 90, 365], 250).tolist() == [1, 5, 10, 15, 20, 60, 250]


def test_closed_days_are_kept_and_a_premises_that_never_opens_is_named() -> None:
    openings = {"p1": Opening(weekdays=frozenset({1, 3})), "p2": Opening(weekdays=frozenset({6}))}
    problem = visit_problem(given_place(crowded(), openings=openings), 120)
    calendar, visits = made(problem)
    assert calendar.unplanned == ("p2",) and "p2" not in visits
    assert {date.fromordinal(day).weekday() for day in visits["p1"]} <= {1, 3}
    assert rules(problem, visits) == set()


def test_days_with_reinspections_get_less_routine_work() -> None:
    scenario = crowded()
    plain = visit_problem(scenario, 120)
    premises = plain.names[plain.grids.index("g1")]
    known = tuple((premises, START + int(plain.days[10]) - gap) for gap in [0] * 20)
    problem = visit_problem(given_place(scenario, reinspections=known), 120)
    minutes = scenario.assumptions.desks.check_minutes
    assert problem.fixed["g1"].nonzero()[0].tolist() == [10] and problem.fixed["g1"][10] == 20 * minutes
    _, with_work = made(problem)
    _, without = made(plain)
    rank = rank_of(plain)
    before, after = (work_by_day(plain, visits, rank)["g1"][10] for visits in (without, with_work))
    assert after < before - 20


def test_a_day_s_premises_are_neighbours() -> None:
    """On one of five days a fifth of the curve is visited, not all of it."""
    problem = visit_problem(crowded(480, kinds=("small_shop", "rental", "factory")), 120)
    _, visits = made(problem)
    mine = [i for i, grid in enumerate(problem.grids) if grid == "g1" and problem.every[i] >= 10]
    place = {i: k / len(mine) for k, i in enumerate(sorted(mine, key=lambda i: problem.order[i]))}
    spread = []
    for day in problem.days[:20].tolist():
        at = [place[i] for i in mine if START + day in visits[problem.names[i]]]
        spread.append(np.std(at) if len(at) > 2 else 0.0)
    assert np.mean(spread) < 0.15  # evenly over all of it would be 0.29


BROKEN = {
    VisitRule.UNKNOWN: lambda visits: visits | {"nobody": (START,)},
    VisitRule.MISSING: lambda visits: visits | {"p2": ()},
    VisitRule.HOLIDAY: lambda visits: visits | {"p2": (*visits["p2"], START + 5)},
    VisitRule.TWICE: lambda visits: visits | {"p2": (visits["p2"][0], *visits["p2"])},
    VisitRule.INTERVAL: lambda visits: visits | {"p2": visits["p2"][:1]},
    VisitRule.BALANCE: lambda visits: {
        name: tuple(sorted({START + 7, *days})) for name, days in visits.items()
    },
    VisitRule.CLOSED: lambda visits: visits | {"p1": (*visits["p1"], START + 11)},
}


@pytest.mark.parametrize("rule", list(BROKEN))
def test_the_audit_sees_each_rule_broken(rule: VisitRule) -> None:
    openings = {"p1": Opening(weekdays=frozenset({1}))}
    problem = visit_problem(given_place(crowded(240), openings=openings), 180)
    _, visits = made(problem)
    assert rules(problem, visits, 0.3) == set()
    assert str(rule) in rules(problem, BROKEN[rule](visits), 0.3)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.integers(1, 80), st.integers(1, 200), st.integers(0, 2**31))
def test_any_calendar_keeps_intervals_and_opening_days(premises: int, days: int, seed: int) -> None:
    rng = np.random.default_rng(seed)
    problem = visit_problem(crowded(4), days)
    every = rng.choice([1, 2, 3, 5, 10, 15, 20, 60], premises)
    weekdays = rng.random((premises, 7)) < 0.7
    problem = replace(
        problem, names=tuple(f"x{n}" for n in range(premises)), kinds=("rental",) * premises,
        grids=tuple(f"g{n}" for n in rng.integers(1, 4, premises)), minutes=rng.uniform(2, 40, premises),
        every=every.astype(np.int64), order=rng.integers(0, 1000, premises), weekdays=weekdays,
    )  # fmt: skip
    calendar, visits = made(problem)
    assert rules(problem, visits) - {"interval"} == set()
    still = replace(problem, weekdays=np.ones_like(weekdays))
    assert rules(still, made(still)[1]) == set()
    assert set(calendar.unplanned) == {
        name for name, own in zip(problem.names, weekdays, strict=True)
        if len(problem.days) and not own[problem.weekday].any()
    }  # fmt: skip
