"""Work that is done beside the page without a bar: only the answer to the newest question counts."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from models.scenario.faults import Fault
from workbench.jobs import Job, Jobs, JobState
from workbench.pages.repeat import Repeat

POLL_MS = 150


class QuietJob:
    """Ask a worker; older questions run to their end and are forgotten."""

    def __init__(self, jobs: Jobs, trouble: Callable[[list[Fault]], None] = lambda faults: None) -> None:
        self.jobs, self._trouble = jobs, trouble
        self._job: Job | None = None
        self._poll = Repeat(self._look, POLL_MS)
        self._done: Callable[[dict[str, Any]], None] = lambda result: None

    def ask(self, command: str, done: Callable[[dict[str, Any]], None], **args: Any) -> None:
        """`done` gets the answer on the page's own thread, unless something newer is asked before."""
        self._done, self._job = done, self.jobs.start(command, **args)
        self._poll.start()

    def forget(self) -> None:
        """What is under way is of no interest any more."""
        self._job = None

    def _look(self) -> None:
        job = self._job
        if job is not None and not job.state.over:
            return
        self._poll.stop()
        self._job = None
        if job is not None and job.state is JobState.DONE and job.result is not None:
            self._done(job.result)
        elif job is not None and job.state is JobState.FAILED:
            self._trouble(job.faults)
