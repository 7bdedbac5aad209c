"""The calendar: working time into absolute time and back, the only place that adds up days and shifts.

Model time is absolute: whole seconds from the scenario's start date at 00:00 local time. Days are counted
from the start date (day 0). Scalars go through sorted lists and bisection, O(log n), because the simulation
asks hundreds of thousands of times; `*_array` are the numpy twins.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import numpy as np
from numpy.typing import NDArray

from models.scenario.calendar_spec import DAY, WEEKDAYS, CalendarSpec
from models.scenario.holidays import official_days

LEAD_DAYS = 400
CHUNK_DAYS = 400
FOREVER = 2**60

Times = NDArray[np.int64]


class Calendar:
    """Working time of a scenario, from 400 days before its start to as far ahead as anybody asks.

    `days` is the expected length of the run: `notes` tell of the years from the start to its end that
    are not published. Asking for a time more than 400 days before the start raises ValueError.
    """

    def __init__(self, spec: CalendarSpec, days: int = 366) -> None:
        self.spec = spec
        self._zone = ZoneInfo(spec.timezone)
        self._origin = datetime(spec.start.year, spec.start.month, spec.start.day)
        self._weekend = frozenset(map(WEEKDAYS.index, spec.weekend))
        self._extra_workdays = frozenset(spec.extra_workdays)
        self._extra_holidays = frozenset(spec.extra_holidays)
        self._shifts = spec.shifts_of_day
        self.workday_seconds = sum(end - start for start, end in self._shifts)
        self._starts: list[int] = []
        self._ends: list[int] = []
        self._before: list[int] = []
        self._total = 0
        self._workdays: list[int] = []
        self._rank: list[int] = []
        self._next_day = -LEAD_DAYS
        self._horizon = -LEAD_DAYS * DAY
        self._arrays: tuple[Times, Times, Times] | None = None
        self._run_days = days
        while self._next_day <= days:
            self._extend()

    # What is worked

    def _decide(self, day: date) -> bool:
        """Whether a date is worked: the scenario's own lists first, then the official ones, then weekends."""
        if day in self._extra_workdays:
            return True
        if day in self._extra_holidays:
            return False
        official = official_days(self.spec.country, day.year)
        if day in official.workdays:
            return True
        return day not in official.holidays and day.weekday() not in self._weekend

    def _extend(self) -> None:
        """Lay out another stretch of days; shifts that touch (over midnight, too) become one."""
        for day in range(self._next_day, self._next_day + CHUNK_DAYS):
            self._rank.append(len(self._workdays))
            if not self._decide(self.date_of(day)):
                continue
            self._workdays.append(day)
            for start, end in ((day * DAY + a, day * DAY + b) for a, b in self._shifts):
                if self._ends and self._ends[-1] == start:
                    self._ends[-1] = end
                else:
                    self._starts.append(start)
                    self._ends.append(end)
                    self._before.append(self._total)
                self._total += end - start
        self._next_day += CHUNK_DAYS
        self._horizon = self._next_day * DAY
        self._arrays = None

    def _reach(self, t: int) -> None:
        """Lay out days until the day of `t` is known."""
        if t < -LEAD_DAYS * DAY:
            raise ValueError(f"model time {t} lies more than {LEAD_DAYS} days before the scenario's start")
        while t >= self._horizon:
            self._extend()

    def _reach_day(self, day: int) -> int:
        """Lay out days until `day` is known; its position in the lists by day."""
        if day < -LEAD_DAYS:
            raise ValueError(f"day {day} lies more than {LEAD_DAYS} days before the scenario's start")
        while day >= self._next_day:
            self._extend()
        return day + LEAD_DAYS

    # Working time, scalar

    def _worked(self, t: int) -> int:
        """Working seconds from the beginning of the lists to `t`."""
        if t >= self._horizon:
            self._reach(t)
        i = bisect_right(self._starts, t) - 1
        if i < 0:
            self._reach(t)
            return 0
        start, end = self._starts[i], self._ends[i]
        return self._before[i] + (t if t < end else end) - start

    def working_between(self, a: int, b: int) -> int:
        """Working seconds from `a` to `b`; negative where `b` comes first."""
        return self._worked(b) - self._worked(a)

    def add_working(self, t: int, seconds: int) -> int:
        """Earliest time at which `seconds` of working time after `t` have passed.

        `t` itself for 0 seconds, open or not; work that fills a shift ends at the shift's end, not at
        the next one's start. ValueError for negative seconds.
        """
        if seconds <= 0:
            if seconds < 0:
                raise ValueError(f"expected working seconds of 0 or more, got {seconds}")
            return t
        if t >= self._horizon:
            self._reach(t)
        i = bisect_right(self._starts, t) - 1
        if i >= 0:
            end = self._ends[i]
            if t + seconds <= end:
                return t + seconds
            target = self._before[i] + (t if t < end else end) - self._starts[i] + seconds
        else:
            self._reach(t)
            target = seconds
        while target > self._total:
            self._extend()
        i = bisect_left(self._before, target, max(i, 0)) - 1
        return self._starts[i] + target - self._before[i]

    def is_open(self, t: int) -> bool:
        """Whether somebody works at `t`; a shift's end is closed already."""
        if t >= self._horizon:
            self._reach(t)
        i = bisect_right(self._starts, t) - 1
        return i >= 0 and t < self._ends[i]

    def next_open(self, t: int) -> int:
        """`t` itself when open, else the start of the next shift."""
        if t >= self._horizon:
            self._reach(t)
        i = bisect_right(self._starts, t) - 1
        if i >= 0 and t < self._ends[i]:
            return t
        if i < 0:
            self._reach(t)
        while i + 1 >= len(self._starts):
            self._extend()
        return self._starts[i + 1]

    def shift_end(self, t: int) -> int:
        """End of the shift (half-day) at work at `t`; when closed, the end of the next shift.

        `FOREVER` where work does not stop within the next 400 days.
        """
        i = bisect_right(self._starts, self.next_open(t)) - 1
        if self._ends[i] >= self._horizon:
            self._extend()
            if self._ends[i] >= self._horizon:
                return FOREVER
        return self._ends[i]

    # Days

    def is_workday(self, day: int) -> bool:
        """Whether day `day` (0 is the start date) is worked."""
        rank = self._rank[self._reach_day(day)]
        self._reach_day(day + 1)
        return self._rank[day + 1 + LEAD_DAYS] > rank

    def workdays(self, first: int, last: int) -> tuple[int, ...]:
        """Working days from `first` up to, not including, `last`."""
        i, j = self._rank[self._reach_day(first)], self._rank[self._reach_day(max(first, last))]
        return tuple(self._workdays[i:j])

    def half_days(self, day: int) -> tuple[tuple[int, int], ...]:
        """Start and end of each shift of a day; nothing on a day off."""
        if not self.is_workday(day):
            return ()
        return tuple((day * DAY + start, day * DAY + end) for start, end in self._shifts)

    def add_workdays(self, t: int, n: int) -> int:
        """The same time of day `n` working days later.

        A time before opening or after closing of a working day keeps its time of day; a time on a day off
        counts as the opening of the next working day. So exactly `n` days of work always lie between.
        """
        if n < 0:
            raise ValueError(f"expected working days of 0 or more, got {n}")
        day, second = divmod(t, DAY)
        today = self._reach_day(day)
        self._reach_day(day + 1)
        rank = self._rank[today]
        if self._rank[today + 1] == rank:
            second = self._shifts[0][0]
        rank += n
        while rank >= len(self._workdays):
            self._extend()
        return self._workdays[rank] * DAY + second

    def add_calendar_days(self, t: int, n: int) -> int:
        """The same time of day `n` calendar days later."""
        return t + n * DAY

    def day_of(self, t: int) -> int:
        """The day `t` lies in, counted from the start date."""
        return t // DAY

    def date_of(self, day: int) -> date:
        """The date of a day."""
        return self.spec.start + timedelta(days=day)

    def timestamp(self, t: int) -> datetime:
        """`t` as a date and time with the scenario's time zone."""
        return (self._origin + timedelta(seconds=t)).replace(tzinfo=self._zone)

    def seconds_of(self, moment: datetime) -> int:
        """Model time of a moment; one without a time zone is taken as local. Fractions are cut."""
        local = moment if moment.tzinfo is None else moment.astimezone(self._zone).replace(tzinfo=None)
        return (local - self._origin) // timedelta(seconds=1)

    def utc(self, t: int) -> datetime:
        """`t` in UTC, for machine formats."""
        return self.timestamp(t).astimezone(UTC)

    # What the reader must know

    @property
    def unpublished_years(self) -> tuple[int, ...]:
        """Years of the run whose official days are not published: weekends alone are off in them."""
        years = range(self.spec.start.year, self.date_of(self._run_days).year + 1)
        return tuple(y for y in years if not official_days(self.spec.country, y).published)

    @property
    def notes(self) -> tuple[str, ...]:
        """Sentences about the calendar that a report must carry."""
        return tuple(
            f"The holidays of {year} are not published yet: only weekends are off in that year."
            for year in self.unpublished_years
        )

    # Working time, many at once

    def _tables(self, latest: int) -> tuple[Times, Times, Times]:
        self._reach(latest)
        if self._arrays is None:
            starts, ends, before = (np.array(x, np.int64) for x in (self._starts, self._ends, self._before))
            self._arrays = starts, ends, before
        return self._arrays

    def _worked_array(self, t: Times) -> Times:
        if t.size == 0:
            return t
        self._reach(int(t.min()))
        starts, ends, before = self._tables(int(t.max()))
        i = np.searchsorted(starts, t, side="right") - 1
        j = np.maximum(i, 0)
        return np.where(i < 0, 0, before[j] + np.minimum(t, ends[j]) - starts[j])

    def working_between_array(self, a: Times, b: Times) -> Times:
        """`working_between` of arrays of one shape, int64."""
        return self._worked_array(np.asarray(b, np.int64)) - self._worked_array(np.asarray(a, np.int64))

    def add_working_array(self, t: Times, seconds: Times) -> Times:
        """`add_working` of arrays of one shape, int64."""
        t, seconds = np.asarray(t, np.int64), np.asarray(seconds, np.int64)
        if t.size == 0:
            return t
        if seconds.min() < 0:
            raise ValueError(f"expected working seconds of 0 or more, got {seconds.min()}")
        target = self._worked_array(t) + seconds
        while int(target.max()) > self._total:
            self._extend()
        starts, _, before = self._tables(int(t.max()))
        i = np.maximum(np.searchsorted(before, target, side="left") - 1, 0)
        return np.where(seconds == 0, t, starts[i] + target - before[i])

    def add_workdays_array(self, t: Times, n: int) -> Times:
        """`add_workdays` of an array, int64."""
        t = np.asarray(t, np.int64)
        if n < 0:
            raise ValueError(f"expected working days of 0 or more, got {n}")
        if t.size == 0:
            return t
        day, second = np.divmod(t, DAY)
        self._reach_day(int(day.min()))
        self._reach_day(int(day.max()) + 1)
        ranks, day = np.array(self._rank), day + LEAD_DAYS
        rank = ranks[day]
        off = ranks[day + 1] == rank
        while int(rank.max()) + n >= len(self._workdays):
            self._extend()
        later: Times = np.array(self._workdays)[rank + n] * DAY + np.where(off, self._shifts[0][0], second)
        return later

    def next_open_array(self, t: Times) -> Times:
        """`next_open` of an array, int64."""
        t = np.asarray(t, np.int64)
        if t.size == 0:
            return t
        self._reach(int(t.min()))
        starts, ends, _ = self._tables(self.next_open(int(t.max())))
        i = np.searchsorted(starts, t, side="right") - 1
        inside = (i >= 0) & (t < ends[np.maximum(i, 0)])
        return np.where(inside, t, starts[np.minimum(i + 1, starts.size - 1)])


