"""Walking times between premises, in whole seconds: what a patrol's day is made of besides visits."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike, NDArray
from scipy.sparse.csgraph import dijkstra

from models.scenario.place import Place
from models.space.projection import projection_of
from models.space.streets import Snapped, StreetGraph, street_graph

DENSE_POINTS = 4000
SPEED_KMH = 4.5
DETOUR = 1.3
BEELINE = -1
ROWS_AT_ONCE = 256
"""Rows of the matrix that are worked out together: whole matrices of metres would triple the peak memory."""


@dataclass(frozen=True)
class WalkingTimes:
    """Seconds on foot between stops: the rows of `place.premises`, then those of `place.workstations`.

    Up to `DENSE_POINTS` stops stand in one matrix (`seconds`); a larger place has one matrix a
    community (`matrices[group[i]]`, at `position[i]`), and between communities, or inside one that
    is itself too large (group `BEELINE`), the straight line times the detour counts.
    `disconnected_pairs` counts the pairs without a way on the streets (straight line as well),
    `far_stops` the stops that lie further from a street than `streets.FAR_METRES`.
    """

    matrices: tuple[NDArray[np.int32], ...]
    group: NDArray[np.int64]
    position: NDArray[np.int64]
    x: NDArray[np.float64]
    y: NDArray[np.float64]
    detour_seconds_per_metre: float
    workstations: tuple[str, ...]
    disconnected_pairs: int = 0
    far_stops: int = 0

    @property
    def stops(self) -> int:
        """How many premises and workstations there are."""
        return len(self.group)

    @property
    def dense(self) -> bool:
        """Whether one matrix holds every pair, so that `seconds` may be used."""
        return len(self.matrices) == 1 and not np.any(self.group)

    @property
    def seconds(self) -> NDArray[np.int32]:
        """The whole matrix (n, n) of seconds; ValueError for a place that is kept by community."""
        if not self.dense:
            raise ValueError(f"{self.stops} stops are kept by community; ask row() or between()")
        return self.matrices[0]

    def workstation_index(self, community: str) -> int:
        """The stop where a community's operators sit; KeyError where it has none."""
        if community not in self.workstations:
            raise KeyError(f"no workstation for community {community!r}")
        return self.stops - len(self.workstations) + self.workstations.index(community)

    def between(self, start: int, end: int) -> int:
        """Seconds from one stop to another."""
        return int(self.row(start, np.array([end]))[0])

    def row(self, start: int, ends: ArrayLike) -> NDArray[np.int32]:
        """Seconds from one stop to each of `ends` (int array)."""
        targets = np.asarray(ends, dtype=np.int64)
        group = int(self.group[start])
        if self.dense:
            return np.asarray(self.matrices[0][start, targets])
        result = self._beeline(start, targets)
        if group != BEELINE:
            same = self.group[targets] == group
            result[same] = self.matrices[group][self.position[start], self.position[targets[same]]]
        return result

    def _beeline(self, start: int, ends: NDArray[np.int64]) -> NDArray[np.int32]:
        metres = np.hypot(self.x[ends] - self.x[start], self.y[ends] - self.y[start])
        seconds = np.rint(metres * self.detour_seconds_per_metre)
        return np.asarray(seconds, dtype=np.int32)


def walking_times(
    place: Place, speed_kmh: float = SPEED_KMH, detour: float = DETOUR, dense_points: int = DENSE_POINTS
) -> WalkingTimes:
    """Walking times between all stops of a place.

    On streets: access from the stop to its nearest node, the shortest way, access to the other stop.
    Without streets, or between disconnected parts: straight line times `detour`. Whole seconds,
    symmetric, zero on the diagonal.
    """
    walker = _walker(place, speed_kmh, detour)
    group, position = _groups(place, dense_points)
    matrices, pairs = [], 0
    for number in range(int(group.max(initial=-1)) + 1):
        matrix, apart = walker.matrix(np.flatnonzero(group == number))
        matrices.append(matrix)
        pairs += apart
    names = tuple(map(str, place.workstations["community"]))
    far = int(walker.snapped.far.sum()) if walker.snapped else 0
    return WalkingTimes(
        tuple(matrices), group, position, walker.x, walker.y, walker.pace * detour, names, pairs, far
    )


