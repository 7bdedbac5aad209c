"""One replication as a worker does it: names and numbers in, tables on disk and a receipt out."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from pathlib import Path
from typing import Any

from models.exchange.runfolder import write_run
from models.experiments.provenance import about_run
from models.experiments.tours import tour_planner
from models.measures.kept import reading_tables
from models.measures.reading import read
from models.scenario.faults import Fault, RunError
from models.scenario.folder import read_scenario
from models.scenario.scenario import Scenario
from models.simulation.run import simulate as simulate_once
from models.simulation.setting import Setting, make_setting

PREFIX = "reading_"
"""Tables of a run folder that hold what was measured, beside the outcome tables."""


@lru_cache(maxsize=4)
def prepared(folder: str, fingerprint: str) -> tuple[Scenario, Setting]:
    """A scenario and its setting, kept in the worker; RunError where the folder has changed meanwhile."""
    scenario = read_scenario(folder)
    if fingerprint and scenario.fingerprint != fingerprint:
        remedy = "run again with the scenario as it is now"
        raise RunError(Fault(folder, f"fingerprint {fingerprint[:12]}", scenario.fingerprint[:12], remedy))
    return scenario, make_setting(scenario)


def run_name(scenario: Scenario, replication: int) -> str:
    """The folder of a run: who it is, so that the same run lands in the same place."""
    spec = scenario.spec
    return f"{scenario.name}-{scenario.fingerprint[:8]}-d{spec.days}-s{spec.seed}-r{replication}"


def replicate(task: dict[str, Any], progress: Callable[[float], None] | None = None) -> dict[str, Any]:
    """Simulate, measure and keep one replication.

    `task`: folder, fingerprint (of the folder as it is), days, warmup_days, seed, replication, out, keep
    (whether the outcome tables are kept, or only the readings). The receipt names the run's folder and
    carries digest, events and CPU seconds.
    """
    base, setting = prepared(task["folder"], task["fingerprint"])
    scenario = base.with_spec(days=task["days"], warmup_days=task["warmup_days"], seed=task["seed"])
    setting = setting.of(scenario)
    outcome = simulate_once(scenario, task["replication"], setting, tour_planner(setting), progress)
    tables = {PREFIX + name: table for name, table in reading_tables(read(outcome, scenario)).items()}
    folder = Path(task["out"]) / run_name(scenario, task["replication"])
    write_run(outcome, folder, tables, about_run(scenario, base, task["folder"]))
    return {
        "run": str(folder),
        "replication": task["replication"],
        "digest": outcome.digest,
        "events": outcome.events,
        "cpu_seconds": outcome.cpu_seconds,
        "notes": list(outcome.notes),
    }
