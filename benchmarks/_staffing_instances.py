"""Staffing questions whose answer is known: queues in closed form instead of simulations."""

from __future__ import annotations

import itertools

import numpy as np
from numpy.typing import NDArray
from ortools.sat.python import cp_model

from models.sizing.problem import Floats, Point, StaffingProblem, Variable

Ints = NDArray[np.int64]


class Formula:
    """A judge by arithmetic: a desk's lateness falls with its people, the total is shared by all.

    `hurt` makes more people at desk 0 late at desk 1, which no clause may rest on.
    """

    def __init__(self, seed: int, desks: int, hurt: float = 0.0, beyond: float = 0.0) -> None:
        random = np.random.default_rng(seed)
        self.load = random.uniform(0.5, 4.0, desks)
        self.fall = random.uniform(0.3, 0.6, desks)
        self.price = random.integers(40, 90, desks).astype(float)
        self.hurt, self.beyond = hurt, beyond
        self.constraints = (*(f"desk{n}" for n in range(desks)), "all")
        self.replications = 0

    def late(self, point: Point) -> Floats:
        """Lateness by desk, and their mean, which may be at most the limit as well."""
        self.replications += 20
        late: Floats = self.table(np.array([point]))[0]
        return late

    def extra(self, point: Point) -> float:
        """Nobody works overtime, unless `beyond` says what a spare person less costs."""
        return self.beyond / max(1.0, sum(point) - float(self.load.sum()))

    def table(self, points: Ints) -> Floats:
        """Lateness of many points, a row each."""
        spare = points - self.load
        each = np.where(spare > 0, 0.3 * self.fall ** np.maximum(spare, 0), 1.0)
        each[:, 1] += self.hurt * points[:, 0]
        return np.concatenate([each, 1.6 * each.mean(axis=1, keepdims=True)], axis=1)


def question(judge: Formula, limit: float = 0.05, cap: int | None = None, most: int = 6) -> StaffingProblem:
    """Every desk may have up to `most` people above its load."""
    names = judge.constraints
    variables = tuple(
        Variable(
            names[n], "handler", int(load) + 1, int(load) + most, float(price), True, float(load),
            frozenset({names[n], "all"}),
        )
        for n, (load, price) in enumerate(zip(judge.load, judge.price, strict=True))
    )  # fmt: skip
    return StaffingProblem(variables, limit, cap)


def brute_force(problem: StaffingProblem, judge: Formula) -> tuple[float | None, int]:
    """The cheapest cost by trying everything, and how many points that took."""
    ranges = [range(v.least, v.most + 1) for v in problem.variables]
    points = np.array(list(itertools.product(*ranges)))
    fine = (judge.table(points) <= problem.limit + 1e-12).all(axis=1)
    if problem.cap is not None:
        heads = points @ np.array([v.heads for v in problem.variables], dtype=np.int64)
        fine &= problem.fixed + heads <= problem.cap
    costs = points[fine] @ np.array([v.price for v in problem.variables])
    return (float(costs.min()) if len(costs) else None), len(points)


def known_optimum(problem: StaffingProblem, judge: Formula) -> float:
    """The cheapest cost by arithmetic on what each desk adds, which no search is told; no cap, no rules."""
    model = cp_model.CpModel()
    shares: list[cp_model.LinearExpr] = []
    costs: list[cp_model.LinearExpr] = []
    for n, v in enumerate(problem.variables):
        numbers = range(v.least, v.most + 1)
        late = {x: 0.3 * float(judge.fall[n]) ** (x - float(judge.load[n])) for x in numbers}
        chosen = {x: model.new_bool_var("") for x in numbers if late[x] <= problem.limit + 1e-12}
        model.add_exactly_one(chosen.values())
        shares += [int(np.ceil(late[x] * 1e9)) * it for x, it in chosen.items()]
        costs += [round(v.price) * x * it for x, it in chosen.items()]
    model.add(sum(shares) <= int(problem.limit * len(problem.variables) / 1.6 * 1e9))
    model.minimize(sum(costs))
    solver = cp_model.CpSolver()
    solver.parameters.num_workers = 1
    if solver.solve(model) != cp_model.OPTIMAL:
        raise ValueError("no optimum by arithmetic")
    return float(solver.objective_value)
