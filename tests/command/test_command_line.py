"""The command line as a researcher uses it: one object on standard output, faults on standard error.

Two of the tests start a process (`program`); the others call the same application in this one.
"""

from __future__ import annotations

import gzip
import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from workbench.__main__ import app

OBJECT = {
    "scenario", "fingerprint", "seed", "replications", "days", "warmup_days", "measures", "desks", "digest",
    "events", "cpu_seconds", "runs",
}  # fmt: skip

STREETS = """<?xml version='1.0' encoding='UTF-8'?>
<osm version="0.6">{nodes}{ways}</osm>"""


Done = subprocess.CompletedProcess[str]


def program(*words: object, cwd: Path | None = None) -> Done:
    """A process of its own."""
    command = [sys.executable, "-m", "workbench", *map(str, words)]
    return subprocess.run(command, capture_output=True, text=True, cwd=cwd, timeout=900, check=False)


def workbench(*words: object) -> Done:
    """The same application called in this process."""
    done = CliRunner().invoke(app, list(map(str, words)))
    assert done.exception is None or isinstance(done.exception, SystemExit), done.exception
    return subprocess.CompletedProcess(list(words), done.exit_code, done.stdout, done.stderr)


def told(*words: object, call: Callable[..., Done] = workbench) -> dict[str, Any]:
    done = call(*words, "--json")
    assert done.returncode == 0, done.stderr
    result: dict[str, Any] = json.loads(done.stdout)
    return result


def test_simulate_prints_one_object_with_all_that_was_promised(tmp_path: Path) -> None:
    result = told(
        "simulate",
        "checks/two-grids",
        "--days",
        5,
        "--replications",
        2,
        "--seed",
        1,
        "--engine",
        "serial",
        "--out",
        tmp_path / "runs",
        call=program,
    )
    assert result.keys() >= OBJECT
    assert (result["days"], result["replications"], result["seed"]) == (5, 2, 1)
    for name in (
        "on_time_closure_rate",
        "hazard_exposure_days",
        "orphan_task_share",
        "walking_share",
        "hours_to_close_p90",
    ):
        assert result["measures"][name].keys() == {"mean", "low", "high", "n", "unit"}
    assert result["desks"]["town.town_team"].keys() == {"offered_load", "staff", "utilisation", "overloaded"}
    assert [Path(run).parent for run in result["runs"]] == [tmp_path / "runs"] * 2


def test_a_network_with_a_known_answer_is_simulated_too() -> None:
    result = told("simulate", "checks/mm1", "--replications", 2, "--days", 5)
    assert result.keys() >= OBJECT - {"runs"}
    assert result["theory"]["desk.mean_wait"] > 0


def test_a_bad_scenario_ends_with_code_2_and_every_fault(tmp_path: Path) -> None:
    (tmp_path / "scenario.yml").write_text("base: luohu\nwarmup_days: -3\n")
    (tmp_path / "plan.yml").write_text("grids: {luohu-1: {staffing: {inspectors: 0, handlers: 0}}}\n")
    (tmp_path / "assumptions.yml").write_text("hazards: {visible_to_public: 1.7}\n")
    done = workbench("check", tmp_path)
    assert done.returncode == 2
    assert done.stdout == ""
    for words in (
        "warmup_days",
        "grids.luohu-1.staffing.inspectors",
        "grids.luohu-1.staffing.handlers",
        "visible_to_public",
    ):
        assert words in done.stderr


def test_what_is_no_scenario_is_refused_from_an_empty_folder(tmp_path: Path) -> None:
    done = program("simulate", "nowhere", "--json", cwd=tmp_path)
    assert (done.returncode, done.stdout) == (2, "")
    assert "nowhere: expected a folder with a scenario.yml" in done.stderr


def test_check_tells_fingerprint_and_offered_load() -> None:
    result = told("check", "luohu")
    assert len(result["fingerprint"]) == 64
    assert result["heads"] == 40
    assert result["offered_load"]["town.town_team"] > 3