class AlwaysOpen(Calendar):
    """Day and night, every day: what queues with known answers are simulated on."""

    def working_between(self, a: int, b: int) -> int:
        """Seconds from `a` to `b`."""
        return b - a

    def add_working(self, t: int, seconds: int) -> int:
        """`t` plus the seconds; ValueError for negative seconds."""
        if seconds < 0:
            raise ValueError(f"expected working seconds of 0 or more, got {seconds}")
        return t + seconds

    def is_open(self, t: int) -> bool:
        """Always."""
        return True

    def next_open(self, t: int) -> int:
        """`t` itself."""
        return t

    def shift_end(self, t: int) -> int:
        """Never: `FOREVER`, later than any time a run can reach."""
        return FOREVER

    def working_between_array(self, a: Times, b: Times) -> Times:
        """Seconds from `a` to `b`."""
        return np.asarray(b, np.int64) - np.asarray(a, np.int64)

    def add_working_array(self, t: Times, seconds: Times) -> Times:
        """`t` plus the seconds."""
        return np.asarray(t, np.int64) + np.asarray(seconds, np.int64)

    def next_open_array(self, t: Times) -> Times:
        """`t` itself."""
        return np.asarray(t, np.int64)


def make_calendar(spec: CalendarSpec, days: int = 366) -> Calendar:
    """The calendar of a scenario; the plain arithmetic one where its spec never closes."""
    return AlwaysOpen(spec, days) if spec.always_open else Calendar(spec, days)


def always_open(start: date = date(2026, 1, 1)) -> Calendar:
    """A calendar that never closes, for queues with known answers."""
    return make_calendar(CalendarSpec(start=start, shifts=("00:00-24:00",), country=None, weekend=()))
