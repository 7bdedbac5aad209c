"""Plans of grids: they pass an independent judge, reach brute force and CP-SAT, and say what limits them."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from benchmarks._grid_instances import town
from models.planning.audit import Rule, audit_grids
from models.planning.effort import Effort, Stopwatch
from models.planning.grids.cost import area_splits, cost_of, moved_blocks
from models.planning.grids.door import GridProblemError
from models.planning.grids.exact import prove
from models.planning.grids.limits import LimitKind
from models.planning.grids.met import MetGrids
from models.planning.grids.problem import GridProblem, Weights
from models.planning.grids.result import Status
from models.planning.grids.solve import plan_grids
from models.planning.grids.start import cold_start
from models.planning.grids.tradeoffs import Aim, proposals, repair_grids
from tests.planning.grid_helpers import cheapest, columns_plan, kept, lattice

QUICK = Effort(deterministic=0.1)


def made(blocks: int, seed: int, grids: int, tolerance: float, **given: Any) -> GridProblem:
    """A town of random blocks with a planar neighbourhood."""
    return GridProblem.from_tables(*town(blocks, seed, spread=0.3), grids, tolerance=tolerance, **given)


@settings(max_examples=max(8, settings.default.max_examples // 20))
@given(st.integers(61, 110), st.integers(0, 10_000), st.integers(2, 6), st.data())
def test_every_plan_of_a_random_town_keeps_every_rule(
    blocks: int, seed: int, grids: int, data: st.DataObject
) -> None:
    """Contiguous, in bounds, locks held, so many grids, moved blocks counted right; and twice the same."""
    first = plan_grids(made(blocks, seed, grids, 0.12), QUICK, seed)
    assert first.status is Status.FEASIBLE, [str(limit) for limit in first.limiting]
    names = data.draw(st.lists(st.sampled_from(sorted(first.plan)), max_size=5, unique=True))
    held = data.draw(
        st.lists(st.sampled_from(sorted(set(first.plan.values()))), max_size=grids - 2, unique=True)
    )
    problem = made(
        blocks, seed, grids, 0.12, current=first.plan, lock={b: first.plan[b] for b in names},
        locked_grids=held, price=data.draw(st.sampled_from([0.0, 0.5, 5.0])),
    )  # fmt: skip
    result = plan_grids(problem, QUICK, seed + 1)
    assert kept(problem, result.plan) == [] and result.findings == ()
    assert len(set(result.plan.values())) == grids
    assert all(result.plan[b] == first.plan[b] for b in first.plan if b in names or first.plan[b] in held)
    assert result.moved == sum(first.plan[b] != result.plan[b] for b in first.plan)
    assert plan_grids(problem, QUICK, seed + 1).plan == result.plan


@settings(max_examples=6)
@given(st.integers(0, 10_000), st.integers(2, 3), st.sampled_from([0.15, 0.3]), st.booleans())
def test_tiny_towns_reach_brute_force(seed: int, grids: int, tolerance: float, priced: bool) -> None:
    """Eight blocks: no plan is cheaper, the status says so, and where there is none that is proven too."""
    given: dict[str, Any] = {"weights": Weights(border=1.0, balance=0.5, area=0.7)}
    if priced:
        names = [f"b{k:05d}" for k in range(8)]
        given |= {"price": 0.8, "current": {b: f"grid-{k * grids // 8 + 1}" for k, b in enumerate(names)}}
    try:
        problem = made(8, seed, grids, tolerance, **given)
    except GridProblemError:
        return
    best = cheapest(problem)
    result = plan_grids(problem, Effort(deterministic=0.5), seed)
    if np.isinf(best):
        assert result.status is Status.INFEASIBLE and result.bound is None
    else:
        assert result.cost.total == pytest.approx(best)
        assert result.status is Status.OPTIMAL and result.bound == pytest.approx(best, abs=2e-3)


@pytest.mark.parametrize("seed", range(3))
def test_annealing_reaches_the_optimum_that_cp_sat_proves(seed: int) -> None:
    """Twenty-five blocks: CP-SAT starts from nothing and proves what annealing found."""
    problem = made(25, seed, 3, 0.12)
    proof = prove(problem, None, Stopwatch(Effort(deterministic=10.0)), 1.0, lambda: False)
    assert proof.labels is not None and proof.bound is not None
    assert cost_of(problem, proof.labels).total == pytest.approx(proof.bound, abs=2e-3)
    result = plan_grids(problem, Effort(deterministic=0.3), seed)
    assert result.cost.total == pytest.approx(proof.bound, abs=2e-3)


def test_a_tolerance_nobody_can_keep_is_explained() -> None:
    """Blocks of 10 and one of 16 in two grids of a row: the best split is 6 % off, and that is proven."""
    blocks = pd.DataFrame({"block": list("abcde"), "workload": [10.0, 10.0, 16.0, 10.0, 10.0]})
    borders = pd.DataFrame({"first": list("abcd"), "second": list("bcde")})
    problem = GridProblem.from_tables(blocks, borders, 2, tolerance=0.1)
    result = plan_grids(problem, QUICK)
    assert result.status is Status.INFEASIBLE
    assert result.limiting[0].kind is LimitKind.SMALLEST_DEVIATION
    assert result.limiting[0].value == pytest.approx(8 / 28, abs=1e-5)
    assert any(limit.kind is LimitKind.HEAVY_BLOCK and limit.block == "c" for limit in result.limiting)
    assert {finding.rule for finding in result.findings} <= {Rule.TOO_MUCH_WORK, Rule.TOO_LITTLE_WORK}


def test_a_heavy_block_is_named_in_what_limits_the_plan() -> None:
    """A block of two thirds of a grid."""
    problem = lattice(6, 4, 3, 0.3, workload={"c0r0": 60.0})
    result = plan_grids(problem, QUICK)
    assert result.findings == ()
    assert any(str(limit) == "block c0r0 alone is 0.6 grids of work" for limit in result.limiting)


def test_repair_offers_few_moves_and_a_better_shape() -> None:
    """A painter takes six blocks over; the repair keeps the tolerance with few moves, or a better shape
    with more."""
    plain = made(150, 5, 4, 0.03)
    plan = plan_grids(plain, Effort(deterministic=0.5)).plan
    taker = plan["b00075"]
    painted = dict(plan)
    for a, b in zip(plain.first.tolist(), plain.second.tolist(), strict=True):
        one, other = plain.blocks[a], plain.blocks[b]
        if plan[one] == taker and plan[other] != taker and list(painted.values()).count(taker) < 44:
            painted[other] = taker
    problem = made(150, 5, 4, 0.03, current=painted)
    assert audit_grids(problem, painted)
    offers = repair_grids(problem, Effort(deterministic=0.6))
    assert all(kept(problem, offer.plan) == [] for offer in offers)
    assert [offer.moved for offer in offers] == sorted({offer.moved for offer in offers})
    assert [offer.cost.total for offer in offers] == sorted(
        (offer.cost.total for offer in offers), reverse=True
    )
    assert 0 < offers[0].moved < 20


def test_proposals_differ_in_what_they_aim_at() -> None:
    """The balanced one is the best balanced, the one for areas splits fewest, the familiar one moves
    fewest."""
    start = plan_grids(made(150, 2, 4, 0.08), QUICK).plan
    problem = made(150, 2, 4, 0.08, current=start)
    found = {result.name: result for result in proposals(problem, Effort(deterministic=2.0))}
    assert all(kept(problem, result.plan) == [] for result in found.values())
    usual = found[Aim.ALL_ROUND]
    assert found.get(Aim.BALANCE, usual).deviation < usual.deviation
    labels = problem.labels(found.get(Aim.AREAS, usual).plan)
    assert area_splits(problem, labels) <= area_splits(problem, problem.labels(usual.plan))
    assert min(result.moved for result in found.values()) == found.get(Aim.FEW_MOVES, usual).moved


def test_households_are_kept_in_bounds() -> None:
    """The bound on households shapes the plan as the work does."""
    loose = made(80, 3, 4, 0.2)
    mean = float(loose.households.sum()) / 4
    problem = made(80, 3, 4, 0.2, size_bounds=(0.96 * mean, 1.04 * mean))
    assert kept(problem, plan_grids(problem, Effort(deterministic=0.3)).plan) == []


def test_met_grids_make_a_better_plan_than_any_that_held_them() -> None:
    """Two plans, each good on one side: their good halves are put together."""
    problem = lattice(4, 8, 4, 0.0, weights=Weights(border=1.0, balance=0.0, area=0.0))
    block = {name: (int(name[1]), int(name[3])) for name in problem.blocks}
    upper = [(c // 2, c // 2) if r < 4 else (2 + r % 4 // 2, 2 + c // 2) for c, r in block.values()]
    stripes = np.array([a for a, _ in upper])
    squares = np.array([b for _, b in upper])
    pool = MetGrids(problem)
    pool.add(np.array([stripes]))
    pool.add(np.array([squares]))
    best = pool.best(deterministic=5.0, seconds=None)
    assert best is not None
    found = cost_of(problem, best).total
    assert found <= min(cost_of(problem, stripes).total, cost_of(problem, squares).total)
    assert kept(problem, problem.plan(best)) == []


def test_stopping_returns_the_best_so_far() -> None:
    """A planner who cancels at once still gets a contiguous plan; progress was told in order."""
    problem = made(200, 1, 5, 0.1)
    told: list[float] = []
    result = plan_grids(
        problem,
        Effort(deterministic=10.0),
        progress=lambda part, _: told.append(part),
        should_stop=lambda: len(told) >= 2,
    )
    assert all(finding.rule in (Rule.TOO_MUCH_WORK, Rule.TOO_LITTLE_WORK) for finding in result.findings)
    assert told == sorted(told) and len(told) <= 4


@pytest.mark.parametrize("seed", range(5))
def test_the_start_is_contiguous_with_locks_and_locked_grids(seed: int) -> None:
    """A power diagram made contiguous around what is locked: nothing but bounds may be off."""
    plan = plan_grids(made(120, seed, 5, 0.2), QUICK).plan
    lock = {name: plan[name] for name in list(plan)[:: 11 + seed]}
    problem = made(120, seed, 5, 0.2, current=plan, lock=lock, locked_grids=["grid-2"])
    labels = cold_start(problem, seed)
    bounds = (Rule.TOO_MUCH_WORK, Rule.TOO_LITTLE_WORK)
    assert [f for f in audit_grids(problem, problem.plan(labels)) if f.rule not in bounds] == []


def test_a_start_in_any_state_is_mended() -> None:
    """Unassigned blocks, islands and an empty grid in the painted plan."""
    problem = lattice(6, 4, ["w", "m", "e"], 0.15)  # type: ignore[arg-type]
    painted = columns_plan(problem, {0: "w", 1: "w", 2: "w", 3: "w", 4: "m", 5: "m"})
    painted["c5r3"] = "w"
    del painted["c0r0"]
    result = plan_grids(problem, Effort(deterministic=0.3), start=painted)
    assert kept(problem, result.plan) == []
    assert moved_blocks(problem, problem.labels(result.plan)) == 0  # there is no current plan to leave


def test_blocks_of_a_dissolved_grid_count_as_moved() -> None:
    """Two grids where there were three: the third one's blocks move, whoever takes them."""
    plan = columns_plan(
        lattice(6, 4, ["w", "m", "e"], 0.15), {0: "w", 1: "w", 2: "m", 3: "m", 4: "e", 5: "e"}
    )  # type: ignore[arg-type]
    del plan["c0r0"]  # in no grid before: put into one, not moved
    result = plan_grids(lattice(6, 4, 2, 0.15, current=plan), QUICK)
    assert result.moved == sum(result.plan[block] != grid for block, grid in plan.items()) >= 8


def test_one_grid_takes_everything() -> None:
    """The only plan there is, and so the best."""
    result = plan_grids(lattice(3, 3, 1, 0.0))
    assert result.status is Status.OPTIMAL and len(set(result.plan.values())) == 1


@pytest.mark.parametrize(
    ("effort", "said"), [({}, "either"), ({"deterministic": 1.0, "seconds": 1.0}, "either")]
)
def test_effort_is_one_thing(effort: dict[str, float], said: str) -> None:
    """Units or seconds, not both and not neither."""
    with pytest.raises(ValueError, match=said):
        Effort(**effort)
