"""No search for cyclic garbage while a run lasts."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def no_cyclic_garbage_collection() -> Iterator[None]:
    """A run makes millions of small objects that all live: looking for cycles among them only costs."""
    enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if enabled:
            gc.enable()
