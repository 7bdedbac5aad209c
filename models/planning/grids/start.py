"""Where annealing starts: a balanced power diagram by min-cost flow, made contiguous."""

from __future__ import annotations

import numpy as np
from ortools.graph.python.min_cost_flow import SimpleMinCostFlow
from scipy.optimize import linear_sum_assignment
from scipy.spatial import cKDTree

from models.planning.grids.contiguity import make_contiguous
from models.planning.grids.graph import components
from models.planning.grids.problem import Floats, GridProblem, Ints

ROUNDS = 8
LARGE = 4_000
NEAREST = 12
UNITS = 1_000_000


def cold_start(problem: GridProblem, seed: int, other: int = 0) -> Ints:
    """A contiguous plan with every grid non-empty and near the fair share: a balanced power diagram.

    Blocks go to grid centres by min-cost flow (capacities are fair shares, costs squared distances), centres
    move to their blocks' middle, and so on (Aurenhammer, Hoffmann and Aronov 1998 for why the optimal
    assignment is a power diagram). Locked blocks stay; land cut off by locked grids is served by its own
    grids. `other` numbers further starts of the same seed, which differ more and are rougher.
    """
    word = [seed, 17, *([other] if other else [])]
    rng = np.random.Generator(np.random.PCG64(np.random.SeedSequence(word)))
    labels = np.array(problem.lock)
    free_grids = np.flatnonzero(~problem.locked_grids)
    parts = _parts(problem)
    shares = _grids_by_part(problem, parts, free_grids)
    for part, grids in shares.items():
        rows = np.flatnonzero(parts == part)
        labels[rows] = _power_diagram(problem, rows, grids, rng, 1 if other else ROUNDS)
    _keep_names(problem, labels, shares, parts)
    return make_contiguous(problem, labels)


def _parts(problem: GridProblem) -> Ints:
    """Component of every block when locked grids are taken off the map; -1 for their blocks."""
    off = np.zeros(problem.size, dtype=bool)
    held = problem.lock >= 0
    off[held] = problem.locked_grids[problem.lock[held]]
    kept = ~off[problem.first] & ~off[problem.second]
    part = components(problem.size, problem.first, problem.second, kept)
    return np.where(off, -1, part)


def _grids_by_part(problem: GridProblem, parts: Ints, grids: Ints) -> dict[int, Ints]:
    """Which free grids serve which piece of land: each at least one, the rest by work, locks respected."""
    names = np.unique(parts[parts >= 0]).tolist()
    owner: dict[int, int] = {}
    for g in grids.tolist():
        held = parts[(problem.lock == g) & (parts >= 0)]
        if len(held):
            owner[g] = int(held[0])
    load = {p: float(problem.workload[parts == p].sum()) for p in names}
    given = {p: [g for g in grids.tolist() if owner.get(g) == p] for p in names}
    for g in (g for g in grids.tolist() if g not in owner):
        empty = [p for p in names if not given[p]]
        need = {p: load[p] - len(given[p]) * problem.fair_share for p in (empty or names)}
        given[max(need, key=lambda p: need[p])].append(g)
    return {p: np.array(sorted(given[p]), dtype=np.int64) for p in names if given[p]}


def _power_diagram(
    problem: GridProblem, rows: Ints, grids: Ints, rng: np.random.Generator, rounds: int
) -> Ints:
    """Grid of each of the blocks `rows`, balanced over `grids`; locked blocks keep theirs."""
    points = np.column_stack([problem.x[rows], problem.y[rows]])
    load = problem.workload[rows]
    lock = np.searchsorted(grids, problem.lock[rows])
    lock = np.where(problem.lock[rows] >= 0, lock, -1)
    centres = _spread(points, load, len(grids), rng)
    for place in range(len(grids)):
        if (lock == place).any():
            centres[place] = points[lock == place].mean(axis=0)
    label = lock
    for _ in range(min(rounds, 2) if len(rows) > LARGE else rounds):
        label = _transport(points, load, centres, lock)
        new = _middles(points, load, label, centres)
        if np.allclose(new, centres):
            break
        centres = new
    return np.asarray(grids[label], dtype=np.int64)


