"""What may happen to a campaign: nothing kept is lost or counted twice, the message says what to do."""

from __future__ import annotations

import errno
import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pyarrow.parquet as pq
import pytest

from models.experiments.campaign import parts, work
from models.experiments.campaign.browse import browse, watch
from models.experiments.campaign.conduct import about, conduct, prepare
from models.experiments.campaign.ledger import FILE, PARTS, Ledger
from models.experiments.campaign.spec import Campaign, campaign_of, read_campaign
from models.experiments.campaigns import run_campaign
from models.experiments.engines import Serial
from models.scenario.faults import Fault, RunError, ScenarioError, WorkbenchError
from models.scenario.shipped import scenario_folder
from tests.experiments.waiting import wait_for

SMALL: dict[str, Any] = {
    "name": "small",
    "scenarios": ["checks/two-grids"],
    "levers": [{"path": "assumptions.patrol.walking_km_h", "values": [3.0, 4.0]}],
    "days": 5,
    "warmup_days": 0,
    "replications": {"least": 3},
}
RUN = (
    "import sys; import models.experiments.campaign.conduct as c; c.FLUSH_RUNS = 1\n"
    "from models.experiments.campaigns import run_campaign\n"
    "if __name__ == '__main__':\n"
    "    print('ready', flush=True); run_campaign(*sys.argv[1:4], 2, sys.argv[4])\n"
    "    print('over', flush=True)"
)


def campaign(**changes: Any) -> Campaign:
    """The small campaign with something else."""
    return campaign_of({**SMALL, **changes})


def finish(folder: Path, asked: Campaign | None = None) -> pd.DataFrame:
    """Conduct it to its end (from wherever it is); what it measured."""
    asked = asked or campaign()
    ledger = Ledger(folder, about(asked))
    try:
        assert conduct(asked, prepare(asked, Path()), ledger, Serial())
        return ledger.measures()
    finally:
        ledger.close()


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The ledger of the small campaign when nothing happened to it."""
    folder = tmp_path_factory.mktemp("whole") / "small"
    finish(folder)
    return folder


@pytest.fixture
def copied(whole: Path, tmp_path: Path) -> Path:
    """A copy of it to break."""
    return Path(shutil.copytree(whole, tmp_path / "small"))


def measured(folder: Path) -> pd.DataFrame:
    """What a ledger holds."""
    ledger = Ledger(folder)
    try:
        return ledger.measures()
    finally:
        ledger.close()


def each_run_once(folder: Path) -> None:
    """As many rows in all parts as there are runs, none twice."""
    rows = pd.concat([pq.read_table(part).to_pandas() for part in (folder / PARTS).iterdir()])
    assert not rows.duplicated(["variant", "replication"]).any()
    ledger = Ledger(folder)
    assert len(rows) == len(ledger.states())
    ledger.close()


def test_a_part_that_was_copied_by_half_is_done_again(copied: Path, whole: Path) -> None:
    """Reading says so; running again does what is missing, with the same numbers."""
    part = next((copied / PARTS).iterdir())
    part.write_bytes(part.read_bytes()[:-40])
    with pytest.raises(RunError, match="run the campaign again"):
        measured(copied)
    pd.testing.assert_frame_equal(finish(copied), measured(whole))
    each_run_once(copied)


def test_a_part_that_is_gone_is_done_again(copied: Path, whole: Path) -> None:
    next((copied / PARTS).iterdir()).unlink()
    ledger = Ledger(copied, about(campaign()))
    assert len(ledger.mended) > 0
    ledger.close()
    pd.testing.assert_frame_equal(finish(copied), measured(whole))


def test_a_ledger_that_is_no_ledger_is_refused_with_a_way_out(copied: Path) -> None:
    (copied / FILE).write_bytes(b"half of something" * 200)
    for opened in (lambda: Ledger(copied, about(campaign())), lambda: Ledger(copied)):
        with pytest.raises(RunError, match="bring the folder back from a copy"):
            opened()
    assert any((copied / PARTS).iterdir())


def test_half_a_design_is_told_with_its_line(copied: Path, tmp_path: Path) -> None:
    file = tmp_path / "campaign.yml"
    file.write_text("name: small\nscenarios: [checks/two-gr", encoding="utf-8")
    with pytest.raises(ScenarioError, match=r"campaign\.yml.*valid YAML"):
        run_campaign(file, tmp_path)


def test_a_full_disk_loses_nothing_and_says_so(
    tmp_path: Path, whole: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The second batch finds no room; after room was made the rest is done, and the tables are the same."""
    real, calls = pd.DataFrame.to_parquet, []

    def full(self: pd.DataFrame, path: Path, **options: Any) -> None:
        calls.append(path)
        if len(calls) == 2:
            path.write_bytes(b"half a part")
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        real(self, path, **options)

    monkeypatch.setattr(pd.DataFrame, "to_parquet", full)
    monkeypatch.setattr("models.experiments.campaign.conduct.FLUSH_RUNS", 2)
    with pytest.raises(RunError, match=r"No space left on device.*make room"):
        finish(tmp_path)
    assert len(measured(tmp_path)) == 2 and not list((tmp_path / PARTS).glob("*.writing"))
    pd.testing.assert_frame_equal(finish(tmp_path), measured(whole))
    each_run_once(tmp_path)


