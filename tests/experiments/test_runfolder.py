"""A run on disk: what is written is read back; a folder is complete or not there at all."""

from __future__ import annotations

import json
from pathlib import Path

import pandas as pd
import pytest

from models.exchange.runfolder import FACTS, read_run, write_folder, write_run
from models.scenario.faults import RunError
from models.scenario.folder import read_scenario
from models.scenario.outcome import Outcome
from models.scenario.tables import TABLES, validate
from models.simulation.run import simulate


@pytest.fixture(scope="module")
def outcome() -> Outcome:
    return simulate(read_scenario("checks/two-grids"))


def test_a_run_is_read_back_as_it_was(outcome: Outcome, tmp_path: Path) -> None:
    again = read_run(write_run(outcome, tmp_path / "run"))
    assert again.digest == outcome.digest
    assert again.desks == outcome.desks
    assert (again.window_begin, again.window_end) == (outcome.window_begin, outcome.window_end)
    for name in TABLES:
        validate(name, again.tables[name])


def test_writing_again_replaces_and_leaves_nothing_else(outcome: Outcome, tmp_path: Path) -> None:
    write_run(outcome, tmp_path / "run")
    write_run(outcome, tmp_path / "run")
    assert [path.name for path in tmp_path.iterdir()] == ["run"]


def test_a_write_that_fails_leaves_the_old_run(outcome: Outcome, tmp_path: Path) -> None:
    write_run(outcome, tmp_path / "run")
    broken = pd.DataFrame({"a": [object()]})
    with pytest.raises(Exception, match="object"):
        write_folder(tmp_path / "run", {"broken": broken}, FACTS, {})
    assert [path.name for path in tmp_path.iterdir()] == ["run"]
    assert read_run(tmp_path / "run").digest == outcome.digest


def test_what_is_no_run_is_refused_with_a_word(outcome: Outcome, tmp_path: Path) -> None:
    with pytest.raises(RunError, match=r"a run folder with run\.json"):
        read_run(tmp_path)
    folder = write_run(outcome, tmp_path / "run")
    facts = json.loads((folder / FACTS).read_text())
    (folder / FACTS).write_text(json.dumps({**facts, "format": 99}))
    with pytest.raises(RunError, match="expected at most 1, got 99"):
        read_run(folder)
    (folder / FACTS).write_text(json.dumps(facts))
    (folder / "visits.parquet").write_bytes(b"PAR1 half a file")
    with pytest.raises(RunError, match="a complete run"):
        read_run(folder)
