"""The measured window: which times belong to it and how much of a stretch lies inside."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from models.scenario.outcome import Outcome

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]

DAY = 1440.0


def numbers(column: pd.Series) -> Floats:
    """A column as plain floats (a missing time stays NaN)."""
    return column.to_numpy(dtype=np.float64)


@dataclass(frozen=True)
class Window:
    """[`begin`, `end`) in minutes from the start date; warm-up lies before it."""

    begin: float
    end: float

    @property
    def minutes(self) -> float:
        """Its length in minutes."""
        return self.end - self.begin

    @property
    def days(self) -> float:
        """Its length in calendar days."""
        return self.minutes / DAY

    def holds(self, times: Floats) -> Flags:
        """Which times lie in the window (a missing one does not)."""
        inside: Flags = (times >= self.begin) & (times < self.end)
        return inside

    def overlap(self, begin: Floats, end: Floats) -> Floats:
        """Minutes of each stretch [begin, end) inside the window; a missing end has not come yet."""
        last = np.where(np.isnan(end), self.end, np.minimum(end, self.end))
        inside: Floats = np.clip(last - np.maximum(begin, self.begin), 0.0, None)
        return inside

    def share(self, begin: Floats, end: Floats) -> Floats:
        """Share of each stretch inside the window; a stretch without length counts where it begins."""
        length = end - begin
        whole = np.where(length > 0, length, 1.0)
        return np.where(length > 0, self.overlap(begin, end) / whole, self.holds(begin).astype(np.float64))


def window_of(outcome: Outcome) -> Window:
    """The window an outcome is measured in."""
    return Window(outcome.window_begin, outcome.window_end)
