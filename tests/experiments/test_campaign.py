"""Campaigns: the ledger owns the truth, whatever is killed; engines and order change nothing."""

from __future__ import annotations

import json
import os
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from models.experiments.campaign.changes import changed
from models.experiments.campaign.conduct import about, conduct, prepare
from models.experiments.campaign.design import variants
from models.experiments.campaign.ledger import ASIDE, DONE, FAILED, FILE, PARTS, Ledger
from models.experiments.campaign.report import report
from models.experiments.campaign.spec import Campaign, campaign_of, read_campaign
from models.experiments.campaigns import run_campaign
from models.experiments.engines import GaveUpError, Processes, Receipt, Serial, Task, Work
from models.measures.compare import gain
from models.scenario.faults import Fault, RunError, ScenarioError
from models.scenario.folder import read_scenario

SMALL: dict[str, Any] = {
    "name": "small",
    "scenarios": ["checks/two-grids"],
    "levers": [
        {"path": "assumptions.patrol.walking_km_h", "values": [3.0, 4.0]},
        {"path": "assumptions.patrol.duration_low", "values": [0.4]},
        {"path": "assumptions.patrol.duration_high", "values": [2.0]},
    ],
    "days": 5,
    "warmup_days": 0,
    "replications": {"least": 3},
}


def small(**changes: Any) -> Campaign:
    """The small campaign with something else."""
    return campaign_of({**SMALL, **changes})


def conducted(campaign: Campaign, folder: Path, engine: Any = None) -> tuple[pd.DataFrame, dict[Any, str]]:
    """Measures and digests after it is over."""
    ledger = Ledger(folder, about(campaign))
    try:
        assert conduct(campaign, prepare(campaign, Path()), ledger, engine or Serial())
        return ledger.measures(), ledger.digests()
    finally:
        ledger.close()


class Backwards:
    """An engine that works in the opposite order."""

    def run(self, work: Work, tasks: Sequence[Task]) -> Iterator[tuple[int, Receipt]]:
        """Last first."""
        for position in reversed(range(len(tasks))):
            yield position, work(tasks[position])


@pytest.mark.nightly
def test_engines_and_order_change_nothing(tmp_path: Path) -> None:
    campaign = small()
    one = conducted(campaign, tmp_path / "one")
    for name, engine in (("back", Backwards()), ("many", Processes(2))):
        other = conducted(campaign, tmp_path / name, engine)
        pd.testing.assert_frame_equal(one[0], other[0])
        assert one[1] == other[1] and len(set(one[1].values())) == 6


def test_it_extends_without_doing_anything_twice(tmp_path: Path) -> None:
    """More replications and another value of the lever: what is there stays as it is."""
    first = conducted(small(), tmp_path)
    parts = sorted(path.name for path in (tmp_path / PARTS).iterdir())
    more = small(
        replications={"least": 4},
        levers=[{**SMALL["levers"][0], "values": [3.0, 4.0, 5.0]}, *SMALL["levers"][1:]],
    )
    second = conducted(more, tmp_path)
    assert len(second[0]) == 12 and set(parts) < {path.name for path in (tmp_path / PARTS).iterdir()}
    assert {run: second[1][run] for run in first[1]} == first[1]
    again = conducted(more, tmp_path)
    pd.testing.assert_frame_equal(second[0], again[0])


@pytest.mark.nightly
@pytest.mark.parametrize("waits", [(0.4,), (0.1, 0.2, 0.3, 0.5, 0.8, 1.2)])
def test_killed_at_any_moment_it_resumes_to_the_same_tables(tmp_path: Path, waits: tuple[float, ...]) -> None:
    """kill -9 after so many seconds; in the end every run is there once, with the same numbers."""
    file = tmp_path / "campaign.yml"
    file.write_text(json.dumps({**SMALL, "replications": {"least": 6}}), encoding="utf-8")
    code = (
        "import sys; import models.experiments.campaign.conduct as c; c.FLUSH_RUNS = 1\n"
        "from models.experiments.campaigns import run_campaign\n"
        "print('ready', flush=True); run_campaign(sys.argv[1], sys.argv[2], 'serial')"
    )
    for wait in waits:
        process = subprocess.Popen(
            [sys.executable, "-c", code, str(file), str(tmp_path)], stdout=subprocess.PIPE, text=True
        )
        assert process.stdout is not None and process.stdout.readline() == "ready\n"
        time.sleep(wait)
        os.kill(process.pid, signal.SIGKILL)
        process.wait()
    assert run_campaign(file, tmp_path, "serial")["complete"]
    resumed, (whole, _) = Ledger(tmp_path / "small"), conducted(read_campaign(file), tmp_path / "whole")
    try:
        pd.testing.assert_frame_equal(resumed.measures(), whole)
    finally:
        resumed.close()


