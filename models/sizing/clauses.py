"""Clause cuts: propose the cheapest point, simulate it, learn from what fails, until nothing fails.

Rests on *more people never hurt*. That is tested on every pair of points that was simulated; where it is
refuted the answer comes from a plain local search instead, and the status says so.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from models.sizing.fit import Fit, fitted
from models.sizing.master import Clause, cheapest
from models.sizing.problem import Floats, Judge, Point, StaffingProblem

POINTS = 86
"""Points that one question may simulate before it settles for a proven gap: with the last steps that makes
2,000 replications at 20 each."""
ROUNDS = 400
TRIES = 6
"""Points that fits may propose in the end."""
PROBES = 6
EXACT, FALLBACK, INFEASIBLE, OPEN = "optimal_on_sample", "local_search", "infeasible", "not_finished"


@dataclass
class Found:
    """What the search says: a point with its cost, the status, what was learnt, and how it was tested.

    `bound`: nothing cheaper than this is possible on the sample (the cost itself where it is proven).
    `compared` counts pairs of points and constraints in which one point has more people, `refuted` those in
    which they hurt.
    """

    status: str
    point: Point | None
    cost: float | None
    clauses: list[Clause] = field(default_factory=list)
    compared: int = 0
    refuted: int = 0
    rounds: int = 0
    failing: tuple[str, ...] = ()
    bound: float | None = None


class Search:
    """One question on one sample. Points are simulated once; `seen` keeps them for the frontier as well."""

    def __init__(
        self,
        problem: StaffingProblem,
        judge: Judge,
        seen: dict[Point, Floats] | None = None,
        points: int = POINTS,
    ) -> None:
        self.problem = problem
        self.judge = judge
        self.seen: dict[Point, Floats] = {} if seen is None else seen
        self.room = len(self.seen) + points
        self.clauses: list[Clause] = []

    def late(self, point: Point) -> Floats:
        """Lateness of a point, simulated at most once."""
        if point not in self.seen:
            self.seen[point] = self.judge.late(point)
        return self.seen[point]

    def _extra(self, point: Point) -> float:
        return self.judge.extra(point) if self.problem.overtime else 0.0

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
        self.clauses = self._remembered()
        low = self._lowest()
        best: Found | None = None
        fine: list[Point] = []
        for turn in range(1, ROUNDS + 1):
            point = cheapest(problem, low, self.clauses, fine)
            bound = None if point is None else problem.cost(point)
            if best is not None and (bound is None or bound >= (best.cost or 0.0) - 1e-9):
                break
            if point is None or bound is None:
                return self._told(Found(INFEASIBLE, None, None, self.clauses, rounds=turn))
            failing = self.failing(point)
            if not failing:
                cost = bound + self._extra(point)
                if best is None or cost < (best.cost or 0.0):
                    best = Found(EXACT, point, cost, self.clauses, rounds=turn, bound=cost)
                fine.append(point)
            elif len(self.seen) > self.room:
                return self._checked(best or self._unfinished(point, bound, low, turn))
            for constraint in failing:
                if all(clause.allows(point) for clause in self.clauses):
                    self.clauses.append(self._lifted(point, constraint))
        return self._checked(best or Found(OPEN, None, None, self.clauses, rounds=ROUNDS))

    def _unfinished(self, point: Point, bound: float, low: Point, turn: int) -> Found:
        """What the search has when its room is used up: the cheapest points that fits hold for good are
        simulated, which teaches the fits, until one of them is."""
        for _ in range(TRIES):
            fits = [self._fit(place) for place in range(len(self.judge.constraints))]
            trial = cheapest(self.problem, low, self.clauses, thought=fits)
            if trial is None or trial in self.seen:
                break
            point = trial
            if not self.failing(trial):
                break
        settled = self._settled(point)
        cost = None if settled is None else self.problem.cost(settled) + self._extra(settled)
        return Found(OPEN, settled, cost, self.clauses, rounds=turn, bound=bound)

    def _remembered(self) -> list[Clause]:
        """Clauses that points seen under other limits give: none above them fails as well."""
        failing = [point for point in self.seen if self.failing(point)]
        table = np.array(failing)
        kept = [p for n, p in enumerate(failing) if int((table >= table[n]).all(axis=1).sum()) == 1]
        return [Clause(point, self.failing(point)[0]) for point in kept]

    def _settled(self, point: Point) -> Point | None:
        """The cheapest point seen that keeps everything, or what becomes of `point` by adding people where a
        yuan helps most."""
        problem = self.problem
        while failing := self.failing(point):
            fit = self._fit(self.judge.constraints.index(failing[0]))
            now, then = fit.by_desk([point, tuple(n + 1 for n in point)])
            gain = [
                ((now[n] - then[n]) / v.price, -n) if point[n] < v.most else (-1.0, -n)
                for n, v in enumerate(problem.variables)
            ]
            n = -max(gain)[1]
            if point[n] >= problem.most[n]:
                break
            point = (*point[:n], point[n] + 1, *point[n + 1 :])
        fine = [p for p in self.seen if not self.failing(p) and self._keeps_rules(p)]
        return min(fine, key=lambda p: (problem.cost(p), p), default=None)

    def _lowest(self) -> Point:
        """Fewest people at each desk while everybody else is generous.

        All desks are bisected at once, each by the lateness that is its own; that is only a guess. What
        counts is one simulation a desk, with one person fewer there and everybody else generous, that fails.
        """
        guess, most, least = list(self._guessed()), self.problem.most, self.problem.least
        for n in range(len(guess)):
            while guess[n] > least[n]:
                point = (*most[:n], guess[n] - 1, *most[n + 1 :])
                if failing := self.failing(point):
                    self.clauses.append(Clause(point, failing[0]))
                    break
                guess[n] -= 1
        return tuple(guess)

    def _guessed(self) -> Point:
        """Bisection of all desks together."""
        own = [self._own(n) for n in range(len(self.problem.variables))]
        low, high = list(self.problem.least), list(self.problem.most)
        while low != high:
            middle = [(a + b) // 2 for a, b in zip(low, high, strict=True)]
            over = self.late(tuple(middle)) > self.problem.limit + 1e-12
            for n, places in enumerate(own):
                if low[n] < high[n] and over[places].any():
                    low[n] = middle[n] + 1
                else:
                    high[n] = middle[n]
        return tuple(low)

    def _own(self, n: int) -> list[int]:
        """Constraints that no desk but this touches; where there are none, those that the fewest touch."""
        names = self.judge.constraints
        counts = [sum(name in v.touches for v in self.problem.variables) for name in names]
        mine = [place for place, name in enumerate(names) if name in self.problem.variables[n].touches]
        fewest = min((counts[place] for place in mine), default=0)
        return [place for place in mine if counts[place] == fewest]

    def _lifted(self, point: Point, constraint: str) -> Clause:
        """Raise the point while the constraint still fails: the higher, the more a clause excludes.

        Desks are raised to their most one after the other, those first that a fit of what was simulated
        holds for the least felt; where on that way the constraint stops failing is guessed by the fit, and
        looked for from there in steps that double.
        """
        place, most = self.judge.constraints.index(constraint), self.problem.most
        fit, way = self._fit(place), [point]
        for n in self._least_felt(fit, point, place):
            steps = range(point[n] + 1, most[n] + 1)
            way += [(*way[-1][:n], number, *way[-1][n + 1 :]) for number in steps]
        over = np.flatnonzero(fit.late(way) > self.problem.limit)
        fails, passes, step = 0, len(way), 1
        ask = int(over[-1]) if len(over) else 0
        while passes - fails > 1:
            ask = min(max(ask, fails + 1), passes - 1)
            if self._fails(way[ask], place):
                fails, ask = ask, ask + step
            else:
                passes, ask = ask, ask - step
            if fails and passes < len(way):
                ask = (fails + passes) // 2
            step *= 2
        return Clause(way[fails], constraint)

    def _fails(self, point: Point, place: int) -> bool:
        """Whether a constraint fails, as simulated there or at a point with more (or fewer) people."""
        table = np.array(list(self.seen))
        over = np.array([late[place] for late in self.seen.values()]) > self.problem.limit + 1e-12
        if bool((table[over] >= point).all(axis=1).any()):
            return True
        if bool((table[~over] <= point).all(axis=1).any()):
            return False
        return bool(self.late(point)[place] > self.problem.limit + 1e-12)

    def _fit(self, place: int) -> Fit:
        """What all points that were simulated say of a constraint."""
        late = np.array([each[place] for each in self.seen.values()])
        load = np.array([v.load for v in self.problem.variables])
        return fitted(load, list(self.seen), late, self.problem.limit)

    def _least_felt(self, fit: Fit, point: Point, place: int) -> list[int]:
        """Desks by what raising them to the most is thought to change; those first that touch nothing."""
        now, then = fit.by_desk([point, self.problem.most])
        far = [self.judge.constraints[place] not in v.touches for v in self.problem.variables]
        return sorted(range(len(point)), key=lambda n: (not far[n], now[n] - then[n], n))

    def _told(self, found: Found) -> Found:
        found.failing = tuple(dict.fromkeys(clause.constraint for clause in self.clauses))
        return found

    def _checked(self, found: Found) -> Found:
        """Compare all simulated pairs in which one has more of everything: did more people ever hurt?

        A few points just above the answer are simulated for this alone.
        """
        if found.point is not None:
            for probe in self._above(found.point)[:PROBES]:
                self.late(probe)
        table = np.array(list(self.seen))
        fine = np.array(list(self.seen.values())) <= self.problem.limit + 1e-12
        for n in range(len(table)):
            above = (table >= table[n]).all(axis=1)
            above[n] = False
            found.compared += int(above.sum() * fine[n].sum())
            found.refuted += int((fine[n] & ~fine[above]).sum())
        if found.refuted and found.point is not None:
            found.point = self._descended(found.point)
            found.status = FALLBACK
            found.cost = self.problem.cost(found.point) + self._extra(found.point)
            found.bound = None
        return found

    def _above(self, point: Point) -> list[Point]:
        """One person more, at the desks that are busiest."""
        variables = self.problem.variables
        order = sorted(range(len(point)), key=lambda n: (-variables[n].load / point[n], n))
        return [(*point[:n], point[n] + 1, *point[n + 1 :]) for n in order if point[n] < variables[n].most]

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
        inside = all(r.least <= by_role.get(r.role, r.least) <= r.most for r in problem.together)
        return inside and (problem.cap is None or problem.heads(point) <= problem.cap)
