"""Replications of one scenario on an engine, for commands that look at outcomes and keep none of them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from models.experiments.engines import Receipt, Task, engine
from models.experiments.replication import prepared
from models.experiments.simulate import check_numbers
from models.experiments.tours import tour_planner
from models.scenario.folder import find_folder, read_scenario
from models.scenario.outcome import Outcome
from models.scenario.scenario import Scenario
from models.simulation.run import simulate as simulate_once

Progress = Callable[[float, str], None]


@dataclass(frozen=True)
class Replicated:
    """A scenario as its folder has it, the same with the days and seed that were asked for, and what
    every replication reported, in their order."""

    base: Scenario
    scenario: Scenario
    receipts: list[Receipt]


def replicated(
    work: Callable[[Task], Receipt],
    folder: str,
    days: int | None,
    replications: int,
    seed: int | None,
    engine_name: str,
    workers: int | None,
    progress: Progress | None,
) -> Replicated:
    """Have `work` done for every replication; days and seed are the scenario's own where they are None.

    `work` is a function of a module (workers import it) and calls `lived`. Raises RunError or ScenarioError.
    """
    check_numbers(days, replications, seed, engine_name, workers)
    base = read_scenario(folder)
    scenario = base.with_spec(
        days=base.spec.days if days is None else days, seed=base.spec.seed if seed is None else seed
    )
    spec = scenario.spec
    task: dict[str, Any] = {
        "folder": str(find_folder(folder)), "fingerprint": base.fingerprint,
        "days": spec.days, "warmup_days": spec.warmup_days, "seed": spec.seed,
    }  # fmt: skip
    receipts: dict[int, Receipt] = {}
    tasks = [{**task, "replication": number} for number in range(replications)]
    for position, receipt in engine(engine_name, workers).run(work, tasks):
        receipts[position] = receipt
        if progress is not None:
            progress(len(receipts) / replications, f"{len(receipts)}/{replications}")
    return Replicated(base, scenario, [receipts[number] for number in range(replications)])


def lived(task: Task) -> tuple[Scenario, Outcome]:
    """One replication as a worker does it: the scenario of the task and what became of it."""
    base, setting = prepared(task["folder"], task["fingerprint"])
    scenario = base.with_spec(days=task["days"], warmup_days=task["warmup_days"], seed=task["seed"])
    setting = setting.of(scenario)
    return scenario, simulate_once(scenario, task["replication"], setting, tour_planner(setting))
