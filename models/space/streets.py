"""The street graph: where one can walk, and the node from which a point is reached."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.sparse import csr_array
from scipy.sparse.csgraph import connected_components
from scipy.spatial import cKDTree

from models.scenario.place import Streets
from models.space.projection import Projection

FAR_METRES = 150.0


@dataclass(frozen=True)
class Snapped:
    """Points brought to the street graph: node (int) and access (metres) for each point.

    `far` marks the points whose access is longer than the limit asked for; `detached` those whose
    node lies outside the largest connected part of the graph.
    """

    node: NDArray[np.int64]
    access: NDArray[np.float64]
    far: NDArray[np.bool_]
    detached: NDArray[np.bool_]


@dataclass(frozen=True)
class StreetGraph:
    """Streets in local metres: `x`, `y` of every node, symmetric `metres` between neighbours.

    `part` numbers the connected parts; `largest` is the number of the one with most nodes.
    """

    x: NDArray[np.float64]
    y: NDArray[np.float64]
    metres: csr_array
    part: NDArray[np.int64]
    largest: int

    def snap(self, x: ArrayLike, y: ArrayLike, limit: float = FAR_METRES) -> Snapped:
        """The nearest node of each point (metres), however far; what is beyond `limit` is marked."""
        points = np.column_stack([np.asarray(x, dtype=float), np.asarray(y, dtype=float)])
        access, node = cKDTree(np.column_stack([self.x, self.y])).query(points)
        nodes = np.asarray(node, dtype=np.int64)
        far = np.asarray(access > limit, dtype=np.bool_)
        return Snapped(nodes, np.asarray(access), far, self.part[nodes] != self.largest)


def street_graph(streets: Streets, projection: Projection) -> StreetGraph:
    """The graph of a place's streets; of parallel edges the shortest counts, loops are dropped."""
    x, y = projection.to_metres(streets.nodes["lon"], streets.nodes["lat"])
    metres = _symmetric(
        streets.edges["from_node"].to_numpy(np.int64),
        streets.edges["to_node"].to_numpy(np.int64),
        streets.edges["metres"].to_numpy(float),
        len(x),
    )
    _, part = connected_components(metres, directed=False)
    largest = int(np.argmax(np.bincount(part))) if len(part) else 0
    return StreetGraph(x, y, metres, part.astype(np.int64), largest)


def _symmetric(
    start: NDArray[np.int64], end: NDArray[np.int64], metres: NDArray[np.float64], nodes: int
) -> csr_array:
    real = start != end
    low, high = np.minimum(start, end)[real], np.maximum(start, end)[real]
    # A length of zero would vanish from a sparse matrix and cut the street in two.
    length = np.maximum(metres[real], 1e-3)
    order = np.lexsort((length, high, low))
    low, high, length = low[order], high[order], length[order]
    shortest = np.ones(len(low), dtype=bool)
    shortest[1:] = (low[1:] != low[:-1]) | (high[1:] != high[:-1])
    low, high, length = low[shortest], high[shortest], length[shortest]
    ends = (np.concatenate([low, high]), np.concatenate([high, low]))
    return csr_array((np.concatenate([length, length]), ends), shape=(nodes, nodes))
