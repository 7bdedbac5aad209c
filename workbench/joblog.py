"""What happened to every job, on disk: one rotating file, each line with the job's id."""

from __future__ import annotations

import logging
from logging.handlers import RotatingFileHandler
from pathlib import Path


class JobLog:
    """Append lines to `folder/jobs.log`, at most five files of two megabytes.

    The handler belongs to this object alone: nothing is attached to the root logger, so two workbenches
    in one process (tests) do not write into each other's files.
    """

    def __init__(self, folder: Path) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self.path = folder / "jobs.log"
        self._handler = RotatingFileHandler(
            self.path, maxBytes=2_000_000, backupCount=4, encoding="utf-8", delay=True
        )
        self._handler.setFormatter(logging.Formatter("%(asctime)s %(name)s %(message)s"))

    def write(self, job_id: str, line: str) -> None:
        """One line about one job; the handler's own lock makes it safe from any thread."""
        self._handler.handle(logging.LogRecord(job_id, logging.INFO, "", 0, line, (), None))

    def lines(self, job_id: str, last: int = 200) -> list[str]:
        """The newest lines about one job in the current file."""
        if not self.path.exists():
            return []
        marker = f" {job_id} "
        found = [line for line in self.path.read_text(encoding="utf-8").splitlines() if marker in line]
        return found[-last:]

    def close(self) -> None:
        """Release the file."""
        self._handler.close()
