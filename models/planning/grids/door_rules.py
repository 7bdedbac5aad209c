"""Faults that make a grid problem impossible before anybody tries: land, locks, heavy blocks, bounds."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from models.planning.grids.cost import grid_loads
from models.planning.grids.door_tables import SHOWN, Faults, named
from models.planning.grids.graph import components
from models.planning.grids.problem import SLACK, GridProblem
from models.scenario.faults import Fault


def rule_faults(problem: GridProblem) -> Faults:
    """Everything about a problem that no plan can mend."""
    return [
        *_total_faults(problem),
        *_heavy_faults(problem),
        *_land_faults(problem),
        *_lock_faults(problem),
        *_apart_faults(problem),
        *_enclosed_faults(problem),
    ]


def _total_faults(problem: GridProblem) -> Faults:
    """Bounds that the sum over all grids cannot meet."""
    faults, count = [], len(problem.grids)
    for name, values, least, most in (
        ("work", problem.workload, problem.least, problem.most),
        (problem.size_name, problem.households, problem.households_least, problem.households_most),
    ):
        total = float(values.sum())
        slack = SLACK * max(total, 1.0)
        if total < count * least - slack or total > count * most + slack:
            got = f"{total:.6g} {name} in {count} grids, {total / count:.6g} each"
            remedy = "change the number of grids or the bounds"
            faults.append(Fault("bounds", f"a mean per grid from {least:.6g} to {most:.6g}", got, remedy))
    return faults


def _heavy_faults(problem: GridProblem) -> Faults:
    """Blocks that no grid can hold."""
    share, slack = problem.fair_share, SLACK * problem.fair_share
    heavy = np.flatnonzero(problem.workload > problem.most + slack)
    faults = [
        Fault(
            f"block {problem.blocks[b]}",
            f"at most {problem.most / share:.2f} grids of work, which the tolerance allows",
            f"block {problem.blocks[b]} alone is {problem.workload[b] / share:.2f} grids of work",
            "divide the block, widen the tolerance or plan fewer grids",
        )
        for b in heavy.tolist()
    ]
    full = np.flatnonzero(problem.households > problem.households_most)
    over = [f"block {problem.blocks[b]} alone has {problem.households[b]:.6g}" for b in full.tolist()]
    return faults + named(
        f"{problem.size_name} bounds", f"at most {problem.households_most:.6g} in a grid", over
    )


def _land_faults(problem: GridProblem) -> Faults:
    """Land in several pieces."""
    piece = components(problem.size, problem.first, problem.second, np.ones(len(problem.first), dtype=bool))
    sizes = np.bincount(piece)
    if len(sizes) == 1:
        return []
    main = int(sizes.argmax())
    first = [problem.blocks[int((piece == k).argmax())] for k in range(len(sizes)) if k != main]
    apart = problem.size - int(sizes[main])
    more = ", …" if len(first) > SHOWN else ""
    got = f"{len(sizes)} pieces, {apart} blocks apart from the largest: {', '.join(first[:SHOWN])}{more}"
    return [Fault("borders", "land in one piece", got, "add a bridge, or plan the pieces apart")]


def _lock_faults(problem: GridProblem) -> Faults:
    """Locked blocks that are too much for one grid, locked grids out of bounds, grids left without blocks."""
    faults: Faults = []
    share, slack = problem.fair_share, SLACK * problem.fair_share
    loads = grid_loads(problem, problem.lock)
    counts = np.bincount(problem.lock[problem.lock >= 0], minlength=len(problem.grids))
    for g, name in enumerate(problem.grids):
        if problem.locked_grids[g] and counts[g] == 0:
            faults.append(Fault(f"grid {name}", "blocks in the current plan, as it is locked", "none"))
        elif problem.locked_grids[g] and not problem.least - slack <= loads[g] <= problem.most + slack:
            allowed = f"{problem.least / share:.2f} to {problem.most / share:.2f} fair shares of work"
            faults.append(Fault(f"grid {name}", allowed, f"locked at {loads[g] / share:.2f}", "unlock it"))
        elif loads[g] > problem.most + slack:
            got = f"its locked blocks alone are {loads[g] / share:.2f} grids of work"
            faults.append(Fault(f"grid {name}", f"at most {problem.most / share:.2f}", got, "unlock some"))
    free = int((problem.lock < 0).sum())
    empty = int(((counts == 0) & ~problem.locked_grids).sum())
    if free < empty:
        faults.append(
            Fault("lock", "a free block for every grid without locked blocks", f"{free} for {empty} grids")
        )
    return faults


def _apart_faults(problem: GridProblem) -> Faults:
    """Grids whose locked blocks no plan can connect."""
    faults: Faults = []
    for g, name in enumerate(problem.grids):
        rows = np.flatnonzero(problem.lock == g)
        if len(rows) < 2:
            continue
        usable = (problem.lock == g) | ((problem.lock < 0) & ~problem.locked_grids[g])
        piece = components(problem.size, problem.first, problem.second, _inside(problem, usable))
        far = rows[piece[rows] != piece[rows[0]]]
        if len(far):
            got = f"blocks {problem.blocks[rows[0]]} and {problem.blocks[far[0]]}"
            expected = "locked blocks that can be connected"
            faults.append(Fault(f"grid {name}", expected, got, "unlock blocks between them"))
    return faults


def _enclosed_faults(problem: GridProblem) -> Faults:
    """Land cut off by locked grids that does not hold a whole number of grids."""
    held = np.zeros(problem.size, dtype=bool)
    given = problem.lock >= 0
    held[given] = problem.locked_grids[problem.lock[given]]
    if not held.any():
        return []
    piece = components(problem.size, problem.first, problem.second, _inside(problem, ~held))
    faults, fewest, most = [], 0, 0
    free = int((~problem.locked_grids).sum())
    for k in np.unique(piece[~held]).tolist():
        rows = np.flatnonzero((piece == k) & ~held)
        load = float(problem.workload[rows].sum())
        low = int(np.ceil(load / problem.most - SLACK)) if problem.most > 0 else 1
        high = int(np.floor(load / problem.least + SLACK)) if problem.least > 0 else len(rows)
        fewest, most = fewest + max(low, 1), most + min(high, len(rows))
        if high < max(low, 1):
            got = f"{load / problem.fair_share:.2f} grids of work around block {problem.blocks[rows[0]]}"
            faults.append(
                Fault("locked grids", "free land that holds whole grids", got, "unlock a grid beside it")
            )
    if not faults and not fewest <= free <= most:
        got = f"room for {fewest} to {most} grids, {free} to place"
        faults.append(Fault("locked grids", "room for the free grids in the free land", got, "unlock a grid"))
    return faults


def _inside(problem: GridProblem, usable: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Borders between two usable blocks."""
    return np.asarray(usable[problem.first] & usable[problem.second])
