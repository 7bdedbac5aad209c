"""A case log as one typed table of events, wherever it came from: what calibration and charts read."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date

import pandas as pd

NEVER = -(2**62)
"""A time that is not known or has not come."""


@dataclass(frozen=True)
class CaseLog:
    """Events and cases between `begin` and `end`.

    All times are seconds from `origin` at 00:00 in `zone` (local time), `NEVER` where there is none.
    `events`, in order of case and time: case (row of `cases`), activity (`Activity`), start (`NEVER`: not
    logged), end (`NEVER`: still going on), resource, role, level, outcome, due. `cases`: case (its name),
    source, department, case_class, urgent (1, 0, -1 unknown), level, premises, due; "" is unknown.
    `told` names what the log says at all; `ignored` are activities nobody mapped, with their counts.
    """

    name: str
    zone: str
    origin: date
    begin: int
    end: int
    events: pd.DataFrame
    cases: pd.DataFrame
    told: frozenset[str]
    ignored: Mapping[str, int] = field(default_factory=dict)
    notes: tuple[str, ...] = ()

    @property
    def days(self) -> float:
        """Length of what was observed, in days."""
        return (self.end - self.begin) / 86_400

    def called(self, name: str) -> CaseLog:
        """The same under another name."""
        return replace(self, name=name)
