"""A network of queues simulated on the desks of the town, day and night: the answers are known."""

from __future__ import annotations

import hashlib
import time
from collections.abc import Generator, Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd
import simpy

from models.scenario.calendar import always_open
from models.scenario.calendar_spec import DAY
from models.scenario.network import Network
from models.scenario.network_folder import NetworkScenario
from models.simulation.desk import Desk, Job
from models.simulation.draws import Draws
from models.simulation.environment import Environment
from models.simulation.garbage import no_cyclic_garbage_collection
from models.simulation.journeys import Journeys, draw_journeys


@dataclass(frozen=True)
class NetworkOutcome:
    """What one replication of a network produced; the window [`window_begin`, `window_end`) is in minutes.

    Arrivals stop at the window's end and the run goes on until everybody has left, so that the whole run
    starts and ends empty. Tables, times in minutes: `customers` (customer, source, urgent, arrived, left,
    stops) and `services` (customer, step, station, urgent, arrived, begun, ended, server).
    """

    scenario: str
    fingerprint: str
    seed: int
    replication: int
    window_begin: float
    window_end: float
    network: Network
    tables: Mapping[str, pd.DataFrame]
    events: int
    cpu_seconds: float

    @property
    def digest(self) -> str:
        """Sha256 over both tables, times rounded to 1e-6 minutes."""
        digest = hashlib.sha256()
        for name, table in self.tables.items():
            digest.update(f"{name}:{len(table)};".encode())
            for column in table.columns:
                digest.update(_bytes(table[column]))
        return digest.hexdigest()


def simulate_network(scenario: NetworkScenario, replication: int = 0) -> NetworkOutcome:
    """Simulate a network's warm-up and horizon once."""
    began = time.process_time()
    spec, network = scenario.spec, scenario.network
    begin, end = spec.warmup_days * DAY, (spec.warmup_days + spec.days) * DAY
    journeys = draw_journeys(network, Draws(spec.seed, replication), end)
    with no_cyclic_garbage_collection():
        floor = _Floor(network, journeys)
        floor.env.process(floor.arrivals())
        floor.env.run()
    return NetworkOutcome(
        scenario=scenario.name,
        fingerprint=scenario.fingerprint,
        seed=spec.seed,
        replication=replication,
        window_begin=begin / 60.0,
        window_end=end / 60.0,
        network=network,
        tables=_tables(network, journeys, floor.jobs, floor.ended),
        events=floor.env.events,
        cpu_seconds=time.process_time() - began,
    )


def _bytes(values: pd.Series) -> bytes:
    """A column as bytes that do not depend on the machine; texts by their first appearance."""
    if values.dtype.kind in "biu":
        return values.to_numpy(np.int64).astype("<i8").tobytes()
    if values.dtype.kind == "f":
        return np.rint(values.to_numpy(np.float64) * 1e6).astype("<i8").tobytes()
    codes, texts = pd.factorize(values)
    return codes.astype("<i8").tobytes() + "\x1f".join(map(str, texts)).encode()


class _Floor:
    """Desks, and customers who go from one to the next."""

    def __init__(self, network: Network, journeys: Journeys) -> None:
        self.env = Environment()
        hours = always_open()
        self.desks = [
            Desk(
                self.env,
                hours,
                name,
                station.role,
                [f"{name}.{n}" for n in range(1, station.servers + 1)],
                discipline=station.discipline,
            )
            for name, station in network.stations.items()
        ]
        self.at: list[int] = journeys.at.tolist()
        self.urgent: list[bool] = journeys.urgent.tolist()
        self.due: list[int] = journeys.due.tolist()
        self.first: list[int] = journeys.first.tolist()
        self.station: list[int] = journeys.station.tolist()
        self.seconds: list[int] = journeys.seconds.tolist()
        self.jobs: list[Job | None] = [None] * len(self.station)
        self.ended: list[int] = [-1] * len(self.station)

    def arrivals(self) -> Generator[simpy.Event, None, None]:
        """Everybody comes at the time that was drawn for them."""
        env = self.env
        for number, at in enumerate(self.at):
            if at > env.now:
                yield env.timeout(at - env.now)
            env.process(self.customer(number))

    def customer(self, number: int) -> Generator[simpy.Event, None, None]:
        """One customer: served at every stop of the way, then gone."""
        due, urgent = self.due[number], self.urgent[number]
        for stop in range(self.first[number], self.first[number + 1]):
            job = self.desks[self.station[stop]].serve(number, self.seconds[stop], due, urgent)
            self.jobs[stop] = job
            yield job
            self.ended[stop] = self.env.now


def _tables(
    network: Network, journeys: Journeys, jobs: list[Job | None], ended: list[int]
) -> dict[str, pd.DataFrame]:
    """Customers and services as tidy tables, a service per row in the order of customers and steps."""
    done = [job for job in jobs if job is not None]  # all of them: the run ends when everybody has left
    names = np.array(network.names, dtype=object)
    until = np.array(ended, dtype=np.int64) / 60.0
    customers = pd.DataFrame(
        {
            "customer": np.arange(len(journeys.at)),
            "source": names[journeys.station[journeys.first[:-1]]],
            "urgent": journeys.urgent,
            "arrived": journeys.at / 60.0,
            "left": until[journeys.first[1:] - 1],
            "stops": np.diff(journeys.first),
        }
    )
    services = pd.DataFrame(
        {
            "customer": journeys.customer,
            "step": journeys.step,
            "station": names[journeys.station],
            "urgent": journeys.urgent[journeys.customer],
            "arrived": np.array([job.arrived for job in done], dtype=np.int64) / 60.0,
            "begun": np.array([job.begun for job in done], dtype=np.int64) / 60.0,
            "ended": until,
            "server": np.array([job.person for job in done], dtype=object),
        }
    )
    return {"customers": customers, "services": services}
