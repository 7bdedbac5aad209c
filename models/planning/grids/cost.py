"""The one additive objective, part by part, computed from scratch: what every optimiser is judged by."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from models.planning.grids.problem import Floats, GridProblem, Ints


@dataclass(frozen=True)
class Cost:
    """The parts of the objective, each already weighted, in borders of average length."""

    border: float
    balance: float
    area: float
    compactness: float
    moved: float

    @property
    def total(self) -> float:
        """What is minimised."""
        return self.border + self.balance + self.area + self.compactness + self.moved


def grid_loads(problem: GridProblem, labels: Ints) -> Floats:
    """Work of every grid."""
    given = labels >= 0
    return np.bincount(labels[given], weights=problem.workload[given], minlength=len(problem.grids)).astype(
        float
    )


def grid_households(problem: GridProblem, labels: Ints) -> Floats:
    """Households of every grid."""
    given = labels >= 0
    return np.bincount(labels[given], weights=problem.households[given], minlength=len(problem.grids)).astype(
        float
    )


def deviation(problem: GridProblem, labels: Ints) -> float:
    """Largest deviation of a grid's work from the fair share, as a part of it."""
    return float(np.abs(grid_loads(problem, labels) / problem.fair_share - 1).max())


def moved_blocks(problem: GridProblem, labels: Ints) -> int:
    """Blocks that had a grid in the current plan and now have another."""
    return int(((problem.current >= 0) & (labels != problem.current)).sum())


def cut_border(problem: GridProblem, labels: Ints) -> float:
    """Total length of borders between different grids."""
    return float(problem.border[labels[problem.first] != labels[problem.second]].sum())


def area_splits(problem: GridProblem, labels: Ints) -> int:
    """Further grids beyond the first that areas are split over, summed over areas."""
    known = problem.area >= 0
    pairs = np.unique(problem.area[known] * len(problem.grids) + labels[known])
    return len(pairs) - len(np.unique(problem.area[known]))


def spacing_squared(problem: GridProblem) -> float:
    """Mean squared distance of the centres of bordering blocks: the unit of inertia (1 without centres)."""
    if not len(problem.first):
        return 1.0
    dx = problem.x[problem.first] - problem.x[problem.second]
    dy = problem.y[problem.first] - problem.y[problem.second]
    return float((dx * dx + dy * dy).mean()) or 1.0


def inertia(problem: GridProblem, labels: Ints) -> float:
    """Inertia of the grids, summed over grids: mean squared distance from the centre over squared spacing."""
    count = np.maximum(np.bincount(labels, minlength=len(problem.grids)), 1)
    sx = np.bincount(labels, weights=problem.x, minlength=len(problem.grids)) / count
    sy = np.bincount(labels, weights=problem.y, minlength=len(problem.grids)) / count
    spread = (problem.x - sx[labels]) ** 2 + (problem.y - sy[labels]) ** 2
    return float(spread.sum()) / inertia_unit(problem)


def inertia_unit(problem: GridProblem) -> float:
    """What the sum of squared distances is divided by: squared spacing times blocks per grid."""
    return spacing_squared(problem) * problem.size / len(problem.grids)


def cost_of(problem: GridProblem, labels: Ints) -> Cost:
    """Every part of the objective for a complete plan."""
    weights = problem.weights
    off = np.abs(grid_loads(problem, labels) / problem.fair_share - 1).sum()
    return Cost(
        border=weights.border * cut_border(problem, labels) / problem.mean_border,
        balance=weights.balance * float(off),
        area=weights.area * area_splits(problem, labels),
        compactness=weights.compactness * inertia(problem, labels) if weights.compactness else 0.0,
        moved=problem.price * moved_blocks(problem, labels),
    )
