"""Coverage in premises-minutes, by hand: four premises, a window of ten days."""

from __future__ import annotations

import numpy as np
import pytest

from models.measures.coverage import coverage, coverage_by_department, overdue_at, overdue_stretches
from models.measures.patrol import visits_on_time
from models.measures.series import coverage_by_day
from models.measures.window import window_of
from tests.measures.small import BEGIN, DAY, END, facts, outcome, task


def test_overdue_days_of_premises() -> None:
    """p1 is overdue for 2 days in the window, p3 for 5 (and before it), p2 and p4 never: 1 - 7 / 40."""
    told = outcome(
        tasks=[
            task(1, 10 * DAY, 12 * DAY, 14 * DAY),
            task(2, 15 * DAY, 18 * DAY, 17 * DAY),
            task(3, 5 * DAY, 7 * DAY, 15 * DAY, premises="p3", premises_kind="factory", grid="g2", pool="g2"),
            task(
                4, 15 * DAY, 16 * DAY, 19 * DAY, kind="reinspection", case=1
            ),  # not what an interval asks for
        ]
    )
    covered = coverage(told, facts())
    assert covered.value() == pytest.approx(1 - 7 / 40)
    assert covered.by("grid").to_dict() == {"g1": pytest.approx(1 - 2 / 20), "g2": pytest.approx(1 - 5 / 20)}
    by = coverage_by_department(covered, facts())
    assert by["fire"] == pytest.approx(1 - 3 * 2 / (3 * 10 + 10))  # three checks at p1, one at p2
    assert by["safety"] == pytest.approx(1 - 5 / 10)  # p3
    assert by["urban"] == 1.0
    assert "land" not in by


def test_an_open_task_is_overdue_until_the_end() -> None:
    """Due on day 13 of 20 and never done: three days of ten within the interval."""
    told = outcome(tasks=[task(1, 10 * DAY, 13 * DAY)])
    assert coverage(told, facts(premises=facts().premises.head(1))).value() == pytest.approx(0.3)


def test_a_closed_door_ends_nothing() -> None:
    """The task handed back and the one after it overlap: 12 to 16 counts once."""
    told = outcome(
        tasks=[
            task(1, 10 * DAY, 12 * DAY, 13 * DAY, fate="no_access"),
            task(2, 13 * DAY, 12 * DAY, 16 * DAY),
        ]
    )
    assert coverage(told, facts(premises=facts().premises.head(1))).value() == pytest.approx(0.6)


def test_never_done_and_done_late_are_told_apart_from_visits_on_time() -> None:
    """Each visit a third of an interval late: coverage is three quarters, and no visit is on time."""
    late = [task(n, 10 * DAY, BEGIN + 3 * DAY + 4 * DAY * n, BEGIN + 4 * DAY * (n + 1)) for n in range(-1, 2)]
    told = outcome(begin=BEGIN, end=BEGIN + 8 * DAY, tasks=[{**row, "task": i} for i, row in enumerate(late)])
    assert coverage(told, facts(premises=facts().premises.head(1))).value() == pytest.approx(0.75)
    assert visits_on_time(told).value() == 0.0


def test_in_the_world_of_departments_each_line_covers_a_premises_by_itself() -> None:
    """One line two days late, the other in time: 2 of 20 line-days."""
    told = outcome(
        tasks=[
            task(1, 10 * DAY, 12 * DAY, 14 * DAY, pool="line-1"),
            task(2, 10 * DAY, 15 * DAY, 14 * DAY, pool="line-2"),
        ]
    )
    assert coverage(told, facts(premises=facts().premises.head(1))).value() == pytest.approx(0.9)


def test_day_by_day_and_stretches_never_overlap() -> None:
    """Overdue from the noon of day 1 to the noon of day 3; and from the end of day 7 on."""
    told = outcome(
        tasks=[
            task(1, 10 * DAY, 11.5 * DAY, 13.5 * DAY),
            task(2, 14 * DAY, 18 * DAY),
        ]
    )
    shown = coverage_by_day(told, facts())
    assert shown["value"].tolist() == [1, 0.75, 0.75, 1, 1, 1, 1, 1, 0.75, 0.75]
    stretches = overdue_stretches(told, window_of(told))
    assert stretches[["begin", "end"]].to_numpy().tolist() == [[11.5 * DAY, 13.5 * DAY], [18 * DAY, END]]
    assert overdue_at(told, np.array([12 * DAY, 14 * DAY])).tolist() == [1, 0]