def _spread(points: Floats, load: Floats, count: int, rng: np.random.Generator) -> Floats:
    """Centres far from each other (k-means++), then a few plain k-means rounds weighted by work."""
    chosen = [int(rng.choice(len(points)))]
    near = ((points - points[chosen[0]]) ** 2).sum(axis=1)
    for _ in range(count - 1):
        weight = near * (load + load.mean() * 1e-6)
        total = weight.sum()
        pick = int(rng.choice(len(points), p=weight / total)) if total > 0 else int(rng.integers(len(points)))
        chosen.append(pick)
        near = np.minimum(near, ((points - points[pick]) ** 2).sum(axis=1))
    centres = points[chosen].astype(float)
    for _ in range(5):
        label = np.asarray(cKDTree(centres).query(points)[1], dtype=np.int64)
        centres = _middles(points, load, label, centres)
    return centres


def _middles(points: Floats, load: Floats, label: Ints, centres: Floats) -> Floats:
    """Work-weighted middle of every grid; a grid without blocks keeps its centre."""
    weight = load + load.mean() * 1e-6
    total = np.bincount(label, weights=weight, minlength=len(centres))
    sums = [np.bincount(label, weights=weight * points[:, axis], minlength=len(centres)) for axis in (0, 1)]
    safe = np.where(total > 0, total, 1.0)
    return np.where(total[:, None] > 0, np.column_stack(sums) / safe[:, None], centres)


def _transport(points: Floats, load: Floats, centres: Floats, lock: Ints) -> Ints:
    """Whole blocks to centres, each where most of its work flows in the balanced min-cost flow."""
    n, k = len(points), len(centres)
    near = min(k, NEAREST)
    dist, arcs = cKDTree(centres).query(points, k=near)
    dist, arcs = np.asarray(dist).reshape(n, near), np.asarray(arcs).reshape(n, near)
    scale = float(dist.mean()) or 1.0
    price = np.minimum((dist / scale) ** 2, 1e4)
    units = np.maximum(np.rint(load * (UNITS / load.sum())), 1).astype(np.int64)
    tail = np.repeat(np.arange(n), near)
    head = arcs.ravel()
    held = lock[tail] >= 0
    # A locked block's only arc goes to its grid; every block may overflow to a sink that costs much.
    head = np.where(held, lock[tail], head)
    first = np.arange(n * near) % near == 0
    use = ~held | first
    flow = SimpleMinCostFlow()
    arc = flow.add_arcs_with_capacity_and_unit_cost(
        tail[use], n + head[use], units[tail[use]], np.rint(price.ravel()[use] * 1000).astype(np.int64)
    )
    room = int(np.ceil(units.sum() / k)) + 1
    sink = n + k
    flow.add_arcs_with_capacity_and_unit_cost(
        np.arange(n, n + k), np.full(k, sink), np.full(k, room), np.zeros(k, dtype=np.int64)
    )
    flow.add_arcs_with_capacity_and_unit_cost(
        np.arange(n, n + k), np.full(k, sink), np.full(k, units.sum()), np.full(k, 20_000, dtype=np.int64)
    )
    flow.set_nodes_supplies(np.arange(n), units)
    flow.set_node_supply(sink, -int(units.sum()))
    if flow.solve() != flow.OPTIMAL:
        return np.asarray(np.where(lock >= 0, lock, arcs[:, 0]), dtype=np.int64)
    moved = np.zeros((n, k))
    np.add.at(moved, (tail[use], head[use]), flow.flows(arc))
    return np.asarray(moved.argmax(axis=1), dtype=np.int64)


def _keep_names(problem: GridProblem, labels: Ints, shares: dict[int, Ints], parts: Ints) -> None:
    """Rename grids (those without locks) so that as many blocks as can keep the current plan's grid."""
    if (problem.current < 0).all():
        return
    for part, grids in shares.items():
        free = np.array([g for g in grids.tolist() if not (problem.lock == g).any()], dtype=np.int64)
        if not len(free):
            continue
        rows = np.flatnonzero((parts == part) & np.isin(labels, free) & np.isin(problem.current, free))
        overlap = np.zeros((len(free), len(free)))
        np.add.at(
            overlap, (np.searchsorted(free, labels[rows]), np.searchsorted(free, problem.current[rows])), 1.0
        )
        _, new = linear_sum_assignment(-overlap)
        mine = np.flatnonzero((parts == part) & np.isin(labels, free))
        labels[mine] = free[new[np.searchsorted(free, labels[mine])]]
