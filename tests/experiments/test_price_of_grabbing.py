"""Policies side by side: restarted days, common draws, paired differences; never visits alone."""

from __future__ import annotations

import numpy as np
import pytest

from models.experiments.price_of_grabbing import POLICIES, compare_days, price_of_grabbing
from models.measures.grabbing import MEASURES, gini, overdue
from models.scenario.faults import WorkbenchError
from models.simulation.run import simulate
from tests.builders import NOBODY_REPORTS, community, one_item


@pytest.mark.nightly
def test_every_policy_is_told_with_work_overdue_and_fairness() -> None:
    told = price_of_grabbing("checks/two-grids", days=3, run_in=5)
    assert list(told["policies"]) == list(POLICIES) and told["compared_with"] == "weighted"
    assert set(told["differences"]) == set(POLICIES) - {"weighted"}
    for measures in told["policies"].values():
        assert tuple(measures) == MEASURES
        assert all(cells["n"] == 3 for cells in measures.values())
    assert {"inspection_minutes", "overdue_premises", "walking_share", "fairness_gini"} <= set(MEASURES)
    assert told == price_of_grabbing("checks/two-grids", days=3, run_in=5)


def test_the_same_policy_twice_differs_in_nothing() -> None:
    """Draws are common: the paired difference of a policy with itself is exactly zero."""
    same = {"grab": "nearest", "visits": "none"}
    told = compare_days("checks/two-grids", {"one": same, "two": same}, 4, run_in=3)
    gaps = told["differences"]["two"].values()
    assert all(cells["mean"] == cells["low"] == cells["high"] == 0 for cells in gaps)


def test_days_are_restarted_and_differ() -> None:
    told = compare_days("luohu", {"one": {"grab": "nearest"}}, 2, run_in=1)
    assert any(cells["low"] < cells["mean"] < cells["high"] for cells in told["policies"]["one"].values())


def test_numbers_and_names_that_cannot_be_are_refused() -> None:
    with pytest.raises(WorkbenchError) as refused:
        compare_days("checks/two-grids", {}, 0, seed=-1)
    assert [fault.where for fault in refused.value.faults] == ["days", "seed"]
    with pytest.raises(WorkbenchError, match="by luck"):
        price_of_grabbing("checks/two-grids", policies=["by luck"])


def test_fairness_is_nothing_for_equals_and_near_one_for_one_who_has_it_all() -> None:
    assert gini(np.array([3.0, 3.0, 3.0])) == pytest.approx(0)
    assert gini(np.array([0.0, 0.0, 0.0, 8.0])) == pytest.approx(0.75)
    assert gini(np.array([1.0, 3.0])) == pytest.approx(0.25)
    assert gini(np.zeros(3)) == 0


def test_a_premises_is_overdue_by_its_last_visit_whatever_day_it_was_due() -> None:
    """Daily visits that all take place: nobody is overdue. With too few to do them: many are."""
    given = {"changes": NOBODY_REPORTS, "items": one_item(), "kinds": ("building_site",)}
    easy = community(1, 4, 5, inspectors=4, **given)
    assert not overdue(simulate(easy), easy).any()
    hard = community(1, 60, 5, **given)
    assert overdue(simulate(hard), hard).sum() > 10
