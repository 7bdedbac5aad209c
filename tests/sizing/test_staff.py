"""`workbench staff` on a small town."""

from __future__ import annotations

import json

import pytest

from models.scenario.folder import read_scenario
from models.sizing.problem import StaffingError
from models.sizing.staff import staff

KEYS = {
    "plan",
    "cost",
    "heads",
    "binding",
    "certificate",
    "frontier",
    "replications",
    "status",
    "structural_late",
    "overtime",
    "gap",
}


@pytest.fixture(scope="module")
def told(tmp_path_factory):
    """An answer for jinxi, pooled, over a short period."""
    out = tmp_path_factory.mktemp("staff") / "plan"
    with pytest.MonkeyPatch.context() as patch:
        # of the assumptions that need full simulations one is enough here; nightly tests try them all
        patch.setattr("models.sizing.sensitivity.BORN", ("demand.citizen_reports_per_10000_day",))
        return staff("jinxi", late=0.3, replications=3, pooling="all", days=14, out=out)


def test_it_has_every_key_and_is_json(told):
    """The keys of the issue, nothing that JSON cannot carry."""
    assert set(told) >= KEYS
    json.dumps(told, allow_nan=False, default=str)
    assert told["status"] in ("optimal_on_sample", "local_search")
    assert told["heads"] == sum(n for d, n in told["desks"].items() if "town" not in d) + sum(
        told["inspectors"].values()
    )


def test_it_says_why_not_fewer(told):
    """Every desk above one person has its reason in both languages; the certificate speaks of each cut."""
    assert told["binding"] and all(line["zh"] and line["en"] for line in told["binding"])
    assert set(told["certificate"]["cuts"]) == set(told["desks"])
    assert told["certificate"]["replications"] <= 500
    heads = [row["heads"] for row in told["frontier"]]
    assert heads == sorted(heads, reverse=True)


def test_the_plan_is_a_scenario(told):
    """What is written can be read, with the people it says."""
    plan = read_scenario(told["out"]).plan
    assert plan.head_count == told["heads"]
    assert plan.pooled.handlers and plan.pooled.operators


def test_a_cap_below_the_load_is_explained():
    """No exception: the status is infeasible, and it says how many are needed for what."""
    told = staff("jinxi", late=0.05, heads=3, replications=2, pooling="all", days=7)
    assert told["status"] == "infeasible"
    assert told["plan"] is None
    assert "at least" in told["why"][0]["en"]
    assert str(told["why"][0]["needs"]) in told["why"][0]["zh"]


def test_bad_questions_are_refused_all_at_once():
    """Every fault in one error, with what would work."""
    with pytest.raises(StaffingError) as error:
        staff("jinxi", late=2.0, heads=0, rules=("handler>=9", "handler<=4", "cook>=1"))
    assert len(error.value.faults) == 4
    assert "lower the other to 4" in str(error.value)
    assert all(fault.remedy for fault in error.value.faults)


def test_overtime_is_part_of_the_cost(told):
    """Wages and what the desks work beyond their shifts."""
    assert told["overtime"]["hours"] >= 0
    assert told["cost"] >= told["overtime"]["cost"]


def test_assumptions_of_demand_are_tried_as_well(told):
    """The three that move worst lateness most, of those at the desks and of demand."""
    assert len(told["sensitivity"]) == 3
    swings = [abs(row["late_at_high"] - row["late_at_low"]) for row in told["sensitivity"]]
    assert swings == sorted(swings, reverse=True)


@pytest.mark.nightly
def test_inspectors_are_sized_with_the_desks():
    """More inspectors find more: tried from the fewest that cover enough, the error of the reading shown."""
    told = staff("jinxi", late=0.3, replications=2, pooling="all", days=14, coverage=0.3)
    patrol = told["patrol"]
    assert patrol["reached"] and patrol["promised"] >= 0.3
    assert abs(patrol["error"]) < 0.3 and patrol["finds_simulated"] > 0
    numbers = [row["inspectors"] for row in patrol["choices"]]
    assert numbers == sorted(set(numbers)) and len(numbers) > 1
    assert told["inspectors"] == {g: 2 * n for g, n in patrol["pairs"].items()}
    costs = [row["cost"] for row in patrol["choices"] if row["cost"] is not None]
    assert told["cost"] == pytest.approx(min(costs), rel=0.2)  # a certificate may have asked for more


@pytest.mark.nightly
def test_the_least_lateness_under_a_cap(told):
    """With so many people and no more: as little late as can be; one person more is no later."""
    asked = {"replications": 2, "pooling": "all", "days": 14, "objective": "worst-lateness"}
    few, more = (staff("jinxi", heads=told["heads"] + n, **asked) for n in (0, 1))
    assert few["heads"] <= told["heads"] and more["heads"] <= told["heads"] + 1
    assert max(more["late_on_sample"].values()) <= max(few["late_on_sample"].values()) + 0.002


@pytest.mark.nightly
def test_each_desk_may_ask_for_two():
    """A rule for every desk holds at every desk."""
    told = staff("jinxi", late=0.5, replications=2, pooling="none", days=7, rules=("each.handler>=2",))
    assert all(n >= 2 for desk, n in told["desks"].items() if desk.endswith("handler"))
