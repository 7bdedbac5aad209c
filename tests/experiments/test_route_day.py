"""A planned day: promised beside happened, bad input named and the rest planned, files for others."""

from __future__ import annotations

import csv
import io
import json
from dataclasses import replace
from datetime import datetime
from typing import Any
from xml.etree import ElementTree
from zoneinfo import ZoneInfo

import pytest

from models.exchange.routes import clock, routes_csv, routes_geojson, routes_gpx
from models.experiments import route_day
from models.experiments.replanned_day import relive
from models.experiments.route_again import replan, route_again
from models.experiments.route_day import RouteDay, plan_scenario
from models.experiments.route_told import describe, happened, owners_of, promised
from models.planning.effort import Effort
from models.planning.route_audit import audit_routes
from models.scenario.faults import WorkbenchError
from models.scenario.openings_file import Opening
from models.scenario.place import Streets
from models.scenario.scenario import Scenario
from models.scenario.words import PremisesKind, Skill
from tests.builders import MONDAY, NOBODY_REPORTS, community, one_item
from workbench.report.day_sheet import day_sheet

CERTAIN: dict[str, Any] = {
    **NOBODY_REPORTS, "patrol.duration_low": 1.0, "patrol.duration_mode": 1.0, "patrol.duration_high": 1.0,
    "patrol.no_access_home": 0.0, "patrol.no_access_other": 0.0,
}  # fmt: skip


@pytest.fixture(autouse=True)
def _a_tenth_of_the_effort(monkeypatch: pytest.MonkeyPatch) -> None:
    """Pools here are small; what is asked of a plan holds for any."""
    monkeypatch.setattr(route_day, "EFFORT", 0.1)


def _day(premises: int = 90, **more: Any) -> Scenario:
    """A rollout on which everything is due within days, everybody opens, and visits take what is expected."""
    given: dict[str, Any] = {"items": one_item(), "spec": {"initial": "rollout", "seed": 3}, "inspectors": 2}
    return community(2, premises, 7, changes=CERTAIN, **(given | more))


def _due_today(**more: Any) -> Scenario:
    """Twenty building sites: visited every day, so all of them are due on the first."""
    return _day(20, kinds=(PremisesKind.BUILDING_SITE,), **more)


def _by_premises(made: RouteDay) -> dict[str, str]:
    told = describe(made)
    return {row["premises"]: row["reason"] for row in told["unplanned"]}


def test_promised_is_what_happens_when_nothing_is_random() -> None:
    """Same visits, same pairs, same minute of arrival; nobody waits, nothing is left over."""
    made = plan_scenario(_day())
    promised = {
        (int(visit.stop), tour.pair): (visit.arrive / 60, visit.leave / 60)
        for planned in made.planned for tour in planned.plan.tours for visit in tour.visits
    }  # fmt: skip
    visits = made.outcome.tables["visits"]
    lived = {
        (int(task), str(pair)): (arrived, ended)
        for task, pair, arrived, ended in visits[["task", "pair", "arrived", "ended"]].itertuples(index=False)
    }
    assert len(promised) > 20
    assert lived.keys() == promised.keys()
    for key, times in promised.items():
        assert lived[key] == pytest.approx(times), key
    told = describe(made)
    assert told["happened"]["own_pair"] == told["promised"]["visits"]
    assert told["happened"]["not_reached"] == told["happened"]["others"] == 0
    assert told["happened"]["inspection_minutes"] == pytest.approx(told["promised"]["inspection_minutes"])
    assert told["happened"]["walking_minutes"] == pytest.approx(told["promised"]["walking_minutes"])


@pytest.mark.parametrize(
    ("day", "got"), [("2026-03-07", "a day off"), ("2027-01-04", "outside the calendar"), ("soon", "'soon'")]
)
def test_a_day_that_cannot_be_is_named(day: str, got: str) -> None:
    with pytest.raises(WorkbenchError, match=got):
        plan_scenario(_day(), day)


def test_a_premises_off_the_streets_is_named_and_the_rest_is_planned() -> None:
    scenario = _due_today()
    blocks, premises = scenario.place.blocks, scenario.place.premises.copy()
    west, south, east, north = blocks.total_bounds
    nodes = {"node": [0, 1, 2, 3], "lon": [west, east, west, east], "lat": [south, south, north, north]}
    edges = {"edge": [0, 1, 2], "from_node": [0, 0, 1], "to_node": [1, 2, 3], "metres": [900.0, 220.0, 220.0]}
    premises["lat"] = south
    premises["lon"] = [west if n % 2 else east for n in range(len(premises))]
    premises.loc[0, "lat"] = south - 0.01
    frames = [type(premises)(nodes), type(premises)(edges).assign(block="")]
    place = replace(scenario.place, premises=premises, streets=Streets(*frames))
    made = plan_scenario(replace(scenario, place=place))
    assert _by_premises(made).get("p1") == "no_way"
    assert sum(planned.plan.visits for planned in made.planned) > 5
    assert any("street" in fault.remedy for planned in made.planned for fault in planned.plan.troubles)


def test_a_skill_nobody_has_is_named_and_costs_time_unless_it_is_strict() -> None:
    """Two inspectors know the first skills only; where that is strict, what wants another is left out."""
    scenario = _due_today(items=one_item(Skill.ORDER), pair_size=1, inspectors=1)
    strict, lenient = plan_scenario(scenario, strict_skills=True), plan_scenario(scenario)
    assert set(_by_premises(strict).values()) == {"no_skill"} and describe(strict)["visits"] == 0
    assert "order" in describe(strict)["notes"][0] and "order" in describe(lenient)["notes"][0]
    assert describe(lenient)["visits"] > 0


