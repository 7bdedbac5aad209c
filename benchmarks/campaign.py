"""What a campaign costs beside its runs: `python -m benchmarks.campaign [--runs N] [--json]`.

- `two_processes`: wall time of the same real runs (about a second each) on one worker process over two;
  `two_loops`: the same of bare loops, which share nothing: what a second process gives here at the most.
- `dask_over_processes`: wall time of the same runs on two Dask workers of this machine over two processes;
  `dask_cpu_over_processes`: the same of the processor time of the workers and of this process, where the
  scheduler lives, which tells more on a machine that others use as well.
  On every engine the clock starts when the workers have begun and have both variants in hand, and stops
  before they end.
- `overhead_ms`: wall time a run of a campaign whose runs do nothing (engine, ledger, rules; two workers);
  `overhead_cpu_ms` is the processor time of the conductor and its workers.
- `open_seconds` (and of the processor, `open_cpu_seconds`): opening a ledger of 100,000 runs of a hundred
  measures, with states and report.
- `export_rows_a_second`: outcome tables of a run, repeated to a million rows, to Parquet.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
import tempfile
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import pandas as pd

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from models.exchange.table_files import write_parquet  # noqa: E402
from models.experiments.campaign import conduct as conducting  # noqa: E402
from models.experiments.campaign.conduct import about, conduct, prepare  # noqa: E402
from models.experiments.campaign.ledger import Ledger  # noqa: E402
from models.experiments.campaign.report import report  # noqa: E402
from models.experiments.campaign.spec import Campaign, campaign_of  # noqa: E402
from models.experiments.campaign.work import campaign_run  # noqa: E402
from models.experiments.engines import Engine, Processes, Receipt, Task, Work, held  # noqa: E402
from models.measures.declare import MEASURES  # noqa: E402
from models.scenario.folder import read_scenario  # noqa: E402
from models.simulation.run import simulate  # noqa: E402

TARGETS = {
    "two_processes": 1.8, "dask_over_processes": 1.1, "overhead_ms": 20.0, "open_seconds": 2.0,
    "export_rows_a_second": 200_000,
}  # fmt: skip
NAMES = tuple(MEASURES)[:100]
MANY = 100_000


def nothing(task: Task) -> dict[str, Any]:
    """A run that does nothing and measures a hundred things."""
    named = {"variant": task["variant"], "replication": task["replication"]}
    values = np.random.default_rng(task["replication"]).random(len(NAMES))
    measures = dict(zip(NAMES, values.tolist(), strict=True))
    return {**named, "measures": measures, "digest": f"{task['replication']:064x}", "cpu_seconds": 1.0}


def loop(task: Task) -> dict[str, Any]:
    """About a second of counting, in the processor's own registers and caches."""
    left = 0
    for number in range(15_000_000):
        left ^= number
    return {"variant": task["variant"], "replication": task["replication"], "left": left}


def campaign(replications: int, **more: Any) -> Campaign:
    """Real runs of about a second: Luohu with four or five town teams."""
    lever = {"path": "plan.town.teams", "values": [4, 5]}
    said = {"name": "bench", "scenarios": ["luohu"], "levers": [lever], "days": 60, "warmup_days": 28}
    return campaign_of({**said, "replications": {"least": replications}, **more})