def test_a_part_that_nobody_counts_on_is_thrown_away(tmp_path: Path) -> None:
    """As after a death between writing the measures and entering the runs."""
    before, _ = conducted(small(), tmp_path)
    stray = next((tmp_path / PARTS).iterdir())
    (tmp_path / PARTS / "part-stray.parquet").write_bytes(stray.read_bytes())
    (tmp_path / PARTS / "part-half.writing").write_bytes(b"half")
    after, _ = conducted(small(), tmp_path)
    pd.testing.assert_frame_equal(before, after)
    assert not list((tmp_path / PARTS).glob("*stray*")) and not list((tmp_path / PARTS).glob("*.writing"))


def test_a_run_that_fails_is_data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The others go on; its trace is kept; it is tried again only when asked."""
    import models.experiments.campaign.work as work

    real = work.simulate

    def sometimes(scenario: Any, replication: int, *rest: Any) -> Any:
        if replication == 1:
            raise ValueError("a stone in the way")
        return real(scenario, replication, *rest)

    monkeypatch.setattr(work, "simulate", sometimes)
    campaign = small()
    ledger = Ledger(tmp_path, about(campaign))
    prepared = prepare(campaign, Path())
    assert conduct(campaign, prepared, ledger, Serial())
    told = report(campaign, prepared, ledger)
    assert told["runs"] == {DONE: 4, FAILED: 2, ASIDE: 0}
    assert {each["trace"] for each in told["failed"]} == {"ValueError: a stone in the way"}
    monkeypatch.setattr(work, "simulate", real)
    assert conduct(campaign, prepared, ledger, Serial())
    assert report(campaign, prepared, ledger)["runs"][FAILED] == 2
    assert conduct(campaign, prepared, ledger, Serial(), retry=True)
    assert report(campaign, prepared, ledger)["runs"] == {DONE: 6, FAILED: 0, ASIDE: 0}
    ledger.close()


def test_what_kills_its_workers_is_set_aside(tmp_path: Path) -> None:
    """An engine that gives a run up: the campaign ends, and says which."""

    fault = Fault("run 2", "a worker that survives it", "3 dead workers")

    class GivesUp:
        def run(self, work: Work, tasks: Sequence[Task]) -> Iterator[tuple[int, Receipt]]:
            for position, task in enumerate(tasks):
                if task["replication"] != 2:
                    yield position, work(task)
            raise GaveUpError(
                {place: [fault] for place, task in enumerate(tasks) if task["replication"] == 2}
            )

    campaign = small()
    ledger = Ledger(tmp_path, about(campaign))
    prepared = prepare(campaign, Path())
    assert conduct(campaign, prepared, ledger, GivesUp())
    told = report(campaign, prepared, ledger)
    assert told["runs"] == {DONE: 4, FAILED: 0, ASIDE: 2}
    assert all("dead workers" in each["trace"] for each in told["failed"])
    ledger.close()


@pytest.mark.nightly
def test_stop_rules_go_on_until_the_interval_is_narrow(tmp_path: Path) -> None:
    """As far as needed and no further; a difference takes fewer runs than a mean, thanks to common draws."""
    wide = {"measure": "walking_share", "half_width": 1e-9}
    rule = {"least": 2, "step": 2, "most": 4, "until": [wide]}
    table, _ = conducted(small(replications=rule), tmp_path / "most")
    assert table.groupby("variant").size().tolist() == [4, 4]
    rule["until"] = [{**wide, "half_width": 10.0}]
    table, _ = conducted(small(replications=rule), tmp_path / "least")
    assert table.groupby("variant").size().tolist() == [2, 2]


def test_common_draws_gain() -> None:
    one = pd.Series([1.0, 2.0, 3.0, 4.0])
    assert gain(one + 1, one) == pytest.approx(1.0)
    assert gain(one, -one) == pytest.approx(-1.0)
    assert gain(one * 0, one * 0) is None


@pytest.mark.parametrize(
    ("design", "count"), [("grid", 6), ("paired", 3), ("latin", 8), ("sobol", 8), ("list", 1)]
)
def test_designs(design: str, count: int) -> None:
    """As many points as the design has, the same every time, within the ranges."""
    values = design in ("grid", "paired")
    levers: list[dict[str, Any]] = [
        {"path": "assumptions.a.b", **({"values": [1, 2, 3]} if values else {"low": 0.0, "high": 2.0})},
        {"path": "plan.town.teams", **({"values": [4, 5] if design == "grid" else [4, 5, 6]} if values
                                       else {"low": 2.0, "high": 9.0, "whole": True})},
    ]  # fmt: skip
    campaign = small(design=design, levers=levers, samples=8, points=[{"a": 1}] if design == "list" else [])
    found = variants(campaign)
    assert len(found) == count and found == variants(campaign)
    for variant in found if design in ("latin", "sobol") else ():
        assert 0 <= variant.changes["assumptions.a.b"] <= 2
        assert variant.changes["plan.town.teams"] in range(2, 10)


def test_changes_reach_every_grid_and_are_checked() -> None:
    scenario = read_scenario("luohu")
    made = changed(scenario, {"plan.grids.*.staffing.handlers": 3, "plan.policies.grab": "nearest"})
    assert {grid.staffing.handlers for grid in made.plan.grids.values()} == {3}
    assert made.fingerprint != scenario.fingerprint
    with pytest.raises(ScenarioError) as caught:
        changed(scenario, {"plan.grids.*.staffing.nobody": 3, "world.peace": 1})
    assert len(caught.value.faults) == 9
    with pytest.raises(ScenarioError):
        changed(scenario, {"assumptions.handling.minutes_mean": -1})


def test_bad_files_are_told_with_every_fault(tmp_path: Path) -> None:
    with pytest.raises(ScenarioError) as caught:
        campaign_of({**SMALL, "scenarios": [], "levers": [{"path": "x"}], "replications": {"least": 0}})
    assert len(caught.value.faults) >= 3
    with pytest.raises(ScenarioError) as unread:
        prepare(small(scenarios=["nowhere", "luohu-nowhere"]), tmp_path)
    assert len(unread.value.faults) == 2
    assert not any(tmp_path.iterdir())


def test_a_file_is_refused_with_its_form_its_scenarios_and_its_levers_at_once(tmp_path: Path) -> None:
    """A range is told by the end that cannot be; nothing is written."""
    levers = [
        {"path": "assumptions.handling.minutes_mean", "low": -5, "high": 35},
        {"path": "assumptions.handling.nothing", "low": 1, "high": 2},
    ]
    bad = {**SMALL, "scenarios": ["checks/two-grids", "nowhere"], "levers": levers, "design": "latin"}
    file = tmp_path / "campaign.yml"
    for more, least in (({"measures": ["what"], "replications": {"least": 0}}, 2), ({}, 0)):
        file.write_text(json.dumps({**bad, **more}), encoding="utf-8")
        with pytest.raises(ScenarioError) as caught:
            run_campaign(file, tmp_path / "out", "abacus")
        told = [fault.where for fault in caught.value.faults]
        assert {"engine", "nowhere", "levers: assumptions.handling.minutes_mean"} <= set(told)
        assert "levers: assumptions.handling.nothing" in told and len(told) == 4 + least
    assert not (tmp_path / "out").exists()


def test_other_campaigns_and_newer_ledgers_are_not_mixed(tmp_path: Path) -> None:
    conducted(small(), tmp_path)
    with pytest.raises(RunError, match="seed"):
        Ledger(tmp_path, about(small(seed=7)))
    with sqlite3.connect(tmp_path / FILE) as base:
        base.execute("UPDATE about SET value = '9' WHERE key = 'format'")
    with pytest.raises(RunError, match="format"):
        Ledger(tmp_path, about(small()))
    with pytest.raises(RunError):
        Ledger(tmp_path / "empty")
