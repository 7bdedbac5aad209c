"""A visit calendar as a scenario: written, read again, and followed by the simulation's due days."""

from __future__ import annotations

from pathlib import Path

import pytest

from models.experiments.visit_calendar import calendar, visit_months
from models.scenario.faults import ScenarioError
from models.scenario.folder import read_scenario
from models.simulation.run import simulate


def test_a_calendar_is_written_read_and_followed(tmp_path: Path) -> None:
    told = calendar("checks/two-grids", out=tmp_path / "calendar", days=60)
    scenario = read_scenario(tmp_path / "calendar")
    assert told["findings"] == [] and sum(map(len, scenario.plan.visits.values())) == told["visits"]
    plain = read_scenario("checks/two-grids")
    assert scenario.fingerprint != plain.fingerprint
    assert scenario.with_plan(scenario.plan.with_visits({})).fingerprint == plain.fingerprint
    start = scenario.spec.calendar.start.toordinal()
    tasks = simulate(scenario.with_spec(days=45)).tables["tasks"]
    routine = tasks[tasks["kind"].isin(["routine", "street"]) & (tasks["due"] > 1440)]
    assert len(routine) > 10
    for premises, due in routine[["premises", "due"]].itertuples(index=False):
        assert start + int(due // 1440) - 1 in scenario.plan.visits[premises]


def test_a_month_has_the_hours_of_its_grid() -> None:
    told = visit_months("checks/two-grids")
    assert told["made"] and all(len(days) > 200 for days in told["grids"].values())
    assert all(hours >= 0 and count >= 0 for days in told["grids"].values() for hours, count in days.values())


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        ("p1,2026-03-02\np1,2026-03-02\n", "each day once"),
        ("p1,tomorrow\n", "a date such as"),
        ("nobody,2026-03-02\n", "a premises of the place"),
    ],
)
def test_a_calendar_that_cannot_be_is_refused(tmp_path: Path, rows: str, expected: str) -> None:
    (tmp_path / "scenario.yml").write_text("format: 1\nbase: checks/two-grids\n", encoding="utf-8")
    (tmp_path / "visits.csv").write_text("premises,day\n" + rows, encoding="utf-8")
    with pytest.raises(ScenarioError, match=expected):
        read_scenario(tmp_path)
