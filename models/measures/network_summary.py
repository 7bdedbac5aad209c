"""What a simulated network of queues tells: measures with intervals, beside what theory says."""

from __future__ import annotations

import hashlib
import time
from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd

from models.measures.intervals import CONFIDENCE, interval
from models.measures.little import Little, little
from models.measures.theory import expected
from models.scenario.network_folder import NetworkScenario
from models.simulation.network import NetworkOutcome, simulate_network

UNITS = {
    "utilisation": "share",
    "throughput": "per hour",
    "mean_wait": "min",
    "mean_wait_urgent": "min",
    "mean_wait_ordinary": "min",
    "mean_queue": "jobs",
    "mean_sojourn": "min",
    "mean_present": "jobs",
}
"""Every measure of a station or of the whole network, with its unit; the names stand in the text tables under
`[network_measure]`."""


def network_measures(outcome: NetworkOutcome) -> dict[str, float]:
    """The measures of one replication, by the names that `theory.expected` uses.

    Means of waits (minutes) are over those who came to the station in the window; utilisation, queue and
    throughput (an hour) are over the time of the window itself. A mean over nobody is NaN.
    """
    begin, end = outcome.window_begin, outcome.window_end
    services, customers = outcome.tables["services"], outcome.tables["customers"]
    found: dict[str, float] = {}
    for name, station in outcome.network.stations.items():
        mine = services[services["station"] == name]
        arrived, begun, ended = (mine[c].to_numpy(np.float64) for c in ("arrived", "begun", "ended"))
        came = (arrived >= begin) & (arrived < end)
        length = end - begin
        found[f"{name}.utilisation"] = _inside(begun, ended, begin, end) / length / station.servers
        found[f"{name}.throughput"] = float(((ended >= begin) & (ended < end)).sum()) / length * 60.0
        found[f"{name}.mean_wait"] = _mean((begun - arrived)[came])
        found[f"{name}.mean_queue"] = _inside(arrived, begun, begin, end) / length
        found[f"{name}.mean_sojourn"] = _mean((ended - arrived)[came])
        if any(0 < source.urgent_share < 1 for source in outcome.network.arrivals.values()):
            urgent = mine["urgent"].to_numpy(dtype=bool)
            found[f"{name}.mean_wait_urgent"] = _mean((begun - arrived)[came & urgent])
            found[f"{name}.mean_wait_ordinary"] = _mean((begun - arrived)[came & ~urgent])
    arrived, left = (customers[c].to_numpy(np.float64) for c in ("arrived", "left"))
    found["mean_present"] = _inside(arrived, left, begin, end) / (end - begin)
    found["mean_sojourn"] = _mean((left - arrived)[(arrived >= begin) & (arrived < end)])
    return found


def little_of_network(outcome: NetworkOutcome) -> Little:
    """Little's law over the whole run, which starts and ends empty: exact, whatever was simulated."""
    customers = outcome.tables["customers"]
    return _little(customers, "left")


def little_of_station(outcome: NetworkOutcome, station: str) -> Little:
    """The same for the stays at one station, waiting and being served."""
    services = outcome.tables["services"]
    return _little(services[services["station"] == station], "ended")


def network_summary(
    scenario: NetworkScenario, replications: int = 10, seed: int | None = None, confidence: float = CONFIDENCE
) -> dict[str, Any]:
    """Simulate a network several times and summarise it as plain values, ready for JSON.

    `theory` holds for every measure its exact value, or None where there is no formula. ValueError for
    fewer replications than one.
    """
    if replications < 1:
        raise ValueError(f"expected at least one replication, got {replications}")
    began = time.process_time()
    if seed is not None:
        scenario = scenario.with_spec(seed=seed)
    digest, events = hashlib.sha256(), 0
    rows: list[dict[str, float]] = []
    for replication in range(replications):
        outcome = simulate_network(scenario, replication)
        rows.append(network_measures(outcome))
        digest.update(outcome.digest.encode())
        events += outcome.events
    return {
        "scenario": scenario.name,
        "fingerprint": scenario.fingerprint,
        "seed": scenario.spec.seed,
        "replications": replications,
        "days": scenario.spec.days,
        "warmup_days": scenario.spec.warmup_days,
        "measures": _intervals(rows, confidence),
        "desks": _desks(scenario, rows),
        "theory": {name: _finite(value) for name, value in expected(scenario.network).items()},
        "digest": digest.hexdigest(),
        "events": events,
        "cpu_seconds": time.process_time() - began,
    }


def _intervals(rows: Sequence[dict[str, float]], confidence: float) -> dict[str, dict[str, Any]]:
    out: dict[str, dict[str, Any]] = {}
    for name in rows[0]:
        over = interval([row[name] for row in rows], confidence)
        unit = UNITS[name.rpartition(".")[2]]
        out[name] = {"mean": over.mean, "low": over.low, "high": over.high, "n": over.n, "unit": unit}
    return out


def _desks(scenario: NetworkScenario, rows: Sequence[dict[str, float]]) -> dict[str, dict[str, Any]]:
    network = scenario.network
    return {
        name: {
            "offered_load": float(load),
            "staff": network.stations[name].servers,
            "utilisation": float(np.mean([row[f"{name}.utilisation"] for row in rows])),
            "overloaded": name in network.unstable,
        }
        for name, load in zip(network.names, network.offered_load, strict=True)
    }


def _little(stays: pd.DataFrame, leaves: str) -> Little:
    arrived, left = stays["arrived"].to_numpy(np.float64), stays[leaves].to_numpy(np.float64)
    return little(arrived, left, 0.0, float(left.max()) if len(left) else 1.0)


def _inside(start: np.ndarray, stop: np.ndarray, begin: float, end: float) -> float:
    """Total time of intervals that lies within the window."""
    return float(np.clip(np.minimum(stop, end) - np.maximum(start, begin), 0.0, None).sum())


def _mean(values: np.ndarray) -> float:
    return float(values.mean()) if len(values) else float("nan")


def _finite(value: float | None) -> float | None:
    return value if value is not None and np.isfinite(value) else None
