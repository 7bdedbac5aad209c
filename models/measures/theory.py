"""Queues with known answers: exact formulas, and which of them a network allows.

Times in and out are minutes, rates an hour, in the units of `Network`.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

from models.scenario.network import Distribution, Network
from models.scenario.words import Discipline


@dataclass(frozen=True)
class Expectation:
    """A value by theory with its formula, or None with the reason why there is none."""

    value: float | None
    reason: str


def erlang_c(servers: int, load: float) -> float:
    """Probability that an arrival at M/M/c waits, at an offered load below `servers`.

    Erlang (1917), through the stable recursion of Erlang B (Cooper, Introduction to Queueing Theory, ch. 3).
    """
    blocked = 1.0
    for n in range(1, servers + 1):
        blocked = load * blocked / (n + load * blocked)
    return servers * blocked / (servers - load * (1.0 - blocked))


def wait_mmc(servers: int, load: float, service: float) -> float:
    """Mean wait at M/M/c (M/M/1 for one server) with mean `service`; inf at or above full load."""
    return math.inf if load >= servers else erlang_c(servers, load) * service / (servers - load)


def wait_mg1(load: float, service: float, cv: float) -> float:
    """Mean wait at M/G/1: Pollaczek (1930), Khinchine (1932); inf at or above full load."""
    return math.inf if load >= 1 else load * service * (1.0 + cv * cv) / (2.0 * (1.0 - load))


def waits_with_priority(
    first: float, load: float, servers: int, service: float, cv: float
) -> tuple[float, float]:
    """Mean waits (urgent, ordinary) where the urgent go first and nobody is interrupted.

    `first` is the share of urgent among a total `load`; both classes have the same service. Cobham,
    Operations Research 2 (1954) 70-76: one server with any service, several with exponential ones. What
    an arrival finds in hand takes w0 on average; each class divides it by what those ahead leave over.
    """
    if load >= servers:
        return math.inf, math.inf
    free_of_urgent, free = 1.0 - first * load / servers, 1.0 - load / servers
    w0 = wait_mmc(servers, load, service) * free if servers > 1 else load * service * (1.0 + cv * cv) / 2.0
    return w0 / free_of_urgent, w0 / (free_of_urgent * free)


def expected(network: Network) -> dict[str, float | None]:
    """Every measure of a network by theory; None where there is no formula."""
    return {name: one.value for name, one in explained(network).items()}


def explained(network: Network) -> dict[str, Expectation]:
    """Every measure of a network with its value and formula, or the reason why there is none.

    Mean waits at exponential stations fed by exponential ones hold for every discipline that does not
    look at service times: the number present is the same birth-death process (Jackson 1957, 1963).
    """
    found: dict[str, Expectation] = {}
    waits = []
    for index, name in enumerate(network.names):
        station, flow = network.stations[name], float(network.flow_per_hour[index])
        service, load = station.service.mean_minutes, float(network.offered_load[index])
        steady = not _unstable_before(network, name)
        found[f"{name}.utilisation"] = _if(steady, load / station.servers, "traffic equations, Jackson 1957")
        found[f"{name}.throughput"] = _if(steady, flow, "traffic equations, Jackson 1957")
        wait = _wait(network, name, load) if steady else _none("no steady state")
        waits.append((flow, wait, service))
        found[f"{name}.mean_wait"] = wait
        found[f"{name}.mean_queue"] = _times(wait, flow / 60.0, 0.0)
        found[f"{name}.mean_sojourn"] = _times(wait, 1.0, service)
        if _classes(network):
            found |= _by_class(network, name, load, steady)
    found |= _whole(network, waits)
    return found


def _wait(network: Network, name: str, load: float) -> Expectation:
    """Mean wait at a station that is stable, and so are those before it."""
    station = network.stations[name]
    before = _before(network, [name])
    others = [b for b in before if b != name]
    if not all(_exponential(network, b) for b in others):
        return _none("no formula: what arrives is not Poisson, since a station before it is not exponential")
    if _exponential(network, name):
        value = wait_mmc(station.servers, load, station.service.mean_minutes)
        return Expectation(value, "M/M/1" if station.servers == 1 else "M/M/c, Erlang C")
    if name in before:
        return _none("no formula: work comes back to a station that is not exponential")
    if station.servers > 1:
        return _none("no formula: several servers that are not exponential")
    value = wait_mg1(load, station.service.mean_minutes, station.service.variation)
    return Expectation(value, "M/G/1, Pollaczek-Khinchine")


def _by_class(network: Network, name: str, load: float, steady: bool) -> dict[str, Expectation]:
    """Mean waits of the urgent and of the others at one station."""
    names = (f"{name}.mean_wait_urgent", f"{name}.mean_wait_ordinary")
    station, source = network.stations[name], network.arrivals.get(name)
    if not steady:
        return dict.fromkeys(names, _none("no steady state"))
    if source is None or _before(network, [name]):
        return dict.fromkeys(names, _none("no formula: classes that come from other stations"))
    if station.discipline is Discipline.EDD:
        return dict.fromkeys(names, _none("no formula: earliest due first"))
    if station.discipline is Discipline.FIFO:
        return dict.fromkeys(names, _wait(network, name, load))
    if station.servers > 1 and not _exponential(network, name):
        return dict.fromkeys(names, _none("no formula: several servers that are not exponential"))
    service = station.service
    waits = waits_with_priority(
        source.urgent_share, load, station.servers, service.mean_minutes, service.variation
    )
    return {key: Expectation(wait, "Cobham 1954") for key, wait in zip(names, waits, strict=True)}


def _whole(network: Network, waits: Iterable[tuple[float, Expectation, float]]) -> dict[str, Expectation]:
    """How many are in the network and how long one stays: the stations added up, and Little's law."""
    present = 0.0
    for flow, wait, service in waits:
        if wait.value is None:
            if flow > 0:
                missing = _none(f"a station has none ({wait.reason})")
                return {"mean_present": missing, "mean_sojourn": missing}
            continue
        present += flow / 60.0 * (wait.value + service)
    outside = float(np.sum(network.outside_per_hour)) / 60.0
    source = "sum over stations, Little 1961"
    values = {"mean_present": present, "mean_sojourn": present / outside}
    return {name: Expectation(value, source) for name, value in values.items()}


def _before(network: Network, names: list[str]) -> list[str]:
    """Stations from which customers reach these (a station itself only where work comes back to it)."""
    reached: list[str] = []
    look = list(names)
    while look:
        to = look.pop()
        for a in network.names:
            if network.routing.get(a, {}).get(to, 0.0) > 0 and a not in reached:
                reached.append(a)
                look.append(a)
    return reached


def _unstable_before(network: Network, name: str) -> bool:
    concerned = [name, *_before(network, [name])]
    return any(unstable in concerned for unstable in network.unstable)


def _exponential(network: Network, name: str) -> bool:
    return network.stations[name].service.distribution is Distribution.EXPONENTIAL


def _classes(network: Network) -> bool:
    return any(0 < source.urgent_share < 1 for source in network.arrivals.values())


def _none(reason: str) -> Expectation:
    return Expectation(None, reason)


def _if(steady: bool, value: float, source: str) -> Expectation:
    return Expectation(value, source) if steady else _none("no steady state")


def _times(wait: Expectation, factor: float, plus: float) -> Expectation:
    if wait.value is None:
        return wait
    source = f"{wait.reason}, Little 1961" if factor != 1 else wait.reason
    return Expectation(wait.value * factor + plus, source)
