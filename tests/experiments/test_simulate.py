"""Simulating a scenario: engines agree, and the baseline that ships is what the model says."""

from __future__ import annotations

import json
from pathlib import Path

import pandas as pd
import pytest

from models.experiments.baseline import FOLDER, REPLICATIONS, make_baseline
from models.experiments.simulate import SUMMARY, simulate
from models.scenario.faults import WorkbenchError
from models.scenario.folder import read_scenario
from models.scenario.shipped import scenario_folder
from models.simulation.run import simulate as simulate_once


def test_serial_and_processes_give_the_same_runs(tmp_path: Path) -> None:
    """A pilot for some days."""
    (tmp_path / "scenario.yml").write_text("format: 1\nbase: jinxi\nwarmup_days: 2\n", encoding="utf-8")
    town = str(tmp_path)
    one = simulate(town, days=3, replications=2, seed=3, out=str(tmp_path / "serial"), structural=False)
    two = simulate(
        town, days=3, replications=2, seed=3, out=str(tmp_path / "processes"), structural=False,
        engine_name="processes", workers=1,
    )  # fmt: skip
    assert one["digest"] == two["digest"]
    assert one["measures"] == two["measures"]
    assert one["run_digests"] == two["run_digests"]
    assert one["run_digests"][0] != one["run_digests"][1]


def test_a_result_carries_what_is_needed_to_get_it_again(tmp_path: Path) -> None:
    told = simulate("checks/two-grids", replications=1, out=str(tmp_path))
    kept = json.loads((Path(told["result"]) / SUMMARY).read_text(encoding="utf-8"))
    for key in (
        "scenario",
        "fingerprint",
        "seed",
        "replications",
        "days",
        "warmup_days",
        "digest",
        "run_digests",
    ):
        assert kept[key] == told[key]
    assert all(cells["low"] is None and cells["n"] <= 1 for cells in kept["measures"].values())
    assert all(Path(run).is_dir() for run in told["runs"])


def test_nonsense_is_refused_with_every_fault() -> None:
    with pytest.raises(WorkbenchError) as caught:
        simulate("luohu", days=0, replications=0, seed=-1, engine_name="abacus", workers=0)
    asked = ["engine", "workers", "days", "replications", "seed"]
    assert [fault.where for fault in caught.value.faults] == asked


def test_the_shipped_baseline_is_what_the_model_says() -> None:
    """Fingerprint and the digests of two of its replications; `make nightly` makes all of them again."""
    scenario = read_scenario("luohu")
    kept = json.loads((scenario_folder("luohu") / FOLDER / SUMMARY).read_text(encoding="utf-8"))
    assert kept["fingerprint"] == scenario.fingerprint
    assert kept["replications"] == REPLICATIONS == len(kept["run_digests"])
    for replication in (0, REPLICATIONS - 1):
        assert simulate_once(scenario, replication).digest == kept["run_digests"][replication]


@pytest.mark.nightly
def test_the_whole_baseline_comes_out_again(tmp_path: Path) -> None:
    shipped = scenario_folder("luohu") / FOLDER
    again = make_baseline(scenario_folder("luohu"), tmp_path / "runs", tmp_path / "baseline", "processes")
    ours, theirs = (json.loads((folder / SUMMARY).read_text(encoding="utf-8")) for folder in (shipped, again))
    for key in ("fingerprint", "digest", "measures", "desks", "structural"):
        assert ours[key] == theirs[key]
    for file in sorted(shipped.glob("*.parquet")):
        pd.testing.assert_frame_equal(pd.read_parquet(file), pd.read_parquet(again / file.name))
