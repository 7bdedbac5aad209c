"""The clause search against brute force, and what it says where there is no answer."""

from __future__ import annotations

import pytest

from benchmarks._staffing_instances import Formula, brute_force, known_optimum, question
from models.sizing.clauses import EXACT, FALLBACK, INFEASIBLE, OPEN, Search
from models.sizing.problem import RoleRule, StaffingError


@pytest.mark.parametrize("seed", range(10))
def test_the_optimum_of_brute_force(seed):
    """Five desks and a constraint they share: the same cost, with a tenth of the simulations or less."""
    judge = Formula(seed, 5)
    problem = question(judge)
    found = Search(problem, judge).run()
    asked = judge.replications
    best, tried = brute_force(problem, Formula(seed, 5))
    assert found.status == EXACT
    assert found.cost == best
    assert asked <= 20 * tried / 10
    assert found.compared > 0 and found.refuted == 0


@pytest.mark.parametrize("seed", [1, 2, 6])
def test_twenty_desks_in_two_thousand_replications(seed):
    """The optimum or, where all desks share what they lack, a plan and how much cheaper one could be."""
    judge = Formula(seed, 20)
    problem = question(judge, most=10)
    found = Search(problem, judge).run()
    assert judge.replications <= 2_000
    assert (judge.late(found.point) <= problem.limit + 1e-12).all()
    assert found.bound <= found.cost <= 1.02 * found.bound
    assert found.cost == known_optimum(problem, judge)
    assert found.status == (OPEN if seed == 2 else EXACT)
    assert found.refuted == 0 and found.compared > 100


def test_a_cap_is_kept_or_refused():
    """Under a cap of the fewest heads there is an answer, under one less there is none."""
    judge = Formula(3, 4)
    free = Search(question(judge), judge).run()
    heads = question(judge).heads(free.point)
    fewest = next(
        cap
        for cap in range(heads, 0, -1)
        if brute_force(question(judge, cap=cap - 1), Formula(3, 4))[0] is None
    )
    assert Search(question(judge, cap=fewest), judge).run().status == EXACT
    assert Search(question(judge, cap=fewest - 1), judge).run().status == INFEASIBLE


def test_more_people_that_hurt_are_noticed():
    """Where more people make somebody else late, the status does not claim an optimum."""
    judge = Formula(1, 3, hurt=0.012)
    found = Search(question(judge, limit=0.08), judge).run()
    assert found.status in (FALLBACK, INFEASIBLE)
    if found.status == FALLBACK:
        assert found.refuted > 0
        assert (judge.late(found.point) <= 0.08 + 1e-12).all()


def test_rules_of_a_role_hold():
    """At least and at most so many of a role; contradictions are explained with what would work."""
    from dataclasses import replace

    judge = Formula(2, 3)
    free = Search(question(judge), judge).run()
    wanted = sum(free.point) + 2
    problem = replace(question(judge), rules=(RoleRule("handler", least=wanted),))
    assert sum(Search(problem, judge).run().point) >= wanted
    with pytest.raises(StaffingError) as error:
        Search(replace(question(judge), rules=(RoleRule("handler", most=2),)), judge).run()
    assert "allow at least" in str(error.value)


def test_overtime_has_a_price():
    """Overtime that one person more would spare is bought where it is cheaper: brute force over both."""
    import itertools

    judge = Formula(5, 3, beyond=9000.0)
    problem = question(judge)
    found = Search(problem, judge).run()
    points = itertools.product(*(range(v.least, v.most + 1) for v in problem.variables))
    fine = (p for p in points if (judge.late(p) <= problem.limit + 1e-12).all())
    assert found.cost == pytest.approx(min(problem.cost(p) + judge.extra(p) for p in fine))
    assert found.cost > problem.cost(found.point)
    assert sum(found.point) > sum(Search(question(Formula(5, 3)), Formula(5, 3)).run().point)
