"""Nothing is lost and nothing happens twice, in any small community."""

from __future__ import annotations

import numpy as np
from hypothesis import given

from models.scenario.outcome import Outcome
from models.scenario.scenario import Scenario
from models.scenario.tables import TABLES, validate
from tests.builders import communities, run
from tests.laws.few import FEW, holding


def every_table_is_as_declared(scenario: Scenario, told: Outcome) -> None:
    """Codes, bounds, types and the order of the columns."""
    assert list(told.tables) == list(TABLES)
    for name, frame in told.tables.items():
        validate(name, frame)


def tasks_released_are_done_or_wait(scenario: Scenario, told: Outcome) -> None:
    """Released = done + open + closed doors; one open routine task a premises and line of departments."""
    tasks = told.tables["tasks"]
    fates = tasks["fate"].value_counts()
    assert fates.get("done", 0) + fates.get("open", 0) + fates.get("no_access", 0) == len(tasks)
    done = tasks["fate"] == "done"
    assert (tasks["ended"].notna() == done).all()
    assert (tasks.loc[done, "ended"] >= tasks.loc[done, "grabbed"]).all()
    assert (tasks["grabbed"].dropna() >= tasks["released"][tasks["grabbed"].notna()]).all()
    assert tasks["task"].is_unique
    rounds = tasks[tasks["kind"].isin(["routine", "street"]) & ~done]
    assert not rounds.duplicated(["premises", "pool"]).any()


def visits_are_the_attempts_of_tasks(scenario: Scenario, told: Outcome) -> None:
    """Every finished attempt is a visit; what was found was settled or reported."""
    tasks, visits = told.tables["tasks"], told.tables["visits"]
    made = visits["task"].value_counts().reindex(tasks["task"], fill_value=0).to_numpy()
    under_way = tasks["attempts"].to_numpy() - made
    assert ((under_way == 0) | (under_way == 1)).all()
    assert under_way.sum() <= len(visits["pair"].unique()) + len(scenario.plan.grids) * 4
    assert (visits["found"] == visits["settled"] + visits["reported"]).all()
    assert (visits["departed"] <= visits["arrived"]).all() and (visits["arrived"] <= visits["ended"]).all()
    assert not visits.duplicated(["premises", "attempt"]).any()
    assert visits["visit"].is_unique


def cases_reported_are_in_hand_or_ended(scenario: Scenario, told: Outcome) -> None:
    """Reported = open + closed + cancelled + duplicate, and each bears the marks of its fate."""
    cases, events = told.tables["cases"], told.tables["case_events"]
    assert cases["case"].is_unique
    reports = events.loc[events["activity"] == "report", "case"]
    assert sorted(reports) == sorted(cases["case"])
    closed = cases["outcome"] == "closed"
    assert (cases["closed"].notna() == closed).all()
    assert (cases.loc[closed, "closed"] >= cases.loc[closed, "registered"]).all()
    assert (cases["registered"].dropna() >= cases["reported"][cases["registered"].notna()]).all()
    counted = cases.set_index("case")
    children = cases.loc[cases["outcome"] == "duplicate", "parent"].value_counts()
    assert (counted.loc[children.index, "duplicates"] == children).all()
    assert cases["duplicates"].sum() == (cases["outcome"] == "duplicate").sum()
    ends = events.loc[events["activity"].isin(["close", "settle"]), "case"].value_counts()
    closings = cases.loc[closed].set_index("case")["reopened"] + 1
    assert (ends.reindex(closings.index) == closings).all()


def stages_and_events_run_forwards_within_the_run(scenario: Scenario, told: Outcome) -> None:
    """Nothing ends before it begins, begins before it is asked for, or happens after the end."""
    events, stages = told.tables["case_events"], told.tables["stages"]
    assert (events["ready"] <= events["begin"]).all() and (events["begin"] <= events["end"]).all()
    assert (events["end"] <= told.window_end).all() and (events["ready"] >= 0).all()
    ended = stages["end"].notna()
    assert (stages.loc[ended, "end"] >= stages.loc[ended, "begin"]).all()
    assert (stages["due"] >= stages["begin"]).all()
    assert np.isfinite(stages["begin"]).all()
    first = events.groupby("case")["begin"].min()
    reported = told.tables["cases"].set_index("case")["reported"]
    assert (first.reindex(reported.index) == reported).all()


def a_hazard_has_one_life(scenario: Scenario, told: Outcome) -> None:
    """Onset, then found once, then rectified; the next one of its kind comes only after that."""
    hazards, cases = told.tables["hazards"], told.tables["cases"]
    assert hazards["hazard"].is_unique
    found = hazards["found"].notna()
    assert (hazards.loc[found, "found"] >= hazards.loc[found, "onset"]).all()
    ended = hazards["rectified"].notna()
    assert found[ended].all()
    assert (hazards.loc[ended, "rectified"] >= hazards.loc[ended, "found"]).all()
    of_one = cases.loc[(cases["hazard"] >= 0) & (cases["outcome"] != "duplicate")]
    assert of_one["hazard"].is_unique
    line = hazards.sort_values("hazard").assign(source=lambda h: h["hazard"] // 1000)
    gap = line["onset"] - line.groupby("source")["rectified"].shift()
    later = line["source"].duplicated()
    assert (gap[later] > 0).all()


def the_books_of_visits_cases_and_hazards_agree(scenario: Scenario, told: Outcome) -> None:
    """What inspectors found at visits are the hazards they have on record."""
    hazards, visits, cases = (told.tables[name] for name in ("hazards", "visits", "cases"))
    by_inspectors = (hazards["found_by"] == "inspector").sum()
    in_hand = len(scenario.plan.grids) * 4 * 8
    assert visits["found"].sum() <= by_inspectors <= visits["found"].sum() + in_hand
    over = cases["over_report"].sum()
    assert visits["over_reported"].sum() <= over


LAWS = (
    every_table_is_as_declared,
    tasks_released_are_done_or_wait,
    visits_are_the_attempts_of_tasks,
    cases_reported_are_in_hand_or_ended,
    stages_and_events_run_forwards_within_the_run,
    a_hazard_has_one_life,
    the_books_of_visits_cases_and_hazards_agree,
)


test_every_law_holds = holding(LAWS)


@FEW
@given(communities(busy=False))
def test_tables_are_as_declared_where_little_happens(scenario: Scenario) -> None:
    """Also those that stay empty."""
    every_table_is_as_declared(scenario, run(scenario))
