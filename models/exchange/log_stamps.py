"""Timestamps of a log: texts to seconds of local time, each checked."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from functools import cache
from zoneinfo import ZoneInfo

import numpy as np
import numpy.typing as npt

from models.exchange.case_log import NEVER
from models.exchange.log_rows import Found, Rows, short
from models.scenario.faults import Fault

YEARS = (1990, 2090)
SLASHED = ("%Y/%m/%d %H:%M:%S", "%Y/%m/%d %H:%M")
"""Tried after ISO 8601 where the mapping names no format."""
EPOCH = datetime(1970, 1, 1)

Seconds = npt.NDArray[np.int64]


class Stamps:
    """Reads timestamps in the formats of a mapping; `to` is the zone of the answers.

    Answers are seconds since 1970-01-01 00:00, local time. A stamp without an offset is in `own`.
    """

    def __init__(self, formats: Sequence[str], own: str | None, to: str) -> None:
        self.formats = tuple(formats)
        self.own = ZoneInfo(own) if own else None
        self.to = ZoneInfo(to)
        self.zoneless = 0
        self.read = cache(self._read)

    def column(self, rows: Rows, column: str, found: Found) -> Seconds:
        """A whole column; empty cells are `NEVER`, each that is no time is a fault."""
        out = np.full(len(rows), NEVER, dtype=np.int64)
        for index, text in enumerate(rows.columns[column]):
            if not text:
                continue
            second = self.read(text)
            if isinstance(second, int):
                out[index] = second
            elif second is not None:
                expected, remedy = second
                found.add("dates", Fault(rows.where(index, column), expected, short(text), remedy))
        return out

    def _read(self, text: str) -> int | tuple[str, str] | None:
        """Seconds; or what was expected and what to do; or None where only the zone lacks."""
        moment = self._moment(text)
        if moment is None:
            wanted = " or ".join(self.formats) or "a date and time such as 2026-03-02T08:30:00+08:00"
            return wanted, "correct it, or name the format under date_formats"
        if not YEARS[0] <= moment.year <= YEARS[1]:
            return f"a year from {YEARS[0]} to {YEARS[1]}", "correct it"
        if moment.tzinfo is None:
            if self.own is None:
                self.zoneless += 1
                return None
            moment = moment.replace(tzinfo=self.own)
        local = moment.astimezone(self.to).replace(tzinfo=None)
        return round((local - EPOCH).total_seconds())

    def _moment(self, text: str) -> datetime | None:
        if not self.formats:
            try:
                return datetime.fromisoformat(text)
            except (ValueError, OverflowError):
                pass
        for form in self.formats or SLASHED:
            try:
                return datetime.strptime(text, form)
            except (ValueError, OverflowError):
                continue
        return None
