"""Pairs that follow planned tours: the route planner inside a simulation."""

from __future__ import annotations

from pathlib import Path

import pytest

from models.experiments.replication import replicate
from models.experiments.tours import TourDesk, prize, tour_planner
from models.planning.effort import Effort
from models.planning.route_audit import audit_routes
from models.scenario.faults import WorkbenchError
from models.scenario.scenario import Scenario
from models.scenario.words import TaskKind
from models.simulation.run import simulate
from models.simulation.setting import make_setting
from models.simulation.tasks import Task, TaskPool
from tests.builders import community, few_items

LIGHT = Effort(deterministic=0.01)


def _planned(grab: str = "planned", **more: object) -> Scenario:
    return community(
        grids=2, premises=60, days=7, items=few_items(), inspectors=4,
        spec={"seed": 5, "initial": "rollout"}, policies={"grab": grab, "scope": "area"}, **more,
    )  # fmt: skip


def _run(scenario: Scenario) -> tuple[str, TourDesk, int]:
    setting = make_setting(scenario)
    desk = tour_planner(setting)
    assert isinstance(desk, TourDesk)
    desk.effort = LIGHT
    outcome = simulate(scenario, 0, setting, desk)
    return outcome.digest, desk, len(outcome.tables["visits"])


def test_a_run_with_planned_tours_works_and_repeats_exactly() -> None:
    scenario = _planned()
    first, second = _run(scenario), _run(scenario)
    assert first[0] == second[0]
    assert first[2] > 20
    plans = [plan for _, plan in first[1].plans]
    assert len(plans) == 5  # the working days of the week
    assert plans == [plan for _, plan in second[1].plans]
    assert sum(plan.visits for plan in plans) > 20


def test_only_planned_tours_need_a_planner() -> None:
    setting = make_setting(_planned("weighted"))
    assert tour_planner(setting) is None
    with pytest.raises((WorkbenchError, ValueError), match="planned"):
        simulate(_planned())


def test_the_first_visit_of_a_day_is_the_one_that_was_promised() -> None:
    scenario = _planned()
    setting = make_setting(scenario)
    desk = tour_planner(setting)
    assert isinstance(desk, TourDesk)
    desk.effort = LIGHT
    visits = simulate(scenario, 0, setting, desk).tables["visits"]
    now, plan = desk.plans[0]
    promised = {tour.pair: int(tour.stops[0]) for tour in plan.tours if tour.stops and tour.depart == now}
    begun = visits[visits["departed"] == now / 60.0].set_index("pair")["task"].astype(int)
    assert promised
    for pair, task in promised.items():
        assert begun[pair] == task


def test_every_plan_of_a_run_keeps_the_rules(monkeypatch: pytest.MonkeyPatch) -> None:
    met = []
    original = TourDesk._problem

    def spying(self: TourDesk, *given: object) -> object:
        met.append(original(self, *given))  # type: ignore[arg-type]
        return met[-1]

    monkeypatch.setattr(TourDesk, "_problem", spying)
    _, desk, _ = _run(_planned(pair_size=1))
    assert len(met) == len(desk.plans)
    for problem, (_, plan) in zip(met, desk.plans, strict=True):
        assert audit_routes(problem, plan) == []


def test_a_prize_rises_as_the_due_day_nears() -> None:
    pool = TaskPool("g", "A", lambda task: (0.0, 0.0))

    def worth(days_left: int, kind: TaskKind = TaskKind.ROUTINE) -> float:
        return prize(Task(1, kind, 0, pool, 0, days_left * 86_400, 1200, ()), 0)

    prizes = [worth(days) for days in (30, 6, 3, 1, 0, -5)]
    assert prizes == sorted(prizes) and prizes[0] == 20.0 and prizes[-1] == prizes[-2] == 60.0
    assert worth(3, TaskKind.REINSPECTION) == 2 * worth(3)


def test_a_worker_passes_the_planner(tmp_path: Path) -> None:
    folder = tmp_path / "tiny"
    folder.mkdir()
    (folder / "scenario.yml").write_text("format: 1\nbase: checks/two-grids\n", encoding="utf-8")
    (folder / "plan.yml").write_text("policies: {grab: planned}\n", encoding="utf-8")
    task = {
        "folder": str(folder), "fingerprint": "", "days": 3, "warmup_days": 0, "seed": 1, "replication": 0,
        "out": str(tmp_path / "runs"), "keep": False,
    }  # fmt: skip
    assert replicate(task)["digest"] == replicate(task)["digest"]
