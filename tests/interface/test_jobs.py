"""Long work: progress, faults, crashes, cancel, the queue and the log, with real worker processes."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Iterator

import pytest

from tests.interface.conftest import PATIENCE
from workbench.jobs import Job, Jobs, JobState
from workbench.language import Text
from workbench.pages.job_line import JobLine

LONG = 3600.0
"""Seconds of a job that is not waited for."""


@pytest.fixture(scope="module")
def jobs(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Jobs]:
    """One warm worker, so that queueing shows."""
    made = Jobs(tmp_path_factory.mktemp("jobs"), workers=1)
    yield made
    made.close()


def done(job: Job) -> Job:
    """The job once it is over."""
    assert job.finished.wait(PATIENCE), job
    return job


def running(job: Job) -> Job:
    """The job once it has reported progress."""
    until = time.monotonic() + PATIENCE
    while job.progress == 0 and time.monotonic() < until:
        time.sleep(0.02)
    assert job.state is JobState.RUNNING
    return job


def test_a_job_reports_progress_and_brings_its_result(jobs: Jobs):
    """Progress rises to 1 and the worker's answer arrives."""
    job = running(jobs.start("selftest", seconds=2.0, steps=5))
    assert 0 < job.progress <= 1
    done(job)
    assert job.state is JobState.DONE
    assert job.progress == 1
    assert job.result is not None
    assert job.result["steps"] == 5


def test_the_next_job_runs_in_the_same_warm_worker(jobs: Jobs):
    """Nobody pays for a cold start twice."""
    first, second = (done(jobs.start("selftest", seconds=0.1, steps=1)) for _ in range(2))
    assert first.result and second.result
    assert first.result["pid"] == second.result["pid"]


def test_faults_come_back_whole(jobs: Jobs):
    """Where, what was expected, what it got, what to do."""
    job = done(jobs.start("selftest", seconds=0.1, steps=1, fail="fault"))
    assert job.state is JobState.FAILED
    assert [str(fault) for fault in job.faults] == [
        "selftest.fail: expected nothing, got fault (leave it empty)"
    ]


def test_a_command_nobody_knows_is_a_fault_and_the_worker_survives(jobs: Jobs):
    """A worker runs what its table names and nothing else."""
    before = done(jobs.start("selftest", seconds=0.1, steps=1))
    job = done(jobs.start("os.system", name="true"))
    after = done(jobs.start("selftest", seconds=0.1, steps=1))
    assert job.state is JobState.FAILED
    assert job.faults
    assert before.result and after.result
    assert before.result["pid"] == after.result["pid"]


def test_a_crash_fails_its_job_alone(jobs: Jobs):
    """The job says that the process ended, the next one runs in a new process."""
    job = done(jobs.start("selftest", seconds=0.1, steps=1, fail="crash"))
    assert job.state is JobState.FAILED
    assert "code 3" in job.faults[0].got
    assert done(jobs.start("selftest", seconds=0.1, steps=1)).state is JobState.DONE


def test_killing_an_idle_worker_only_costs_a_new_one(jobs: Jobs):
    """`kill -9` between jobs: nothing is lost."""
    first = done(jobs.start("selftest", seconds=0.1, steps=1))
    assert first.result
    os.kill(first.result["pid"], signal.SIGKILL)
    second = done(jobs.start("selftest", seconds=0.1, steps=1))
    assert second.state is JobState.DONE
    assert second.result
    assert second.result["pid"] != first.result["pid"]


def test_cancel_ends_the_work_at_once_and_the_queue_moves_on(jobs: Jobs):
    """A running job of an hour is gone; the one behind it starts."""
    long = running(jobs.start("selftest", seconds=LONG, steps=36_000))
    behind = jobs.start("selftest", seconds=0.1, steps=1)
    jobs.cancel(long.id)
    done(long)
    assert long.state is JobState.CANCELLED
    assert done(behind).state is JobState.DONE
    assert long.result is None


def test_what_is_dropped_ends_and_is_not_told(jobs: Jobs):
    """Another scenario is open: its page gets nothing of the work for the one before."""
    told: list[object] = []
    line = JobLine(jobs, Text())
    line.start("selftest", told.append, told.append, seconds=LONG, steps=1000)
    job = line.job
    assert job is not None
    running(job)
    line.drop()
    done(job)
    line.refresh()
    assert job.state is JobState.CANCELLED
    assert not told and not line.busy and not line.panel().visible


def test_waiting_jobs_stand_in_order_and_can_leave(jobs: Jobs):
    """The queue shows how many are before one; a cancelled one never starts."""
    first = running(jobs.start("selftest", seconds=LONG, steps=36_000))
    second, third = (jobs.start("selftest", seconds=0.1, steps=1) for _ in range(2))
    assert second.state is JobState.QUEUED
    assert [jobs.waiting(second.id), jobs.waiting(third.id)] == [0, 1]
    jobs.cancel(second.id)
    assert jobs.waiting(third.id) == 0
    assert second.state is JobState.CANCELLED
    jobs.cancel(first.id)
    assert done(third).state is JobState.DONE
    assert second.started_at is None


def test_the_log_carries_the_job_s_id(jobs: Jobs):
    """Every line can be found by the job it belongs to."""
    job = done(jobs.start("selftest", seconds=0.1, steps=1))
    lines = jobs.log.lines(job.id)
    assert any("queued selftest" in line for line in lines)
    assert any(line.endswith("done") for line in lines)


def test_closing_leaves_no_worker_behind(tmp_path):
    """After `close` the processes are gone and running jobs count as cancelled."""
    jobs = Jobs(tmp_path, workers=1)
    job = running(jobs.start("selftest", seconds=LONG, steps=36_000))
    pids = [worker.process.pid for worker in jobs._workers if worker]
    jobs.close()
    assert job.state is JobState.CANCELLED
    for pid in pids:
        with pytest.raises(ProcessLookupError):
            os.kill(pid, 0)
