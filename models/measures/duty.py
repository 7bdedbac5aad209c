"""Worked minutes of people in the window, from the duty table.

A stretch that straddles an edge of the window counts with its share inside. Idle time is no work;
overtime is kept apart, so that utilisation speaks of the shift.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from models.measures.window import Flags, Floats, numbers, window_of
from models.scenario.outcome import Outcome
from models.scenario.words import DutyState, Role


@dataclass(frozen=True)
class DutyBook:
    """The duty rows with their worked minutes in the window (0 for idle time)."""

    rows: pd.DataFrame
    minutes: Floats
    overtime: Flags

    def of(self, role: Role, state: DutyState | None = None) -> float:
        """Worked minutes inside the shifts of one role, in one state or in all."""
        chosen = (self.rows["role"] == str(role)).to_numpy(dtype=bool) & ~self.overtime
        if state is not None:
            chosen &= (self.rows["state"] == str(state)).to_numpy(dtype=bool)
        return float(self.minutes[chosen].sum())


def duty_book(outcome: Outcome) -> DutyBook:
    """Read the duty table of an outcome."""
    rows = outcome.tables["duty"]
    share = window_of(outcome).share(numbers(rows["begin"]), numbers(rows["end"]))
    busy = (rows["state"] != str(DutyState.IDLE)).to_numpy(dtype=bool)
    minutes = np.where(busy, numbers(rows["worked_minutes"]) * share, 0.0)
    return DutyBook(rows, minutes, (rows["state"] == str(DutyState.OVERTIME)).to_numpy(dtype=bool))
