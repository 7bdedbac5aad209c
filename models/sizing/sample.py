"""A sample of replications that judges staffings by the twin, under common random numbers."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from models.measures.twin_reading import late_by_desk, read_measures
from models.simulation.twin import TwinOutcome, run_twin
from models.simulation.twin_rules import Rules
from models.simulation.twin_stream import CaseStream
from models.simulation.twin_time import Ints
from models.simulation.unlimited import PLENTY
from models.sizing.problem import Floats, Point

YEAR = 365 * 86_400


class TwinSample:
    """Lateness of staffings on fixed streams of cases; `desks` are the rows that the point's numbers fill.

    `floor` is what is late with unlimited staff: no reason to hire. `replications` counts twin runs.
    `hourly` is what an hour of overtime costs, by rows of `rules.stations`.
    """

    def __init__(
        self,
        rules: Rules,
        streams: Sequence[CaseStream],
        desks: Sequence[int],
        hourly: Floats | None = None,
    ) -> None:
        self.rules = rules
        self.hourly: Floats = np.zeros(len(rules.stations)) if hourly is None else hourly
        self._beyond: dict[Point, Floats] = {}
        self.streams = tuple(streams)
        self.desks = np.array(desks, dtype=np.int64)
        self.replications = 0
        names, due, late = late_by_desk(self._run(self.streams[0], self.desks_of((PLENTY,) * len(desks))))
        self.constraints = names
        tables = [self._table(stream, (PLENTY,) * len(desks)) for stream in self.streams]
        due, late = np.sum(tables, axis=0)
        self.floor: Floats = late / np.maximum(due, 1)

    def desks_of(self, point: Point) -> Ints:
        """People at every desk: those of the point, and elsewhere (duty rosters) those of the plan."""
        heads = np.array([station.heads for station in self.rules.stations], dtype=np.int64)
        heads[self.desks] = point
        return heads

    def late(self, point: Point) -> Floats:
        """Late share beyond the floor, by constraint, all replications together."""
        overtime = np.zeros(len(self.hourly))
        tables = [self._table(stream, point, overtime) for stream in self.streams]
        window = (self.rules.end - self.rules.begin) * len(self.streams)
        self._beyond[point] = overtime / 3_600.0 * (YEAR / window)
        due, late = np.sum(tables, axis=0)
        beyond: Floats = np.maximum(late / np.maximum(due, 1) - self.floor, 0.0)
        return beyond

    def overtime(self, point: Point) -> Floats:
        """Hours of overtime a year by desk, at a point that was judged."""
        return self._beyond[point]

    def extra(self, point: Point) -> float:
        """What overtime costs a year, at a point that was judged."""
        return float(self._beyond[point] @ self.hourly) if point in self._beyond else 0.0

    def each(self, point: Point, most: int | None = None) -> tuple[Floats, Floats]:
        """Cases due and late, replications (all of them, or at most so many) by constraints."""
        tables = np.array([self._table(stream, point) for stream in self.streams[:most]], dtype=np.float64)
        return tables[:, 0], tables[:, 1]

    def measures(self, point: Point) -> list[dict[str, float]]:
        """Indicators of every replication."""
        return [dict(read_measures(self._run(stream, self.desks_of(point)))) for stream in self.streams]

    def _table(self, stream: CaseStream, point: Point, overtime: Floats | None = None) -> Ints:
        self.replications += 1
        outcome = self._run(stream, self.desks_of(point))
        if overtime is not None:
            overtime += outcome.beyond_seconds
        _, due, late = late_by_desk(outcome)
        return np.array([due, late])

    def _run(self, stream: CaseStream, heads: Ints) -> TwinOutcome:
        return run_twin(self.rules, stream, heads)
