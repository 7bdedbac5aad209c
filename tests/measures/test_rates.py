"""Every rate of cases on a handful of cases whose answer can be counted on one's fingers."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from models.measures.casebook import case_book
from models.measures.rates import due_rates, report_rates, stage_rates
from models.scenario.outcome import Outcome
from tests.measures.small import BEGIN, DAY, END, case, event, handle, outcome, register


def values(told: Outcome) -> dict[str, float]:
    """All rates of an outcome."""
    book = case_book(told)
    return {r.name: r.value() for r in [*due_rates(book), *stage_rates(book), *report_rates(book)]}


def test_only_cases_due_in_the_window_count() -> None:
    """Four are due inside: two in time, one late, one still open; the others are due before or after."""
    told = outcome(
        cases=[
            case(1, reported=9 * DAY, due=12 * DAY, closed=11 * DAY),
            case(2, reported=9 * DAY, due=12 * DAY, closed=9.5 * DAY),  # closed before the window, due inside
            case(3, reported=11 * DAY, due=12 * DAY, closed=13 * DAY),
            case(4, reported=11 * DAY, due=19 * DAY),
            case(5, reported=8 * DAY, due=BEGIN - 1, closed=15 * DAY),  # due before, closed inside
            case(6, reported=19 * DAY, due=END, closed=19.5 * DAY),  # due at the end: not in [begin, end)
            case(7, reported=19 * DAY, due=25 * DAY),  # open, not yet due
            case(8, reported=19 * DAY, due=np.nan),  # not registered, no due time yet
        ]
    )
    assert values(told)["on_time_closure_rate"] == pytest.approx(2 / 4)
    assert values(told)["closure_rate"] == pytest.approx(3 / 4)


def test_closing_on_the_very_minute_is_on_time() -> None:
    """And a minute later is not."""
    on, late = (case(n, 11 * DAY, 12 * DAY, 12 * DAY + n - 1) for n in (1, 2))
    assert values(outcome(cases=[on, late]))["on_time_closure_rate"] == 0.5


def test_what_happens_after_the_window_is_not_known_yet() -> None:
    """A run that goes on for longer than its window is judged as of the window's end."""
    told = outcome(cases=[case(1, 18 * DAY, 19 * DAY, closed=END + 5)])
    assert values(told)["closure_rate"] == 0.0


@pytest.mark.parametrize(
    "left_out",
    [
        {"outcome": "cancelled"},
        {"outcome": "duplicate", "parent": 1},
        {"source": "background"},
        {"level": "spot"},
    ],
)
def test_cancelled_duplicate_background_and_settled_cases_are_left_out(left_out: dict[str, Any]) -> None:
    """They would be late here: the rate stays one."""
    good = case(1, 11 * DAY, 13 * DAY, 12 * DAY)
    told = outcome(
        cases=[good, case(2, 11 * DAY, 13 * DAY, 14 * DAY, **left_out)],
        stages=[handle(n, "community", 11 * DAY, 13 * DAY, (10 + 2 * n) * DAY) for n in (1, 2)],
    )
    assert values(told)["on_time_closure_rate"] == 1.0
    assert values(told)["on_time_handling_rate"] == 1.0


def test_a_suspended_case_is_left_out_while_it_is_paused_and_judged_afterwards() -> None:
    """Case 1 is paused at the end of the window, case 2 was and goes on, case 3 is paused only later."""
    told = outcome(
        cases=[case(n, 11 * DAY, 13 * DAY) for n in (1, 2, 3)],
        case_events=[
            event(1, "suspend", 12 * DAY),
            event(2, "suspend", 12 * DAY),
            event(2, "resume", 12.5 * DAY),
            event(3, "suspend", END + 1),
        ],
    )
    book = case_book(told)
    assert book.paused.tolist() == [True, False, False]
    assert int(book.judged.sum()) == 2


def test_rework_counts_cases_not_times() -> None:
    """One case came back three times, three did not: a quarter."""
    told = outcome(
        cases=[case(n, 11 * DAY, 13 * DAY, 12 * DAY, rework=3 if n == 1 else 0) for n in (1, 2, 3, 4)]
    )
    assert values(told)["rework_rate"] == 0.25


def test_handling_is_judged_at_every_level_by_its_last_limit() -> None:
    """Community in time, town late; the reopened case 2 is judged by its second handling, due outside."""
    told = outcome(
        cases=[case(1, 10 * DAY, 19 * DAY, 18 * DAY, level="town"), case(2, 10 * DAY, 25 * DAY)],
        stages=[
            handle(1, "community", 10 * DAY, 12 * DAY, 11 * DAY),
            handle(1, "town", 12 * DAY, 14 * DAY, 15 * DAY),
            handle(2, "community", 10 * DAY, 12 * DAY, 13 * DAY),
            handle(2, "community", 19 * DAY, 21 * DAY),
        ],
    )
    book = case_book(told)
    rate = stage_rates(book)[0]
    assert rate.value() == 0.5
    assert rate.by("level").to_dict() == {"community": 1.0, "town": 0.0}
    assert len(book.stages) == 3


def test_valid_reports_are_registered_of_those_decided() -> None:
    """Reported in the window: two registered, one cancelled at the desk, one cancelled on site after it was
    registered, one waiting, one duplicate. Valid: 3 of 4."""
    told = outcome(
        cases=[
            case(1, 11 * DAY, 15 * DAY, 12 * DAY),
            case(2, 11 * DAY, 15 * DAY),
            case(3, 11 * DAY, np.nan, outcome="cancelled", over_report=True, source="inspector"),
            case(4, 11 * DAY, 15 * DAY, outcome="cancelled", over_report=True, source="inspector"),
            case(5, 19.9 * DAY, np.nan, registered=np.nan),
            case(6, 11 * DAY, np.nan, outcome="duplicate", parent=2),
            case(7, 9 * DAY, 15 * DAY, source="inspector"),  # reported before the window
        ],
        case_events=[register(n, 11.1 * DAY) for n in (1, 2, 4, 7)],
    )
    assert values(told)["valid_report_rate"] == pytest.approx(3 / 4)
    assert values(told)["over_report_share"] == 1.0


def test_missed_cases_are_the_publics_among_all_registered() -> None:
    """Registered in the window: four, one of them a citizen's that a visit should have found."""
    told = outcome(
        cases=[
            case(1, 11 * DAY, 15 * DAY, missed=True),
            case(2, 11 * DAY, 15 * DAY),
            case(3, 11 * DAY, 15 * DAY, source="inspector", missed=True),  # not the public's
            case(4, 11 * DAY, 15 * DAY, source="department"),
            case(5, 11 * DAY, 15 * DAY, missed=True, registered=9 * DAY),  # registered before
        ],
        case_events=[register(n, 11 * DAY) for n in (1, 2, 3, 4, 5)],
    )
    assert values(told)["miss_rate"] == pytest.approx(1 / 4)


def test_nothing_due_is_no_rate() -> None:
    """An empty window has no on-time rate: neither zero nor one."""
    assert all(np.isnan(value) for value in values(outcome()).values())
