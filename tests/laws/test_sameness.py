"""What must not matter does not: names of grids, order of replications, sharing, more people elsewhere."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from random import Random

import pandas as pd
from hypothesis import given
from hypothesis import strategies as st

from models.scenario.outcome import Outcome
from models.scenario.plan import Plan
from models.scenario.scenario import Scenario
from models.scenario.words import Discipline, GrabPolicy
from models.simulation.setting import make_setting
from tests.builders import NOBODY_REPORTS, POLICIES, communities, run
from tests.laws.few import FEW

NAMED = ("grid", "home_grid", "pool", "pair", "person", "actor")
MARKS = ["source", "department", "case_class", "urgent", "block", "premises", "reported"]


@FEW
@given(communities(changes=NOBODY_REPORTS))
def test_without_demand_nothing_happens(scenario: Scenario) -> None:
    """No reports, no hazards, nothing over-reported: only patrol goes on."""
    told = run(scenario)
    for name in ("cases", "case_events", "stages", "hazards"):
        assert told.tables[name].empty, name
    assert set(told.tables["duty"]["role"]) <= {"inspector"}
    assert set(told.tables["tasks"]["kind"]) <= {"routine", "street"}
    assert not told.tables["visits"][["found", "reported", "over_reported"]].to_numpy().any()


def renamed(plan: Plan, names: Mapping[str, str]) -> Plan:
    """The same plan with other names for its grids, in the same order."""
    grids = {names[grid]: staffed for grid, staffed in plan.grids.items()}
    blocks = {block: names[grid] for block, grid in plan.blocks.items()}
    return plan.model_copy(update={"grids": grids, "blocks": blocks})


def named_back(frame: pd.DataFrame, names: Mapping[str, str]) -> pd.DataFrame:
    """A table with the old names of grids, pools, pairs and people."""
    frame = frame.copy()
    for column in NAMED:
        if column not in frame:
            continue
        head = frame[column].str.split(".", n=1).str
        old = head[0].map(lambda name: names.get(name, name))
        frame[column] = old + head[1].map(lambda rest: "." + rest, na_action="ignore").fillna("")
    return frame.sort_values(list(frame.columns), ignore_index=True)


@FEW
@given(communities(busy=True), st.randoms(use_true_random=False))
def test_names_of_grids_do_not_matter(scenario: Scenario, chance: Random) -> None:
    """Other names give the same tables up to the names (who leaves is drawn by name: nobody does here)."""
    scenario = without_turnover(scenario)
    old = list(scenario.plan.grids)
    new = [f"n{number}" for number in range(len(old))]
    chance.shuffle(new)
    there = dict(zip(old, new, strict=True))
    back = {b: a for a, b in there.items()}
    plain, other = run(scenario), run(scenario.with_plan(renamed(scenario.plan, there)))
    for name, frame in plain.tables.items():
        pd.testing.assert_frame_equal(named_back(frame, {}), named_back(other.tables[name], back))


def without_turnover(scenario: Scenario) -> Scenario:
    """The same with a crew that stays."""
    return replace(scenario, assumptions=scenario.assumptions.changed({"skills.turnover_per_year": 0.0}))


def arrivals(told: Outcome) -> pd.DataFrame:
    """First reports of citizens and departments by case number, with their marks."""
    cases = told.tables["cases"]
    outside = cases[(cases["hazard"] < 0) & cases["source"].isin(["citizen", "app", "department"])]
    # a number in the upper half of its range names a second reporter, who comes while a case is open
    first = outside[(outside["case"] >= 10**12) & (outside["case"] % 10**12 < 5 * 10**11)]
    return first.set_index("case")[MARKS].sort_index()


@FEW
@given(communities(), st.sampled_from(POLICIES), st.sampled_from(Discipline))
def test_plans_share_their_arrivals(scenario: Scenario, grab: GrabPolicy, discipline: Discipline) -> None:
    """Citizens do not know by which policies the community works, nor do the marks of their cases."""
    other = scenario.with_plan(scenario.plan.with_policies(grab=grab, discipline=discipline))
    pd.testing.assert_frame_equal(arrivals(run(scenario)), arrivals(run(other)))


@FEW
@given(communities(busy=True), st.integers(1, 5))
def test_more_operators_do_not_make_more_reports(scenario: Scenario, more: int) -> None:
    """Staff changes what becomes of cases, not which there are."""
    plan = scenario.plan
    grids = {
        name: grid.model_copy(update={"staffing": grid.staffing.model_copy(update={"operators": 1 + more})})
        for name, grid in plan.grids.items()
    }
    richer = scenario.with_plan(plan.model_copy(update={"grids": grids}))
    pd.testing.assert_frame_equal(arrivals(run(scenario)), arrivals(run(richer)))


@FEW
@given(communities(busy=True))
def test_order_and_sharing_do_not_matter(scenario: Scenario) -> None:
    """Replications come out the same in any order, with a setting of their own or a common one."""
    shared = make_setting(scenario)
    first, second = run(scenario, replication=0), run(scenario, replication=1)
    again = run(scenario, replication=1, setting=shared), run(scenario, replication=0, setting=shared)
    assert (first.digest, second.digest) == (again[1].digest, again[0].digest)
    assert first.digest != second.digest
