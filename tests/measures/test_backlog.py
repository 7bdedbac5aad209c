"""Backlog, lateness and time to close, by hand."""

from __future__ import annotations

import numpy as np
import pytest

from models.measures.backlog import backlog_measures, case_counts, overdue
from models.measures.casebook import case_book
from models.measures.series import backlog, time_to_close, time_to_close_histogram
from models.measures.times import hours_to_close
from tests.measures.small import BEGIN, DAY, END, case, event, handle, outcome


def test_open_overdue_and_suspended_at_the_end() -> None:
    """Case 1 is overdue, 2 is open and not due, 3 suspended, 4 and 6 overdue, 5 waits for registration."""
    told = outcome(
        cases=[
            case(1, 11 * DAY, 15 * DAY),
            case(2, 19 * DAY, 25 * DAY),
            case(3, 11 * DAY, 15 * DAY),
            case(4, 19 * DAY, np.nan, registered=np.nan),
            case(5, 19 * DAY, np.nan, registered=np.nan),
            case(6, 11 * DAY, 15 * DAY, closed=END + 1),
            case(7, END + 1, END + 2),
        ],
        stages=[
            handle(4, "community", 19 * DAY, 19.1 * DAY, stage="accept"),
            handle(5, "community", 19 * DAY, 20.1 * DAY, stage="accept"),
        ],
        case_events=[event(3, "suspend", 12 * DAY)],
    )
    book = case_book(told)
    assert book.cases["case"][overdue(book)].tolist() == [1, 4, 6]
    shown = backlog_measures(book)
    assert (shown["overdue_backlog"], shown["open_cases"], shown["suspended_cases"]) == (3, 6, 1)


def test_overdue_hours_run_until_closing_or_the_end() -> None:
    """In time: 0; closed 12 h late: 12; open since 24 h: 24. Mean 12; P90 of the late ones 22.8."""
    told = outcome(
        cases=[
            case(1, 11 * DAY, 13 * DAY, 12 * DAY),
            case(2, 11 * DAY, 13 * DAY, 13.5 * DAY),
            case(3, 11 * DAY, END - DAY),
        ]
    )
    shown = backlog_measures(case_book(told))
    assert shown["overdue_hours"] == pytest.approx(12.0)
    assert shown["overdue_hours_p90"] == pytest.approx(12 + 0.9 * 12)


def test_what_is_left_out_is_counted() -> None:
    """Each kind once in the window; a second cancelled case lies before it."""
    told = outcome(
        cases=[
            case(1, 11 * DAY, 13 * DAY, 12 * DAY),
            case(2, 11 * DAY, 13 * DAY, outcome="cancelled"),
            case(3, 9 * DAY, 13 * DAY, outcome="cancelled"),
            case(4, 11 * DAY, np.nan, outcome="duplicate", parent=1),
            case(5, 11 * DAY, 13 * DAY, 12 * DAY, source="background"),
            case(6, 11 * DAY, np.nan, 11 * DAY, level="spot", source="inspector"),
        ]
    )
    assert case_counts(case_book(told)) == {
        "cases_due": 1, "cases_closed": 1, "cancelled_cases": 1, "duplicate_cases": 1,
        "background_cases": 1, "settled_cases": 1,
    }  # fmt: skip


def test_hours_to_close_are_calendar_hours_of_the_cases_closed_in_the_window() -> None:
    """1, 2, …, 11 hours at the community: P50 is 6, P90 10, P95 10.5; one closed before does not count."""
    cases = [case(n, 12 * DAY, 15 * DAY, 12 * DAY + 60 * n) for n in range(1, 12)]
    cases += [case(20, 9 * DAY, 15 * DAY, BEGIN - 1), case(21, 9 * DAY, 15 * DAY, 19 * DAY, level="town")]
    book = case_book(outcome(cases=cases))
    shown = hours_to_close(book)
    assert shown["hours_to_close_p50_community"] == pytest.approx(6)
    assert shown["hours_to_close_p90_community"] == pytest.approx(10)
    assert shown["hours_to_close_p95_community"] == pytest.approx(10.5)
    assert shown["hours_to_close_p50_town"] == pytest.approx(240)
    assert np.isnan(shown["hours_to_close_p50_district"])
    assert shown["hours_to_close_p50"] == pytest.approx(6.5)
    table = time_to_close(book).set_index(["level", "share"])["value"]
    assert table["community", 0.5] == pytest.approx(6)
    bins = time_to_close_histogram(book).set_index(["level", "from_hours"])["value"]
    assert bins["community", 4.0] == pytest.approx(4 / 11)  # 4, 5, 6, 7
    assert bins["community"].sum() == pytest.approx(1)


def test_backlog_day_by_day() -> None:
    """A case open from noon of day 0 to noon of day 3, due at noon of day 1; day ends are midnights."""
    noon = BEGIN + DAY / 2
    told = outcome(cases=[case(1, noon, noon + DAY, noon + 3 * DAY)])
    frames = backlog(case_book(told))
    shown = frames["backlog"].pivot(index="day", columns="measure", values="value")
    assert shown["open"].tolist() == [1, 1, 1, 0, 0, 0, 0, 0, 0, 0]
    assert shown["overdue"].tolist() == [0, 1, 1, 0, 0, 0, 0, 0, 0, 0]
    assert frames["near_due"]["value"].tolist() == [1, 0, 0, 0, 0, 0, 0, 0, 0, 0]
