"""The walking network of a town, its lanes inside large blocks, and the segments that are swept."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray
from shapely import LineString, Polygon

from models.places.spec import CommunitySpec
from models.places.town_blocks import STEP, Town
from models.space.order import hilbert_order

LANE_LANDS = ("compound", "factory", "mixed", "market", "green")
LANE_SQUARE_METRES = 8_000.0
QUIET_LANDS = ("water", "green")
LEAST_SWEEP = 55.0


@dataclass(frozen=True)
class Network:
    """Streets in metres: `x`, `y` of nodes; `start`, `end`, `metres`, `block` (row, -1 none) of edges."""

    x: NDArray[np.float64]
    y: NDArray[np.float64]
    start: NDArray[np.int64]
    end: NDArray[np.int64]
    metres: NDArray[np.float64]
    block: NDArray[np.int64]


def town_network(town: Town) -> Network:
    """All street links, cut at their bends, and a lane through every large built-up block."""
    lanes = [lane for s, land in zip(town.shapes, town.lands, strict=True) for lane in _lane(s, land)]
    points, line = shapely.get_coordinates([*town.lines, *lanes], return_index=True)
    # The same corner, reached from two sides, may differ in its last bits.
    unique, node = np.unique(np.round(points, 3), axis=0, return_inverse=True)
    linked = line[:-1] == line[1:]
    start, end = node[:-1][linked], node[1:][linked]
    real = start != end
    start, end = start[real], end[real]
    x, y = unique[:, 0], unique[:, 1]
    middles = shapely.points((x[start] + x[end]) / 2, (y[start] + y[end]) / 2)
    metres = np.hypot(x[end] - x[start], y[end] - y[start])
    return Network(x, y, start, end, metres, beside(town, middles))


def beside(town: Town, points: NDArray[np.object_]) -> NDArray[np.int64]:
    """The block that a point on a street belongs to: of those it touches, a built-up one, then the first."""
    quiet = np.isin(town.lands, QUIET_LANDS)
    tree = shapely.STRtree(town.shapes)
    point, block = tree.query(points, predicate="dwithin", distance=0.5)
    best = np.full(len(points), -1, dtype=np.int64)
    for row in np.lexsort((block, quiet[block], point))[::-1]:
        best[point[row]] = block[row]
    return best


def swept_segments(spec: CommunitySpec, town: Town) -> pd.DataFrame:
    """Segments to be swept: x, y (midpoint, metres), block (row); arterials first, then market streets.

    Links are joined to streets between crossings and cut into pieces of about `sweep_length`; the
    spec's number of segments is kept.
    """
    busy = shapely.union_all([s for s, land in zip(town.shapes, town.lands, strict=True) if land == "market"])
    shapely.prepare(busy)
    market = shapely.dwithin(busy, shapely.line_interpolate_point(town.lines, 0.5, normalized=True), 0.5)
    classes = [town.levels == 0, (town.levels > 0) & market, (town.levels == 1) & ~market]
    rows = [
        (x, y)
        for chosen in classes
        for x, y in segment_middles(town.lines[chosen], spec.streets.sweep_length)
    ]
    kept = pd.DataFrame(rows[: spec.premises.street], columns=["x", "y"])
    kept["block"] = beside(town, np.asarray(shapely.points(kept["x"], kept["y"]), dtype=object))
    return kept[kept["block"] >= 0].reset_index(drop=True)


def segment_middles(lines: NDArray[np.object_], length: float) -> list[tuple[float, float]]:
    """Midpoints (metres) of pieces of about `length` of the streets that the lines join up to."""
    if not len(lines):
        return []
    streets = shapely.get_parts(shapely.line_merge(shapely.multilinestrings(lines)))
    middles = []
    for street in streets:
        if street.length >= LEAST_SWEEP:
            count = max(1, round(street.length / length))
            middles += [street.interpolate((k + 0.5) / count, normalized=True) for k in range(count)]
    xy = shapely.get_coordinates(middles)
    return [(float(x), float(y)) for x, y in xy[hilbert_order(xy[:, 0], xy[:, 1])]]


def _lane(shape: Polygon, land: str) -> list[LineString]:
    """A lane from one corner of a large block through its middle to the far side, where it stays inside."""
    if land not in LANE_LANDS or shape.area < LANE_SQUARE_METRES:
        return []
    ring = shapely.get_coordinates(shape.exterior)[:-1]
    middle = np.asarray(shape.centroid.coords[0])
    first = int(np.argmin(np.hypot(*(ring - middle).T)))
    opposite = int(np.argmax((ring - middle) @ (middle - ring[first])))
    lane = LineString([ring[first], middle, ring[opposite]])
    return [shapely.segmentize(lane, STEP)] if shapely.covers(shape.buffer(0.1), lane) else []
