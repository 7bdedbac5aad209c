"""Sensitivity through the campaign's ledger: known answers, noise, resuming, faults."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from models.experiments.campaign.browse import browse
from models.experiments.sensitivity.factors import factors_of
from models.experiments.sensitivity.run import sensitivity
from models.scenario.faults import RunError, WorkbenchError
from models.scenario.folder import read_scenario
from tests.experiments.synthetic import give_answers

TINY = "checks/two-grids"
WALK, MINUTES, FAIL = "patrol.walking_km_h", "handling.minutes_mean", "handling.review_fail"
HANDLERS = "plan.grids.*.staffing.handlers"


def slope(changes: Mapping[str, float], _: str) -> float:
    """Half a point an hour of walking speed, a tenth for ten handling minutes, nothing for the rest."""
    walk = changes.get(f"assumptions.{WALK}", 4.5)
    minutes = changes.get(f"assumptions.{MINUTES}", 35.0)
    return 0.5 * (walk - 4.5) - 0.01 * (minutes - 35.0) + 0.2 * (changes.get(HANDLERS, 1) == 3)


def asked(out: Path, **more: Any) -> dict[str, Any]:
    known = {"measures": ["coverage"], "factors": [WALK, MINUTES, FAIL], "replications": 6}
    return sensitivity(TINY, **{**known, "out": str(out), "engine_name": "serial", **more})


def test_a_tornado_is_paired_and_sorted(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Minutes 15 to 60 swing 0.45, speed 4 to 5 swings 0.5; what does nothing is not shown. Noise that all
    points share does not matter."""
    give_answers(monkeypatch, slope, noise=0.02, common=5.0)
    told = asked(tmp_path, seed=2)  # one seed in twenty takes noise for an effect: that is the level
    rows = told["measures"]["coverage"]["rows"]
    assert [row["factor"] for row in rows] == [f"assumptions.{name}" for name in (WALK, MINUTES, FAIL)]
    assert [row["shown"] for row in rows] == [True, True, False]
    assert rows[0]["swing"]["mean"] == pytest.approx(0.5, abs=0.03)
    assert rows[1]["at_low"]["mean"] == pytest.approx(0.2, abs=0.03) and rows[1]["low_value"] == 15.0
    assert told["points"] == 7 and told["runs"] == 42 and told["failed"] == []


def test_screening_finds_the_slopes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    done = give_answers(monkeypatch, slope, noise=0.02, common=1.0)
    told = asked(tmp_path, method="morris", points=4, replications=4)
    rows = {row["factor"].partition(".")[2]: row for row in told["measures"]["coverage"]["rows"]}
    assert rows[WALK]["mu"] == pytest.approx(0.5, abs=0.05) and rows[MINUTES]["mu"] < -0.4
    assert [rows[name]["shown"] for name in (WALK, MINUTES, FAIL)] == [True, True, False]
    assert len(done) == told["runs"] <= 4 * 4 * 4
    before = len(done)
    assert asked(tmp_path, method="morris", points=4, replications=4) == told and len(done) == before
    more = asked(tmp_path, method="morris", points=4, replications=6)
    assert len(done) == more["runs"] == before // 4 * 6
    assert browse(more["ledger"])["runs"]["done"] == more["runs"]


def test_shares_of_variance(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Two uniform factors of ranges 0.5 and 0.45: shares 0.25 and 0.2025 of their sum of squares."""
    give_answers(monkeypatch, slope, noise=0.1, common=1.0)
    told = asked(tmp_path, method="sobol", points=16, replications=4)
    found = told["measures"]["coverage"]
    rows = {row["factor"].partition(".")[2]: row for row in found["rows"]}
    known = 0.25 / (0.25 + 0.2025)
    assert rows[WALK]["total"]["low"] < known < rows[WALK]["total"]["high"]
    assert rows[WALK]["shown"] and rows[MINUTES]["shown"] and not rows[FAIL]["shown"]
    assert rows[FAIL]["uncorrected"]["total"] > 0.02 > abs(rows[FAIL]["total"]["mean"]) - 0.1
    assert 0 < found["noise_share"] < 0.3


def test_a_response_runs_along_one_lever(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    give_answers(monkeypatch, slope, noise=0.01, common=1.0)
    told = asked(tmp_path, method="response", factors=[f"{HANDLERS}=1:3"])["measures"]["coverage"]
    assert [row["value"] for row in told["rows"]] == [1, 2, 3]
    assert [row["shown"] for row in told["rows"]] == [False, False, True]
    assert told["rows"][2]["difference"]["mean"] == pytest.approx(0.2, abs=0.02)
    words = asked(tmp_path, method="response", factors=["plan.policies.grab=nearest,weighted"])
    assert [row["value"] for row in words["measures"]["coverage"]["rows"]] == ["nearest", "weighted"]


def test_every_assumption_with_a_range_is_a_factor() -> None:
    """Without names: all numbers with a published range; whole ones stay whole."""
    scenario = read_scenario(TINY)
    found = {factor.path: factor for factor in factors_of(scenario)}
    assert len(found) > 20 and f"assumptions.{WALK}" in found
    for factor in found.values():
        about = scenario.assumptions.about(factor.path.removeprefix("assumptions."))
        assert factor.ends == (about.low, about.high) and factor.unit == about.unit
    teams = factors_of(scenario, ["plan.town.teams=2:8"])[0]
    assert teams.whole and teams.at(0.3) == 4 and teams.levels(3) == [2, 5, 8]


@pytest.mark.parametrize(
    ("more", "faults"),
    [
        ({"factors": ["nothing.there", WALK, f"{WALK}=5:4", "patrol.interval_days"]}, 3),
        ({"factors": [WALK, WALK]}, 1),
        ({"factors": ["plan.grids.*.staffing.painters=1:2"]}, 1),
        ({"method": "guess"}, 1),
        ({"method": "sobol", "points": 33, "replications": 1}, 2),
        ({"method": "response"}, 1),
        ({"measures": ["nothing"]}, 1),
        ({"factors": [f"{FAIL}=0.5:1.5"]}, 1),
    ],
)
def test_every_fault_of_the_question_is_told(tmp_path: Path, more: dict[str, Any], faults: int) -> None:
    with pytest.raises(WorkbenchError) as caught:
        asked(tmp_path, **more)
    assert len(caught.value.faults) == faults, caught.value


def test_runs_that_fail_everywhere_are_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    give_answers(monkeypatch, lambda changes, folder: np.nan)
    with pytest.raises(RunError, match="every point has it"):
        asked(tmp_path)


@pytest.mark.nightly
def test_a_real_tornado(tmp_path: Path) -> None:
    """Jinxi for a week: more citizens' reports make more cases, told apart from noise by four pairs."""
    told = sensitivity(
        "jinxi", "tornado", ["cases_per_10000_residents_day"],
        ["demand.citizen_reports_per_10000_day", "costs.handler"],
        4, None, str(tmp_path), 7, 0, engine_name="serial",
    )  # fmt: skip
    first, last = told["measures"]["cases_per_10000_residents_day"]["rows"]
    assert first["factor"].endswith("citizen_reports_per_10000_day") and first["shown"]
    assert first["at_low"]["mean"] < 0 < first["at_high"]["mean"] and not last["shown"]
