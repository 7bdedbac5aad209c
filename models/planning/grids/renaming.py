"""Names of grids follow the land: a new plan keeps the names that the current plan gave."""

from __future__ import annotations

import numpy as np
from scipy.optimize import linear_sum_assignment

from models.planning.grids.problem import GridProblem
from models.planning.grids.result import PlanResult, Status, result_of


def keep_names(problem: GridProblem, result: PlanResult) -> PlanResult:
    """The same division with grids renamed so that as few blocks as possible count as moved.

    Grids with locked blocks keep their names, and so do plans with findings. Renaming never costs anything,
    so that a bound holds as before.
    """
    free = np.array([g for g in range(len(problem.grids)) if not (problem.lock == g).any()], dtype=np.int64)
    if result.status in (Status.INFEASIBLE, Status.OUT_OF_BOUNDS) or len(free) < 2:
        return result
    labels = problem.labels(result.plan)
    seat = np.full(len(problem.grids), -1)
    seat[free] = np.arange(len(free))
    both = (problem.current >= 0) & (seat[labels] >= 0)
    both[both] = seat[problem.current[both]] >= 0
    overlap = np.zeros((len(free), len(free)))
    np.add.at(overlap, (seat[labels[both]], seat[problem.current[both]]), 1.0)
    _, new = linear_sum_assignment(-overlap)
    mine = seat[labels] >= 0
    labels[mine] = free[new[seat[labels[mine]]]]
    renamed = result_of(problem, labels, result.bound, name=result.name)
    return renamed if renamed.moved < result.moved else result
