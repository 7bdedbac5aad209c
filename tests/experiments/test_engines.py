"""Engines: every task is done exactly once, whoever dies meanwhile."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest

from models.experiments.dask_engine import SETTINGS, Dask
from models.experiments.engines import MAX_DEATHS, Processes, Receipt, Serial, Task, engine
from models.scenario.faults import Fault, RunError, WorkbenchError
from tests.experiments.waiting import wait_for

sys.path.insert(0, str(Path(__file__).parent))  # spawned workers inherit it, and find the work by its name

from deadly import always_die, die_once, double, refuse


def tasks(count: int, folder: Path, killer: int = -1) -> list[Task]:
    return [{"folder": str(folder), "replication": n, "killer": killer} for n in range(count)]


def drain(receipts: Iterator[tuple[int, Receipt]]) -> tuple[dict[int, Receipt], tuple[Fault, ...]]:
    """What was done, and what was said at the end of those that could not be."""
    done: dict[int, Receipt] = {}
    try:
        for position, receipt in receipts:
            done[position] = receipt
    except RunError as error:
        return done, error.faults
    return done, ()


def test_serial_goes_in_order(tmp_path: Path) -> None:
    done = list(Serial().run(double, tasks(5, tmp_path)))
    assert done == [(n, {"double": 2 * n}) for n in range(5)]


def test_forty_runs_finish_though_a_worker_is_killed(tmp_path: Path) -> None:
    done = dict(Processes(2).run(die_once, tasks(40, tmp_path, killer=7)))
    assert done == {n: {"double": 2 * n} for n in range(40)}
    assert (tmp_path / "met-7").exists()


def test_a_run_that_kills_its_worker_three_times_is_set_aside_by_name(tmp_path: Path) -> None:
    done, faults = drain(Processes(2).run(always_die, tasks(6, tmp_path, killer=3)))
    assert sorted(done) == [0, 1, 2, 4, 5]
    (fault,) = faults
    assert "replication 3" in fault.where
    assert f"{MAX_DEATHS} dead workers" in fault.got


def test_a_fault_of_one_task_does_not_stop_the_others(tmp_path: Path) -> None:
    done, faults = drain(Processes(2).run(refuse, tasks(5, tmp_path)))
    assert sorted(done) == [0, 1, 3, 4]
    assert [fault.got for fault in faults] == ["2"]


@pytest.mark.nightly
@pytest.mark.skipif(sys.platform != "linux", reason="processes are looked up in /proc")
@pytest.mark.parametrize("word", [signal.SIGKILL, signal.SIGINT])
def test_workers_end_with_whoever_they_work_for(tmp_path: Path, word: signal.Signals) -> None:
    """Killed, it cannot tell them; interrupted with them as by Ctrl-C, it need not wait for what they do."""
    code = (
        f"import sys; sys.path.insert(0, {str(Path(__file__).parent)!r})\n"
        "from deadly import linger\n"
        "from models.experiments.engines import Processes\n"
        f"tasks = [{{'folder': {str(tmp_path)!r}, 'replication': n}} for n in range(4)]\n"
        "list(Processes(2).run(linger, tasks))"
    )
    conductor = subprocess.Popen(
        [sys.executable, "-c", code], start_new_session=True, stderr=subprocess.DEVNULL
    )
    try:
        wait_for(lambda: len(list(tmp_path.iterdir())) == 2)
        workers = [int(path.name.rpartition("-")[2]) for path in tmp_path.iterdir()]
        if word is signal.SIGINT:
            os.killpg(conductor.pid, word)
        else:
            conductor.send_signal(word)
        conductor.wait(timeout=60)
        wait_for(lambda: not any(alive(worker) for worker in workers))
    finally:
        with suppress(ProcessLookupError):
            os.killpg(conductor.pid, signal.SIGKILL)


def alive(process: int) -> bool:
    """Whether a process is there and does anything (one that ended may wait for somebody to ask after it)."""
    try:
        return Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


def test_an_unknown_engine_is_refused() -> None:
    with pytest.raises(WorkbenchError, match="expected serial, processes or dask, got 'abacus'"):
        engine("abacus")
    with pytest.raises(WorkbenchError, match="workers: expected 1 to 256, got 0"):
        engine("processes", 0)


def test_dask_knows_every_setting_it_is_told() -> None:
    """It would say nothing of one that it has renamed, and only be slower."""
    pytest.importorskip("distributed", reason="the extra dask is not installed")
    import dask

    for name in SETTINGS:
        dask.config.get(name)
    with pytest.raises(KeyError):
        dask.config.get("distributed.worker.profile.allowed")


@pytest.mark.nightly
def test_forty_runs_finish_on_dask_though_a_worker_is_killed(tmp_path: Path) -> None:
    pytest.importorskip("distributed", reason="the extra dask is not installed")
    done = dict(Dask(workers=2).run(die_once, tasks(40, tmp_path, killer=7)))
    assert done == {n: {"double": 2 * n} for n in range(40)}


@pytest.mark.nightly
def test_dask_gives_up_what_kills_its_workers_by_name(tmp_path: Path) -> None:
    pytest.importorskip("distributed", reason="the extra dask is not installed")
    done, faults = drain(Dask(workers=2).run(always_die, tasks(4, tmp_path, killer=1)))
    assert sorted(done) == [0, 2, 3]
    (fault,) = faults
    assert "replication 1" in fault.where


@pytest.mark.nightly
def test_a_scheduler_that_is_not_there_is_named(tmp_path: Path) -> None:
    pytest.importorskip("distributed", reason="the extra dask is not installed")
    with pytest.raises(RunError, match=r"tcp://127\.0\.0\.1:9: expected one that answers"):
        dict(Dask("tcp://127.0.0.1:9").run(double, tasks(1, tmp_path)))
