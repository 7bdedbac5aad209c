"""The four clocks that time limits run on, and a limit on one of them."""

from __future__ import annotations

import re
from enum import StrEnum
from typing import Any, Self

import numpy as np
from pydantic import BaseModel, ConfigDict, Field, model_validator

from models.scenario.calendar import Calendar, Times
from models.scenario.calendar_spec import DAY

HOUR = 3600
_SHORT = re.compile(r"^\s*(\d+(?:\.\d+)?)\s+([a-z_]+)\s*$")


class Clock(StrEnum):
    """What counts against a limit: every hour, hours of the shift, working days, or calendar days."""

    CONTINUOUS_HOURS = "continuous_hours"
    WORKING_HOURS = "working_hours"
    WORKING_DAYS = "working_days"
    CALENDAR_DAYS = "calendar_days"

    @property
    def in_days(self) -> bool:
        """Whether the clock counts whole days (the same time of day n days later)."""
        return self in (Clock.WORKING_DAYS, Clock.CALENDAR_DAYS)


class Limit(BaseModel):
    """A time limit, such as 2 working hours; written `2 working_hours` or as a mapping.

    Days are whole. Texts that are no limit raise pydantic's ValidationError, with what was expected.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    amount: float = Field(ge=0, le=10_000, allow_inf_nan=False)
    clock: Clock

    @model_validator(mode="before")
    @classmethod
    def _short_form(cls, given: Any) -> Any:
        if not isinstance(given, str):
            return given
        match = _SHORT.match(given)
        if match is None or match[2] not in set(Clock):
            clocks = ", ".join(Clock)
            raise ValueError(f"expected an amount and a clock ({clocks}), got {given[:40]!r}")
        return {"amount": float(match[1]), "clock": match[2]}

    @model_validator(mode="after")
    def _whole_days(self) -> Self:
        if self.clock.in_days and self.amount != int(self.amount):
            raise ValueError(f"expected whole days, got {self.amount:g} {self.clock}")
        return self

    def __str__(self) -> str:
        return f"{self.amount:g} {self.clock}"


def due(calendar: Calendar, start: int, limit: Limit) -> int:
    """Absolute second at which a limit that starts to run at `start` has run out."""
    match limit.clock:
        case Clock.CONTINUOUS_HOURS:
            return start + round(limit.amount * HOUR)
        case Clock.WORKING_HOURS:
            return calendar.add_working(start, round(limit.amount * HOUR))
        case Clock.WORKING_DAYS:
            return calendar.add_workdays(start, int(limit.amount))
        case Clock.CALENDAR_DAYS:
            return calendar.add_calendar_days(start, int(limit.amount))


def due_array(calendar: Calendar, start: Times, limit: Limit) -> Times:
    """`due` of an array, int64."""
    match limit.clock:
        case Clock.CONTINUOUS_HOURS:
            return start + round(limit.amount * HOUR)
        case Clock.WORKING_HOURS:
            return calendar.add_working_array(start, np.full_like(start, round(limit.amount * HOUR)))
        case Clock.WORKING_DAYS:
            return calendar.add_workdays_array(start, int(limit.amount))
        case Clock.CALENDAR_DAYS:
            return start + int(limit.amount) * DAY


def elapsed(calendar: Calendar, start: int, end: int, clock: Clock) -> float:
    """How much of a clock has run from `start` to `end`, in hours or days.

    Working days are working time over the length of a full working day, calendar days 24 hours.
    """
    match clock:
        case Clock.CONTINUOUS_HOURS:
            return (end - start) / HOUR
        case Clock.WORKING_HOURS:
            return calendar.working_between(start, end) / HOUR
        case Clock.WORKING_DAYS:
            return calendar.working_between(start, end) / calendar.workday_seconds
        case Clock.CALENDAR_DAYS:
            return (end - start) / DAY
