"""The customers of a network before anybody waits: when they come, where they go, what work they bring.

Routing and work do not depend on queues, so all marks are drawn at birth, whole arrays at a time, keyed by
where a customer came from, its ordinal there and the step of its way.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.special import gammaincinv, ndtri

from models.scenario.network import Distribution, Network, Service
from models.simulation.draws import Draws, key_of

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Journeys:
    """Customers in order of arrival, and their stops one after another.

    Per customer: `at` arrival in seconds, `urgent`, `due` seconds, and `first`: its stops are the rows
    `first[n]` to `first[n + 1]` of `customer`, `step`, `station` (index) and `seconds` of work.
    """

    at: Ints
    urgent: NDArray[np.bool_]
    due: Ints
    first: Ints
    customer: Ints
    step: Ints
    station: Ints
    seconds: Ints


def draw_journeys(network: Network, draws: Draws, end: int) -> Journeys:
    """Everybody who arrives before `end` seconds; times are rounded after adding up: no rate drifts."""
    sources = [_source(network, draws, index, end) for index in range(len(network.names))]
    at, key, ordinal, urgent, station = (np.concatenate(part) for part in zip(*sources, strict=True))
    order = np.lexsort((ordinal, station, at))
    at, key, ordinal, urgent, station = (part[order] for part in (at, key, ordinal, urgent, station))
    minutes = np.where(urgent, network.limits.urgent, network.limits.ordinary)
    stops = _walk(network, draws, key, ordinal, station)
    first = np.searchsorted(stops[0], np.arange(len(at) + 1))
    return Journeys(at, urgent, at + np.rint(minutes * 60).astype(np.int64), first, *stops)


def _source(
    network: Network, draws: Draws, station: int, end: int
) -> tuple[Ints, Ints, Ints, NDArray[np.bool_], Ints]:
    """Arrivals from outside at one station: times, keys, ordinals, urgency, station."""
    name = network.names[station]
    declared = network.arrivals.get(name)
    key = key_of("network.source", name)
    times: Floats = np.zeros(0)
    if declared is not None:
        gap = 3600.0 / declared.per_hour
        last, chunk = 0.0, int(end / gap * 1.05) + 100
        while last < end:
            ordinals = np.arange(len(times), len(times) + chunk)
            gaps = -gap * np.log(draws.uniforms("network.gap", key, ordinals))
            times = np.append(times, last + np.cumsum(gaps))
            last = float(times[-1])
    at = np.rint(times[times < end]).astype(np.int64)
    at = at[at < end]
    ordinal = np.arange(len(at))
    share = declared.urgent_share if declared is not None else 0.0
    urgent = draws.uniforms("network.urgent", key, ordinal) < share
    return at, np.full(len(at), key), ordinal, urgent, np.full(len(at), station)


def _walk(
    network: Network, draws: Draws, key: Ints, ordinal: Ints, station: Ints
) -> tuple[Ints, Ints, Ints, Ints]:
    """The stops of everybody: all customers take a step at a time until all have left."""
    edges = np.cumsum(network.transitions, axis=1)
    services = [network.stations[name].service for name in network.names]
    nothing = np.zeros(0, np.int64)
    rows: list[tuple[Ints, Ints, Ints, Ints]] = [(nothing, nothing, nothing, nothing)]
    who = np.arange(len(key))
    step = 0
    while len(who):
        u = draws.uniforms("network.service", key[who], ordinal[who], step)
        rows.append((who, np.full(len(who), step), station, _seconds(services, station, u)))
        u = draws.uniforms("network.route", key[who], ordinal[who], step)
        onward = (u[:, None] >= edges[station]).sum(axis=1)
        stays = onward < len(services)
        who, station, step = who[stays], onward[stays], step + 1
    parts = [np.concatenate(part) for part in zip(*rows, strict=True)]
    order = np.lexsort((parts[1], parts[0]))
    customer, steps, stations, seconds = (part[order] for part in parts)
    return customer, steps, stations, seconds


def _seconds(services: list[Service], station: Ints, u: Floats) -> Ints:
    """Whole seconds of work: one uniform, one variate."""
    minutes = np.zeros(len(u))
    for index, service in enumerate(services):
        here = station == index
        minutes[here] = service.mean_minutes * _unit(service, u[here])
    return np.rint(minutes * 60.0).astype(np.int64)


def _unit(service: Service, u: Floats) -> Floats:
    """The shape with mean 1, by inverse transform."""
    if service.distribution is Distribution.DETERMINISTIC:
        return np.ones(len(u))
    if service.distribution is Distribution.EXPONENTIAL:
        return np.asarray(-np.log(u))
    if service.distribution is Distribution.ERLANG2:
        return np.asarray(gammaincinv(2.0, u) / 2.0)
    spread = np.log1p(service.variation**2)
    return np.asarray(np.exp(np.sqrt(spread) * ndtri(u) - spread / 2.0))
