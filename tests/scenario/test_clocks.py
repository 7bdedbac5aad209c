"""Each of the four clocks runs as the field says."""

from __future__ import annotations

from datetime import date, datetime

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from models.scenario.calendar import Calendar
from models.scenario.calendar_spec import DAY, CalendarSpec
from models.scenario.clocks import Clock, Limit, due, due_array, elapsed

CALENDAR = Calendar(CalendarSpec(start=date(2026, 9, 1)))
FRIDAY = CALENDAR.seconds_of(datetime(2026, 9, 4, 17, 0))


@pytest.mark.parametrize(
    ("limit", "expected"),
    [
        ("1 continuous_hours", "2026-09-04T18:00"),
        ("0.25 working_hours", "2026-09-04T17:15"),
        ("2 working_hours", "2026-09-07T10:00"),
        ("1 working_days", "2026-09-07T17:00"),
        ("5 working_days", "2026-09-11T17:00"),
        ("3 calendar_days", "2026-09-07T17:00"),
    ],
)
def test_limits_from_a_friday_afternoon(limit: str, expected: str) -> None:
    end = due(CALENDAR, FRIDAY, Limit.model_validate(limit))
    assert CALENDAR.timestamp(end).isoformat().startswith(expected)


def test_a_mapping_and_a_short_text_are_the_same_limit() -> None:
    mapping = Limit.model_validate({"amount": 2, "clock": "working_hours"})
    assert mapping == Limit.model_validate("2 working_hours") == Limit.model_validate(str(mapping))


@given(st.integers(0, 300 * DAY), st.sampled_from(list(Clock)), st.integers(0, 30))
def test_exactly_the_limit_has_elapsed_when_it_is_due(start: int, clock: Clock, amount: int) -> None:
    end = due(CALENDAR, start, Limit(amount=amount, clock=clock))
    assert elapsed(CALENDAR, start, end, clock) == pytest.approx(amount)
    assert due_array(CALENDAR, np.array([start, end]), Limit(amount=amount, clock=clock)).tolist() == [
        end,
        due(CALENDAR, end, Limit(amount=amount, clock=clock)),
    ]


@pytest.mark.parametrize(
    "wrong", ["two hours", "2 hours", "-1 working_hours", "0.5 working_days", {"amount": 1}, 5, None]
)
def test_what_is_no_limit_is_refused(wrong: object) -> None:
    with pytest.raises(ValidationError):
        Limit.model_validate(wrong)
