"""Clause cuts: propose the cheapest point, simulate it, learn from what fails, until nothing fails.

Rests on *more people never hurt*. That is tested on every pair of points that was simulated; where it is
refuted the answer comes from a plain local search instead, and the status says so.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np

from models.sizing.master import Clause, cheapest
from models.sizing.problem import Floats, Judge, Point, StaffingProblem

ROUNDS = 200
EXACT, FALLBACK, INFEASIBLE, OPEN = "optimal_on_sample", "local_search", "infeasible", "not_finished"
Say = Callable[[float, str], None]


@dataclass
class Found:
    """What the search says: a point with its cost, the status, what was learnt, and how it was tested."""

    status: str
    point: Point | None
    cost: float | None
    clauses: list[Clause] = field(default_factory=list)
    compared: int = 0
    refuted: int = 0
    rounds: int = 0
    failing: tuple[str, ...] = ()


class Search:
    """One question on one sample. Points are simulated once; `seen` keeps them for the frontier as well."""

    def __init__(
        self, problem: StaffingProblem, judge: Judge, seen: dict[Point, Floats] | None = None
    ) -> None:
        self.problem = problem
        self.judge = judge
        self.seen: dict[Point, Floats] = {} if seen is None else seen
        self.clauses: list[Clause] = []

    def late(self, point: Point) -> Floats:
        """Lateness of a point, simulated at most once."""
        if point not in self.seen:
            self.seen[point] = self.judge.late(point)
        return self.seen[point]

    def failing(self, point: Point) -> tuple[str, ...]:
        """Constraints that a point breaks, the worst first."""
        late = self.late(point)
        over = np.flatnonzero(late > self.problem.limit + 1e-12)
        return tuple(self.judge.constraints[n] for n in over[np.argsort(-late[over], kind="stable")])

    def run(self) -> Found:
        """Answer the question."""
        problem = self.problem
        problem.check()
        if failing := self.failing(problem.most):
            return Found(INFEASIBLE, None, None, failing=failing)
        low = self._bisected()
        for turn in range(1, ROUNDS + 1):
            point = cheapest(problem, low, self.clauses)
            if point is None:
                return self._told(Found(INFEASIBLE, None, None, self.clauses, rounds=turn))
            failing = self.failing(point)
            if not failing:
                found = Found(EXACT, point, problem.cost(point), self.clauses, rounds=turn)
                return self._checked(found)
            for constraint in failing:
                self.clauses.append(self._lifted(point, constraint))
        return self._checked(Found(OPEN, None, None, self.clauses, rounds=ROUNDS))

    def _bisected(self) -> Point:
        """Fewest people at each desk while everybody else is generous."""
        most, low = self.problem.most, list(self.problem.least)
        for n in range(len(low)):
            a, b = low[n], most[n]
            while a < b:
                middle = (a + b) // 2
                trial = (*most[:n], middle, *most[n + 1 :])
                if self.failing(trial):
                    a = middle + 1
                else:
                    b = middle
            if a > low[n]:
                point = (*most[:n], a - 1, *most[n + 1 :])
                self.clauses.append(Clause(point, self.failing(point)[0]))
            low[n] = a
        return tuple(low)

    def _lifted(self, point: Point, constraint: str) -> Clause:
        """Raise the point while the constraint still fails: the higher, the more a clause excludes."""
        variables, most = self.problem.variables, self.problem.most
        raised = list(point)
        place = self.judge.constraints.index(constraint)

        def fails(trial: list[int]) -> bool:
            return bool(self.late(tuple(trial))[place] > self.problem.limit + 1e-12)

        def raise_all(group: list[int]) -> None:
            group = [n for n in group if raised[n] < most[n]]
            if not group:
                return
            trial = [most[n] if n in group else raised[n] for n in range(len(raised))]
            if fails(trial):
                raised[:] = trial
            elif len(group) > 1:
                raise_all(group[: len(group) // 2])
                raise_all(group[len(group) // 2 :])
            else:
                self._raise_one(raised, group[0], fails)

        near = [n for n, v in enumerate(variables) if constraint in v.touches]
        raise_all([n for n in range(len(raised)) if n not in near])
        raise_all(near)
        return Clause(tuple(raised), constraint)

    def _raise_one(self, raised: list[int], n: int, fails: Callable[[list[int]], bool]) -> None:
        while raised[n] + 1 < self.problem.variables[n].most:
            trial = [*raised[:n], raised[n] + 1, *raised[n + 1 :]]
            if not fails(trial):
                return
            raised[n] += 1

    def _told(self, found: Found) -> Found:
        found.failing = tuple(dict.fromkeys(clause.constraint for clause in self.clauses))
        return found

    def _checked(self, found: Found) -> Found:
        """Compare all simulated pairs in which one has more of everything: did more people ever hurt?"""
        points = list(self.seen)
        table = np.array(points)
        fine = np.array([not self.failing(point) for point in points])
        for n in np.flatnonzero(fine):
            above = np.flatnonzero((table >= table[n]).all(axis=1))
            found.compared += len(above) - 1
            found.refuted += int((~fine[above]).sum())
        if found.refuted and found.point is not None:
            found.point = self._descended(found.point)
            found.status, found.cost = FALLBACK, self.problem.cost(found.point)
        return found

    def _descended(self, point: Point) -> Point:
        """Local search: take one away, or move one, while that is cheaper and nothing fails."""
        problem, better = self.problem, True
        while better:
            better = False
            for trial in sorted(self._neighbours(point), key=problem.cost):
                if problem.cost(trial) < problem.cost(point) - 1e-9 and not self.failing(trial):
                    point, better = trial, True
                    break
        return point

    def _neighbours(self, point: Point) -> list[Point]:
        """One fewer somewhere, with or without one more elsewhere."""
        variables, out = self.problem.variables, []
        for n, v in enumerate(variables):
            if point[n] <= v.least:
                continue
            fewer = (*point[:n], point[n] - 1, *point[n + 1 :])
            out.append(fewer)
            out += [
                (*fewer[:m], fewer[m] + 1, *fewer[m + 1 :])
                for m, w in enumerate(variables)
                if m != n and fewer[m] < w.most
            ]
        return [trial for trial in out if self._keeps_rules(trial)]

    def _keeps_rules(self, point: Point) -> bool:
        problem = self.problem
        by_role: dict[str, int] = {}
        for v, n in zip(problem.variables, point, strict=True):
            by_role[v.role] = by_role.get(v.role, 0) + n
        inside = all(rule.least <= by_role.get(rule.role, rule.least) <= rule.most for rule in problem.rules)
        return inside and (problem.cap is None or problem.heads(point) <= problem.cap)
