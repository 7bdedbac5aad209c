"""What a scenario declares about its calendar: start date, shifts, weekend, holidays."""

from __future__ import annotations

import re
from datetime import date
from typing import Literal, Self
from zoneinfo import ZoneInfo

from pydantic import BaseModel, ConfigDict, Field, field_validator, model_validator

DAY = 86_400
WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
Weekday = Literal["mon", "tue", "wed", "thu", "fri", "sat", "sun"]
_SHIFT = re.compile(r"^([01]\d|2[0-4]):([0-5]\d)-([01]\d|2[0-4]):([0-5]\d)$")


def shift_seconds(shift: str) -> tuple[int, int]:
    """Seconds of the day at which a shift such as `08:30-12:00` starts and ends; ValueError if it is none."""
    match = _SHIFT.match(shift)
    if match is None:
        raise ValueError(f"expected a shift such as 08:30-12:00, got {shift[:40]!r}")
    h1, m1, h2, m2 = map(int, match.groups())
    start, end = h1 * 3600 + m1 * 60, h2 * 3600 + m2 * 60
    if not start < end <= DAY:
        raise ValueError(f"expected a shift that ends after it starts, by 24:00, got {shift!r}")
    return start, end


class CalendarSpec(BaseModel):
    """The section `calendar` of a scenario.

    Times are nominal local times of `timezone` (an hour lost or gained to summer time is not modelled;
    China has none). A shift over midnight is written as two. `extra_holidays` and `extra_workdays`
    override the official days of `country`.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    start: date
    timezone: str = "Asia/Shanghai"
    shifts: tuple[str, ...] = Field(default=("08:30-12:00", "14:00-17:30"), min_length=1, max_length=24)
    country: Literal["CN"] | None = "CN"
    weekend: tuple[Weekday, ...] = ("sat", "sun")
    extra_holidays: tuple[date, ...] = ()
    extra_workdays: tuple[date, ...] = ()

    @field_validator("start")
    @classmethod
    def _sensible_year(cls, start: date) -> date:
        if not 1950 <= start.year <= 2090:
            raise ValueError(f"expected a year from 1950 to 2090, got {start.year}")
        return start

    @field_validator("timezone")
    @classmethod
    def _known_zone(cls, name: str) -> str:
        try:
            ZoneInfo(name)
        except (ValueError, OSError, KeyError):
            raise ValueError(f"expected a time zone such as Asia/Shanghai, got {name[:40]!r}") from None
        return name

    @field_validator("shifts")
    @classmethod
    def _shifts_in_order(cls, shifts: tuple[str, ...]) -> tuple[str, ...]:
        last = 0
        for shift in shifts:
            start, end = shift_seconds(shift)
            if start < last:
                raise ValueError(f"expected shifts in order that do not overlap, got {shift} too early")
            last = end
        return shifts

    @model_validator(mode="after")
    def _days_agree(self) -> Self:
        both = sorted(set(self.extra_holidays) & set(self.extra_workdays))
        if both:
            raise ValueError(f"expected a day to be extra holiday or extra workday, got both for {both[0]}")
        if len(set(self.weekend)) == 7:
            raise ValueError("expected at least one working day in the week, got a weekend of seven")
        return self

    @property
    def shifts_of_day(self) -> tuple[tuple[int, int], ...]:
        """Shifts as seconds of the day."""
        return tuple(map(shift_seconds, self.shifts))

    @property
    def always_open(self) -> bool:
        """Whether work goes on day and night, as queues with known answers need."""
        closed = self.weekend or self.extra_holidays or self.country
        return not closed and self.shifts_of_day == ((0, DAY),)
