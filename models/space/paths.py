"""Ways along the streets as lines on the map: what a tour looks like, not how long it takes."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.sparse.csgraph import dijkstra

from models.scenario.place import Place
from models.space.projection import projection_of
from models.space.streets import street_graph

Line = list[tuple[float, float]]
"""Longitude and latitude of each point (WGS84)."""


def street_lines(place: Place, tours: Sequence[Sequence[int]]) -> list[Line]:
    """Each tour (stops by index: premises, then workstations) as a line along the streets.

    Where there is no street network, or no way on it, a straight line.
    """
    points = _points(place)
    if place.streets is None or not len(place.streets.nodes):
        return [[_at(points, stop) for stop in tour] for tour in tours]
    graph = street_graph(place.streets, projection_of(place))
    x, y = projection_of(place).to_metres(points[:, 0], points[:, 1])
    node = graph.snap(x, y).node
    sources = np.unique([node[stop] for tour in tours for stop in tour]).astype(np.int64)
    row = {int(source): k for k, source in enumerate(sources)}
    before = np.empty((0, 0), dtype=np.int32)
    if len(sources):
        _, before = dijkstra(graph.metres, directed=False, indices=sources, return_predecessors=True)
    nodes = place.streets.nodes[["lon", "lat"]].to_numpy(np.float64)
    lines = []
    for tour in tours:
        line = [_at(points, stop) for stop in tour[:1]]
        for a, b in pairwise(tour):
            steps = _walk(before[row[int(node[a])]], int(node[a]), int(node[b]))
            line += [(float(nodes[n, 0]), float(nodes[n, 1])) for n in steps]
            line.append(_at(points, b))
        lines.append(line)
    return lines


def off_the_streets(place: Place) -> NDArray[np.bool_]:
    """Which premises lie further from any street than a walk, or off the connected network."""
    size = len(place.premises)
    if place.streets is None or not len(place.streets.nodes):
        return np.zeros(size, dtype=np.bool_)
    projection = projection_of(place)
    points = _points(place)[:size]
    snapped = street_graph(place.streets, projection).snap(*projection.to_metres(points[:, 0], points[:, 1]))
    return np.asarray(snapped.far | snapped.detached, dtype=np.bool_)


def _points(place: Place) -> NDArray[np.float64]:
    both = pd.concat([place.premises[["lon", "lat"]], place.workstations[["lon", "lat"]]])
    return both.to_numpy(np.float64)


def _at(points: NDArray[np.float64], stop: int) -> tuple[float, float]:
    return float(points[stop, 0]), float(points[stop, 1])


def _walk(before: NDArray[np.int32], start: int, end: int) -> list[int]:
    """Nodes from `start` to `end`, both included; only the two where there is no way."""
    steps = [end]
    while steps[-1] != start:
        previous = int(before[steps[-1]])
        if previous < 0:
            return [start, end]
        steps.append(previous)
    return steps[::-1]
