"""What limits a plan: heavy blocks, full or starved grids, locks, and the proven smallest deviation."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

import numpy as np

from models.planning.grids.cost import grid_loads
from models.planning.grids.problem import GridProblem, Ints

HEAVY = 0.5
NEAR_BOUND = 0.02


class LimitKind(StrEnum):
    """Why a plan is not better."""

    HEAVY_BLOCK = "heavy_block"
    COARSE_BLOCK = "coarse_block"
    TOO_MUCH_WORK = "too_much_work"
    TOO_LITTLE_WORK = "too_little_work"
    AT_UPPER_BOUND = "at_upper_bound"
    AT_LOWER_BOUND = "at_lower_bound"
    LOCKED_NEIGHBOURS = "locked_neighbours"
    SMALLEST_DEVIATION = "smallest_deviation"


@dataclass(frozen=True)
class Limit:
    """One thing that limits a plan, with the grid or block it is about and its number in fair shares."""

    kind: LimitKind
    grid: str
    block: str
    value: float

    def __str__(self) -> str:
        return _SAID[self.kind].format(grid=self.grid, block=self.block, value=self.value)


_SAID = {
    LimitKind.HEAVY_BLOCK: "block {block} alone is {value:.1f} grids of work",
    LimitKind.COARSE_BLOCK: "block {block} alone is {value:.2f} grids of work, more than the tolerance on both sides",  # noqa: E501
    LimitKind.TOO_MUCH_WORK: "grid {grid} has {value:.3f} fair shares of work, more than the tolerance allows",  # noqa: E501
    LimitKind.TOO_LITTLE_WORK: "grid {grid} has {value:.3f} fair shares of work, less than the tolerance allows",  # noqa: E501
    LimitKind.AT_UPPER_BOUND: "grid {grid} is full: {value:.3f} fair shares of work",
    LimitKind.AT_LOWER_BOUND: "grid {grid} can give nothing away: {value:.3f} fair shares of work",
    LimitKind.LOCKED_NEIGHBOURS: "grid {grid} borders only what is locked ({value:.3f} fair shares of work)",
    LimitKind.SMALLEST_DEVIATION: "no plan keeps every grid within {value:.2%} of the fair share",
}


def limits_of(problem: GridProblem, labels: Ints, nearest: float | None = None) -> list[Limit]:
    """What limits this plan, the gravest first; `nearest` is the proven smallest deviation of any plan."""
    found = [] if nearest is None else [Limit(LimitKind.SMALLEST_DEVIATION, "", "", nearest)]
    return [*found, *_grid_limits(problem, labels), *_block_limits(problem, labels)]


def _grid_limits(problem: GridProblem, labels: Ints) -> list[Limit]:
    share = problem.fair_share
    near = NEAR_BOUND * (problem.most - problem.least) / 2
    stuck = _stuck(problem, labels)
    broken, full = [], []
    for g, load in enumerate(grid_loads(problem, labels).tolist()):
        name, value = problem.grids[g], load / share
        out = load > problem.most or load < problem.least
        if out:
            kind = LimitKind.TOO_MUCH_WORK if load > problem.most else LimitKind.TOO_LITTLE_WORK
            broken.append(Limit(kind, name, "", value))
            if g in stuck:
                broken.append(Limit(LimitKind.LOCKED_NEIGHBOURS, name, "", value))
        elif load > problem.most - near:
            full.append(Limit(LimitKind.AT_UPPER_BOUND, name, "", value))
        elif load < problem.least + near:
            full.append(Limit(LimitKind.AT_LOWER_BOUND, name, "", value))
    return broken + full


def _stuck(problem: GridProblem, labels: Ints) -> list[int]:
    """Free grids of which no block on the rim may leave or come in."""
    cut = labels[problem.first] != labels[problem.second]
    one, other = problem.first[cut], problem.second[cut]
    leaves = (problem.lock[one] < 0) & ~problem.locked_grids[labels[other]]
    enters = (problem.lock[other] < 0) & ~problem.locked_grids[labels[one]]
    free = leaves | enters
    moving = np.concatenate([labels[one[free]], labels[other[free]]]).tolist()
    return [g for g in range(len(problem.grids)) if not problem.locked_grids[g] and g not in moving]


def _block_limits(problem: GridProblem, labels: Ints) -> list[Limit]:
    """Blocks so heavy that they decide the balance of their grid."""
    room = max(HEAVY, 0.0) * problem.fair_share
    window = problem.most - problem.least
    found = []
    for b in np.argsort(-problem.workload, kind="stable")[:5].tolist():
        value, grid = float(problem.workload[b]) / problem.fair_share, problem.grids[labels[b]]
        if problem.workload[b] > room:
            found.append(Limit(LimitKind.HEAVY_BLOCK, grid, problem.blocks[b], value))
        elif problem.workload[b] > window:
            found.append(Limit(LimitKind.COARSE_BLOCK, grid, problem.blocks[b], value))
    return found
