"""What a log says about one assumption, and what it cannot say."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True)
class Part:
    """One number of an assumption that is a table (an hour, a level, a department, a class)."""

    name: str
    value: float
    low: float
    high: float
    n: int
    default: float | None = None


@dataclass(frozen=True)
class Estimate:
    """An assumption as measured: its value, a 95 % interval, the number of observations.

    `how` is a code that the text tables word. A table has its `parts`; `low` and `high` then span those of
    all parts. `default` is the value of the scenario that was calibrated.
    """

    path: str
    value: Any
    low: float | None
    high: float | None
    n: int
    how: str
    default: Any = None
    unit: str = ""
    parts: tuple[Part, ...] = ()

    @property
    def shifted(self) -> bool:
        """Whether the default lies outside the interval (for tables: the default of any part)."""
        if self.low is None or self.high is None or not isinstance(self.default, int | float):
            return False
        return not self.low <= self.default <= self.high


@dataclass(frozen=True)
class Untold:
    """An assumption that stays at its default; `why` is a code that the text tables word."""

    path: str
    why: str


@dataclass
class Answers:
    """Estimates and silences as they are collected."""

    estimates: list[Estimate] = field(default_factory=list)
    untold: list[Untold] = field(default_factory=list)

    def add(self, path: str, numbers: tuple[float, float, float] | None, n: int, how: str) -> None:
        """A number with its interval; where there is none, too few were seen."""
        if numbers is None or n < FEWEST:
            self.untold.append(Untold(path, "few"))
            return
        value, low, high = numbers
        self.estimates.append(Estimate(path, value, low, high, n, how))

    def silent(self, why: str, *paths: str) -> None:
        """These cannot be told."""
        self.untold.extend(Untold(path, why) for path in paths)

    def table(self, path: str, value: Any, parts: Iterable[Part], n: int, how: str) -> None:
        """A table with an interval for every part."""
        known = tuple(parts)
        if n < FEWEST or not known:
            self.untold.append(Untold(path, "few"))
            return
        low, high = min(part.low for part in known), max(part.high for part in known)
        self.estimates.append(Estimate(path, value, low, high, n, how, parts=known))


FEWEST = 10
"""Fewer observations say nothing that an interval would not make worthless."""
