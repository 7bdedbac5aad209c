"""What a simulated year of Luohu costs, as ratios: `python benchmarks/simulation.py [--json]`.

`ratio_to_bare_simpy` is the CPU time of one replication over that of bare SimPy timeouts, counted as 3 for
every visit and 8 for every case (what a model without calendars, queues, draws and tables would need at the
least, and not this model's own events, which would flatter chatter). The bare loop runs before and after
every replication, because CPU seconds stretch when something else uses the machine; the median counts.
Reading the scenario and preparing the setting are reported apart: replications share them. So is measuring
the year (all measures and tables by grid, department and person), as a share of what simulating it costs.
"""

from __future__ import annotations

import argparse
import json
import resource
import subprocess
import sys
import time
from collections.abc import Generator
from pathlib import Path
from statistics import median
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

import simpy  # noqa: E402

from models.measures import reading  # noqa: E402
from models.scenario.folder import read_scenario  # noqa: E402
from models.scenario.scenario import Scenario  # noqa: E402
from models.simulation.run import simulate  # noqa: E402
from models.simulation.setting import make_setting  # noqa: E402

YEAR_DAYS = 365
PER_VISIT, PER_CASE = 3, 8
TARGETS = {
    "ratio_to_bare_simpy": "at most 10",
    "peak_mb": "under 400",
    "ratio_to_ciw": "at least 2",
    "measuring_over_simulating": "at most 0.33",
}


def year(folder: str) -> Scenario:
    """A scenario for 365 days in all."""
    return read_scenario(folder).with_spec(days=YEAR_DAYS, warmup_days=0)


def bare_seconds(events: int) -> float:
    """CPU seconds of so many bare SimPy timeouts, one process yielding them."""
    env = simpy.Environment()

    def tick() -> Generator[simpy.Event, Any, None]:
        for _ in range(events):
            yield env.timeout(1)

    env.process(tick())
    began = time.process_time()
    env.run()
    return time.process_time() - began


def measure(folder: str, repeats: int) -> dict[str, float]:
    """Ratios and rates of the median replication."""
    began = time.process_time()
    scenario = year(folder)
    read = time.process_time()
    setting = make_setting(scenario)
    prepared = time.process_time()
    first = simulate(scenario, 0, setting)
    visits, cases = len(first.tables["visits"]), len(first.tables["cases"])
    events, processed = PER_VISIT * visits + PER_CASE * cases, first.events
    began_reading = time.process_time()
    reading.read(first, scenario)
    measured = time.process_time() - began_reading
    del first
    ratios, seconds = [], []
    before = bare_seconds(events)
    for number in range(repeats):
        seconds.append(simulate(scenario, 0, setting).cpu_seconds)
        after = bare_seconds(events)
        ratios.append(2 * seconds[-1] / (before + after))
        before = after
        print(f"replication {number + 1}: {seconds[-1]:.2f} s, ratio {ratios[-1]:.2f}", file=sys.stderr)
    return {
        "ratio_to_bare_simpy": round(median(ratios), 2),
        "visits_per_cpu_second": round(visits / median(seconds)),
        "cases_per_cpu_second": round(cases / median(seconds)),
        "cpu_seconds": round(median(seconds), 3),
        "visits": visits,
        "cases": cases,
        "counted_events": events,
        "events": processed,
        "read_cpu_seconds": round(read - began, 2),
        "setting_cpu_seconds": round(prepared - read, 2),
        "measuring_over_simulating": round(measured / median(seconds), 2),
    }


def peak_mb(folder: str) -> float:
    """Megabytes that a fresh process holds at most while it simulates one year."""
    command = [sys.executable, __file__, "--folder", folder, "--peak"]
    done = subprocess.run(command, cwd=ROOT, stdout=subprocess.PIPE, text=True, check=True)
    return float(done.stdout.split()[-1])


def own_peak(folder: str) -> float:
    """The same of this process, after one year."""
    simulate(year(folder))
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak / (1024.0 * 1024.0 if sys.platform == "darwin" else 1024.0)


def against_ciw() -> dict[str, object]:
    """Customers a second over Ciw's on the same case-flow network; empty where Ciw is not installed."""
    try:
        from benchmarks.simulation_ciw import ratio_to_ciw
    except ImportError:
        return {}
    return {key: value for key, value in ratio_to_ciw().items() if key in ("ratio_to_ciw", "agree")}


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--json", action="store_true", help="one JSON object as the last line")
    parser.add_argument("--folder", default="luohu", help="a scenario's folder or the name of a shipped one")
    parser.add_argument("--repeats", type=int, default=5, help="replications to take the median of")
    parser.add_argument("--peak", action="store_true", help="only simulate once and print the peak memory")
    options = parser.parse_args()
    if options.peak:
        print(round(own_peak(options.folder), 1))
        return
    # first: on Linux a child inherits the peak of a parent that has grown already
    peak = {"peak_mb": peak_mb(options.folder)}
    report: dict[str, object] = {**measure(options.folder, options.repeats), **peak, **against_ciw()}
    if options.json:
        print(json.dumps(report))
        return
    for name, value in report.items():
        print(f"{name:24} {value:>12} {TARGETS.get(name, '')}".rstrip())


if __name__ == "__main__":
    main()
