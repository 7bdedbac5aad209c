"""Working time, overtime, workload and cost, by hand."""

from __future__ import annotations

import numpy as np
import pytest

from models.measures.balance import balance_measures, workload_by_grid
from models.measures.desks import desk_frame
from models.measures.duty import duty_book
from models.measures.staff import by_person, by_role, shift_desks, staff_measures, utilisation_by_grid
from models.measures.window import Floats
from models.scenario.outcome import DeskFacts
from tests.measures.small import BEGIN, DAY, duty, facts, outcome, visit


def nine_to_five(begin: Floats, end: Floats) -> Floats:
    """Working minutes between times, when every day is worked from 9:00 to 17:00."""

    def upto(t: Floats) -> Floats:
        return np.floor(t / DAY) * 480 + np.clip(t % DAY - 540, 0, 480)

    return upto(end) - upto(begin)


NOON, FIVE = 11 * DAY + 720, 11 * DAY + 1020


def test_a_pair_counts_twice_and_idle_time_not() -> None:
    """The pair walks 60 minutes and inspects 90, of 2 pairs with 2100 minutes each."""
    told = outcome(
        visits=[visit(1, NOON + 150)],
        duty=[
            duty("pair-1", "inspector", "walk", NOON, NOON + 60, to_place="p1"),
            duty("pair-1", "inspector", "inspect", NOON + 60, NOON + 150, to_place="p1"),
            duty("pair-1", "inspector", "idle", NOON + 150, NOON + 300),
            duty("pair-1", "inspector", "inspect", BEGIN - 60, BEGIN - 1),
        ],
    )
    known = facts(in_shift=nine_to_five)
    book = duty_book(told, known)
    assert book.person_minutes.tolist() == [120, 180, 0, 0]
    shown = staff_measures((), book, known)
    assert shown["walking_share"] == pytest.approx(60 / 4200)
    assert shown["inspecting_share"] == pytest.approx(90 / 4200)
    assert shown["cost_per_year"] == 4 * 60_000 + 4 * 70_000 + 2 * 60_000
    assert shown["head_count"] == 10
    assert np.isnan(shown["utilisation_town_team"])


def test_utilisation_is_of_the_shift_and_without_the_duty_roster() -> None:
    """2100 of 2100 minutes and 90 of overtime is 100 %; the roster's 7,000 idle minutes dilute nothing."""
    told = outcome(
        (
            DeskFacts("g1.inspector", "inspector", ("g1",), 1, 2100, 2190, 90.0),
            DeskFacts("g2.inspector", "inspector", ("g2",), 1, 2100, 1050),
            DeskFacts("handlers", "handler", ("g1", "g2"), 4, 8400, 4200),
            DeskFacts("roster", "handler", ("g1", "g2"), 1, 7000, 40, 40.0),
        )
    )
    desks = shift_desks(told, facts())
    shown = staff_measures(desks, duty_book(told, facts()), facts())
    assert shown["utilisation_inspector"] == pytest.approx(0.75)
    assert shown["utilisation_handler"] == pytest.approx(0.5)
    assert utilisation_by_grid(desks, facts()).to_numpy().tolist() == [
        ["inspector", "g1", 1.0],
        ["inspector", "g2", 0.5],
        ["handler", "", 0.5],
    ]
    assert desks[3].worked_minutes == 40


def test_what_runs_past_the_shift_is_overtime_and_what_pauses_is_not() -> None:
    """A visit until 17:30 (both inspectors), an urgent job until 18:00, a desk job that pauses overnight,
    a call of the duty roster at 22:00 (ten minutes until it came)."""
    told = outcome(
        visits=[visit(1, FIVE + 30)],
        duty=[
            duty("pair-1", "inspector", "inspect", FIVE - 30, FIVE + 30),
            duty("h1", "handler", "handle", FIVE - 60, FIVE + 60),
            duty("h2", "handler", "handle", FIVE - 30, 12 * DAY + 570, worked_minutes=60.0),
            duty("roster", "handler", "handle", FIVE + 300, FIVE + 340, worked_minutes=30.0),
        ],
    )
    known = facts(in_shift=nine_to_five)
    book = duty_book(told, known)
    assert book.inside.tolist() == [30, 60, 60, 0]
    assert book.beyond.tolist() == [30, 60, 0, 30]
    shown = staff_measures((), book, known)
    assert shown["overtime_hours"] == pytest.approx((2 * 30 + 60) / 60)
    assert shown["roster_hours"] == pytest.approx(30 / 60)
    people = by_person(book, known).set_index(["key", "measure"])["value"]
    assert people["h1", "worked_hours"] == 1.0
    assert people["pair-1", "overtime_hours"] == 0.5
    assert people["roster", "overtime_hours"] == 0.0
    assert people["roster", "worked_hours"] == 0.5
    assert np.isnan(people["roster", "utilisation"])


def test_a_job_across_the_edge_of_the_window_counts_with_its_part_inside() -> None:
    """A paused desk job from the evening before: of its 60 minutes 30 lie inside."""
    told = outcome(duty=[duty("o1", "operator", "desk", BEGIN - DAY + 990, BEGIN + 570, worked_minutes=60.0)])
    assert duty_book(told, facts(in_shift=nine_to_five)).inside.tolist() == [30]


def test_workload_is_where_the_work_was_whoever_did_it() -> None:
    """The first grid's pair works an hour in the second, its handler an hour at home: 2 h against 1 h."""
    told = outcome(
        visits=[visit(1, NOON + 60)],
        duty=[
            duty("pair-1", "inspector", "inspect", NOON, NOON + 60, to_place="p3"),
            duty("h1", "handler", "handle", NOON, NOON + 60, to_place="p1"),
            duty("o1", "operator", "desk", NOON, NOON + 60),
        ],
    )
    work = workload_by_grid(duty_book(told, facts()), facts())
    assert work.to_dict() == {"g1": 1.0, "g2": 2.0}
    shown = balance_measures(work)
    assert shown["workload_balance"] == pytest.approx(2 / 1.5)
    assert shown["workload_cv"] == pytest.approx(0.5 / 1.5)
    assert np.isnan(balance_measures(work * 0)["workload_cv"])


def test_desks_offered_as_much_as_they_have_are_flagged() -> None:
    """On time or not: 5.0 of 5 teams is too much; without a known load a desk that never rests is flagged."""
    desks = (
        DeskFacts("town", "town_team", ("g1", "g2"), 5, 10_500, 8_400),
        DeskFacts("g1.handlers", "handler", ("g1",), 2, 4_200, 1_722, 30.0),
        DeskFacts("g1.operators", "operator", ("g1",), 1, 2_100, 2_100),
    )
    table = desk_frame([desks, desks], {"town": 5.0, "g1.handlers": 0.9}).set_index("desk")
    assert table["overloaded"].to_dict() == {"town": True, "g1.handlers": False, "g1.operators": True}
    assert table["utilisation"].to_dict() == {"town": 0.8, "g1.handlers": 0.41, "g1.operators": 1.0}
    roles = by_role(desks, facts()).set_index(["key", "measure"])["value"]
    assert roles["town_team", "heads"] == 5
    assert roles["handler", "overtime_hours"] == 0.5
    assert roles["handler", "cost_per_year"] == 280_000
