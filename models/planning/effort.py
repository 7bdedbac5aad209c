"""How much work an optimiser may put in: repeatable units, or seconds of the clock."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass

Progress = Callable[[float, str], None]
ShouldStop = Callable[[], bool]


@dataclass(frozen=True)
class Effort:
    """Either `deterministic` units (the same answer on every machine) or `seconds` of processor time.

    A deterministic unit is about a second of one core, counted in proposals and in CP-SAT's deterministic
    time, never by a clock. With `seconds` the answer depends on the machine and is not repeatable.
    """

    deterministic: float | None = None
    seconds: float | None = None

    def __post_init__(self) -> None:
        given = [value for value in (self.deterministic, self.seconds) if value is not None]
        if len(given) != 1 or not 0 < given[0] < 1e6:
            raise ValueError("effort: expected either deterministic units or seconds, above 0")

    @property
    def repeatable(self) -> bool:
        """Whether the same effort and seed give the same answer everywhere."""
        return self.seconds is None

    @property
    def amount(self) -> float:
        """Units or seconds, whichever was given."""
        return float(self.deterministic if self.seconds is None else self.seconds)  # type: ignore[arg-type]

    def share(self, part: float) -> Effort:
        """The given part of this effort, in the same unit."""
        if self.seconds is None:
            return Effort(deterministic=self.amount * part)
        return Effort(seconds=self.amount * part)


class Stopwatch:
    """How much of an effort is spent: units added by the worker, or processor seconds that passed."""

    def __init__(self, effort: Effort) -> None:
        self.effort = effort
        self._units = 0.0
        self._begun = time.process_time()

    def add(self, units: float) -> None:
        """Count deterministic units of work done."""
        self._units += units

    @property
    def spent(self) -> float:
        """Units counted, or processor seconds passed, as the effort has it."""
        return self._units if self.effort.repeatable else time.process_time() - self._begun

    @property
    def fraction(self) -> float:
        """Part of the effort that is spent, 0 to 1."""
        return min(1.0, self.spent / self.effort.amount)

    @property
    def left(self) -> float:
        """Units or seconds that remain, at least 0."""
        return max(0.0, self.effort.amount - self.spent)
