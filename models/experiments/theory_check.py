"""`workbench theory`: what the nearest queue says of every desk, what the simulation shows, why."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from typing import Any

import numpy as np
import pandas as pd

from models.exchange.runfolder import read_run
from models.experiments.engines import Receipt, Task
from models.experiments.kept_runs import run_folders
from models.experiments.outcomes import Progress, lived, replicated
from models.experiments.provenance import scenario_of
from models.measures.facts import facts_of
from models.measures.intervals import interval
from models.measures.nearest_queue import DeskWaits, Queue, Reason, desk_waits, nearest_queue, reason_of
from models.measures.window import window_of
from models.scenario.faults import Fault, RunError
from models.scenario.outcome import Outcome
from models.scenario.scenario import Scenario
from models.scenario.words import Role
from models.text.names import LANGUAGES, name
from models.workload.by_desk import offered_by_desk
from models.workload.service import service_of


def theory_check(
    folder: str,
    days: int | None = None,
    replications: int = 5,
    seed: int | None = None,
    engine_name: str = "serial",
    workers: int | None = None,
    progress: Progress | None = None,
) -> dict[str, Any]:
    """Every operators', handlers' and town teams' desk beside the nearest queue: M/M/c or M/G/c from the
    offered load and the staff, both per working minute of the calendar.

    `folder`: a scenario (simulated on the spot), or a kept run or result. Returns `desks`: rows of desk,
    role, queue, staff, offered_load, service_minutes, theory_wait (None: never settles), wait {mean, low,
    high, n} in working minutes, what else the run shows, `reason` (a code) and sentences `zh`, `en`; and
    `left_out`: who works without such a queue (what, offered_load, staff), and why in both languages.
    Raises RunError or ScenarioError.
    """
    kept = run_folders(folder)
    if kept is not None:
        if len(kept) != 1:
            raise RunError(Fault(folder, "a run or a result of one scenario", f"{len(kept)} scenarios"))
        runs = kept[0][1]
        scenario = scenario_of(runs[0])[0]
        return told_theory(scenario, [_waits(read_run(run), scenario) for run in runs])
    done = replicated(waits_run, folder, days, replications, seed, engine_name, workers, progress)
    rows = [
        [DeskWaits(**{**desk, "role": Role(desk["role"])}) for desk in receipt["desks"]]
        for receipt in done.receipts
    ]
    return told_theory(done.scenario, rows)


def waits_run(task: Task) -> Receipt:
    """One replication as a worker does it: what every desk's jobs waited."""
    scenario, outcome = lived(task)
    return {"desks": [{**asdict(each), "role": str(each.role)} for each in _waits(outcome, scenario)]}


def _waits(outcome: Outcome, scenario: Scenario) -> list[DeskWaits]:
    return desk_waits(outcome, facts_of(scenario, window_of(outcome)).in_shift)


def told_theory(scenario: Scenario, replications: Sequence[Sequence[DeskWaits]]) -> dict[str, Any]:
    """The rows of all desks over replications."""
    offered = offered_by_desk(scenario)
    frame = pd.DataFrame([asdict(each) for one in replications for each in one])
    rows = []
    for desk, part in frame.groupby("name", sort=False):
        role, staff = Role(part["role"].iloc[0]), int(part["staff"].iloc[0])
        service, cv = service_of(scenario, role)
        queue = nearest_queue(staff, float(offered.get(str(desk), np.nan)), service, cv)
        seen = part.drop(columns=["name", "role"]).mean()
        rows.append(_row(str(desk), role, queue, seen, part["wait"]))
    return {
        "scenario": scenario.name, "fingerprint": scenario.fingerprint, "days": scenario.spec.days,
        "seed": scenario.spec.seed, "replications": len(replications), "desks": rows,
        "left_out": _left_out(scenario, offered),
    }  # fmt: skip


def _left_out(scenario: Scenario, offered: Mapping[str, float]) -> list[dict[str, Any]]:
    """What no formula of queues speaks of, each with its reason; patrol with the load that decides it."""
    plan = scenario.plan
    patrol = sum(load for desk, load in offered.items() if desk.endswith(f".{Role.INSPECTOR}"))
    pairs = plan.heads(Role.INSPECTOR) / plan.pair_size
    over = patrol >= pairs
    found: list[tuple[str, str, float | None, float | None]] = [
        ("patrol", "patrol_overloaded" if over else "patrol", patrol, pairs),
        ("department", "department", None, None),
    ]
    if plan.duty.handlers or plan.duty.operators:
        found.append(("duty", "duty", None, float(plan.duty.handlers + plan.duty.operators)))
    return [
        {
            "what": what, "offered_load": load, "staff": staff,
            **{language: _why(key, language, load, staff) for language in LANGUAGES},
        }
        for what, key, load, staff in found
    ]  # fmt: skip


def _why(key: str, language: str, load: float | None, staff: float | None) -> str:
    return name(f"queue_left_out.{key}", language).format(offered=load or 0.0, staff=staff or 0.0)


def _row(desk: str, role: Role, queue: Queue, seen: pd.Series, waits: pd.Series) -> dict[str, Any]:
    span, reason = interval(waits.to_numpy(np.float64)), reason_of(queue, seen)
    settles = np.isfinite(queue.wait)
    facts = {key: None if np.isnan(seen[key]) else float(seen[key]) for key in SEEN}
    return {
        "desk": desk,
        "role": str(role),
        "queue": queue.kind,
        "staff": queue.servers,
        "offered_load": queue.load,
        "service_minutes": queue.service,
        "service_cv": queue.cv,
        "theory_wait": queue.wait if settles else None,
        "wait": {"mean": span.mean, "low": span.low, "high": span.high, "n": span.n},
        **facts,
        "reason": str(reason),
        **{language: _sentence(language, queue, facts, span.mean, reason) for language in LANGUAGES},
    }


SEEN = ("jobs", "load", "wait_inside", "wait_outside", "outside", "bunching")
"""What a run shows of a desk besides its wait, as means over replications."""


def _sentence(
    language: str, queue: Queue, seen: dict[str, float | None], wait: float | None, reason: Reason
) -> str:
    """The comparison in words."""
    told = {key: 0.0 if value is None else value for key, value in seen.items()}
    return name(f"queue_reason.{reason}", language).format(
        queue=queue.kind, theory=queue.wait, wait=0.0 if wait is None else wait, offered=queue.load,
        staff=queue.servers, **told,
    )  # fmt: skip
