"""Selecting the best scenario through the campaign's ledger: resumed, honest about what is open."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from ruamel.yaml import YAML

from models.experiments.campaign.browse import browse
from models.experiments.campaign.ledger import Ledger
from models.experiments.select import select
from models.scenario.faults import WorkbenchError
from models.scenario.shipped import scenarios_root
from tests.experiments.synthetic import give_answers


@pytest.fixture(scope="module")
def folders(tmp_path_factory: pytest.TempPathFactory) -> list[str]:
    """Three scenarios that differ in what citizens report; how they fare is told by the tests."""
    folder = tmp_path_factory.mktemp("variants")
    base = str((scenarios_root() / "checks" / "two-grids").resolve())
    for name, rate in (("good", 4.5), ("fair", 4.6), ("poor", 4.7)):
        (folder / name).mkdir()
        files = {
            "scenario": {"format": 1, "base": base},
            "assumptions": {"format": 1, "demand": {"citizen_reports_per_10000_day": rate}},
        }
        for file, content in files.items():
            with (folder / name / f"{file}.yml").open("w", encoding="utf-8") as text:
                YAML(typ="safe").dump(content, text)
    return [str(folder / name) for name in ("good", "fair", "poor")]


def fares(_: Mapping[str, float], folder: str) -> float:
    return {"good": 0.9, "fair": 0.8, "poor": 0.5}[Path(folder).name]


def selected(folders: list[str], out: Path, **more: Any) -> dict[str, Any]:
    return select(folders, **{"measure": "coverage", "out": str(out), "engine_name": "serial", **more})


def test_the_best_is_chosen_and_the_race_resumed(
    folders: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Who is clearly behind is not run on; the same question again runs nothing and says the same."""
    done = give_answers(monkeypatch, fares, noise=0.1, common=0.3)
    told = selected(folders[::-1], tmp_path, indifference=0.05)
    poor, fair, good = told["scenarios"]
    assert told["decided"] and told["best"] == folders[0] and told["failed"] == []
    assert good["to_best"] is None and good["out_after"] is None
    assert poor["replications"] == 10 and poor["replications"] < fair["replications"]
    assert fair["to_best"]["mean"] < 0 and fair["gain"] > 0.5
    assert told["runs"] == len(done) == sum(row["replications"] for row in told["scenarios"])
    assert told["two_stage_without_common_draws"] > told["runs"]
    assert selected(folders[::-1], tmp_path, indifference=0.05) == told and len(done) == told["runs"]
    assert browse(told["ledger"])["runs"]["done"] == told["runs"]


def test_where_less_is_better_the_least_wins(
    folders: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    give_answers(monkeypatch, fares, noise=0.05)
    assert selected(folders, tmp_path, measure="open_cases", indifference=0.05)["best"] == folders[0]


def test_what_is_not_decided_is_said_and_can_be_continued(
    folders: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    done = give_answers(monkeypatch, fares, noise=0.5)
    told = selected(folders[:2], tmp_path, indifference=0.05, most=12)
    assert not told["decided"] and told["best"] is None and told["in_race"] == folders[:2]
    assert told["at_most"] > 12 and len(done) == 24
    more = selected(folders[:2], tmp_path, indifference=0.05, most=1000, step=50)
    assert more["decided"] and len(done) == more["runs"]


def test_a_failed_run_is_left_out_for_all(
    folders: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One run of the best fails: its replication counts for nobody, and the failure is told."""

    def fails_once(changes: Mapping[str, float], folder: str) -> float:
        calls.append(folder)
        return np.nan if calls.count(folder) == 3 and folder == folders[0] else fares(changes, folder)

    calls: list[str] = []
    give_answers(monkeypatch, fails_once, noise=0.02)
    told = selected(folders, tmp_path, indifference=0.05)
    assert told["best"] == folders[0] and told["replications"] == 9


def test_every_fault_of_the_question_is_told(folders: list[str], tmp_path: Path) -> None:
    with pytest.raises(WorkbenchError) as caught:
        selected(folders[:1], tmp_path, indifference=0.0, probability=1.5, measure="visits", first=1)
    assert len(caught.value.faults) == 5
    with pytest.raises(WorkbenchError, match="measures such as"):
        selected(folders, tmp_path, measure="nothing")
    with pytest.raises(WorkbenchError, match="every scenario once"):
        selected([folders[0]] * 2, tmp_path)


def test_the_ledger_belongs_to_the_question(
    folders: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Another length of run is another ledger; what was kept is not mixed."""
    give_answers(monkeypatch, fares)
    one, two = (selected(folders, tmp_path, days=days, indifference=0.05) for days in (5, 6))
    assert one["ledger"] != two["ledger"]
    ledger = Ledger(Path(one["ledger"]))
    assert len(ledger.digests()) == one["runs"]
    ledger.close()
