"""Simulate a scenario several times and say what the replications show together."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import pandas as pd

from models.exchange.runfolder import read_run, write_folder
from models.experiments.demand import demand_digest
from models.experiments.engines import Engine, Receipt, Serial, Task, Work, engine, engine_faults
from models.experiments.replication import PREFIX, replicate
from models.measures.charts import charts
from models.measures.kept import SERIES, reading_from
from models.measures.pairs import READINGS, readings_table
from models.measures.reading import Reading
from models.measures.series import AXES
from models.measures.structural import structural_measures
from models.measures.summary import Summary, summarise, summarise_readings
from models.scenario.bounds import MOST_DAYS, MOST_SEED
from models.scenario.faults import Fault, RunError, WorkbenchError
from models.scenario.folder import find_folder, read_scenario
from models.scenario.scenario import Initial, Scenario
from models.simulation.run import simulate as simulate_once
from models.simulation.unlimited import with_unlimited_staff
from models.workload.by_desk import offered_by_desk

SUMMARY = "summary.json"
MAX_REPLICATIONS = 10_000

Progress = Callable[[float, str], None]


def simulate(
    folder: str,
    days: int | None = None,
    replications: int = 4,
    seed: int | None = None,
    engine_name: str = "serial",
    out: str = "runs",
    workers: int | None = None,
    structural: bool = True,
    progress: Progress | None = None,
    result: Path | None = None,
    keep_paths: bool = True,
) -> dict[str, Any]:
    """Simulate the scenario in a folder; `days` counts after the warm-up.

    Every replication is kept in a run folder under `out`, and so is the summary (`summary.json` with the
    tables of the charts), in the folder `result`. With `structural` one replication more, with
    unlimited staff, shows the lateness that no hiring cures. Raises WorkbenchError.
    """
    check_numbers(days, replications, seed, engine_name, workers)
    scenario = _scenario(folder, days, seed)
    say = progress or (lambda share, message: None)
    hands = engine(engine_name, workers)
    receipts = _run(scenario, str(find_folder(folder)), replications, hands, out, say)
    readings = [read_kept(Path(receipt["run"])) for receipt in receipts]
    summary = summarise_readings(readings, offered_by_desk(scenario))
    told = describe(scenario, summary, receipts)
    if structural:
        told["structural"] = _structural(scenario, Path(receipts[0]["run"]))
    if keep_paths:
        told["runs"] = [receipt["run"] for receipt in receipts]
    target = result or Path(out) / f"{_name(scenario, replications)}.result"
    told["result"] = str(keep(told, summary, readings, target))
    say(1.0, "")
    return told


def describe(scenario: Scenario, summary: Summary, receipts: list[dict[str, Any]]) -> dict[str, Any]:
    """The one object of the command line."""
    spec = scenario.spec
    together = hashlib.sha256("".join(receipt["digest"] for receipt in receipts).encode()).hexdigest()
    return {
        "scenario": scenario.name,
        "fingerprint": scenario.fingerprint,
        "demand": demand_digest(scenario),
        "seed": spec.seed,
        "replications": len(receipts),
        "days": spec.days,
        "warmup_days": warmup_days(scenario),
        "indicative": summary.indicative,
        "measures": dict(summary.measures),
        "desks": dict(summary.desks),
        "digest": together,
        "events": sum(receipt["events"] for receipt in receipts),
        "cpu_seconds": round(sum(receipt["cpu_seconds"] for receipt in receipts), 3),
        "notes": list(receipts[0]["notes"]) if receipts else [],
        "attribution": scenario.place.attribution,
        "run_digests": [receipt["digest"] for receipt in receipts],
    }


def keep(result: dict[str, Any], summary: Summary, readings: Sequence[Reading], folder: Path) -> Path:
    """Write a result folder: the summary, the tables of the charts, and what each replication measured."""
    tables = {name: _plain(table) for name, table in charts(summary).items()}
    tables[READINGS] = readings_table(readings)
    return write_folder(folder, tables, SUMMARY, {"format": 1, **result})


def read_kept(run: Path) -> Reading:
    """The reading that a replication left in its run folder; RunError where it is not whole."""
    names = ["measures", "breakdowns", "desks", *(SERIES + name for name in AXES)]
    try:
        return reading_from({name: pd.read_parquet(run / f"{PREFIX}{name}.parquet") for name in names})
    except (OSError, ValueError, KeyError) as error:
        raise RunError(Fault(str(run), "a complete run", f"{type(error).__name__}: {error}")) from None


def warmup_days(scenario: Scenario) -> int:
    """Days before the measured window: none at a roll-out."""
    return 0 if scenario.spec.initial is Initial.ROLLOUT else scenario.spec.warmup_days


def check_numbers(
    days: int | None,
    replications: int,
    seed: int | None,
    engine_name: str = "serial",
    workers: int | None = None,
) -> None:
    """WorkbenchError with everything that is asked of a run and cannot be."""
    faults = engine_faults(engine_name, workers)
    if days is not None and not 1 <= days <= MOST_DAYS:
        faults.append(Fault("days", f"1 to {MOST_DAYS}", str(days)))
    if not 1 <= replications <= MAX_REPLICATIONS:
        faults.append(Fault("replications", f"1 to {MAX_REPLICATIONS}", str(replications)))
    if seed is not None and not 0 <= seed <= MOST_SEED:
        faults.append(Fault("seed", f"0 to {MOST_SEED}", str(seed)))
    if faults:
        raise WorkbenchError(faults)


def _scenario(folder: str, days: int | None, seed: int | None) -> Scenario:
    scenario = read_scenario(folder)
    spec = scenario.spec
    days = spec.days if days is None else days
    return scenario.with_spec(days=days, seed=spec.seed if seed is None else seed)


def _run(
    scenario: Scenario, folder: str, replications: int, hands: Engine, out: str, say: Progress
) -> list[dict[str, Any]]:
    spec = scenario.spec
    task = {
        "folder": folder,
        "fingerprint": read_scenario(folder).fingerprint,
        "days": spec.days,
        "warmup_days": spec.warmup_days,
        "seed": spec.seed,
        "out": out,
    }
    tasks = [{**task, "replication": number} for number in range(replications)]

    def watched(task: Task) -> Receipt:
        done = task["replication"] / replications
        return replicate(task, lambda share: say((done + share / replications) * 0.97, ""))

    # only in this process can a run be watched while it goes on
    work: Work = watched if isinstance(hands, Serial) else replicate
    receipts: dict[int, Receipt] = {}
    for position, receipt in hands.run(work, tasks):
        receipts[position] = receipt
        say(len(receipts) / replications * 0.97, f"{len(receipts)}/{replications}")
    return [receipts[position] for position in sorted(receipts)]


def _structural(scenario: Scenario, run: Path) -> dict[str, Any]:
    """Lateness of the first replication, and what of it unlimited staff would leave."""
    unlimited = simulate_once(with_unlimited_staff(scenario), 0)
    return summarise([structural_measures(read_run(run), unlimited)])


def _name(scenario: Scenario, replications: int) -> str:
    spec = scenario.spec
    return f"{scenario.name}-{scenario.fingerprint[:8]}-d{spec.days}-s{spec.seed}-n{replications}"


def _plain(table: pd.DataFrame) -> pd.DataFrame:
    return table.reset_index(drop=True)
