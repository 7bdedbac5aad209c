"""The door of the route problem: what is refused with every fault, and what is named and left out."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from models.planning.effort import Effort
from models.planning.route_audit import audit_routes
from models.planning.routes.door import RouteProblemError
from models.planning.routes.engine import EngineName, route_engine
from models.planning.routes.problem import RouteProblem
from models.planning.routes.reasons import Reason
from tests.planning.route_helpers import day, line

ANY = [(0, 90_000)]
HALVES = pd.DataFrame([("p", 0, 3600, 0, 0)], columns=["pair", "begin", "end", "start", "finish"])


def _stops(**changed: object) -> pd.DataFrame:
    columns = {"stop": ["a", "b"], "place": [1, 2], "prize": [1.0, 2.0], "minutes": [5, 5]}
    return pd.DataFrame({**columns, **changed})


def test_every_fault_is_told_at_once() -> None:
    stops = _stops(stop=["a", "a"], place=[1, 9], prize=[-1, float("nan")], minutes=[5, -5])
    halves = HALVES.assign(end=-1, start=7)
    with pytest.raises(RouteProblemError) as caught:
        RouteProblem.from_tables(stops, halves, line(3))
    assert [fault.where for fault in caught.value.faults] == [
        "stops: stop", "stops: prize", "stops: minutes", "stops: place", "halves: end", "halves: start",
    ]  # fmt: skip
    assert "9 at a" in str(caught.value)


@pytest.mark.parametrize(
    ("matrix", "got"),
    [
        (np.zeros((2, 3)), "shape"),
        (np.full((3, 3), np.nan), "not finite"),
        (line(3) - 2, "from place"),
        (line(3) + 0.5, "from place"),
        (line(3) + 1, "place 0"),
    ],
)
def test_a_walking_matrix_must_be_one(matrix: np.ndarray, got: str) -> None:
    with pytest.raises(RouteProblemError, match=got):
        RouteProblem.from_tables(_stops(), HALVES, matrix)


@pytest.mark.parametrize(
    ("given", "where"),
    [
        ({"skills": {"stranger": ["fire"]}}, "skills"),
        ({"held": {"zz": "p"}}, "held"),
        ({"held": {"a": "stranger"}}, "held"),
        ({"walk_price": -1.0}, "walk_price"),
        ({"change_price": float("nan")}, "change_price"),
        ({"slower": 0.5}, "slower"),
        ({"allowed": np.ones((3, 3), dtype=bool)}, "allowed"),
    ],
)
def test_what_goes_with_the_tables_is_checked(given: dict[str, object], where: str) -> None:
    with pytest.raises(RouteProblemError) as caught:
        RouteProblem.from_tables(_stops(), HALVES, line(3), **given)
    assert [fault.where for fault in caught.value.faults] == [where]


def test_a_pair_cannot_be_in_two_halves_at_once() -> None:
    with pytest.raises(RouteProblemError, match="do not overlap"):
        day([("a", 1, 1, 1, "", ANY)], line(2), halves=[("p", 0, 3600, 0, 0), ("p", 1800, 5400, 0, 0)])


def test_missing_columns_are_named() -> None:
    with pytest.raises(RouteProblemError, match="minutes"):
        RouteProblem.from_tables(_stops().drop(columns="minutes"), HALVES.drop(columns="pair"), line(3))
    with pytest.raises(RouteProblemError, match="closes"):
        RouteProblem.from_tables(_stops(opens=[0, 0]), HALVES, line(3))
    with pytest.raises(RouteProblemError, match="pairs of whole seconds"):
        RouteProblem.from_tables(_stops(windows=[[(0, 5)], ["x"]]), HALVES, line(3))


@pytest.mark.parametrize("engine", tuple(EngineName))
def test_what_cannot_be_visited_is_named_and_the_rest_is_planned(engine: EngineName) -> None:
    walking = line(5)
    walking[4, :4] = walking[:4, 4] = -1
    stops = [
        ("good", 1, 5, 10, "", ANY),
        ("short", 2, 5, 10, "", [(0, 300)]),
        ("skill", 2, 5, 10, "magic", ANY),
        ("lost", 4, 5, 10, "", ANY),
        ("night", 3, 5, 10, "", [(20_000, 30_000)]),
        ("long", 3, 5, 100, "", ANY),
    ]
    problem = day(stops, walking, skills={"pair-1": ["fire"]})
    plan = route_engine(engine).plan(problem, Effort(deterministic=0.02))
    assert audit_routes(problem, plan) == []
    assert list(plan.holder) == ["good"]
    assert {out.stop: out.reason for out in plan.unplanned} == {
        "short": Reason.WINDOW, "skill": Reason.NO_SKILL, "lost": Reason.NO_WAY,
        "night": Reason.WINDOW, "long": Reason.WINDOW,
    }  # fmt: skip
    said = "\n".join(map(str, plan.troubles))
    for name in ("short", "skill", "lost", "night", "long"):
        assert f"stop {name}: " in said
    assert "nobody with magic" in said and "at least 10 minutes" in said


def test_a_half_day_without_a_way_home_is_named_and_stays_empty() -> None:
    walking = line(3)
    walking[0, 2] = -1
    halves = [("p", 0, 3600, 0, 2), ("p", 4000, 8000, 0, 0)]
    problem = day([("a", 1, 5, 10, "", [(0, 3000), (4000, 8000)])], walking, halves=halves)
    plan = route_engine("ruin").plan(problem, Effort(deterministic=0.001))
    assert plan.holder == {"a": "p"} and plan.tours[0].half == 1
    assert "half-day 1 of p" in str(plan.troubles[0])


def test_an_empty_pool_is_an_empty_plan() -> None:
    for engine in EngineName:
        plan = route_engine(engine).plan(day([], line(1)), Effort(deterministic=0.001))
        assert plan.visits == 0 and plan.prize == 0 == plan.bound