def test_a_window_shorter_than_the_visit_is_named_and_what_is_closed_is_not_released() -> None:
    openings = {"p2": Opening(windows=((36_000, 36_300),)), "p3": Opening(weekdays=frozenset({4}))}
    scenario = _due_today()
    made = plan_scenario(replace(scenario, place=replace(scenario.place, openings=openings)))
    reasons = _by_premises(made)
    assert reasons["p2"] == "window" and "p3" not in reasons  # closed on Mondays: not released
    assert sum(planned.plan.visits for planned in made.planned) > 5
    assert all(audit_routes(planned.problem, planned.plan) == [] for planned in made.planned)


def test_impossible_numbers_are_refused_together() -> None:
    with pytest.raises(WorkbenchError) as refused:
        plan_scenario(_day(20), "soon", engine="magic", seconds=-1)
    assert [fault.where for fault in refused.value.faults] == ["day", "engine", "seconds"]


def test_replanning_keeps_what_is_done_and_leaves_out_who_is_absent() -> None:
    made = plan_scenario(_day(120, inspectors=4))
    first = made.planned[0]
    gone = first.problem.pairs[0]
    noon = 10 * 3600
    again = replan(first, noon, [gone], change_price=0.0, effort=Effort(deterministic=0.05))
    done = {v.stop for tour in first.plan.tours for v in tour.visits if v.begin <= noon}
    assert audit_routes(again.problem, again.plan) == []
    assert not done & set(again.plan.holder) and gone not in again.plan.holder.values()
    assert all(tour.depart >= noon for tour in again.plan.tours)
    firm = replan(first, noon, [], change_price=1e6, effort=Effort(deterministic=0.05))
    assert firm.plan.changed == 0
    with pytest.raises(WorkbenchError, match="unknown pair"):
        replan(first, noon, ["nobody.pair.9"])


def test_a_replanned_day_is_told_as_a_whole_with_its_price() -> None:
    told = route_again("checks/two-grids", at=10 * 3600, absent=[], change_price=3.0)
    assert told["promised"]["visits"] == told["first"]["promised"]["visits"] and told["changed"] == 0
    assert told["paid"] == 0 and told["held"] >= told["rest"]["promised"]["visits"]
    assert told["happened"]["visits"] >= told["rest"]["happened"]["visits"]
    nobody = ["nobody.pair.9"]
    with pytest.raises(WorkbenchError) as refused:
        route_again("checks/two-grids", "never", at=-1, absent=nobody, change_price=-1.0, seconds=0.0)
    where = [fault.where for fault in refused.value.faults]
    assert where == ["day", "seconds", "at", "absent: nobody.pair.9", "change_price"]


def test_replanned_promises_are_kept_too_when_nothing_is_random() -> None:
    """From nine on a pair is absent; what the others were promised then happens, and nobody else works."""
    made = plan_scenario(_day(120, inspectors=4))
    first, at = made.planned[0], 9 * 3600
    gone = first.problem.pairs[0]
    again = replan(first, at, [gone], change_price=5.0, effort=Effort(deterministic=0.05))
    lived = relive(made, [again], at, [gone], 0)
    rest = happened(lived, owners_of(lived), at)
    promise = promised(lived)
    assert promise["visits"] > 20 and rest["own_pair"] == promise["visits"] and rest["not_reached"] == 0
    assert rest["mean_delay_minutes"] == pytest.approx(0, abs=1e-6)
    visits = lived.outcome.tables["visits"]
    assert not (visits["departed"][visits["pair"] == gone] >= at / 60).any()
    before = {name: table["departed"] < at / 60 for name, table in _visits_of(made, lived).items()}
    columns = ["task", "pair", "arrived", "ended"]
    same = [table.loc[before[name], columns] for name, table in _visits_of(made, lived).items()]
    assert same[0].equals(same[1])


def _visits_of(made: RouteDay, lived: RouteDay) -> dict[str, Any]:
    return {"first": made.outcome.tables["visits"], "again": lived.outcome.tables["visits"]}


def test_files_hold_every_visit() -> None:
    told = describe(plan_scenario(_day(40)))
    visits = sum(len(tour["visits"]) for tour in told["tours"])
    rows = list(csv.DictReader(io.StringIO(routes_csv(told).removeprefix("\ufeff"))))
    assert len(rows) == visits and rows[0]["arrive"][2] == ":"
    features = json.loads(routes_geojson(told))["features"]
    assert sum(f["properties"]["what"] == "visit" for f in features) == visits
    space = "{http://www.topografix.com/GPX/1/1}"
    gpx = ElementTree.fromstring(routes_gpx(told))
    assert len(gpx.findall(f"{space}rte/{space}rtept")) == visits
    assert {row["half"] for row in rows} == {"1", "2"}
    first, there = (
        told["tours"][0]["visits"][0],
        {**told, "timezone": "Europe/Lisbon", "attribution": 'A & "B"'},
    )
    for day, zone in ((told, "Asia/Shanghai"), (there, "Europe/Lisbon")):
        file = ElementTree.fromstring(routes_gpx(day))
        stamp = datetime.fromisoformat(file.findtext(f".//{space}rtept/{space}time", ""))
        assert stamp.astimezone(ZoneInfo(zone)).strftime("%H:%M") == clock(first["begin"])
    credit = file.find(f"{space}metadata/{space}copyright")
    assert credit is not None and credit.get("author") == there["attribution"]
    sheet = day_sheet(told)
    assert sheet.count("<section>") == len({tour["pair"] for tour in told["tours"]})
    assert sheet.count('<td class="box"') == visits and "http" not in sheet
    assert told["findings"] == [] and told["day"] == MONDAY.isoformat()
