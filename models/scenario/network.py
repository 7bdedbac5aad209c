"""A network of queues: stations, arrivals and routing, declared as data and checked at once.

Queues with known answers are simulated on the desks that a town uses, so that the desks can be trusted.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from typing import Annotated, Any, Self

import numpy as np
from numpy.typing import NDArray
from pydantic import BaseModel, ConfigDict, Field, model_validator

from models.scenario.words import Discipline, Role

FORMAT = 1
Name = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]{0,39}$")]
Probability = Annotated[float, Field(ge=0, le=1, allow_inf_nan=False)]


class _Frozen(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Distribution(StrEnum):
    """Shapes of service times."""

    EXPONENTIAL = "exponential"
    DETERMINISTIC = "deterministic"
    LOGNORMAL = "lognormal"
    ERLANG2 = "erlang2"


_CV = {Distribution.EXPONENTIAL: 1.0, Distribution.DETERMINISTIC: 0.0, Distribution.ERLANG2: 0.5**0.5}


class Service(_Frozen):
    """Service times: their shape, mean in minutes and, for `lognormal`, coefficient of variation."""

    distribution: Distribution = Distribution.EXPONENTIAL
    mean_minutes: float = Field(ge=0.5, le=10_000, allow_inf_nan=False)
    cv: float | None = Field(default=None, gt=0, le=5, allow_inf_nan=False)

    @model_validator(mode="after")
    def _cv_belongs_to_the_lognormal(self) -> Self:
        fixed = _CV.get(self.distribution)
        if fixed is None and self.cv is None:
            raise ValueError("expected a cv for a lognormal service, got none")
        if fixed is not None and self.cv is not None:
            raise ValueError(f"expected no cv, since {self.distribution} has {fixed:.3g}, got {self.cv:g}")
        return self

    @property
    def variation(self) -> float:
        """Coefficient of variation of the shape."""
        return _CV[self.distribution] if self.cv is None else self.cv


class Station(_Frozen):
    """A desk of the network: how many serve there, in which order and for how long."""

    servers: int = Field(ge=1, le=1000)
    discipline: Discipline = Discipline.FIFO
    role: Role = Role.HANDLER
    service: Service


class Arrivals(_Frozen):
    """Poisson arrivals from outside; `urgent_share` of them go first where the discipline is `priority`."""

    per_hour: float = Field(gt=0, le=10_000, allow_inf_nan=False)
    urgent_share: Probability = 0.0


class Limits(_Frozen):
    """Minutes after its arrival at which a customer is due (what the discipline `edd` looks at)."""

    urgent: float = Field(default=120, gt=0, le=1e6, allow_inf_nan=False)
    ordinary: float = Field(default=480, gt=0, le=1e6, allow_inf_nan=False)


class Network(_Frozen):
    """Stations and who goes where: `routing[a][b]` is the probability to go from a to b; the rest leaves.

    A station whose offered load reaches its servers is allowed, but `notes` name it.
    """

    format: int = Field(default=FORMAT, ge=1)
    stations: Mapping[Name, Station] = Field(min_length=1, max_length=100)
    arrivals: Mapping[str, Arrivals]
    routing: Mapping[str, Mapping[str, Probability]] = Field(default_factory=dict)
    limits: Limits = Limits()

    @model_validator(mode="after")
    def _sound(self) -> Self:
        if faults := network_faults(self.model_dump()):
            raise ValueError("\n".join(f"{w}: expected {e}, got {g}" for w, e, g in faults))
        return self

    @property
    def names(self) -> tuple[str, ...]:
        """The stations in the order of the file, by which arrays are indexed."""
        return tuple(self.stations)

    @property
    def transitions(self) -> NDArray[np.float64]:
        """Routing as a square array, from row to column."""
        rows = [[self.routing.get(a, {}).get(b, 0.0) for b in self.names] for a in self.names]
        return np.array(rows, dtype=np.float64)

    @property
    def outside_per_hour(self) -> NDArray[np.float64]:
        """Arrivals from outside by station, an hour."""
        return np.array([a.per_hour if (a := self.arrivals.get(n)) else 0.0 for n in self.names])

    @property
    def flow_per_hour(self) -> NDArray[np.float64]:
        """Arrivals from everywhere by station: the traffic equations, flow = outside + flow @ transitions.

        Jackson, Operations Research 5 (1957) 518-521. It is what arrives, also where a station cannot
        pass it all on.
        """
        identity = np.eye(len(self.names))
        flow = np.linalg.solve(identity - self.transitions.T, self.outside_per_hour)
        return flow.astype(np.float64)

    @property
    def offered_load(self) -> NDArray[np.float64]:
        """Servers that the work of each station would keep busy."""
        minutes = np.array([station.service.mean_minutes for station in self.stations.values()])
        load: NDArray[np.float64] = self.flow_per_hour * minutes / 60.0
        return load

    @property
    def unstable(self) -> tuple[str, ...]:
        """Stations whose queue grows without end."""
        pairs = zip(self.names, self.offered_load, strict=True)
        return tuple(name for name, load in pairs if load >= self.stations[name].servers - 1e-9)

    @property
    def notes(self) -> tuple[str, ...]:
        """What a reader of results must know."""
        load = dict(zip(self.names, self.offered_load, strict=True))
        return tuple(
            f"{name}: a load of {load[name]:.3g} for {self.stations[name].servers} servers, no steady state"
            for name in self.unstable
        )


def network_faults(content: Mapping[str, Any]) -> list[tuple[str, str, str]]:
    """Faults between the parts of a network (where, expected, got), as far as a raw mapping lets us look."""
    stations = _mapping(content.get("stations"))
    arrivals, routing = _mapping(content.get("arrivals")), _mapping(content.get("routing"))
    faults = []
    if not arrivals:
        faults.append(("arrivals", "arrivals at one station at least", "none"))
    for name in arrivals:
        if name not in stations:
            faults.append((f"arrivals.{name}", "a station that is declared", "an unknown one"))
    for name, row in routing.items():
        if name not in stations:
            faults.append((f"routing.{name}", "a station that is declared", "an unknown one"))
        for to in _mapping(row):
            if to not in stations:
                faults.append((f"routing.{name}.{to}", "a station that is declared", "an unknown one"))
        total = sum(p for p in _mapping(row).values() if isinstance(p, int | float))
        if total > 1 + 1e-9:
            faults.append((f"routing.{name}", "probabilities of at most 1 together", f"{total:g}"))
    faults.extend(_never_left(stations, routing))
    return faults


def _never_left(stations: Mapping[str, Any], routing: Mapping[str, Any]) -> list[tuple[str, str, str]]:
    """Stations from which nobody ever leaves the network."""
    leads = {name: _numbers(routing.get(name)) for name in stations}
    left = [name for name, row in leads.items() if sum(row.values()) < 1 - 1e-9]
    for name in left:
        left.extend(a for a, row in leads.items() if row.get(name, 0) > 0 and a not in left)
    return [
        (f"routing.{name}", "a way out of the network in the end", "a circle")
        for name in stations
        if name not in left
    ]


def _mapping(value: Any) -> Mapping[str, Any]:
    return value if isinstance(value, Mapping) else {}


def _numbers(row: Any) -> dict[str, float]:
    return {to: p for to, p in _mapping(row).items() if isinstance(p, int | float)}
