"""One run of a campaign as a worker does it: names and numbers in, a receipt with its measures out."""

from __future__ import annotations

import json
import traceback
from dataclasses import replace
from functools import lru_cache
from pathlib import Path
from typing import Any

from models.exchange.runfolder import write_run
from models.experiments.campaign.changes import changed
from models.experiments.campaign.parts import ROOM
from models.experiments.provenance import about_run
from models.experiments.replication import run_name
from models.experiments.tours import tour_planner
from models.measures.reading import measure
from models.scenario.faults import Fault, RunError
from models.scenario.folder import read_scenario
from models.scenario.outcome import Outcome
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
    (a folder for the outcome tables, or ""). Where these find no room the receipt says `unkept` (the fault)
    instead: that is no fault of the run, and it has to be done again.
    """
    named = {"variant": task["variant"], "replication": task["replication"]}
    try:
        base, setting = _prepared(task["folder"], task["fingerprint"], task["changes"])
        scenario = base.with_spec(days=task["days"], warmup_days=task["warmup_days"], seed=task["seed"])
        setting = setting.of(scenario)
        outcome = simulate(scenario, task["replication"], setting, tour_planner(setting))
        if task["keep"] and (fault := _kept(outcome, scenario, base, task)):
            return {**named, "unkept": vars(fault)}
        measures = {name: float(value) for name, value in measure(outcome, scenario).items()}
    except Exception:
        return {**named, "state": "failed", "trace": traceback.format_exc()}
    return {**named, "measures": measures, "digest": outcome.digest, "cpu_seconds": outcome.cpu_seconds}


def _kept(outcome: Outcome, scenario: Scenario, base: Scenario, task: dict[str, Any]) -> Fault | None:
    """Keep the outcome tables; what is wrong where the disk refuses."""
    folder = Path(task["keep"]) / run_name(scenario, task["replication"])
    try:
        write_run(outcome, folder, about=about_run(scenario, base, task["folder"]))
    except RunError as error:
        return replace(error.faults[0], remedy=ROOM)
    return None
