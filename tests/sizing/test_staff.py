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
}


@pytest.fixture(scope="module")
def told(tmp_path_factory):
    """An answer for jinxi, pooled, over a short period."""
    out = tmp_path_factory.mktemp("staff") / "plan"
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
