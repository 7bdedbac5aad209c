"""`workbench warmup`: from which day on a scenario's runs are steady, and whether its warm-up covers that."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np

from models.exchange.runfolder import read_run
from models.experiments.engines import Receipt, Task, engine
from models.experiments.kept_runs import run_folders
from models.experiments.replication import prepared
from models.experiments.simulate import check_numbers, warmup_days
from models.experiments.tours import tour_planner
from models.measures.daily import DAILY, daily_series, whole_days
from models.measures.intervals import half_widths
from models.measures.warmup import WEEK, mser_over
from models.measures.window import DAY
from models.scenario.folder import find_folder, read_scenario
from models.scenario.outcome import Outcome
from models.scenario.scenario import Initial
from models.simulation.run import simulate as simulate_once

Progress = Callable[[float, str], None]


def warmup(
    folder: str,
    days: int | None = None,
    replications: int = 5,
    seed: int | None = None,
    engine_name: str = "serial",
    workers: int | None = None,
    progress: Progress | None = None,
) -> dict[str, Any]:
    """Simulate a scenario, or read the runs that a result or a campaign kept, and look for its warm-up.

    Returns `told` below for a scenario, a run or a result; for a campaign's ledger (with `keep_tables`)
    `{"variants": [told, …]}`. Raises RunError or ScenarioError.
    """
    kept = run_folders(folder)
    if kept is not None:
        each = [_told(name, [read_run(run) for run in runs]) for name, runs in kept]
        return each[0] if len(each) == 1 else {"variants": each}
    check_numbers(days, replications, seed)
    base = read_scenario(folder)
    spec = base.spec
    task = {
        "folder": str(find_folder(folder)), "fingerprint": base.fingerprint,
        "days": spec.days if days is None else days, "warmup_days": spec.warmup_days,
        "seed": spec.seed if seed is None else seed,
    }  # fmt: skip
    receipts: dict[int, Receipt] = {}
    tasks = [{**task, "replication": number} for number in range(replications)]
    for position, receipt in engine(engine_name, workers).run(daily_run, tasks):
        receipts[position] = receipt
        if progress is not None:
            progress(len(receipts) / replications, f"{len(receipts)}/{replications}")
    series = [receipts[n]["series"] for n in range(replications)]
    told = told_warmup(base.name, series, warmup_days(base))
    return {
        **told, "fingerprint": base.fingerprint, "seed": task["seed"], "initial": str(spec.initial),
        "note": "rollout" if spec.initial is Initial.ROLLOUT else "",
        "cpu_seconds": round(sum(receipt["cpu_seconds"] for receipt in receipts.values()), 2),
    }  # fmt: skip


def daily_run(task: Task) -> Receipt:
    """One replication as a worker does it: its daily series, and what it cost."""
    base, setting = prepared(task["folder"], task["fingerprint"])
    scenario = base.with_spec(days=task["days"], warmup_days=task["warmup_days"], seed=task["seed"])
    setting = setting.of(scenario)
    outcome = simulate_once(scenario, task["replication"], setting, tour_planner(setting))
    series = {name: values.tolist() for name, values in daily_series(outcome).items()}
    return {"series": series, "cpu_seconds": outcome.cpu_seconds}


def _told(name: str, runs: Sequence[Outcome]) -> dict[str, Any]:
    series = [{key: values.tolist() for key, values in daily_series(run).items()} for run in runs]
    told = told_warmup(name, series, round(runs[0].window_begin / DAY))
    return {**told, "fingerprint": runs[0].fingerprint, "seed": runs[0].seed, "run_days": whole_days(runs[0])}


def told_warmup(
    name: str, replications: Sequence[Mapping[str, Sequence[float]]], configured: int
) -> dict[str, Any]:
    """Daily series of each replication to what the command says.

    `series`: per series name, day, mean, low, high, n; `truncation_day` (days left out), `steady`, `reason`,
    `configured_days`, `covered`. Overall `truncation_day` is the latest of the steady ones; `covered` says
    that every series is steady and the configured warm-up reaches it.
    """
    found = [_series(each, [one[each] for one in replications], configured) for each in DAILY]
    steady = [each for each in found if each["steady"]]
    return {
        "scenario": name,
        "replications": len(replications),
        "run_days": len(replications[0][DAILY[0]]),
        "configured_days": configured,
        "batch_days": WEEK,
        "truncation_day": max((each["truncation_day"] for each in steady), default=None),
        "steady": len(steady) == len(found),
        "covered": all(each["covered"] for each in found),
        "series": found,
    }


def _series(name: str, values: Sequence[Sequence[float]], configured: int) -> dict[str, Any]:
    cut = mser_over(values)
    table = np.array(values, dtype=np.float64)
    count, mean = len(table), table.mean(axis=0)
    half = half_widths(table.std(axis=0, ddof=1), count) if count > 1 else None
    return {
        "name": name,
        "truncation_day": cut.cut if cut.steady else None,
        "steady": cut.steady,
        "reason": cut.reason,
        "configured_days": configured,
        "covered": cut.steady and cut.cut <= configured,
        "steady_mean": cut.mean if cut.steady else None,
        "day": list(range(1, table.shape[1] + 1)),
        "mean": mean.tolist(),
        "low": [None] * len(mean) if half is None else (mean - half).tolist(),
        "high": [None] * len(mean) if half is None else (mean + half).tolist(),
        "n": [count] * len(mean),
    }
