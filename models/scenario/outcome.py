"""The Outcome of one replication: tidy tables and the facts needed to read them."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np
import pandas as pd

from models.scenario.tables import TABLES


@dataclass(frozen=True)
class DeskFacts:
    """A desk as it was staffed: whose work it did and how many people it had.

    `worked_minutes` and `working_minutes` (people times open minutes) cover the measured window.
    `serves` lists grids; the town's desks serve all of them.
    """

    name: str
    role: str
    serves: tuple[str, ...]
    staff: int
    working_minutes: float
    worked_minutes: float
    overtime_minutes: float = 0.0


@dataclass(frozen=True)
class Outcome:
    """What one replication produced.

    `tables`: the outcome tables declared in `models.scenario.tables`, by name, over the whole run;
    times are minutes from the start date. The measured window is [`window_begin`, `window_end`).
    `events` counts the discrete events that were processed; `notes` are said to the reader.
    """

    scenario: str
    fingerprint: str
    seed: int
    replication: int
    window_begin: float
    window_end: float
    tables: Mapping[str, pd.DataFrame]
    desks: tuple[DeskFacts, ...]
    events: int
    cpu_seconds: float
    notes: tuple[str, ...] = field(default=())

    @cached_property
    def digest(self) -> str:
        """Sha256 over all tables, times rounded to 1e-6 minutes: equal runs have equal digests."""
        digest = hashlib.sha256()
        for name in TABLES:
            frame = self.tables[name]
            digest.update(f"{name}:{len(frame)};".encode())
            for column in frame.columns:
                digest.update(_column_bytes(frame[column]))
        return digest.hexdigest()


def _column_bytes(column: pd.Series) -> bytes:
    if column.dtype.kind == "f":
        return (np.round(column.to_numpy(dtype=np.float64), 6) + 0.0).tobytes()
    if column.dtype.kind in "iub":
        return np.ascontiguousarray(column.to_numpy()).tobytes()
    # through numpy: pandas makes an object of its own of every cell that it is asked for
    return "\x1f".join(column.astype(str).to_numpy(dtype=object)).encode()