def tasks(runs: int) -> list[Task]:
    """What the conductor would hand to an engine."""
    asked = campaign(-(-runs // 2))
    with tempfile.TemporaryDirectory() as folder:
        ledger = Ledger(Path(folder), about(asked))
        found = conducting._missing(asked, prepare(asked, Path()), ledger)
        ledger.close()
    return found[:runs]


class Spent(NamedTuple):
    """Seconds of the wall clock, and of all processors that had a hand in it."""

    wall: float
    processor: float


def clocked(work: Work, task: Task) -> Receipt:
    """The work, and how much processor time its worker has used since it began."""
    return {**work(task), "worker": os.getpid(), "clock": time.process_time()}


def clocks(receipts: Iterable[tuple[int, Receipt]]) -> dict[int, float]:
    """Processor seconds of each worker at the end of its last task."""
    found: dict[int, float] = {}
    for _, receipt in receipts:
        assert receipt.get("state") != "failed", receipt["trace"]
        found[receipt["worker"]] = max(receipt["clock"], found.get(receipt["worker"], 0.0))
    return found


def spent(engine: Engine, work: Work, given: list[Task], warm: int) -> Spent:
    """What the tasks take on an engine whose workers have begun and have the scenarios in hand."""
    hands = partial(clocked, work)
    with held(engine):
        before = clocks(engine.run(hands, given[:: max(1, len(given) // warm)]))
        begun, used = time.perf_counter(), time.process_time()
        after = clocks(engine.run(hands, given))
        wall, used = time.perf_counter() - begun, time.process_time() - used
    return Spent(wall, used + sum(clock - before.get(worker, 0.0) for worker, clock in after.items()))


def engines(runs: int) -> dict[str, Any]:
    """One and two processes and Dask on the same runs."""
    given = tasks(runs)
    one, two = (spent(Processes(n), campaign_run, given, 4 * n) for n in (1, 2))
    found = {
        "runs": runs,
        "seconds_a_run": one.wall / runs,
        "cpu_seconds_a_run": one.processor / runs,
        "one_process_seconds": one.wall,
        "two_processes_seconds": two.wall,
    }
    found["two_processes"] = one.wall / two.wall
    alone, shared = (spent(Processes(n), loop, given[:8], n) for n in (1, 2))
    found["two_loops"] = alone.wall / shared.wall
    try:
        from models.experiments.dask_engine import Dask

        # in turns, and the least of two of each, as the machine is not ours alone
        dask = [spent(Dask(workers=2), campaign_run, given, 8)]
        processes = [two, spent(Processes(2), campaign_run, given, 8)]
        dask.append(spent(Dask(workers=2), campaign_run, given, 8))
    except ImportError:
        return found
    least = [Spent(*map(min, zip(*each, strict=True))) for each in (dask, processes)]
    wall, processor = (ours / theirs for ours, theirs in zip(*least, strict=True))
    return found | {
        "dask_seconds": least[0].wall,
        "dask_over_processes": wall,
        "dask_cpu_over_processes": processor,
    }


@contextmanager
def doing_nothing() -> Iterator[None]:
    """The conductor hands out `nothing` instead of real runs."""
    real, conducting.campaign_run = conducting.campaign_run, nothing  # type: ignore[attr-defined]
    try:
        yield
    finally:
        conducting.campaign_run = real  # type: ignore[attr-defined]


def overhead(runs: int) -> dict[str, float]:
    """A whole campaign of runs that do nothing, on two processes, the start of the interpreters left out."""
    asked = campaign(runs // 2)
    prepared = prepare(asked, Path())
    with tempfile.TemporaryDirectory() as folder, doing_nothing():
        seconds = {}
        for name, many in (("start", campaign(2)), ("whole", asked)):
            ledger = Ledger(Path(folder) / name, about(many))
            begun, used = time.perf_counter(), sum(os.times()[:4])
            assert conduct(many, prepared, ledger, Processes(2))
            seconds[name] = time.perf_counter() - begun, sum(os.times()[:4]) - used
            ledger.close()
    more = runs - 4
    told = [1000 * (whole - start) / more for start, whole in zip(*seconds.values(), strict=True)]
    return {"overhead_ms": told[0], "overhead_cpu_ms": told[1]}


def large_ledger() -> dict[str, float]:
    """A ledger of a hundred thousand runs, written as a campaign writes it, then opened anew."""
    asked = campaign(MANY // 2)
    prepared = prepare(asked, Path())
    with tempfile.TemporaryDirectory() as folder:
        ledger = Ledger(Path(folder), about(asked))
        keys = [each.variant.key for each in prepared]
        begun = time.perf_counter()
        for first in range(0, MANY // 2, 500):
            batch = [
                nothing({"variant": key, "replication": n}) for n in range(first, first + 500) for key in keys
            ]
            ledger.keep(batch)
        ledger.compact()
        ledger.close()
        written = time.perf_counter() - begun
        begun, used = time.perf_counter(), time.process_time()
        ledger = Ledger(Path(folder), about(asked))
        states = ledger.states()
        opened = time.perf_counter() - begun
        told = report(asked, prepared, ledger)
        reported, busy = time.perf_counter() - begun, time.process_time() - used
        ledger.close()
    assert len(states) == MANY and told["runs"]["done"] == MANY
    return {"runs": MANY, "write_seconds": written, "states_seconds": opened, "open_seconds": reported,
            "open_cpu_seconds": busy}  # fmt: skip


def exports(rows: int = 1_000_000) -> dict[str, float]:
    """Outcome tables of a real run, repeated until there are enough rows."""
    tables = dict(simulate(read_scenario("luohu").with_spec(days=28, warmup_days=0)).tables)
    size = sum(map(len, tables.values()))
    many = {name: pd.concat([table] * (rows // size + 1)) for name, table in tables.items()}
    whole = sum(map(len, many.values()))
    with tempfile.TemporaryDirectory() as folder:
        begun = time.perf_counter()
        write_parquet(many, Path(folder), {"attribution": "made up"})
        seconds = time.perf_counter() - begun
    return {"rows": whole, "export_rows_a_second": whole / seconds}


def main() -> None:
    """Measure, and say what was aimed at."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=16, help="real runs on each engine")
    parser.add_argument("--empty", type=int, default=2000, help="runs that do nothing")
    parser.add_argument("--json", action="store_true", help="one JSON object on standard output")
    options = parser.parse_args()
    found: dict[str, Any] = {}
    for name, part in (
        ("ledger", large_ledger),
        ("exports", exports),
        ("overhead", lambda: overhead(options.empty)),
        ("engines", lambda: engines(options.runs)),
    ):
        sys.stderr.write(f"{name} …\n")
        found |= {key: round(float(value), 3) for key, value in part().items()}
    found |= {"targets": TARGETS, "load": [round(each, 1) for each in os.getloadavg()]}
    print(json.dumps(found) if options.json else "\n".join(f"{key}: {value}" for key, value in found.items()))


if __name__ == "__main__":
    main()
