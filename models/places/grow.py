"""Grows contiguous parts of about equal weight over a graph, then evens them out at their borders."""

from __future__ import annotations

from heapq import heappop, heappush

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components
from scipy.spatial import cKDTree

from models.space.order import hilbert_order

Neighbours = list[list[int]]
MOST_PASSES = 40


def grow_parts(
    centre: NDArray[np.float64], weight: NDArray[np.float64], pairs: NDArray[np.int64], parts: int
) -> NDArray[np.int64]:
    """Part (0…parts-1) of each node; every part is connected where the graph is.

    `centre` (n, 2) metres, `weight` (n,), `pairs` (m, 2) adjacent nodes. Seeds lie at equal weights
    along a space-filling curve; the lightest part takes the nearest free neighbour, again and again;
    then blocks at a border go from heavy to light parts. Pieces of a disconnected graph are linked
    where they come nearest.
    """
    if parts <= 1:
        return np.zeros(len(weight), dtype=np.int64)
    neighbours = _linked(centre, pairs)
    part = _grow(centre, weight, neighbours, _seeds(centre, weight, parts))
    return _even_out(part, weight, neighbours, parts)


def _seeds(centre: NDArray[np.float64], weight: NDArray[np.float64], parts: int) -> list[int]:
    order = hilbert_order(centre[:, 0], centre[:, 1])
    run = np.cumsum(weight[order])
    targets = (np.arange(parts) + 0.5) / parts * run[-1]
    spots = np.minimum(np.searchsorted(run, targets), len(order) - 1)
    # Two seeds may fall on one heavy block: each takes the next free place on the curve.
    taken: list[int] = []
    for spot in spots.tolist():
        while int(order[spot]) in taken:
            spot = (spot + 1) % len(order)
        taken.append(int(order[spot]))
    return taken


def _linked(centre: NDArray[np.float64], pairs: NDArray[np.int64]) -> Neighbours:
    """Neighbours of each node, with the nearest nodes of disconnected pieces linked."""
    links = [(int(a), int(b)) for a, b in pairs]
    while True:
        ends = np.array(links, dtype=np.int64).reshape(-1, 2)
        graph = coo_array((np.ones(len(ends)), (ends[:, 0], ends[:, 1])), shape=(len(centre), len(centre)))
        pieces, label = connected_components(graph, directed=False)
        if pieces == 1:
            break
        links += _bridges(centre, label, int(pieces))
    neighbours: Neighbours = [[] for _ in range(len(centre))]
    for a, b in links:
        neighbours[a].append(b)
        neighbours[b].append(a)
    return [sorted(set(n)) for n in neighbours]


def _bridges(centre: NDArray[np.float64], label: NDArray[np.int32], pieces: int) -> list[tuple[int, int]]:
    """From every piece but the first, the shortest link to any other piece."""
    found = []
    for piece in range(1, pieces):
        inside, outside = np.flatnonzero(label == piece), np.flatnonzero(label != piece)
        metres, nearest = (np.asarray(a) for a in cKDTree(centre[outside]).query(centre[inside]))
        best = int(np.argmin(metres))
        found.append((int(inside[best]), int(outside[int(nearest[best])])))
    return found


def _grow(
    centre: NDArray[np.float64], weight: NDArray[np.float64], neighbours: Neighbours, seeds: list[int]
) -> NDArray[np.int64]:
    part = np.full(len(weight), -1, dtype=np.int64)
    load = np.zeros(len(seeds))
    border: list[list[tuple[float, int]]] = [[] for _ in seeds]

    def take(node: int, to: int) -> None:
        part[node] = to
        load[to] += weight[node]
        for other in neighbours[node]:
            if part[other] < 0:
                away = float(np.hypot(*(centre[other] - centre[seeds[to]])))
                heappush(border[to], (away, other))

    for number, seed in enumerate(seeds):
        take(seed, number)
    growing = list(range(len(seeds)))
    while growing:
        to = min(growing, key=lambda p: (load[p], p))
        node = _nearest_free(border[to], part)
        if node is None:
            growing.remove(to)
        else:
            take(node, to)
    return part


def _nearest_free(heap: list[tuple[float, int]], part: NDArray[np.int64]) -> int | None:
    """The nearest waiting node that no part has taken yet."""
    while heap:
        _, node = heappop(heap)
        if part[node] < 0:
            return node
    return None


def _even_out(
    part: NDArray[np.int64], weight: NDArray[np.float64], neighbours: Neighbours, parts: int
) -> NDArray[np.int64]:
    """Moves border nodes from heavy to light neighbours while that evens the loads and keeps parts whole."""
    load = np.bincount(part, weights=weight, minlength=parts).astype(np.float64)
    for _ in range(MOST_PASSES):
        moved = False
        for _, node, to in _moves(part, weight, neighbours, load):
            here = int(part[node])
            gain = load[here] - load[to] - weight[node]
            if (
                here != to
                and gain > 0
                and _borders(part, neighbours, node, to)
                and _stays_whole(part, neighbours, node)
            ):
                part[node], moved = to, True
                load[here] -= weight[node]
                load[to] += weight[node]
        if not moved:
            break
    return part


def _moves(
    part: NDArray[np.int64], weight: NDArray[np.float64], neighbours: Neighbours, load: NDArray[np.float64]
) -> list[tuple[float, int, int]]:
    """Moves (loss, node, to) that even the loads, the best first."""
    found = []
    for node, around in enumerate(neighbours):
        here = int(part[node])
        for to in sorted({int(part[n]) for n in around} - {here}):
            gain = float(weight[node] * (load[here] - load[to] - weight[node]))
            if gain > 0:
                found.append((-gain, node, to))
    return sorted(found)


def _borders(part: NDArray[np.int64], neighbours: Neighbours, node: int, to: int) -> bool:
    return any(part[n] == to for n in neighbours[node])


def _stays_whole(part: NDArray[np.int64], neighbours: Neighbours, node: int) -> bool:
    """Whether the part of a node is still connected, and not empty, without it."""
    same = [n for n in neighbours[node] if part[n] == part[node]]
    if not same:
        return False
    seen, stack = {node, same[0]}, [same[0]]
    wanted = set(same)
    while stack and wanted - seen:
        for other in neighbours[stack.pop()]:
            if part[other] == part[node] and other not in seen:
                seen.add(other)
                stack.append(other)
    return not wanted - seen
