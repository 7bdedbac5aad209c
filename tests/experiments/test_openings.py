"""Opening hours and known re-inspections in the simulation: kept by every policy, and by planned tours."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from models.experiments.route_day import plan_scenario
from models.experiments.tours import tour_planner
from models.scenario.faults import ScenarioError
from models.scenario.folder import read_scenario
from models.scenario.openings_file import Opening
from models.scenario.scenario import Scenario
from models.scenario.words import GrabPolicy, PremisesKind
from models.simulation.run import simulate
from models.simulation.setting import make_setting
from tests.builders import MONDAY, NOBODY_REPORTS, community, one_item

ELEVEN_TO_NOON, NOT_MONDAY = ((11 * 3600, 12 * 3600),), frozenset({1, 2, 3, 4})
CERTAIN: dict[str, Any] = {
    **NOBODY_REPORTS, "patrol.duration_low": 1.0, "patrol.duration_mode": 1.0, "patrol.duration_high": 1.0,
    "patrol.no_access_home": 0.0, "patrol.no_access_other": 0.0,
}  # fmt: skip
OPENINGS = {
    **{f"p{n}": Opening(windows=ELEVEN_TO_NOON) for n in range(1, 6)},
    **{f"p{n}": Opening(weekdays=NOT_MONDAY) for n in range(6, 11)},
}


def _sites(grab: GrabPolicy = GrabPolicy.WEIGHTED, **facts: Any) -> Scenario:
    """Twenty building sites, all due every day."""
    scenario = community(
        1, 20, 4, changes=CERTAIN, items=one_item(), kinds=(PremisesKind.BUILDING_SITE,), inspectors=4,
        spec={"initial": "rollout", "seed": 3}, policies={"grab": str(grab)},
    )  # fmt: skip
    return replace(scenario, place=replace(scenario.place, **facts))


def _visits(scenario: Scenario) -> pd.DataFrame:
    setting = make_setting(scenario)
    return simulate(scenario, 0, setting, tour_planner(setting)).tables["visits"]


@pytest.mark.parametrize("grab", list(GrabPolicy))
def test_no_policy_leads_to_closed_doors(grab: GrabPolicy) -> None:
    """Premises of one hour are visited within it, those closed on Mondays not then; all that is open is."""
    visits = _visits(_sites(grab, openings=OPENINGS))
    minute, day = visits["arrived"] % 1440, visits["arrived"] // 1440
    narrow = visits["premises"].isin([f"p{n}" for n in range(1, 6)])
    assert narrow.any() and (minute[narrow] >= 660).all() and (visits["ended"][narrow] % 1440 <= 720).all()
    monday = set(visits.loc[day == 0, "premises"])
    assert monday.isdisjoint({f"p{n}" for n in range(6, 11)}) and len(monday) >= 14
    assert set(visits.loc[day == 1, "premises"]) >= {f"p{n}" for n in range(6, 21)}


def test_planned_tours_wait_for_the_door_as_they_promised() -> None:
    """Nothing is random: every promised visit begins when it was promised, also after a wait."""
    made = plan_scenario(_sites(openings=OPENINGS))
    promised = {
        int(visit.stop): visit.begin / 60
        for planned in made.planned for tour in planned.plan.tours for visit in tour.visits
    }  # fmt: skip
    visits = made.outcome.tables["visits"]
    arrived = dict(zip(visits["task"].astype(int), visits["arrived"], strict=True))
    assert len(promised) == 14  # within one hour two pairs can do four of the five
    assert {task: arrived[task] for task in promised} == pytest.approx(promised)


def test_a_place_without_hours_has_its_old_fingerprint_and_another_with_them() -> None:
    plain = _sites()
    assert plain.fingerprint == _sites(openings={}).fingerprint != _sites(openings=OPENINGS).fingerprint
    assert plain.fingerprint != _sites(reinspections=(("p1", MONDAY.toordinal()),)).fingerprint


def test_a_known_reinspection_is_released_on_its_day_or_the_next_working_one() -> None:
    known = (("p1", MONDAY.toordinal() + 1), ("p2", MONDAY.toordinal() - 9))
    tasks = simulate(_sites(reinspections=known)).tables["tasks"]
    again = tasks[tasks["kind"] == "reinspection"]
    assert again["premises"].tolist() == ["p1"] and again["fate"].tolist() == ["done"]
    assert (again["released"] // 1440).tolist() == [1] and (again["due"] // 1440).tolist() == [5]


def test_both_files_are_read_with_the_scenario(tmp_path: Path) -> None:
    files = {
        "scenario.yml": "format: 1\nbase: checks/two-grids\n",
        "openings.csv": "premises,days,hours\nbuilding_site,mon tue,09:00-11:00\n",
        "reinspections.csv": "premises,day\nn1,2026-03-04\n",
    }
    for name, text in files.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    place = read_scenario(tmp_path).place
    assert place.reinspections == (("n1", MONDAY.toordinal() + 2),)
    assert all(each.weekdays == frozenset({0, 1}) for each in place.openings.values())
    (tmp_path / "reinspections.csv").write_text(
        "premises,day\nn1,soon\nnobody,2026-03-04\n", encoding="utf-8"
    )
    with pytest.raises(ScenarioError) as refused:
        read_scenario(tmp_path)
    assert [fault.got for fault in refused.value.faults] == ["'soon'", "'nobody'"]
