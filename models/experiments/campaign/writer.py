"""Only one conductor writes a ledger at a time: a lock on a file that ends with the process that holds it."""

from __future__ import annotations

import fcntl
import os
from pathlib import Path

from models.scenario.faults import Fault, RunError

FILE = "writer.lock"


class WriterLock:
    """Held from `take` to `release`; the system lets go of it when the process is killed."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._handle: int | None = None

    def take(self) -> None:
        """RunError where another process is conducting the same campaign.

        A file system without locks (some network shares) is taken as it is: there the one who starts two
        conductors is not warned.
        """
        handle = os.open(self.folder / FILE, os.O_RDWR | os.O_CREAT, 0o644)
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            os.close(handle)
            remedy = "wait until the other one is over, or cancel it; what it has kept is not touched"
            raise RunError(
                Fault(str(self.folder), "a campaign that nobody is conducting", "one under way", remedy)
            ) from None
        except OSError:
            pass
        self._handle = handle

    def release(self) -> None:
        """Let others in."""
        if self._handle is not None:
            os.close(self._handle)
            self._handle = None
