"""Set partitioning over the good grids that annealing met: the best plan that can be put together from
them."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from ortools.sat.python import cp_model

from models.planning.grids.cost import inertia_unit
from models.planning.grids.problem import SLACK, GridProblem, Ints

MOST_GRIDS = 3_000
SCALE = 1_000_000


class MetGrids:
    """A pool of grids that keep every bound, each with its own part of the objective."""

    def __init__(self, problem: GridProblem) -> None:
        self.problem = problem
        self._cost: dict[tuple[int, bytes], float] = {}

    def __len__(self) -> int:
        return len(self._cost)

    def add(self, plans: Ints) -> None:
        """Take in the grids of some plans (one plan a row, all of its grids contiguous)."""
        for labels in plans:
            for grid in range(len(self.problem.grids)):
                inside = labels == grid
                name = -1 if self.problem.interchangeable else grid
                key = (name, np.packbits(inside).tobytes())
                if key not in self._cost:
                    self._cost[key] = grid_part(self.problem, inside, grid)

    def best(self, deterministic: float | None, seconds: float | None) -> Ints | None:
        """The cheapest plan made of met grids (CP-SAT, one worker, within its limit), or None."""
        keys = [key for key, cost in self._cost.items() if np.isfinite(cost)]
        keys = sorted(keys, key=lambda key: self._cost[key])[:MOST_GRIDS]
        if len(keys) < len(self.problem.grids):
            return None
        inside = np.array([self._members(key) for key in keys])
        model = cp_model.CpModel()
        use = [model.new_bool_var(f"grid {k}") for k in range(len(keys))]
        for block in range(self.problem.size):
            model.add_exactly_one(use[k] for k in np.flatnonzero(inside[:, block]).tolist())
        if self.problem.interchangeable:
            model.add(sum(use) == len(self.problem.grids))
        else:
            for grid in range(len(self.problem.grids)):
                model.add_exactly_one(use[k] for k, key in enumerate(keys) if key[0] == grid)
        model.minimize(sum(round(self._cost[key] * SCALE) * use[k] for k, key in enumerate(keys)))
        solver = cp_model.CpSolver()
        limit(solver, deterministic, seconds)
        if solver.solve(model) not in (cp_model.OPTIMAL, cp_model.FEASIBLE):
            return None
        chosen = [k for k in range(len(keys)) if solver.boolean_value(use[k])]
        labels = np.zeros(self.problem.size, dtype=np.int64)
        for place, k in enumerate(chosen):
            labels[inside[k]] = place if keys[k][0] < 0 else keys[k][0]
        return labels

    def _members(self, key: tuple[int, bytes]) -> NDArray[np.bool_]:
        bits = np.unpackbits(np.frombuffer(key[1], dtype=np.uint8), count=self.problem.size)
        return bits.astype(bool)


def grid_part(problem: GridProblem, inside: NDArray[np.bool_], grid: int) -> float:
    """One grid's part of the objective (half its border, as its neighbour has the other); infinite out of
    bounds.

    Summed over the grids of a plan, less the number of areas, the parts give the whole objective.
    """
    load = float(problem.workload[inside].sum())
    size = float(problem.households[inside].sum())
    slack = SLACK * problem.fair_share
    if not problem.least - slack <= load <= problem.most + slack:
        return np.inf
    if not problem.households_least <= size <= problem.households_most:
        return np.inf
    weights, cut = problem.weights, inside[problem.first] != inside[problem.second]
    cost = weights.border * 0.5 * float(problem.border[cut].sum()) / problem.mean_border
    cost += weights.balance * abs(load / problem.fair_share - 1)
    area = problem.area[inside]
    cost += weights.area * len(np.unique(area[area >= 0]))
    if weights.compactness:
        x, y = problem.x[inside], problem.y[inside]
        spread = ((x - x.mean()) ** 2 + (y - y.mean()) ** 2).sum()
        cost += weights.compactness * float(spread) / inertia_unit(problem)
    home = problem.current[inside]
    return cost + problem.price * int(((home >= 0) & (home != grid)).sum())


def limit(solver: cp_model.CpSolver, deterministic: float | None, seconds: float | None) -> None:
    """One worker and a limit in deterministic time (repeatable) or seconds (not)."""
    solver.parameters.num_workers = 1
    solver.parameters.random_seed = 1
    if deterministic is not None:
        solver.parameters.max_deterministic_time = deterministic
    if seconds is not None:
        solver.parameters.max_time_in_seconds = seconds
