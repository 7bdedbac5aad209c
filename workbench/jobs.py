"""Long work, off the page: warm worker processes, a queue before them, progress, cancel, and a log.

One supervisor thread per worker feeds it jobs and listens to its JSON lines; a worker that dies (crash,
`kill -9`, cancel) is replaced by a fresh warm one, and only the job it was running is affected.
"""

from __future__ import annotations

import json
import threading
import time
import uuid
from collections import deque
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from typing import Any

from models.scenario.faults import Fault
from workbench.joblog import JobLog
from workbench.workers import Worker

NOTICE_SECONDS = 0.5
"""How often an idle supervisor looks whether its worker is still alive."""


class JobState(StrEnum):
    """Where a job is on its way."""

    QUEUED = "queued"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"
    CANCELLED = "cancelled"

    @property
    def over(self) -> bool:
        """Whether nothing more will happen."""
        return self in (JobState.DONE, JobState.FAILED, JobState.CANCELLED)


@dataclass
class Job:
    """One piece of long work; `finished` is set when it is over, `progress` runs from 0 to 1.

    `found` are the parts of the result that it has told of so far.
    """

    id: str
    command: str
    args: Mapping[str, Any]
    state: JobState = JobState.QUEUED
    progress: float = 0.0
    message: str = ""
    result: dict[str, Any] | None = None
    found: list[dict[str, Any]] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)
    queued_at: float = field(default_factory=time.time)
    started_at: float | None = None
    ended_at: float | None = None
    finished: threading.Event = field(default_factory=threading.Event, repr=False)


