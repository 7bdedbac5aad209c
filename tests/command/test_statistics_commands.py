"""The commands of statistics: one object, words for people, and the exit code says what came of it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from tests.experiments.synthetic import give_answers
from workbench.__main__ import app

TINY = "checks/two-grids"
WALK = "patrol.walking_km_h"


def call(*words: object, code: int = 0) -> str:
    done = CliRunner().invoke(app, list(map(str, words)))
    assert done.exception is None or isinstance(done.exception, SystemExit), done.exception
    assert done.exit_code == code, done.stderr
    return done.stderr if code == 2 else done.stdout


def told(*words: object, code: int = 0) -> dict[str, Any]:
    result: dict[str, Any] = json.loads(call(*words, "--json", code=code))
    return result


def speed(changes: Mapping[str, float], _: str) -> float:
    return changes.get(f"assumptions.{WALK}", 4.5) / 10


def test_warmup_and_theory_speak_and_print_one_object() -> None:
    asked = (TINY, "--days", 4, "--replications", 1, "--engine", "serial")
    result = told("warmup", *asked)
    assert result["run_days"] == 4 and {each["reason"] for each in result["series"]} == {"too_short"}
    assert "NOT COVERED" in call("warmup", *asked)
    rows = told("theory", *asked)["desks"]
    assert rows[0]["desk"] in call("theory", *asked) and rows[0]["reason"] == "no_work"


@pytest.mark.parametrize("method", ["tornado", "response", "morris", "sobol"])
def test_sensitivity_in_every_way(method: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The same question in words resumes what the first has run."""
    done = give_answers(monkeypatch, speed, noise=0.001)
    points = {"response": 3, "morris": 2, "sobol": 8}.get(method)
    asked = [
        "sensitivity", TINY, "--method", method, "--measure", "coverage", "--assumptions", WALK,
        "--engine", "serial", "--out", tmp_path, "--replications", 3,
    ]  # fmt: skip
    asked += [] if points is None else ["--points", points]
    found = told(*asked)["measures"]["coverage"]
    before = len(done)
    words = call(*asked)
    assert found["rows"] and any(row["shown"] for row in found["rows"]) and len(done) == before
    assert method in words and "coverage (share)" in words


def test_select_ends_with_one_where_it_does_not_decide(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    ways = {"two-grids": 0.5, "luohu-solo": 0.6}
    give_answers(monkeypatch, lambda _, folder: ways[Path(folder).name], noise=0.05)
    asked = ["select", TINY, "luohu-solo", "--measure", "coverage", "--engine", "serial", "--out", tmp_path]
    assert told(*asked, "--indifference", 0.05)["best"] == "luohu-solo"
    assert "best luohu-solo" in call(*asked, "--indifference", 0.05)
    open_ = [*asked, "--indifference", 0.0001, "--most", 10, "--first", 2]
    assert told(*open_, code=1)["in_race"]


def test_bad_questions_end_with_two_and_every_fault(tmp_path: Path) -> None:
    words = call("sensitivity", TINY, "--assumptions", "nothing.at,all.there", "--out", tmp_path, code=2)
    assert "nothing.at" in words and "all.there" in words
    bad = ("nothing.at", "handling.minutes_mean=-5:9")
    asked = ("--method", "guess", "--measure", "what", "--assumptions", ",".join(bad), "--replications", 1)
    words = call("sensitivity", TINY, *asked, "--engine", "abacus", code=2)
    everything = ("--method", "--measure", *bad, "--replications", "engine")
    assert [word for word in everything if word not in words] == []
    assert "expected" in call("replications", tmp_path, "--half-width", "coverage", code=2)
    assert "2 to 50" in call("select", TINY, "--out", tmp_path, code=2)
    call("replications", tmp_path, "--half-width", "coverage=0.1", code=1)