def test_a_full_disk_under_the_states_counts_nothing(tmp_path: Path) -> None:
    """SQLite itself finds no room: the part is there, the runs do not count, and it is swept away."""
    ledger = Ledger(tmp_path, about(campaign()))
    ledger._base.execute("PRAGMA max_page_count = 1")
    many = [
        {"variant": "v" * 500, "replication": n, "measures": {"coverage": 0.5}, "digest": "0" * 64}
        for n in range(200)
    ]
    with pytest.raises(RunError, match=r"full.*make room"):
        ledger.keep(many)
    assert ledger.states() == {}
    ledger.close()
    Ledger(tmp_path, about(campaign())).close()
    assert not list((tmp_path / PARTS).iterdir())


def test_no_room_for_tables_is_no_fault_of_the_run(
    tmp_path: Path, whole: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A worker finds no room for outcome tables: the campaign stops, nothing counts as failed, the rest is
    done when there is room."""
    real, calls = work.write_run, []

    def full(*what: Any, **more: Any) -> Path:
        calls.append(what)
        if len(calls) == 3:
            raise RunError(Fault("runs", "a folder that can be written", "No space left on device"))
        return real(*what, **more)

    monkeypatch.setattr(work, "write_run", full)
    with pytest.raises(RunError, match=r"No space left.*make room.*run it again"):
        finish(tmp_path, campaign(keep_tables=True))
    ledger = Ledger(tmp_path)
    assert list(ledger.states().values()) == ["done", "done"]
    ledger.close()
    pd.testing.assert_frame_equal(finish(tmp_path, campaign(keep_tables=True)), measured(whole))


def test_nobody_conducts_what_another_is_conducting(copied: Path) -> None:
    first = Ledger(copied, about(campaign()))
    with pytest.raises(RunError, match=r"under way.*wait until"):
        Ledger(copied, about(campaign()))
    assert len(measured(copied)) == 6, "readers are welcome meanwhile"
    first.close()
    Ledger(copied, about(campaign())).close()


def test_a_scenario_that_has_changed_is_not_mixed_in(tmp_path: Path) -> None:
    """The message names the scenario, and what was kept stays."""
    place = Path(shutil.copytree(scenario_folder("checks/two-grids"), tmp_path / "town"))
    asked = campaign(scenarios=[str(place)], levers=[], replications={"least": 1})
    before = finish(tmp_path / "ledger", asked)
    plan = place / "plan.yml"
    plan.write_text(
        plan.read_text(encoding="utf-8").replace("operators: 1", "operators: 2"), encoding="utf-8"
    )
    with pytest.raises(RunError, match="the scenario has changed: choose another folder"):
        finish(tmp_path / "ledger", asked)
    pd.testing.assert_frame_equal(measured(tmp_path / "ledger"), before)


def test_joined_parts_are_the_same_table(
    tmp_path: Path, whole: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("models.experiments.campaign.conduct.FLUSH_RUNS", 1)
    monkeypatch.setattr(parts, "MANY", 3)
    pd.testing.assert_frame_equal(finish(tmp_path), measured(whole))
    assert len(list((tmp_path / PARTS).iterdir())) == 1
    each_run_once(tmp_path)


def test_a_folder_tells_what_it_is(copied: Path) -> None:
    """From design and ledger alone, the scenario is not asked."""
    (copied / "campaign.yml").write_text(json.dumps({**SMALL, "measures": ["coverage"]}), encoding="utf-8")
    told = browse(str(copied))
    assert [point["replications"] for point in told["variants"]] == [3, 3]
    assert told["levers"] == ["assumptions.patrol.walking_km_h"]
    seen = watch(copied, read_campaign(copied / "campaign.yml"))
    assert [(point["done"], point["wanted"]) for point in seen["points"]] == [(3, 3), (3, 3)]


def started(file: Path, out: Path, engine: str, scheduler: str = "") -> subprocess.Popen[str]:
    """A conductor of its own, ready to begin."""
    process = subprocess.Popen(
        [sys.executable, "-c", RUN, str(file), str(out), engine, scheduler],
        stdout=subprocess.PIPE, text=True, start_new_session=True,
    )  # fmt: skip
    assert process.stdout is not None and process.stdout.readline() == "ready\n"
    return process


def kept(folder: Path) -> int:
    """How many runs a ledger holds by now."""
    try:
        return len(measured(folder))
    except WorkbenchError:
        return 0


@pytest.mark.nightly
@pytest.mark.parametrize("seed", [1, 2])
def test_killed_with_its_workers_at_random_moments(tmp_path: Path, seed: int) -> None:
    """kill -9 of the conductor and of all its workers, again and again: equal tables, no run twice."""
    rng = np.random.default_rng(seed)
    file = tmp_path / "campaign.yml"
    file.write_text(json.dumps({**SMALL, "replications": {"least": 20}}), encoding="utf-8")
    before = 0
    for _ in range(4):
        process = started(file, tmp_path, "processes")
        over = process.poll
        wait_for(lambda least=before, over=over: kept(tmp_path / "small") > least or over() is not None)
        time.sleep(float(rng.uniform(0.0, 0.6)))
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()
        before = kept(tmp_path / "small")
    assert run_campaign(file, tmp_path, "serial")["complete"]
    asked = read_campaign(file)
    pd.testing.assert_frame_equal(measured(tmp_path / "small"), finish(tmp_path / "apart", asked))
    each_run_once(tmp_path / "small")


def workers_of(process: subprocess.Popen[str]) -> list[int]:
    """Interpreters that a conductor has for its runs: its children, or copies of one of them."""
    found = []
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            command = (folder / "cmdline").read_text()
            parent, group = map(int, (folder / "stat").read_text().rpartition(")")[2].split()[1:3])
        except OSError:
            continue
        copied = "forkserver" in command and parent != process.pid
        if group == process.pid and (copied or "spawn_main" in command):
            found.append(int(folder.name))
    return found


@pytest.mark.nightly
@pytest.mark.parametrize("engine", ["processes", "dask"])
def test_forty_runs_finish_though_a_worker_is_killed(tmp_path: Path, engine: str) -> None:
    """The worker is killed from outside while it simulates; nobody else notices."""
    if engine == "dask":
        pytest.importorskip("distributed", reason="the extra dask is not installed")
    file = tmp_path / "campaign.yml"
    file.write_text(json.dumps({**SMALL, "replications": {"least": 20}}), encoding="utf-8")
    process = started(file, tmp_path, engine)
    try:
        wait_for(lambda: kept(tmp_path / "small") >= 2)
        os.kill(workers_of(process)[0], signal.SIGKILL)
        assert process.stdout is not None and process.stdout.readline() == "over\n"
    finally:
        if process.poll() is None:
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()
    told = browse(str(tmp_path / "small"))
    assert told["runs"] == {"done": 40, "failed": 0, "set_aside": 0}
    pd.testing.assert_frame_equal(
        measured(tmp_path / "small"), finish(tmp_path / "apart", read_campaign(file))
    )


@pytest.fixture
def scheduler() -> Iterator[tuple[str, subprocess.Popen[bytes]]]:
    """A Dask scheduler and a worker of its own: address and process."""
    pytest.importorskip("distributed", reason="the extra dask is not installed")
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    address, quiet = f"tcp://127.0.0.1:{port}", {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    command = [
        sys.executable,
        "-m",
        "distributed.cli.dask_scheduler",
        "--host",
        "127.0.0.1",
        "--port",
        f"{port}",
    ]
    head = subprocess.Popen([*command, "--no-dashboard"], **quiet)
    hand = [sys.executable, "-m", "distributed.cli.dask_worker", address, "--nthreads", "1", "--no-dashboard"]
    worker = subprocess.Popen([*hand, "--no-nanny"], **quiet)
    yield address, head
    for process in (worker, head):
        process.kill()
        process.wait()


@pytest.mark.nightly
def test_a_scheduler_that_goes_away_sets_nothing_aside(
    tmp_path: Path, scheduler: tuple[str, subprocess.Popen[bytes]], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The message says what to do; what was kept stays, and without a scheduler the rest is done."""
    address, head = scheduler
    monkeypatch.setattr("models.experiments.campaign.conduct.FLUSH_RUNS", 1)
    file = tmp_path / "campaign.yml"
    file.write_text(json.dumps({**SMALL, "replications": {"least": 60}}), encoding="utf-8")

    def progress(share: float, words: str) -> None:
        if share > 0.05:
            head.kill()

    with pytest.raises(RunError, match="start it, or give another address; what was kept stays"):
        run_campaign(file, tmp_path, "dask", scheduler=address, progress=progress)
    told = browse(str(tmp_path / "small"))["runs"]
    assert told["done"] > 0 and told["failed"] == told["set_aside"] == 0
    assert run_campaign(file, tmp_path, "serial")["runs"]["done"] == 120
    each_run_once(tmp_path / "small")
