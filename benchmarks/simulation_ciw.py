"""Customers per CPU-second of the case-flow network against Ciw, on the same network.

Operators dispatch, handlers handle, a fifth goes on to the town, operators review, and 2 % come back.
Repeats are interleaved, so that a noisy machine is noisy to both; the ratio is that of the medians.
"""

from __future__ import annotations

import json
import statistics
import sys
import time
from pathlib import Path

import ciw
import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from models.measures.intervals import Interval, interval
from models.measures.network_summary import network_measures
from models.scenario.network import Network
from models.scenario.network_folder import NetworkScenario, NetworkSpec
from models.simulation.network import simulate_network

DAYS, WARMUP, REPEATS = 30, 3, 7
PER_HOUR = 30.0
STATIONS = {"operators": (4, 5.0), "handlers": (24, 35.0), "town": (13, 90.0), "review": (4, 5.0)}
ROUTING = {
    "operators": {"handlers": 1.0},
    "handlers": {"town": 0.2, "review": 0.8},
    "town": {"review": 1.0},
    "review": {"handlers": 0.02},
}


def case_flow() -> NetworkScenario:
    """The network as a scenario of ours."""
    stations = {name: {"servers": c, "service": {"mean_minutes": m}} for name, (c, m) in STATIONS.items()}
    arrivals = {"operators": {"per_hour": PER_HOUR}}
    content = {"stations": stations, "arrivals": arrivals, "routing": ROUTING}
    return NetworkScenario(
        "case-flow", NetworkSpec(days=DAYS, warmup_days=WARMUP), Network.model_validate(content)
    )


def ours(scenario: NetworkScenario, seed: int) -> tuple[float, float]:
    """Customers per CPU-second and mean sojourn in minutes of one run of ours, draws and tables included."""
    began = time.process_time()
    outcome = simulate_network(scenario, seed)
    spent = time.process_time() - began
    return len(outcome.tables["customers"]) / spent, network_measures(outcome)["mean_sojourn"]


def theirs(seed: int) -> tuple[float, float]:
    """The same of one run of Ciw; its records are not turned into measures within the time."""
    names = list(STATIONS)
    network = ciw.create_network(
        arrival_distributions=[ciw.dists.Exponential(PER_HOUR / 60.0), None, None, None],
        service_distributions=[ciw.dists.Exponential(1.0 / m) for _, m in STATIONS.values()],
        number_of_servers=[c for c, _ in STATIONS.values()],
        routing=[[ROUTING[a].get(b, 0.0) for b in names] for a in names],
    )
    begin, end = WARMUP * 1440.0, (WARMUP + DAYS) * 1440.0
    began = time.process_time()
    ciw.seed(seed)
    simulation = ciw.Simulation(network)
    simulation.simulate_until_max_time(end)
    spent = time.process_time() - began
    people = simulation.get_all_individuals()
    gone = [one.data_records for one in simulation.nodes[-1].all_individuals]
    # those who came in the last day may not have left: leave that day out, so that nobody is cut off
    stays = [r[-1].exit_date - r[0].arrival_date for r in gone if begin <= r[0].arrival_date < end - 1440.0]
    return len(people) / spent, float(np.mean(stays))


def _plain(over: Interval) -> dict[str, float | int | None]:
    return {"mean": over.mean, "low": over.low, "high": over.high, "n": over.n}


def ratio_to_ciw(repeats: int = REPEATS) -> dict[str, object]:
    """Ratio of the median speeds, and whether both find the same mean sojourn.

    They agree where the 99.9 % intervals over the repeats overlap.
    """
    scenario = case_flow()
    ours(scenario, repeats), theirs(repeats)  # nobody pays for the first imports
    pairs = [(ours(scenario, seed), theirs(seed)) for seed in range(repeats)]
    speeds = [statistics.median(pair[side][0] for pair in pairs) for side in (0, 1)]
    stays = [interval([pair[side][1] for pair in pairs], 0.999) for side in (0, 1)]
    return {
        "ratio_to_ciw": speeds[0] / speeds[1],
        "customers_per_cpu_second": speeds[0],
        "ciw_customers_per_cpu_second": speeds[1],
        "repeats": repeats,
        "mean_sojourn": _plain(stays[0]),
        "ciw_mean_sojourn": _plain(stays[1]),
        "agree": stays[0].low <= stays[1].high and stays[1].low <= stays[0].high,
    }


if __name__ == "__main__":
    print(json.dumps(ratio_to_ciw()))
