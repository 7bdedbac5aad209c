"""`workbench warmup`: from which day on a scenario's runs are steady, and whether its warm-up covers that."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from models.exchange.runfolder import read_run
from models.experiments.engines import Receipt, Task
from models.experiments.kept_runs import run_folders
from models.experiments.outcomes import Progress, lived, replicated
from models.experiments.simulate import warmup_days
from models.measures.daily import DAILY, daily_series, whole_days
from models.measures.intervals import half_widths
from models.measures.warmup import WEEK, mser_over
from models.measures.window import DAY
from models.scenario.outcome import Outcome
from models.scenario.scenario import Initial


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
    done = replicated(daily_run, folder, days, replications, seed, engine_name, workers, progress)
    base, spec = done.base, done.scenario.spec
    told = told_warmup(base.name, [each["series"] for each in done.receipts], warmup_days(base))
    return {
        **told, "fingerprint": base.fingerprint, "seed": spec.seed, "initial": str(spec.initial),
        "note": "rollout" if spec.initial is Initial.ROLLOUT else "",
        "cpu_seconds": round(sum(receipt["cpu_seconds"] for receipt in done.receipts), 2),
    }  # fmt: skip


def daily_run(task: Task) -> Receipt:
    """One replication as a worker does it: its daily series, and what it cost."""
    _, outcome = lived(task)
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
