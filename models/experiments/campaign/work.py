"""One run of a campaign as a worker does it: names and numbers in, a receipt with its measures out."""

from __future__ import annotations

import json
import traceback
from functools import lru_cache
from pathlib import Path
from typing import Any

from models.exchange.runfolder import write_run
from models.experiments.campaign.changes import changed
from models.experiments.provenance import about_run
from models.experiments.replication import run_name
from models.experiments.tours import tour_planner
from models.measures.reading import measure
from models.scenario.faults import Fault, RunError
from models.scenario.folder import read_scenario
from models.scenario.scenario import Scenario
from models.simulation.run import simulate
from models.simulation.setting import Setting, make_setting


@lru_cache(maxsize=2)
def _base(folder: str) -> Scenario:
    return read_scenario(folder)


@lru_cache(maxsize=4)
def _prepared(folder: str, fingerprint: str, changes: str) -> tuple[Scenario, Setting]:
    scenario = changed(_base(folder), json.loads(changes))
    if scenario.fingerprint != fingerprint:
        got = scenario.fingerprint[:12]
        raise RunError(Fault(folder, f"fingerprint {fingerprint[:12]}", got, "the scenario has changed"))
    return scenario, make_setting(scenario)


def campaign_run(task: dict[str, Any]) -> dict[str, Any]:
    """Simulate and measure one run; what goes wrong is data: a receipt with its trace.

    `task`: variant (its key), folder, fingerprint, changes (JSON), days, warmup_days, seed, replication, keep
    (a folder for the outcome tables, or "").
    """
    named = {"variant": task["variant"], "replication": task["replication"]}
    try:
        base, setting = _prepared(task["folder"], task["fingerprint"], task["changes"])
        scenario = base.with_spec(days=task["days"], warmup_days=task["warmup_days"], seed=task["seed"])
        setting = setting.of(scenario)
        outcome = simulate(scenario, task["replication"], setting, tour_planner(setting))
        if task["keep"]:
            folder = Path(task["keep"]) / run_name(scenario, task["replication"])
            write_run(outcome, folder, about=about_run(scenario, base, task["folder"]))
        measures = {name: float(value) for name, value in measure(outcome, scenario).items()}
    except Exception:
        return {**named, "state": "failed", "trace": traceback.format_exc()}
    return {**named, "measures": measures, "digest": outcome.digest, "cpu_seconds": outcome.cpu_seconds}
