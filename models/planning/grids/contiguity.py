"""Make any plan contiguous, complete and without empty grids, changing few blocks."""

from __future__ import annotations

import heapq
from collections import deque

import numpy as np

from models.planning.grids.graph import Graph, graph_of, main_pieces, pieces
from models.planning.grids.problem import NOBODY, GridProblem, Ints


def make_contiguous(problem: GridProblem, labels: Ints) -> Ints:
    """The plan with stray pieces given to neighbours, unassigned blocks taken in, empty grids seeded.

    Of every grid the heaviest piece stays (that with most locks first). Locked blocks of one grid that lie
    apart are joined by a shortest path. Where a lock makes contiguity impossible the result stays in pieces,
    and the audit says so.
    """
    graph = graph_of(problem)
    labels = np.where(problem.lock >= 0, problem.lock, labels)
    labels = np.where(_closed(problem, labels), NOBODY, labels)
    labels = _join_locks(problem, graph, labels)
    labels = _drop_strays(problem, labels)
    labels = _seed_empty(problem, graph, labels)
    return _take_in(problem, graph, labels)


def _closed(problem: GridProblem, labels: Ints) -> np.ndarray[tuple[int], np.dtype[np.bool_]]:
    """Blocks that stand in a locked grid without belonging to it."""
    inside = np.zeros(len(labels), dtype=bool)
    given = labels >= 0
    inside[given] = problem.locked_grids[labels[given]]
    return np.asarray(inside & (problem.lock != labels))


def _drop_strays(problem: GridProblem, labels: Ints) -> Ints:
    """Unassign every block outside its grid's main piece, except locked ones."""
    piece = pieces(problem, labels)
    main = main_pieces(problem, labels, piece)
    wanted = np.full(len(problem.grids) + 1, -1, dtype=np.int64)
    for grid, kept in main.items():
        wanted[grid] = kept
    stray = (labels >= 0) & (piece != wanted[labels]) & (problem.lock < 0)
    return np.where(stray, NOBODY, labels)


def _join_locks(problem: GridProblem, graph: Graph, labels: Ints) -> Ints:
    """Join the locked blocks of each grid by paths over blocks that nobody else has locked."""
    labels = np.array(labels)
    held = np.array(problem.lock)
    for grid in np.unique(held[held >= 0]).tolist():
        if problem.locked_grids[grid]:
            continue
        while path := _path_between_locks(problem, graph, held, labels, grid):
            held[path] = grid
            labels[path] = grid
    return labels


def _path_between_locks(problem: GridProblem, graph: Graph, held: Ints, labels: Ints, grid: int) -> list[int]:
    """Blocks (not yet held) on a cheapest path from one held piece to another; empty when there is one
    piece."""
    mine = np.flatnonzero(held == grid).tolist()
    if len(mine) < 2:
        return []
    reached = set(mine[:1])
    front = deque(mine[:1])
    while front:
        for u in graph.neighbours(front.popleft()).tolist():
            if held[u] == grid and u not in reached:
                reached.add(u)
                front.append(u)
    came = {b: -1 for b in mine if b in reached}
    # Blocks already in the grid cost nothing, others one each.
    heap = [(0, b) for b in came]
    cost = dict.fromkeys(came, 0)
    while heap:
        d, v = heapq.heappop(heap)
        if d > cost[v]:
            continue
        if held[v] == grid and v not in reached:
            return _walk_back(came, held, v, grid)
        for u in graph.neighbours(v).tolist():
            new = d + (labels[u] != grid)
            if held[u] in (NOBODY, grid) and new < cost.get(u, problem.size + 1):
                cost[u], came[u] = new, v
                heapq.heappush(heap, (new, u))
    return []


def _walk_back(came: dict[int, int], held: Ints, end: int, grid: int) -> list[int]:
    path, v = [], came[end]
    while v >= 0 and held[v] != grid:
        path.append(v)
        v = came[v]
    return path


def _seed_empty(problem: GridProblem, graph: Graph, labels: Ints) -> Ints:
    """Give each grid without blocks an unassigned block, else one whose leaving keeps its grid whole."""
    labels = np.array(labels)
    count = np.bincount(labels[labels >= 0], minlength=len(problem.grids))
    for grid in np.flatnonzero(count == 0).tolist():
        spare = np.flatnonzero(labels == NOBODY)
        if len(spare):
            block = int(spare[np.argmax(problem.workload[spare])])
        else:
            block = _removable(problem, graph, labels)
        if block >= 0:
            labels[block] = grid
    return labels


def _removable(problem: GridProblem, graph: Graph, labels: Ints) -> int:
    """A block of the heaviest grid that can leave it whole: the last one met in a search of the grid."""
    loads = np.bincount(labels, weights=problem.workload, minlength=len(problem.grids))
    for grid in np.argsort(-loads, kind="stable").tolist():
        rows = np.flatnonzero((labels == grid) & (problem.lock < 0))
        if problem.locked_grids[grid] or not len(rows) or (labels == grid).sum() < 2:
            continue
        for block in rows.tolist():
            rest = np.array(labels)
            rest[block] = NOBODY
            piece = pieces(problem, rest)
            if len(np.unique(piece[rest == grid])) == 1:
                return int(block)
    return NOBODY


def _take_in(problem: GridProblem, graph: Graph, labels: Ints) -> Ints:
    """Give unassigned blocks to bordering grids, always the grid with least work first."""
    labels = np.array(labels)
    load = np.bincount(
        labels[labels >= 0], weights=problem.workload[labels >= 0], minlength=len(problem.grids)
    )
    heap: list[tuple[float, int, int]] = []

    def offer(block: int) -> None:
        grid = int(labels[block])
        if grid < 0 or problem.locked_grids[grid]:
            return
        for u in graph.neighbours(block).tolist():
            if labels[u] == NOBODY:
                heapq.heappush(heap, (float(load[grid]), grid, u))

    for v in np.flatnonzero(labels == NOBODY).tolist():
        for u in graph.neighbours(v).tolist():
            grid = int(labels[u])
            if grid >= 0 and not problem.locked_grids[grid]:
                heapq.heappush(heap, (float(load[grid]), grid, v))
    while heap:
        then, grid, v = heapq.heappop(heap)
        if labels[v] != NOBODY:
            continue
        if then < load[grid]:  # the grid has grown since: ask again later
            heapq.heappush(heap, (float(load[grid]), grid, v))
            continue
        labels[v] = grid
        load[grid] += problem.workload[v]
        offer(v)
    return labels