def test_runs_are_listed_and_removed(tmp_path: Path) -> None:
    told("simulate", "checks/two-grids", "--replications", 1, "--workspace", tmp_path, "--engine", "serial")
    names = [
        each["name"]
        for each in json.loads(workbench("runs", "list", "--workspace", tmp_path, "--json").stdout)
    ]
    assert len(names) == 2
    wrong = workbench("runs", "remove", names[0], "no-such-run", "--workspace", tmp_path)
    assert wrong.returncode == 1
    assert "no-such-run" in wrong.stderr
    assert workbench("runs", "remove", *names, "--workspace", tmp_path).returncode == 0
    assert json.loads(workbench("runs", "list", "--workspace", tmp_path, "--json").stdout) == []


def test_another_address_than_loopback_is_refused_with_the_reason(tmp_path: Path) -> None:
    done = workbench("serve", "--address", "0.0.0.0", "--workspace", tmp_path, "--no-show")
    assert done.returncode == 2
    assert "sign-in" in done.stderr


def little_town() -> str:
    """Six by six streets of 100 m with a house in every block."""
    nodes, ways, count = [], [], 0
    for row in range(6):
        for column in range(6):
            lat, lon = 23.05 + row * 0.0009, 113.05 + column * 0.00098
            nodes.append(f'<node id="{row * 6 + column + 1}" lat="{lat:.6f}" lon="{lon:.6f}"/>')
    for line in range(6):
        for ids in ([line * 6 + n + 1 for n in range(6)], [n * 6 + line + 1 for n in range(6)]):
            count += 1
            refs = "".join(f'<nd ref="{i}"/>' for i in ids)
            ways.append(f'<way id="{count}">{refs}<tag k="highway" v="residential"/></way>')
    shop = '<node id="900" lat="23.0504" lon="113.0504"><tag k="shop" v="bakery"/></node>'
    return STREETS.format(nodes="".join([*nodes, shop]), ways="".join(ways))


def test_an_osm_extract_becomes_a_scenario_that_runs(tmp_path: Path) -> None:
    extract = tmp_path / "town.osm.gz"
    extract.write_bytes(gzip.compress(little_town().encode()))
    made = told("import", "osm", extract, "--out", tmp_path / "town", "--grids", 2)
    assert made["grids"] == 2
    assert "OpenStreetMap" in made["attribution"]
    result = told(
        "simulate",
        tmp_path / "town",
        "--days",
        3,
        "--replications",
        1,
        "--engine",
        "serial",
        "--no-structural",
        "--out",
        tmp_path / "runs",
    )
    assert "OpenStreetMap" in result["attribution"]
    again = workbench("import", "osm", extract, "--out", tmp_path / "town")
    assert again.returncode == 2
    assert "new or empty folder" in again.stderr


def test_a_file_that_is_no_extract_is_refused(tmp_path: Path) -> None:
    nonsense = tmp_path / "nonsense.osm"
    nonsense.write_bytes(os.urandom(400))
    done = workbench("import", "osm", nonsense, "--out", tmp_path / "out")
    assert done.returncode == 2
    assert "nonsense.osm" in done.stderr
    assert not (tmp_path / "out").exists()


@pytest.mark.nightly
def test_the_shared_extract_becomes_a_scenario_that_runs(shared_data: Path, tmp_path: Path) -> None:
    extract = shared_data / "osm" / "monaco.osm.gz"
    if not extract.is_file():
        pytest.skip("the extract of Monaco is not here")
    told("import", "osm", extract, "--out", tmp_path / "monaco")
    result = told(
        "simulate",
        tmp_path / "monaco",
        "--days",
        3,
        "--replications",
        1,
        "--engine",
        "serial",
        "--no-structural",
        "--out",
        tmp_path / "runs",
    )
    assert result["measures"]["visits"]["mean"] > 0
    assert "OpenStreetMap" in result["attribution"]
