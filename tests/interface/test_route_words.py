"""What the routes page says, without a browser: a planned day, a month, policies, in both languages."""

from __future__ import annotations

import re
from html import escape

import pytest

from models.experiments import route_day
from models.experiments.price_of_grabbing import price_of_grabbing
from models.experiments.replay_day import replay_day
from models.experiments.route_again import route_again
from models.experiments.route_day import route
from models.experiments.visit_calendar import visit_months, what_if
from models.scenario.folder import read_scenario
from workbench.language import Text
from workbench.map.replay_map import in_units, replay_words
from workbench.map.route_map import drawn_left, drawn_tours, encode_streets
from workbench.pages.day_picker import day_options
from workbench.route_commands import forest
from workbench.views.policies import DRAWN, draw_policies, gaps, say
from workbench.views.route_day import (
    month,
    pair_colours,
    policies_table,
    timetable,
    totals,
    tours_table,
    unplanned_table,
)

FOLDER = "checks/two-grids"


@pytest.fixture(scope="module", autouse=True)
def _a_tenth_of_the_effort():
    """The place is little; what is said of a plan is the same."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(route_day, "EFFORT", 0.1)
        yield


@pytest.fixture(scope="module")
def day():
    """The first day of a little place."""
    return route(FOLDER)


@pytest.mark.parametrize("language", ["zh", "en"])
def test_a_planned_day_is_told_whole(day, language: str) -> None:
    t = Text(language=language)
    visits = sum(len(tour["visits"]) for tour in day["tours"])
    assert visits > 3
    assert timetable(day, t).count("<i ") == visits
    assert tours_table(day, t).count("<tr>") == visits + len(day["tours"]) + 1
    assert t("routes.promised") in totals(day, t)
    assert unplanned_table(day, t).count("<tr>") == len(day["unplanned"]) + 1
    assert tours_table(day, t, grid="nowhere").count("<td") == 0


@pytest.mark.parametrize("language", ["zh", "en"])
def test_a_replanned_day_tells_the_rest_and_the_price(language: str) -> None:
    t = Text(language=language)
    pair = route(FOLDER)["tours"][0]["pair"]
    again = route_again(FOLDER, at=9 * 3600, absent=[pair], change_price=2.5)
    text = totals(again, t)
    assert text.count("<table>") == 2 and t("routes.rest", at="09:00") in text and "2.5" in text
    assert 0 <= again["taken_over"] <= again["left_by_absent"] > 0
    said = t("routes.taken_over", left=again["left_by_absent"], taken=again["taken_over"])
    assert escape(said) in text
    assert pair_colours(again) == pair_colours(route(FOLDER))  # whoever is absent


def test_tours_travel_in_the_units_of_the_map(day) -> None:
    place, t = read_scenario(FOLDER).place, Text(language="en")
    drawn = drawn_tours(place, day, pair_colours(day), t)
    assert drawn and all(abs(n) <= 32_767 for tour in drawn for point in tour["line"] for n in point)
    visits = [len(tour["visits"]) for tour in day["tours"]]
    assert [len(tour["stops"]) for tour in drawn] == [count for count in visits if count]
    assert len(drawn_left(place, day["unplanned"])) == len(day["unplanned"])
    edges = 0 if place.streets is None else len(place.streets.edges)
    assert len(encode_streets(place)) == 8 * edges


def test_a_month_has_a_cell_a_day() -> None:
    told = visit_months(FOLDER)
    days = next(iter(told["grids"].values()))
    text = month(days, 2026, 3, Text(language="zh"))
    assert len(re.findall('class="cell', text)) == 31
    assert text.count("cell off") == sum(not days.get(f"2026-03-{d:02d}", (0, 0))[1] for d in range(1, 32))


@pytest.mark.parametrize("language", ["zh", "en"])
def test_a_calendar_stands_beside_random_due_dates(language: str) -> None:
    told, t = what_if(FOLDER, days=2), Text(language=language)
    text = policies_table(told, t)
    assert all(t(f"routes.policy.{name}") in text for name in ("random_grab", "calendar_grab"))
    assert text.count("<small>") == 5


@pytest.mark.parametrize("language", ["zh", "en"])
def test_policies_stand_side_by_side(language: str) -> None:
    told = price_of_grabbing(FOLDER, days=2, run_in=1, policies=["weighted", "easiest"])
    t = Text(language=language)
    text = policies_table(told, t)
    assert t("routes.policy.easiest") in text and t("routes.measure.overdue_premises") in text
    assert text.count("<small>") == 5
    drawn = draw_policies(told, language, dark=True)
    assert list(drawn) == list(DRAWN) and all(t("routes.policy.easiest") in each for each in drawn.values())
    assert t("routes.policy.easiest") in say(told, "overdue_premises", t)


def test_a_policy_is_better_worse_or_not_told_apart() -> None:
    """By its interval and the direction that is wanted; and the same as a picture of text."""
    cells = [{"mean": 5.0, "low": 1.0, "high": 9.0}, {"mean": -5.0, "low": -9.0, "high": 1.0}]
    measures = [dict.fromkeys(DRAWN, each) for each in cells]
    told = {
        "compared_with": "weighted",
        "differences": dict(zip(("planned", "nearest"), measures, strict=True)),
    }
    verdicts = {name: gaps(told, name, Text(language="en"))["verdict"].tolist() for name in DRAWN}
    assert verdicts == {"inspection_minutes": [1, 0], "overdue_premises": [-1, 0]}
    rows = forest({name: each["overdue_premises"] for name, each in told["differences"].items()}, 19)
    assert rows == ["planned                   |----o----", "nearest          ----o----|-"]


def test_the_replay_says_who_everybody_is() -> None:
    scenario, t = read_scenario(FOLDER), Text(language="zh")
    told = in_units(scenario.place, replay_day(FOLDER), t)
    assert all(name and "." not in name for *_, name, _grid in told["people"])
    words = replay_words(told, t)
    assert all(words.values()) and f"state_{told['states'][0]}" in words
    assert len(day_options(scenario, t)) == len(set(day_options(scenario, t).values())) > 0
