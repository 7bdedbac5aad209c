"""Waiting for other processes."""

from __future__ import annotations

import time
from collections.abc import Callable


def wait_for(holds: Callable[[], object], seconds: float = 600.0) -> None:
    """Until it holds."""
    over = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < over, "it did not come about"
        time.sleep(0.05)
