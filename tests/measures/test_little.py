"""Little's law: exact on a window that starts and ends empty, refused elsewhere."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.measures.little import little, little_of_activity, little_of_cases
from models.scenario.words import Activity
from tests.measures.small import BEGIN, END, case, event, outcome


@given(st.lists(st.tuples(st.floats(0, 900), st.floats(0, 100)), max_size=40))
def test_present_is_rate_times_time_spent(stays: list[tuple[float, float]]) -> None:
    """Any stays in [0, 1000], in any order."""
    arrivals = np.array([a for a, _ in stays], dtype=np.float64)
    departures = arrivals + np.array([s for _, s in stays], dtype=np.float64)
    shown = little(arrivals, departures, 0.0, 1000.0)
    assert shown.count == len(stays)
    assert abs(shown.gap) < 1e-9 * max(1, len(stays))
    assert shown.present == pytest.approx(sum(s for _, s in stays) / 1000.0)


def test_by_hand() -> None:
    """Two stays of 10 and 30 minutes in 100: 0.4 present, 0.02 a minute, 20 minutes each."""
    shown = little(np.array([0.0, 50.0]), np.array([10.0, 80.0]), 0.0, 100.0)
    assert (shown.present, shown.rate, shown.spent) == (0.4, 0.02, 20.0)


@pytest.mark.parametrize("stay", [(-1.0, 5.0), (5.0, 101.0), (5.0, np.nan)])
def test_a_window_that_is_not_empty_at_its_edges_is_refused(stay: tuple[float, float]) -> None:
    """There the law holds only nearly, and nearly is no test."""
    with pytest.raises(ValueError, match="starts and ends empty"):
        little(np.array([stay[0]]), np.array([stay[1]]), 0.0, 100.0)


def test_of_cases_and_of_a_desk() -> None:
    """Two cases of one and three hours; the desk's job waited a quarter of an hour and took as much."""
    told = outcome(
        cases=[case(1, BEGIN, BEGIN + 900, BEGIN + 60), case(2, BEGIN, BEGIN + 900, outcome="cancelled")],
        case_events=[
            event(1, "report", BEGIN),
            event(2, "report", BEGIN),
            {**event(1, "register", BEGIN + 15), "ready": BEGIN, "end": BEGIN + 30},
            event(1, "close", BEGIN + 60),
            event(2, "cancel", BEGIN + 180),
        ],
    )
    shown = little_of_cases(told, BEGIN, END)
    assert (shown.count, shown.spent) == (2, 120.0)
    assert abs(shown.gap) < 1e-12
    assert little_of_activity(told, [Activity.REGISTER], BEGIN, END).spent == 30.0
