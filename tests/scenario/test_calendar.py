"""The calendar obeys its laws, agrees with a minute-by-minute one, and knows China's odd days."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from models.scenario.calendar import FOREVER, AlwaysOpen, Calendar, always_open, make_calendar
from models.scenario.calendar_spec import DAY, CalendarSpec

START = date(2026, 1, 26)  # three weeks with a make-up Saturday and the Spring Festival's first day
LUOHU = Calendar(CalendarSpec(start=START))
NIGHTS = Calendar(CalendarSpec(start=START, shifts=("00:00-06:00", "22:00-24:00"), country=None))
CALENDARS = (LUOHU, NIGHTS)
times = st.integers(-30 * DAY, 500 * DAY)
amounts = st.integers(0, 40 * 7 * 3600)
calendars = st.sampled_from(CALENDARS)


def brute(calendar: Calendar, minutes: int) -> np.ndarray:
    """Open or not, for each minute from the start, by looking at the clock on the wall."""
    opened = []
    for minute in range(minutes):
        moment = datetime(START.year, START.month, START.day) + timedelta(minutes=minute)
        clock = f"{moment:%H:%M}"
        worked = moment.weekday() < 5
        if calendar.spec.country:
            worked = (worked or moment.date() == date(2026, 2, 14)) and moment.date() != date(2026, 2, 16)
        opened.append(worked and any(s[:5] <= clock < s[6:] for s in calendar.spec.shifts))
    return np.array(opened)


@pytest.mark.parametrize("calendar", CALENDARS)
def test_equals_a_calendar_that_counts_every_minute(calendar: Calendar) -> None:
    minutes = 22 * 24 * 60
    opened = brute(calendar, minutes)
    worked = np.concatenate([[0], np.cumsum(opened)]) * 60
    for minute in range(0, minutes, 7):
        t = minute * 60
        assert calendar.is_open(t) == opened[minute]
        assert calendar.working_between(0, t) == worked[minute]
        later = np.flatnonzero(opened[minute:])
        if later.size:
            assert calendar.next_open(t) == t + 60 * later[0]
        for seconds in (60, 3600, 9 * 3600):
            reached = np.searchsorted(worked, worked[minute] + seconds)
            if reached <= minutes:
                assert calendar.add_working(t, seconds) == 60 * reached


@given(calendars, times, amounts)
def test_adding_and_measuring_are_inverse(calendar: Calendar, t: int, seconds: int) -> None:
    end = calendar.add_working(t, seconds)
    assert end >= t
    assert calendar.working_between(t, end) == seconds
    if seconds:
        assert calendar.working_between(t, end - 1) == seconds - 1, "not the earliest such time"


@given(calendars, times, times, times)
def test_working_time_adds_up(calendar: Calendar, a: int, b: int, c: int) -> None:
    between = calendar.working_between
    assert between(a, b) + between(b, c) == between(a, c)
    low, high = sorted((a, b))
    assert 0 <= between(low, high) <= high - low


@given(calendars, times, st.integers(0, 3 * DAY), amounts, amounts)
def test_later_starts_and_more_work_end_later(calendar: Calendar, t: int, gap: int, x: int, y: int) -> None:
    small, large = sorted((x, y))
    assert calendar.add_working(t, small) <= calendar.add_working(t, large)
    assert calendar.add_working(t, small) <= calendar.add_working(t + gap, small)


@given(calendars, times)
def test_next_open_and_shift_end_frame_a_shift(calendar: Calendar, t: int) -> None:
    opened, end = calendar.next_open(t), calendar.shift_end(t)
    assert t <= opened < end and calendar.is_open(opened) and not calendar.is_open(end)
    assert calendar.working_between(t, opened) == 0
    assert calendar.working_between(opened, end) == end - opened


@given(calendars, times, st.integers(0, 60))
def test_working_days_hold_whole_days_of_work(calendar: Calendar, t: int, n: int) -> None:
    end = calendar.add_workdays(t, n)
    assert calendar.is_workday(calendar.day_of(end)) and end >= t
    assert calendar.working_between(t, end) == n * calendar.workday_seconds
    if calendar.is_workday(calendar.day_of(t)):
        assert (end - t) % DAY == 0
        assert len(calendar.workdays(t // DAY, end // DAY)) == n


@given(st.lists(st.tuples(times, amounts), max_size=30), calendars)
def test_arrays_give_what_scalars_give(pairs: list[tuple[int, int]], calendar: Calendar) -> None:
    t = np.array([a for a, _ in pairs], np.int64)
    s = np.array([b for _, b in pairs], np.int64)
    assert calendar.add_working_array(t, s).tolist() == [calendar.add_working(a, b) for a, b in pairs]
    assert calendar.next_open_array(t).tolist() == [calendar.next_open(a) for a, _ in pairs]
    assert calendar.add_workdays_array(t, 3).tolist() == [calendar.add_workdays(a, 3) for a, _ in pairs]
    ends = t + s
    expected = [calendar.working_between(a, a + b) for a, b in pairs]
    assert calendar.working_between_array(t, ends).tolist() == expected


def test_half_days_and_odd_days_of_2026() -> None:
    saturday, new_year = (date(2026, 2, 14) - START).days, (date(2026, 2, 17) - START).days
    assert LUOHU.is_workday(saturday) and not LUOHU.is_workday(new_year)
    assert LUOHU.half_days(new_year) == ()
    assert LUOHU.half_days(0) == ((8 * 3600 + 1800, 12 * 3600), (14 * 3600, 17 * 3600 + 1800))
    year = Calendar(CalendarSpec(start=date(2026, 1, 1)))
    assert len(year.workdays(0, 365)) == 248, "261 weekdays, 19 of them off, 6 weekend days worked"


def test_a_year_not_published_uses_weekends_and_says_so() -> None:
    later = Calendar(CalendarSpec(start=date(2089, 10, 1)), days=30)
    assert later.unpublished_years == (2089,)
    assert "2089" in later.notes[0]
    assert later.is_workday(2) == (date(2089, 10, 3).weekday() < 5)
    assert Calendar(CalendarSpec(start=date(2026, 3, 1)), days=100).notes == ()
    assert Calendar(CalendarSpec(start=date(2089, 3, 1), country=None)).notes == ()


def test_the_scenario_overrides_the_official_days() -> None:
    spec = CalendarSpec(
        start=START, extra_holidays=(date(2026, 1, 27),), extra_workdays=(date(2026, 2, 1), date(2026, 2, 17))
    )
    calendar = Calendar(spec)
    days = [(day - START).days for day in (*spec.extra_holidays, *spec.extra_workdays)]
    assert [calendar.is_workday(day) for day in days] == [False, True, True]


def test_the_horizon_grows_as_far_as_is_asked() -> None:
    calendar = Calendar(CalendarSpec(start=START), days=1)
    far = 4000 * DAY
    assert calendar.working_between(0, far) > 2500 * calendar.workday_seconds
    assert calendar.add_working(far, 10**9) > far + 10**9
    with pytest.raises(ValueError, match="before the scenario's start"):
        calendar.working_between(-500 * DAY, 0)


def test_work_that_never_stops_for_a_year_has_no_shift_end() -> None:
    spec = CalendarSpec(
        start=START, shifts=("00:00-24:00",), country=None, weekend=(), extra_holidays=(date(2026, 1, 28),)
    )
    calendar = make_calendar(spec)
    assert calendar.shift_end(0) == 2 * DAY
    assert calendar.shift_end(5 * DAY) == FOREVER
    assert calendar.add_working(DAY, 2 * DAY) == 4 * DAY


@given(times, amounts)
def test_always_open_is_plain_arithmetic(t: int, seconds: int) -> None:
    calendar = always_open()
    assert isinstance(calendar, AlwaysOpen)
    assert calendar.add_working(t, seconds) == t + seconds
    assert calendar.next_open(t) == t and calendar.is_open(t) and calendar.shift_end(t) == FOREVER
    assert calendar.add_workdays(t, 3) == t + 3 * DAY
    many, work = np.array([t, t]), np.array([0, seconds])
    ends = calendar.add_working_array(many, work)
    assert ends.tolist() == [t, t + seconds]
    assert calendar.working_between_array(many, ends).tolist() == work.tolist()
    assert calendar.next_open_array(many).tolist() == many.tolist()


def test_timestamps_carry_the_offset_and_come_back() -> None:
    moment = LUOHU.timestamp(DAY + 3661)
    assert moment.isoformat() == "2026-01-27T01:01:01+08:00"
    assert LUOHU.seconds_of(moment) == LUOHU.seconds_of(moment.astimezone(UTC)) == DAY + 3661
    assert LUOHU.seconds_of(datetime(2026, 1, 25, 23, 59, 59, 500)) == -1


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"shifts": ("08:30-8:00",)}, "a shift such as"),
        ({"shifts": ("12:00-08:00",)}, "ends after it starts"),
        ({"shifts": ("08:00-12:00", "11:00-13:00")}, "do not overlap"),
        ({"shifts": ("08:00-24:30",)}, "by 24:00"),
        ({"timezone": "Mars/Phobos"}, "a time zone such as"),
        ({"timezone": "../../etc"}, "a time zone such as"),
        ({"start": date(1900, 1, 1)}, "a year from 1950"),
        ({"weekend": ("mon", "tue", "wed", "thu", "fri", "sat", "sun")}, "at least one working day"),
        ({"extra_holidays": (START,), "extra_workdays": (START,)}, "got both"),
        ({"lunch": "12:00"}, "Extra inputs"),
    ],
)
def test_a_wrong_declaration_is_refused(change: dict[str, object], message: str) -> None:
    with pytest.raises(ValidationError, match=message):
        CalendarSpec.model_validate({"start": START} | change)
