"""Which blocks border which: pairs with the length of border they share."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

from models.scenario.place import Place
from models.space.projection import blocks_in_metres

LEAST_BORDER_METRES = 1.0


def shared_borders(shapes: Any, gap: float = 0.0, at_least: float = LEAST_BORDER_METRES) -> pd.DataFrame:
    """Pairs of polygons (in metres) that share a border: first, second (positions, first < second), metres.

    A shared corner is no border: a pair counts from `at_least` metres on. With `gap` > 0, borders up
    to that many metres apart (a street's width between two plots) are shared as well; their length is
    the mean of both sides, less the overreach of the gap around a corner.
    """
    polygons = np.asarray(shapes, dtype=object)
    first, second = _near_pairs(polygons, gap)
    metres = _touching(polygons, first, second) if gap <= 0 else _facing(polygons, first, second, gap)
    kept = metres >= at_least
    pairs = pd.DataFrame({"first": first[kept], "second": second[kept], "metres": metres[kept]})
    return pairs.sort_values(["first", "second"], kind="stable", ignore_index=True)


def block_adjacency(place: Place, gap: float = 0.0, at_least: float = LEAST_BORDER_METRES) -> pd.DataFrame:
    """Pairs of a place's blocks that share a border: first, second (rows of `place.blocks`), metres."""
    return shared_borders(blocks_in_metres(place), gap, at_least)


def _near_pairs(polygons: NDArray[np.object_], gap: float) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    tree = shapely.STRtree(polygons)
    if gap > 0:
        found = tree.query(polygons, predicate="dwithin", distance=gap)
    else:
        found = tree.query(polygons, predicate="intersects")
    ordered = found[:, found[0] < found[1]].astype(np.int64)
    return ordered[0], ordered[1]


def _touching(
    polygons: NDArray[np.object_], first: NDArray[np.int64], second: NDArray[np.int64]
) -> NDArray[np.float64]:
    edges = shapely.boundary(polygons)
    return np.asarray(shapely.length(shapely.intersection(edges[first], edges[second])), dtype=float)


def _facing(
    polygons: NDArray[np.object_], first: NDArray[np.int64], second: NDArray[np.int64], gap: float
) -> NDArray[np.float64]:
    edges, wide = shapely.boundary(polygons), shapely.buffer(polygons, gap)
    one = shapely.length(shapely.intersection(edges[first], wide[second]))
    other = shapely.length(shapely.intersection(edges[second], wide[first]))
    # A border that only meets the other's corner still has a gap's length on each side of it.
    return np.asarray((one + other) / 2 - 2 * gap, dtype=float)
