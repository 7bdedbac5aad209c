"""Queues with known answers: the interval over replications covers the formula, and it is narrow."""

from __future__ import annotations

from functools import cache

import pytest

from models.measures.intervals import Interval, interval
from models.measures.network_summary import little_of_network, little_of_station, network_measures
from models.measures.theory import expected
from models.scenario.network_folder import NetworkScenario, read_network
from models.simulation.network import simulate_network

NIGHTLY = [pytest.param(name, marks=pytest.mark.nightly) for name in ("mm1", "tandem", "feedback")]
CHECKS = [*NIGHTLY, "mmc", "mg1", "priority"]
"""One at a desk, two in a row and one that comes again run at night."""
REPLICATIONS = 15
"""As few as keep every interval as narrow as below."""
CONFIDENCE = 0.999
NARROW = {
    "utilisation": 0.02,
    "throughput": 0.02,
    "mean_sojourn": 0.06,
    "mean_present": 0.06,
    "mean_wait": 0.1,
    "mean_queue": 0.1,
    "mean_wait_urgent": 0.1,
    "mean_wait_ordinary": 0.1,
}
"""Greatest half width over the formula's value: what a fault in the desk has to be smaller than to hide."""


@cache
def scenario(name: str) -> NetworkScenario:
    return read_network(f"checks/{name}")


@cache
def measured(name: str) -> dict[str, Interval]:
    rows = [network_measures(simulate_network(scenario(name), r)) for r in range(REPLICATIONS)]
    return {measure: interval([row[measure] for row in rows], CONFIDENCE) for measure in rows[0]}


@pytest.mark.parametrize("name", CHECKS)
def test_the_interval_covers_the_formula(name: str) -> None:
    """Every measure that has a formula lies in its 99.9 % interval; here all of them have one."""
    theory = expected(scenario(name).network)
    found = measured(name)
    assert list(found) and set(found) == set(theory) and None not in theory.values()
    outside = {m: (theory[m], i) for m, i in found.items() if not i.low <= theory[m] <= i.high}
    assert outside == {}


@pytest.mark.parametrize("name", CHECKS)
def test_the_interval_is_narrow(name: str) -> None:
    """An interval that covers everything would prove nothing."""
    theory = expected(scenario(name).network)
    wide = {
        measure: over.half_width / theory[measure]
        for measure, over in measured(name).items()
        if over.half_width > NARROW[measure.rpartition(".")[2]] * theory[measure]
    }
    assert wide == {}


@pytest.mark.parametrize("name", ["tandem", "priority"])
def test_littles_law_is_exact_from_empty_to_empty(name: str) -> None:
    """L = lambda W path by path, in the whole network and at each station."""
    outcome = simulate_network(scenario(name).with_spec(days=2, warmup_days=0))
    laws = [little_of_network(outcome), *(little_of_station(outcome, s) for s in outcome.network.names)]
    assert all(law.count > 100 and abs(law.gap) < 1e-9 * law.present for law in laws)
