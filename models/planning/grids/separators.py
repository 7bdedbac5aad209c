"""Separators: what a plan in pieces breaks, as clauses that every contiguous plan keeps."""

from __future__ import annotations

from collections import deque

import numpy as np

from models.planning.grids.graph import Graph
from models.planning.grids.problem import GridProblem, Ints

Clause = tuple[tuple[int, ...], tuple[int, ...]]
ENDS = 6


def separators(problem: GridProblem, graph: Graph, labels: Ints, piece: Ints, least: float) -> list[Clause]:
    """Clauses (ends, through): if all ends are in one grid, some block of `through` is in it as well.

    A piece lighter than `least` cannot be a grid, so whichever grid holds one of its blocks (a shortest
    clause:
    one end) also holds a block around it, provided it holds the whole piece or leaves it: both pass the rim.
    A heavier piece is told apart from the grid's main piece by a minimal separator (two ends).
    """
    clauses: list[Clause] = []
    for grid in range(len(problem.grids)):
        parts = np.unique(piece[labels == grid])
        if len(parts) < 2:
            continue
        weight = [float(problem.workload[piece == p].sum()) for p in parts.tolist()]
        main = int(parts[int(np.argmax(weight))])
        for part, load in zip(parts.tolist(), weight, strict=True):
            rows = np.flatnonzero(piece == part)
            rim = _rim(graph, rows)
            if load < least * (1 - 1e-9):
                clauses += [((b,), rim) for b in rows[:ENDS].tolist()]
            if part != main:
                clauses += _apart(problem, graph, rows, rim, np.flatnonzero(piece == main))
    return clauses


def _apart(problem: GridProblem, graph: Graph, rows: Ints, rim: tuple[int, ...], main: Ints) -> list[Clause]:
    """Clauses that part a piece from the main piece: only the rim that can be reached from there counts."""
    closed = np.zeros(problem.size, dtype=bool)
    closed[list(rim)] = True
    reached = np.zeros(problem.size, dtype=bool)
    front = deque([int(main[0])])
    reached[main[0]] = True
    touched: list[int] = []
    while front:
        for u in graph.neighbours(front.popleft()).tolist():
            if reached[u]:
                continue
            reached[u] = True
            if closed[u]:
                touched.append(u)
            else:
                front.append(u)
    through = tuple(sorted(touched))
    far = main[np.argsort(-problem.workload[main], kind="stable")[:ENDS]]
    near = rows[np.argsort(-problem.workload[rows], kind="stable")[:ENDS]]
    return [((int(a), int(b)), through) for a in near for b in far[:2]]


def _rim(graph: Graph, rows: Ints) -> tuple[int, ...]:
    """Blocks that border a piece without belonging to it."""
    around = np.unique(np.concatenate([graph.neighbours(b) for b in rows.tolist()]))
    return tuple(np.setdiff1d(around, rows).tolist())
