"""Replications needed, from results and campaigns; comparisons that report what common draws gave."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from models.exchange.runfolder import write_folder
from models.experiments.campaigns import run_campaign
from models.experiments.needed import replications_needed
from models.measures.needed import needed
from models.scenario.faults import RunError, WorkbenchError
from tests.experiments.synthetic import give_answers

NOISE = np.random.default_rng(11).normal(0.0, 0.02, 10)


def result(folder: Path, name: str, values: np.ndarray) -> str:
    """A result folder with ten readings of the coverage."""
    table = pd.DataFrame({"seed": 1, "replication": range(10), "measure": "coverage", "value": values})
    return str(write_folder(folder / name, {"readings": table}, "summary.json", {"scenario": name}))


def test_a_difference_needs_fewer_with_common_draws(tmp_path: Path) -> None:
    own = 0.2 * np.roll(NOISE, 3)
    base, ours = result(tmp_path, "base", 0.7 + NOISE), result(tmp_path, "ours", 0.72 + NOISE + own)
    told = replications_needed(ours, ["coverage=0.005"], base)
    mean, gap = told["rows"]
    assert mean["kind"] == "mean" and mean["needed"] == needed(0.72 + NOISE + own, 0.005).n
    assert gap["kind"] == "difference" and gap["to"] == "base" and gap["needed"] == needed(own, 0.005).n
    assert gap["gain"] > 0.9 and gap["needed_without_common_draws"] > 10 * gap["needed"]
    assert told["needed"] == max(mean["needed"], gap["needed"])
    relative = replications_needed(ours, ["coverage=1%"], base)["rows"]
    assert relative[0]["half_width"] == pytest.approx(0.01 / 1.01 * (0.72 + NOISE + own).mean())
    assert relative[1]["half_width"] == pytest.approx(0.01 / 1.01 * (0.7 + NOISE).mean())


def test_a_campaign_tells_it_for_every_variant(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    give_answers(monkeypatch, lambda changes, _: sum(changes.values()) / 100, noise=0.01, common=0.05)
    file = tmp_path / "c.yml"
    lever = "{path: assumptions.demand.citizen_reports_per_10000_day, values: [4.5, 9.0]}"
    file.write_text(
        f"name: c\nscenarios: [checks/two-grids]\nlevers: [{lever}]\ndays: 10\n"
        "replications: {least: 3}\nmeasures: [coverage]\n",
        encoding="utf-8",
    )
    ledger = run_campaign(file, tmp_path, "serial")["ledger"]
    told = replications_needed(ledger, ["coverage=0.02"])
    assert [(row["kind"], row["pilot"]) for row in told["rows"]] == [
        ("mean", 3),
        ("mean", 3),
        ("difference", 3),
    ]
    assert told["rows"][2]["to"] == told["base"] == told["rows"][0]["scenario"]
    assert told["rows"][2]["pilot_mean"] == pytest.approx(0.045, abs=0.03) and told["rows"][2]["gain"] > 0.5


def test_every_fault_of_the_question_is_told(tmp_path: Path) -> None:
    source = result(tmp_path, "base", 0.7 + NOISE)
    with pytest.raises(WorkbenchError) as caught:
        replications_needed(source, ["coverge=1", "coverage=0", "coverage=x%"])
    assert len(caught.value.faults) == 3
    with pytest.raises(WorkbenchError, match="measured by every run"):
        replications_needed(source, ["miss_rate=0.1"])
    with pytest.raises(WorkbenchError, match="at least one"):
        replications_needed(source, [])
    with pytest.raises(RunError, match=r"summary\.json"):
        replications_needed(str(tmp_path), ["coverage=0.1"])
