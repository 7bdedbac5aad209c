"""Staffings, rosters and kept plans in words and files, without a browser."""

from __future__ import annotations

from datetime import timedelta

import pytest
from pydantic import ValidationError

from models.experiments.roster import RosterError, week_of
from models.planning.roster.solve import plan_roster
from models.planning.roster_audit import audit_roster
from models.scenario.folder import read_scenario
from models.scenario.plan import Plan
from models.sizing.problem import StaffingError
from models.sizing.staff import staff
from workbench.catalogue import shipped_catalogue
from workbench.drafting.versions import save_version
from workbench.language import Text
from workbench.pages.faults import fault_words
from workbench.saved import folder_of, keep_staffing, saved_plans
from workbench.views.comparison import change_name, multiples_html
from workbench.views.roster import audit_html, fairness_html, person_words
from workbench.views.staffing import load_table, plan_faults

LANGUAGES = ("zh", "en")


@pytest.mark.parametrize("language", LANGUAGES)
def test_people_that_cannot_be_are_explained_with_the_least_that_would_do(language):
    """A role with nobody and half a pair: both lines in words, with grid and number."""
    content = read_scenario("luohu").plan.model_dump(mode="json")
    content["grids"]["luohu-3"]["staffing"] = {"inspectors": 3, "handlers": 0, "operators": 1}
    with pytest.raises(ValidationError) as error:
        Plan.model_validate(content)
    words = plan_faults(str(error.value.errors()[0]["msg"]), Text(language=language))
    assert words.count("<li>") == 2 and "expected" not in words
    assert Text(language=language).grid("luohu-3") in words


def test_contradictory_rules_are_explained_in_chinese():
    """The fault of the command line as a sentence of the page, with the smallest change."""
    with pytest.raises(StaffingError) as error:
        staff("luohu", rules=("handler>=9", "handler<=4"))
    t = Text(language="zh")
    said = fault_words(error.value.faults[0], t)
    assert said == t("fault_says.rule_least", role=t.called("role", "handler"), most=4, least=9)


def test_an_absence_outside_the_week_is_explained_in_chinese():
    """Who, which day, which week."""
    scenario = read_scenario("luohu")
    problem = week_of(scenario, "2026-03-02")
    late = problem.monday + timedelta(days=10)
    with pytest.raises(RosterError) as error:
        week_of(scenario, "2026-03-02", {(problem.people[0].name, late): "absent"})
    t = Text(language="zh")
    who, week = problem.people[0].name, {"first": problem.days[0], "last": problem.days[-1]}
    assert fault_words(error.value.faults[0], t) == t("fault_says.not_that_week", who=who, day=late, **week)


def test_a_roster_in_words():
    """Nights and weekends by group; a wish that was refused and a missing person are named."""
    t = Text(language="en")
    problem = week_of(read_scenario("luohu"), "2026-03-02")
    assigned = dict(plan_roster(problem, 5.0).assigned)
    assert "keeps every rule" in audit_html(problem, audit_roster(problem, assigned), assigned, t)
    assert "nights 0–1 each" in fairness_html(problem, assigned, t)
    for key in [key for key in assigned if key[0].endswith("operator.1")]:
        del assigned[key]
    told = audit_html(problem, audit_roster(problem, assigned), assigned, t)
    assert "missing" in told and "440605124065" not in told
    assert person_words(problem.people[0].name, t).startswith("Luohu 1")


def test_offered_load_beside_the_people():
    """More work than people is marked; a desk without a load is left out."""
    desks = {
        "luohu-1.inspector": {"staff": 1, "offered": 1.8},
        "luohu-1.handler": {"staff": 2, "offered": 0.9},
        "luohu-2.handler": {"staff": 2, "offered": None},
        "town.town_team": {"staff": 5, "offered": 4.0},
    }
    told = load_table(desks, Text(language="en"))
    assert "1.80 / 1" in told and told.count("bar bad") == 1
    assert "Luohu 2" not in told and "4.00 / 5" in told


def test_small_multiples_and_names_of_what_differs():
    """A picture for each indicator with a dot for each scenario; values that differ have names."""
    t = Text(language="en")
    cell = {"mean": 0.7, "low": 0.6, "high": 0.8}
    told = {"scenarios": [{"measures": {"coverage": cell}}, {"measures": {"coverage": cell | {"mean": 0.5}}}]}
    drawn = multiples_html(told, ["A", "B"], t)
    assert drawn.count("<circle") == 2 and drawn.count("<figure") == 1
    names = {
        path: change_name({"part": part, "path": path}, t)
        for part, path in (
            ("plan", "grids.luohu-2.staffing.handlers"),
            ("plan", "pooled.operators"),
            ("assumptions", "handling.minutes_mean"),
        )
    }
    assert names["grids.luohu-2.staffing.handlers"].startswith("Luohu 2 · ")
    assert names["pooled.operators"] == "Operators pooled"
    assert names["handling.minutes_mean"] != "handling.minutes_mean"


def test_kept_plans_are_scenarios(tmp_path):
    """A staffing and a version of grids are offered by title and can be read as scenarios."""
    catalogue = shipped_catalogue()
    opened = catalogue.open("jinxi")
    plan = opened.plan.model_dump(mode="json", include={"grids", "pooled", "town", "pair_size"})
    plan["town"]["teams"] = 9
    kept = keep_staffing(tmp_path, opened, plan, "nine teams")
    grids = dict(opened.plan.blocks)
    first, second = list(opened.plan.grids)[:2]
    moved = next(block for block, grid in grids.items() if grid == first)
    save_version(tmp_path / "plans" / "jinxi" / "versions", "moved", "", grids | {moved: second})
    offered = saved_plans(tmp_path, catalogue, "en")
    assert len(offered) == 2 and any("nine teams" in title for title in offered)
    folders = [folder_of(key, tmp_path, catalogue) for key in offered.values()]
    assert kept in folders and folder_of("luohu", tmp_path, catalogue) == catalogue.open("luohu").folder
    plans = [read_scenario(folder).plan for folder in folders]
    assert {9} <= {each.town.teams for each in plans}
    assert any(each.blocks[moved] == second for each in plans)
