"""Warm-up of a scenario, a result and a campaign: the same answer from the same runs, shown with its days."""

from __future__ import annotations

from pathlib import Path

import pytest

from models.experiments.campaigns import run_campaign
from models.experiments.simulate import simulate
from models.experiments.warmup import told_warmup, warmup
from models.measures.daily import DAILY
from models.scenario.faults import RunError

TINY = "checks/two-grids"


def test_a_scenario_and_its_kept_runs_say_the_same(tmp_path: Path) -> None:
    """Ten weeks of two grids, simulated on the spot or read from the runs of a result."""
    live = warmup(TINY, days=70, replications=2)
    kept = warmup(
        simulate(TINY, 70, 2, None, "serial", str(tmp_path), structural=False)["result"], replications=99
    )
    assert live["series"] == kept["series"] and kept["replications"] == 2
    assert live["run_days"] == live["configured_days"] + 70 and [s["name"] for s in live["series"]] == list(
        DAILY
    )
    one = live["series"][0]
    assert one["day"][0] == 1 and len(one["mean"]) == live["run_days"] and one["n"][0] == 2


def test_a_campaign_answers_for_every_variant(tmp_path: Path) -> None:
    file = tmp_path / "c.yml"
    lever = "{path: assumptions.patrol.walking_km_h, values: [3.0, 4.0]}"
    text = f"name: c\nscenarios: [{TINY}]\nlevers: [{lever}]\ndays: 7\nreplications: {{least: 1}}\n"
    file.write_text(text, encoding="utf-8")
    with pytest.raises(RunError, match="kept its tables"):
        warmup(run_campaign(file, tmp_path / "bare", "serial")["ledger"])
    file.write_text(text + "keep_tables: true\n", encoding="utf-8")
    told = warmup(run_campaign(file, tmp_path / "kept", "serial")["ledger"])
    assert len({each["fingerprint"] for each in told["variants"]}) == 2
    assert {one["reason"] for each in told["variants"] for one in each["series"]} == {"too_short"}


def test_the_configured_warm_up_is_judged() -> None:
    """Four weeks of climbing: a warm-up of 28 days covers it, one of 21 does not; a trend nothing covers."""
    climb = [min(day, 28) * 1.0 for day in range(140)]
    rows = [dict.fromkeys(DAILY, climb)] * 3
    enough, short = told_warmup("x", rows, 28), told_warmup("x", rows, 21)
    assert enough["covered"] and enough["truncation_day"] == 28
    assert not short["covered"] and short["steady"]
    never = told_warmup("x", [{**rows[0], "finds": [float(day) for day in range(140)]}] * 3, 28)
    assert not never["covered"] and not never["steady"] and never["truncation_day"] == 28