@dataclass(frozen=True)
class _Walker:
    """The stops on the map and how one gets from one to another."""

    x: NDArray[np.float64]
    y: NDArray[np.float64]
    pace: float
    detour: float
    graph: StreetGraph | None
    snapped: Snapped | None

    def matrix(self, stops: NDArray[np.int64]) -> tuple[NDArray[np.int32], int]:
        """Seconds between these stops, and how many pairs of them have no way on the streets."""
        total, apart_pairs = len(stops), 0
        ways = self._ways(stops)
        seconds = np.empty((total, total), dtype=np.int32)
        for first in range(0, total, ROWS_AT_ONCE):
            rows = np.arange(first, min(first + ROWS_AT_ONCE, total))
            metres = ways.metres(rows) if ways else np.full((len(rows), total), np.inf)
            apart = ~np.isfinite(metres)
            for row in np.flatnonzero(apart.any(axis=1)):
                self._straight(metres[row], stops, rows[row], np.flatnonzero(apart[row]))
            metres[np.arange(len(rows)), rows] = 0.0
            seconds[rows] = np.rint(metres * self.pace)
            apart_pairs += int(np.triu(apart, first + 1).sum()) if ways else 0
        return seconds, apart_pairs

    def _straight(
        self, metres: NDArray[np.float64], stops: NDArray[np.int64], start: int, lost: NDArray[np.int64]
    ) -> None:
        """Put the straight line times the detour where there is no way on the streets."""
        x, y = self.x[stops], self.y[stops]
        metres[lost] = self.detour * np.hypot(x[lost] - x[start], y[lost] - y[start])

    def _ways(self, stops: NDArray[np.int64]) -> _Ways | None:
        if self.graph is None or self.snapped is None:
            return None
        nodes, local = np.unique(self.snapped.node[stops], return_inverse=True)
        way = np.empty((len(nodes), len(nodes)))
        for first in range(0, len(nodes), ROWS_AT_ONCE):
            some = nodes[first : first + ROWS_AT_ONCE]
            metres = dijkstra(self.graph.metres, directed=False, indices=some)
            way[first : first + len(some)] = metres[:, nodes]
        # Both directions add the same lengths in another order: take one of them, so that i→j is j→i.
        return _Ways(np.minimum(way, way.T), local, self.snapped.access[stops])


@dataclass(frozen=True)
class _Ways:
    """Metres on the streets between the nodes of the stops, and from every stop to its node."""

    between: NDArray[np.float64]
    node: NDArray[np.intp]
    access: NDArray[np.float64]

    def metres(self, rows: NDArray[np.int64]) -> NDArray[np.float64]:
        """Metres from the stops `rows` to all stops, infinite where there is no way."""
        way = self.between[self.node[rows][:, None], self.node[None, :]]
        way += self.access[rows][:, None] + self.access[None, :]
        return way


def _walker(place: Place, speed_kmh: float, detour: float) -> _Walker:
    projection = projection_of(place)
    stops = pd.concat([place.premises[["lon", "lat"]], place.workstations[["lon", "lat"]]])
    x, y = projection.to_metres(stops["lon"].to_numpy(float), stops["lat"].to_numpy(float))
    pace = 3.6 / speed_kmh
    if place.streets is None or not len(place.streets.nodes):
        return _Walker(x, y, pace, detour, None, None)
    graph = street_graph(place.streets, projection)
    return _Walker(x, y, pace, detour, graph, graph.snap(x, y))


def _groups(place: Place, dense_points: int) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """The matrix of each stop and its row in it."""
    total = len(place.premises) + len(place.workstations)
    if total <= dense_points:
        return np.zeros(total, np.int64), np.arange(total, dtype=np.int64)
    block_community = dict(zip(place.blocks["block"], place.blocks["community"], strict=True))
    communities = [*place.premises["block"].map(block_community), *place.workstations["community"]]
    codes, _ = pd.factorize(np.asarray(communities, dtype=object), sort=True)
    group, position, next_group = np.full(total, BEELINE), np.zeros(total, np.int64), 0
    for code in range(int(codes.max()) + 1):
        members = np.flatnonzero(codes == code)
        position[members] = np.arange(len(members))
        if len(members) <= dense_points:
            group[members] = next_group
            next_group += 1
    return group.astype(np.int64), position