class Jobs:
    """Start, watch and cancel long work.

    `workspace` receives `logs/`; `workers` is how many jobs run at once; further ones wait in order, and
    `waiting(id)` says how many stand before one. The workers warm up `delay` seconds later, or when there is
    work for them. Thread-safe; pages only read.
    """

    KEEP = 200

    def __init__(self, workspace: Path, workers: int = 2, delay: float = 0.0) -> None:
        self.workspace = workspace
        self.delay = delay
        self.log = JobLog(workspace / "logs")
        self._jobs: dict[str, Job] = {}
        self._waiting: deque[Job] = deque()
        self._lock = threading.Condition()
        self._workers: list[Worker | None] = [None] * workers
        self._running: list[Job | None] = [None] * workers
        self._closing = False
        self._threads = [
            threading.Thread(target=self._supervise, args=(slot,), daemon=True, name=f"worker-{slot}")
            for slot in range(workers)
        ]
        for thread in self._threads:
            thread.start()

    def start(self, command: str, **args: Any) -> Job:
        """Queue a command of the worker (`simulate`, `selftest`) and return its job at once."""
        job = Job(id=time.strftime("%Y%m%d-%H%M%S-") + uuid.uuid4().hex[:6], command=command, args=args)
        with self._lock:
            self._jobs[job.id] = job
            self._forget_old()
            self._waiting.append(job)
            self._lock.notify()
        self.log.write(job.id, f"queued {command} {json.dumps(args, ensure_ascii=False, default=str)}")
        return job

    @property
    def width(self) -> int:
        """How many jobs run at once."""
        return len(self._workers)

    @property
    def busy(self) -> bool:
        """Whether a job runs or waits."""
        with self._lock:
            return bool(self._waiting) or any(job is not None for job in self._running)

    def get(self, job_id: str) -> Job | None:
        """The job of that id, or None when it is unknown or long forgotten."""
        return self._jobs.get(job_id)

    def all(self) -> list[Job]:
        """Every job still remembered, newest first."""
        return list(reversed(self._jobs.values()))

    def waiting(self, job_id: str) -> int:
        """How many queued jobs stand before this one (0: next, or no longer queued)."""
        with self._lock:
            for place, job in enumerate(self._waiting):
                if job.id == job_id:
                    return place
        return 0

    def cancel(self, job_id: str) -> None:
        """Take a waiting job out of the queue, or kill the worker that runs it."""
        with self._lock:
            job = self._jobs.get(job_id)
            if job is None or job.state.over:
                return
            if job in self._waiting:
                self._waiting.remove(job)
            self._end(job, JobState.CANCELLED)
            for slot, running in enumerate(self._running):
                if running is job and (worker := self._workers[slot]):
                    worker.kill()

    def close(self) -> None:
        """End every worker; running jobs count as cancelled."""
        with self._lock:
            self._closing = True
            for job in self._jobs.values():
                if not job.state.over:
                    self._end(job, JobState.CANCELLED)
            self._waiting.clear()
            workers = [worker for worker in self._workers if worker]
            self._lock.notify_all()
        for worker in workers:
            worker.kill()
        for thread in self._threads:
            thread.join(timeout=5)

    def _supervise(self, slot: int) -> None:
        with self._lock:
            self._lock.wait_for(lambda: self._waiting or self._closing, self.delay)
        while not self._closing:
            worker = self._warm(slot)
            if worker is None:
                continue
            while not self._closing and worker.alive():
                job = self._next(slot)
                if job is not None:
                    self._run(job, worker)
                    with self._lock:
                        self._running[slot] = None
            worker.kill()

    def _warm(self, slot: int) -> Worker | None:
        """A fresh worker that has said it is ready; None (after a breath) when it did not come up."""
        worker = Worker(lambda line: self._log_of_slot(slot, line))
        with self._lock:
            self._workers[slot] = worker
        for message in worker.messages():
            if "ready" in message:
                return worker
        worker.kill()
        time.sleep(NOTICE_SECONDS)
        return None

    def _next(self, slot: int) -> Job | None:
        with self._lock:
            if not self._waiting:
                self._lock.wait(NOTICE_SECONDS)
            if not self._waiting or self._closing:
                return None
            worker = self._workers[slot]
            if worker is None or not worker.alive():
                return None
            job = self._waiting.popleft()
            job.state, job.started_at = JobState.RUNNING, time.time()
            self._running[slot] = job
        self.log.write(job.id, "started")
        return job

    def _run(self, job: Job, worker: Worker) -> None:
        begun = False
        try:
            worker.send(job.command, job.args)
            for message in worker.messages():
                begun = True
                if self._hear(job, message):
                    return
        except BrokenPipeError:
            pass
        code = worker.process.wait()
        with self._lock:
            if (
                not job.state.over and not begun
            ):  # it died idle, before it could take the job: not the job's fault
                job.state, job.started_at = JobState.QUEUED, None
                self._waiting.appendleft(job)
            elif not job.state.over:
                job.faults = [Fault("worker", "a result", f"the process ended with code {code}")]
                self._end(job, JobState.FAILED)

    def _hear(self, job: Job, message: dict[str, Any]) -> bool:
        """Take in one message; True when the job is over with it."""
        if "progress" in message:
            job.progress, job.message = float(message["progress"]), str(message.get("message", ""))
            return False
        with self._lock:
            if job.state.over:
                return True
            if "found" in message:
                job.found.append(message["found"])
                return False
            if "result" in message:
                job.result, job.progress = message["result"], 1.0
                self._end(job, JobState.DONE)
                return True
            if "faults" in message:
                job.faults = [Fault(**fault) for fault in message["faults"]]
                self._end(job, JobState.FAILED)
                return True
        return False

    def _end(self, job: Job, state: JobState) -> None:
        if job.state.over:
            return
        job.state, job.ended_at = state, time.time()
        for fault in job.faults if state is JobState.FAILED else ():
            self.log.write(job.id, str(fault))
        self.log.write(job.id, str(state))
        job.finished.set()

    def _log_of_slot(self, slot: int, line: str) -> None:
        job = self._running[slot]
        self.log.write(job.id if job else f"worker-{slot}", line)

    def _forget_old(self) -> None:
        over = [job_id for job_id, job in self._jobs.items() if job.state.over]
        for job_id in over[: max(0, len(self._jobs) - self.KEEP)]:
            del self._jobs[job_id]
