"""The master problem: the cheapest numbers of people that satisfy every clause learnt so far (CP-SAT)."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from ortools.sat.python import cp_model

from models.sizing.fit import Fit
from models.sizing.problem import Point, StaffingProblem

SCALE = 100
"""Prices are rounded to a hundredth of a yuan."""
PARTS = 10**7
"""Lateness is rounded to so small a part in what is only thought."""
THINKING = 0.5
"""Deterministic seconds of a search among what is only thought."""


@dataclass(frozen=True)
class Clause:
    """Some desk must have more people than here; `constraint` is what fails otherwise."""

    point: Point
    constraint: str

    def allows(self, point: Point) -> bool:
        """Whether a point has more at some desk."""
        return any(n > m for n, m in zip(point, self.point, strict=True))


def cheapest(
    problem: StaffingProblem,
    low: Point,
    clauses: list[Clause],
    but: Collection[Point] = (),
    thought: Sequence[Fit] = (),
) -> Point | None:
    """The cheapest point from `low` up that keeps clauses, rules and cap, is none of `but`, and that no fit
    of `thought` holds for late; None where there is none.

    Repeats exactly: one worker, a fixed seed, ties broken by fewer people.
    """
    model = cp_model.CpModel()
    numbers = [model.new_int_var(a, v.most, v.name) for a, v in zip(low, problem.variables, strict=True)]
    for clause in clauses:
        options = []
        for n, (x, v) in enumerate(zip(numbers, problem.variables, strict=True)):
            if clause.point[n] < v.most:
                more = model.new_bool_var("")
                model.add(x >= clause.point[n] + 1).only_enforce_if(more)
                options.append(more)
        model.add_bool_or(options)
    for point in but:
        others = []
        for x, number in zip(numbers, point, strict=True):
            other = model.new_bool_var("")
            model.add(x != number).only_enforce_if(other)
            others.append(other)
        model.add_bool_or(others)
    _keep_thoughts(model, problem, low, numbers, thought)
    people = [x for x, v in zip(numbers, problem.variables, strict=True) if v.heads]
    if problem.cap is not None:
        model.add(sum(people) <= problem.cap - problem.fixed)
    for rule in problem.together:
        mine = [x for x, v in zip(numbers, problem.variables, strict=True) if v.role == rule.role]
        if mine:
            model.add_linear_constraint(sum(mine), rule.least, rule.most)
    prices = [round(v.price * SCALE) for v in problem.variables]
    model.minimize(sum((p * 1000 + 1) * x for p, x in zip(prices, numbers, strict=True)))
    solver = cp_model.CpSolver()
    solver.parameters.num_workers = 1
    solver.parameters.random_seed = 0
    solver.parameters.max_deterministic_time = THINKING if thought else 20.0
    status = solver.solve(model)
    if status not in (cp_model.OPTIMAL, cp_model.FEASIBLE):
        return None
    return tuple(solver.value(x) for x in numbers)


def _keep_thoughts(
    model: cp_model.CpModel,
    problem: StaffingProblem,
    low: Point,
    numbers: list[cp_model.IntVar],
    thought: Sequence[Fit],
) -> None:
    """What fits hold for late is left out: every desk has one number, with its part in each constraint."""
    if not thought:
        return
    heights = range(max(v.most for v in problem.variables) + 1)
    parts = [fit.by_desk([(h,) * len(low) for h in heights]) for fit in thought]
    sums: list[list[cp_model.LinearExpr]] = [[] for _ in thought]
    for n, (x, v) in enumerate(zip(numbers, problem.variables, strict=True)):
        chosen = {h: model.new_bool_var("") for h in range(low[n], v.most + 1)}
        model.add_exactly_one(chosen.values())
        model.add(x == sum(h * is_it for h, is_it in chosen.items()))
        for each, part in zip(sums, parts, strict=True):
            each.extend(min(PARTS, round(float(part[h, n]) * PARTS)) * is_it for h, is_it in chosen.items())
    for each in sums:
        model.add(sum(each) <= round(problem.limit * PARTS))
