"""Visits, orphans, finds and doors that stayed shut, by hand."""

from __future__ import annotations

import numpy as np
import pytest

from models.measures.casebook import case_book
from models.measures.finds import finds_per_resident, finds_per_visit, settled_share
from models.measures.patrol import no_access_share, orphan_task_share, patrol_measures
from tests.measures.small import BEGIN, DAY, case, facts, outcome, task, visit

NINE = 9 * 60


def test_orphans_are_tasks_nobody_grabbed_on_the_day_of_release() -> None:
    """Released on day 10: grabbed that day; the next day; never. Day 9 is before the window. 2 of 3."""
    told = outcome(
        tasks=[
            task(1, 10 * DAY + NINE, 12 * DAY, 10 * DAY + 900),
            task(2, 10 * DAY + NINE, 12 * DAY, 11 * DAY + 900),
            task(3, 10 * DAY + NINE, 12 * DAY, kind="street"),
            task(4, 9 * DAY + NINE, 12 * DAY),
        ]
    )
    shares = orphan_task_share(told)
    assert shares.value() == pytest.approx(2 / 3)
    assert shares.by("kind").to_dict() == {"routine": 0.5, "street": 1.0}
    shown = patrol_measures(told, facts())
    assert shown["orphan_task_share_street"] == 1.0
    assert np.isnan(shown["orphan_task_share_check"])


def test_a_task_tried_in_vain_and_done_later_was_grabbed() -> None:
    """Its last grabbing was two days later, its first visit set out on the day of release."""
    told = outcome(
        tasks=[task(1, 10 * DAY + NINE, 12 * DAY, 12 * DAY + 900)],
        visits=[visit(1, 10 * DAY + 660, access=False), visit(2, 12 * DAY + 900, task=1)],
    )
    assert orphan_task_share(told).value() == 0.0
    assert no_access_share(told).value() == 0.5


def test_visits_per_enterprise_and_pair_day() -> None:
    """Four opened visits, three of them at the two enterprises (shop, factory), in ten days: 3 / 2 per
    third of a month; two pairs on five working days: 4 / 10."""
    told = outcome(
        visits=[
            visit(1, 11 * DAY),
            visit(2, 12 * DAY),
            visit(3, 13 * DAY, premises="p3", premises_kind="factory", grid="g2", first=True),
            visit(4, 14 * DAY, premises="p2", premises_kind="rental"),
            visit(5, 15 * DAY, access=False),
            visit(6, BEGIN - 1),
        ]
    )
    shown = patrol_measures(told, facts())
    assert shown["visits"] == 4
    assert shown["first_visits"] == 1
    assert shown["visits_per_enterprise"] == pytest.approx(3 / 2 / (10 / 30))
    assert shown["visits_per_pair_day"] == pytest.approx(0.4)


def test_finds_per_100_visits_keep_first_visits_apart() -> None:
    """Routine: 1 find in 2 visits; first visits: 3 in 1; a street sweep and a closed door do not count."""
    told = outcome(
        visits=[
            visit(1, 11 * DAY, found=1, settled=1),
            visit(2, 12 * DAY),
            visit(3, 13 * DAY, found=3, first=True),
            visit(4, 14 * DAY, found=5, task_kind="street"),
            visit(5, 15 * DAY, access=False),
            visit(6, BEGIN - 1, found=7),
        ]
    )
    later, first = finds_per_visit(told, facts())
    assert (later.value(), first.value()) == (50.0, 300.0)
    assert settled_share(told).value() == pytest.approx(1 / 9)
    everywhere_else = finds_per_visit(told, facts(rollout=False))
    assert everywhere_else[0].value() == pytest.approx(400 / 3)
    assert np.isnan(everywhere_else[1].value())


def test_cases_per_10000_residents_and_calendar_day() -> None:
    """20,000 people, ten days: each case is 0.05. Background is nobody's; duplicates and cancelled reports
    count only as reports of the public."""
    told = outcome(
        cases=[
            case(1, 11 * DAY, 15 * DAY),
            case(2, 11 * DAY, np.nan, source="inspector", level="spot"),
            case(3, 11 * DAY, 15 * DAY, source="background"),
            case(4, 11 * DAY, 15 * DAY, outcome="duplicate"),
            case(5, 11 * DAY, 15 * DAY, source="app", outcome="cancelled"),
            case(6, 11 * DAY, 15 * DAY, source="inspector", outcome="cancelled"),
            case(7, BEGIN - 1, 15 * DAY),
        ]
    )
    assert finds_per_resident(case_book(told), facts()) == {
        "cases_per_10000_residents_day": pytest.approx(0.10),
        "finds_per_10000_residents_day": pytest.approx(0.05),
        "public_reports_per_10000_residents_day": pytest.approx(0.15),
    }
