"""A worker process seen from the workbench's side: start it, talk to it, end it with its children."""

from __future__ import annotations

import contextlib
import json
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator, Mapping
from typing import Any

PROGRAM = [sys.executable, "-m", "workbench.worker"]
"""What a worker runs."""


class Worker:
    """One worker process and the pipe to it."""

    def __init__(self, log: Callable[[str], None]) -> None:
        self.process = subprocess.Popen(
            PROGRAM,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            encoding="utf-8",
            bufsize=1,
            start_new_session=True,
        )
        self.log = log
        threading.Thread(target=self._drain_errors, daemon=True).start()

    def _drain_errors(self) -> None:
        for line in self.process.stderr or ():
            self.log(line.rstrip())

    def send(self, command: str, args: Mapping[str, Any]) -> None:
        """Hand a command over; a worker that is already gone raises BrokenPipeError."""
        assert self.process.stdin is not None
        request = {"command": command, "args": dict(args)}
        self.process.stdin.write(json.dumps(request, ensure_ascii=False) + "\n")
        self.process.stdin.flush()

    def messages(self) -> Iterator[dict[str, Any]]:
        """JSON lines until the worker's output ends; a line that is not JSON goes to the log."""
        for line in self.process.stdout or ():
            try:
                yield json.loads(line)
            except json.JSONDecodeError:
                self.log(line.rstrip())

    def alive(self) -> bool:
        """Whether the process is still running."""
        return self.process.poll() is None

    def kill(self) -> None:
        """End the worker and everything it started."""
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()
