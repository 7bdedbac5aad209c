"""Charts that have been drawn, and the process that draws them."""

from __future__ import annotations

from collections import OrderedDict
from pathlib import Path

from workbench.jobs import Job, Jobs, JobState

Key = tuple[str, str, bool]


class Drawings:
    """Charts by (result folder, language, dark), drawn in one worker process of their own.

    `get` answers at once: the charts, or None while they are being drawn (ask again), or an empty
    dictionary where drawing failed (the log says why).
    """

    KEEP = 60

    def __init__(self, workspace: Path) -> None:
        self._jobs = Jobs(workspace, workers=1)
        self._asked: OrderedDict[Key, Job] = OrderedDict()

    def get(self, folder: str, language: str, dark: bool) -> dict[str, str] | None:
        """Charts by name as JSON text; None: not yet."""
        job = self._ask(folder, language, dark)
        if not job.state.over:
            return None
        return job.result or {}

    def prepare(self, folder: str, language: str, dark: bool, wait: float = 0.0) -> bool:
        """Have the charts drawn ahead of need; waits up to `wait` seconds, True when they are there."""
        job = self._ask(folder, language, dark)
        return job.finished.wait(wait) and job.state is JobState.DONE

    def close(self) -> None:
        """End the worker."""
        self._jobs.close()

    def _ask(self, folder: str, language: str, dark: bool) -> Job:
        key = (folder, language, dark)
        job = self._asked.get(key)
        if job is None or job.state is JobState.CANCELLED:
            job = self._asked[key] = self._jobs.start("draw", folder=folder, language=language, dark=dark)
        self._asked.move_to_end(key)
        while len(self._asked) > self.KEEP:
            self._asked.popitem(last=False)
        return job
