"""The graph of blocks: neighbours in compressed rows, and which blocks hang together."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

from models.planning.grids.problem import Floats, GridProblem, Ints


@dataclass(frozen=True, eq=False)
class Graph:
    """Neighbours of block b: `to[start[b]:start[b + 1]]`, with the border's position in `edge`."""

    start: Ints
    to: Ints
    edge: Ints

    def neighbours(self, block: int) -> Ints:
        """Positions of the blocks that share a border with this one."""
        return self.to[self.start[block] : self.start[block + 1]]


def graph_of(problem: GridProblem) -> Graph:
    """Compressed rows of a problem's borders, both directions, neighbours in order of position."""
    count = len(problem.first)
    source = np.concatenate([problem.first, problem.second])
    target = np.concatenate([problem.second, problem.first])
    edge = np.concatenate([np.arange(count), np.arange(count)]).astype(np.int64)
    order = np.lexsort((target, source))
    start = np.zeros(problem.size + 1, dtype=np.int64)
    np.cumsum(np.bincount(source, minlength=problem.size), out=start[1:])
    return Graph(start, target[order], edge[order])


def components(size: int, first: Ints, second: Ints, kept: NDArray[np.bool_]) -> Ints:
    """Component of every block over the kept borders, numbered from 0 (a lone block is one of its own)."""
    a, b = first[kept], second[kept]
    matrix = coo_array((np.ones(len(a), dtype=np.int8), (a, b)), shape=(size, size))
    return np.asarray(connected_components(matrix, directed=False)[1], dtype=np.int64)


def pieces(problem: GridProblem, labels: Ints) -> Ints:
    """Component of every block when only borders inside one grid count; unassigned blocks stay alone."""
    same = (labels[problem.first] == labels[problem.second]) & (labels[problem.first] >= 0)
    return components(problem.size, problem.first, problem.second, same)


def main_pieces(
    problem: GridProblem, labels: Ints, piece: Ints, mass: Floats | None = None
) -> dict[int, int]:
    """For every grid that has blocks its heaviest piece (that with most locked blocks first)."""
    count = int(piece.max()) + 1 if len(piece) else 0
    weight = np.bincount(piece, weights=problem.workload if mass is None else mass, minlength=count)
    locked = np.bincount(piece, weights=(problem.lock >= 0).astype(float), minlength=count)
    owner = np.full(count, -1, dtype=np.int64)
    owner[piece] = labels
    best: dict[int, int] = {}
    for k in np.lexsort((-weight, -locked)).tolist():
        if owner[k] >= 0:
            best.setdefault(int(owner[k]), k)
    return best
