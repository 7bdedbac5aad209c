"""What an engine hands back: tours with their times, what is left out and why, and how good it is."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from models.planning.routes.reasons import Reason
from models.scenario.faults import Fault


class RouteStatus(StrEnum):
    """How good a plan is known to be: `optimal` where no plan can collect more (`prize` meets `bound`)."""

    OPTIMAL = "optimal"
    FEASIBLE = "feasible"


@dataclass(frozen=True)
class Visit:
    """One stop of a tour; times are seconds of the day, `begin` is later than `arrive` where one waits."""

    stop: str
    arrive: int
    begin: int
    leave: int


@dataclass(frozen=True)
class Tour:
    """One half-day of one pair: `half` is its position in the problem, `back` when it is at its finish."""

    pair: str
    half: int
    depart: int
    visits: tuple[Visit, ...]
    back: int
    walking: int
    inspection: int

    @property
    def stops(self) -> tuple[str, ...]:
        """Names of the stops in their order."""
        return tuple(visit.stop for visit in self.visits)


@dataclass(frozen=True)
class Unplanned:
    """One stop that is left out, and why."""

    stop: str
    reason: Reason


@dataclass(frozen=True)
class RoutePlan:
    """One plan of a day and what is known about it.

    `prize` is collected, `objective` is what the engines maximise: the prize less the price of walking and of
    `changed` stops (taken from the pair that held them). `bound` is a proven upper bound of `prize`. Times in
    seconds; `repeatable` says whether the same problem, seed and effort give the same plan everywhere.
    """

    engine: str
    tours: tuple[Tour, ...]
    unplanned: tuple[Unplanned, ...]
    prize: float
    objective: float
    inspection: int
    walking: int
    changed: int
    status: RouteStatus
    bound: float | None
    repeatable: bool
    troubles: tuple[Fault, ...] = ()

    @property
    def visits(self) -> int:
        """Number of stops planned."""
        return sum(len(tour.visits) for tour in self.tours)

    @property
    def minutes_of_inspection(self) -> float:
        """Minutes on site, all tours together."""
        return self.inspection / 60

    @property
    def holder(self) -> dict[str, str]:
        """Which pair has each planned stop."""
        return {stop: tour.pair for tour in self.tours for stop in tour.stops}

    @property
    def gap(self) -> float | None:
        """How far the prize may be below the best, as a part of the bound; None where nothing is proven."""
        if self.bound is None:
            return None
        return 0.0 if self.bound <= 0 else max(0.0, 1 - self.prize / self.bound)
