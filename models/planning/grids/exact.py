"""The whole problem for CP-SAT, contiguity added where a solution breaks it: a proof, a bound, or "why
not"."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from ortools.sat.python import cp_model

from models.planning.effort import ShouldStop, Stopwatch
from models.planning.grids.cost import cost_of
from models.planning.grids.graph import Graph, graph_of, pieces
from models.planning.grids.met import limit
from models.planning.grids.problem import Floats, GridProblem, Ints
from models.planning.grids.result import PROOF_GAP
from models.planning.grids.separators import separators

COST_SCALE = 10**8
SHARE_UNITS = 10**6
WORK_UNITS = 10**9


@dataclass(frozen=True)
class Proof:
    """What CP-SAT found: a plan (contiguous, perhaps none), a bound, whether nothing at all is possible.

    In the search for the smallest deviation `bound` is that deviation instead of a cost.
    """

    labels: Ints | None
    bound: float | None
    infeasible: bool


def prove(
    problem: GridProblem, known: Ints | None, watch: Stopwatch, share: float, should_stop: ShouldStop
) -> Proof:
    """Minimise the whole objective within a share of the effort; `known` is a plan in bounds, if there is
    one.

    Compactness is not in the model (it is not linear), so with a weight on it the bound is weaker, yet valid.
    """
    return _Whole(problem, by_deviation=False).run(known, watch, share, should_stop)


def nearest(problem: GridProblem, watch: Stopwatch, share: float, should_stop: ShouldStop) -> Proof:
    """The plan with the smallest largest deviation, whatever it costs: why a tolerance cannot be kept."""
    return _Whole(problem, by_deviation=True).run(None, watch, share, should_stop)


class _Whole:
    """Variables and rules of one CP-SAT model; contiguity grows as it is broken."""

    def __init__(self, problem: GridProblem, by_deviation: bool) -> None:
        self.problem = problem
        self.graph: Graph = graph_of(problem)
        self.by_deviation = by_deviation
        self.model = cp_model.CpModel()
        n, k = problem.size, len(problem.grids)
        self.x = [[self.model.new_bool_var(f"{b} {g}") for g in range(k)] for b in range(n)]
        for row in self.x:
            self.model.add_exactly_one(row)
        self.order = _spread_order(problem)
        self._locks()
        self._bounds()
        self._no_lone_blocks()
        self.objective = self._deviation() if by_deviation else self._cost()
        self.model.minimize(self.objective)

    def run(self, known: Ints | None, watch: Stopwatch, share: float, should_stop: ShouldStop) -> Proof:
        """Solve, separate what is not contiguous, solve again; until proven, spent or stopped."""
        end = watch.spent + share * watch.effort.amount
        best, bound = known, None
        worth = np.inf if known is None else self._worth(known)
        while (left := min(end, watch.effort.amount) - watch.spent) > 1e-3 and not should_stop():
            if best is not None:
                self._hint(best)
            solver = cp_model.CpSolver()
            repeat = watch.effort.repeatable
            limit(solver, left if repeat else None, None if repeat else left)
            solver.parameters.linearization_level = 2  # a proof of 25 blocks in 0.6 s instead of none in 25 s
            met = _Met(self)
            status = solver.solve(self.model, met)
            watch.add(max(solver.response_proto.deterministic_time, 1e-3))
            if status == cp_model.INFEASIBLE:
                return Proof(best, None, best is None)
            if status in (cp_model.OPTIMAL, cp_model.FEASIBLE):
                bound = max(bound if bound is not None else -np.inf, self._bound(solver.best_objective_bound))
            broken = False
            for labels in met.plans:
                if self._separate(labels):
                    broken = True
                elif self._worth(labels) < worth:
                    best, worth = labels, self._worth(labels)
            if not broken or (bound is not None and worth - bound <= PROOF_GAP):
                break
        return Proof(best, None if bound is None else min(bound, worth), False)

    def _worth(self, labels: Ints) -> float:
        if self.by_deviation:
            loads = np.bincount(labels, weights=self.problem.workload, minlength=len(self.problem.grids))
            return float(np.abs(loads / self.problem.fair_share - 1).max())
        return cost_of(self.problem, labels).total

    def _locks(self) -> None:
        problem = self.problem
        for b in range(problem.size):
            if problem.lock[b] >= 0:
                self.model.add(self.x[b][problem.lock[b]] == 1)
            for g in np.flatnonzero(
                problem.locked_grids & (np.arange(len(problem.grids)) != problem.lock[b])
            ).tolist():
                self.model.add(self.x[b][g] == 0)
        if problem.interchangeable:  # grids are numbered as the order of blocks first meets them
            for place, b in enumerate(self.order[: len(problem.grids)]):
                for g in range(place + 1, len(problem.grids)):
                    self.model.add(self.x[b][g] == 0)

    def _bounds(self) -> None:
        """Work and households in bounds; rounding to integers only ever widens them."""
        problem = self.problem
        if not self.by_deviation:
            self._window(_integers(problem.workload), problem.workload, problem.least, problem.most)
        if problem.bounds_households:
            whole = _integers(problem.households)
            self._window(whole, problem.households, problem.households_least, problem.households_most)

    def _window(self, whole: Ints, values: Floats, least: float, most: float) -> None:
        total = float(values.sum())
        scale = float(whole.sum()) / total if total > 0 else 1.0
        exact = bool((whole == values).all())
        room = 0 if exact else self.problem.size // 2 + 1
        low = int(np.ceil(least * scale - 1e-6)) - room
        high = int(np.floor(min(most, total) * scale + 1e-6)) + room
        for g in range(len(self.problem.grids)):
            load = sum(int(w) * self.x[b][g] for b, w in enumerate(whole.tolist()) if w)
            self.model.add_linear_constraint(load, low, high)

    def _no_lone_blocks(self) -> None:
        """A block too light to be a grid has a neighbour in its grid; no grid is empty."""
        problem = self.problem
        for g in range(len(problem.grids)):
            self.model.add_bool_or([row[g] for row in self.x])
        if self.by_deviation:
            return
        for b in np.flatnonzero(problem.workload < problem.least * (1 - 1e-9)).tolist():
            around = self.graph.neighbours(b).tolist()
            for g in range(len(problem.grids)):
                self.model.add_bool_or([self.x[b][g].negated(), *(self.x[u][g] for u in around)])

    def _cost(self) -> cp_model.LinearExprT:
        problem, weights, model = self.problem, self.problem.weights, self.model
        terms: list[cp_model.LinearExprT] = []
        cut_price = weights.border * problem.border / problem.mean_border
        for e, (a, b) in enumerate(zip(problem.first.tolist(), problem.second.tolist(), strict=True)):
            if (price := int(cut_price[e] * COST_SCALE)) > 0:
                cut = model.new_bool_var(f"cut {e}")
                for g in range(len(problem.grids)):
                    model.add(cut >= self.x[a][g] - self.x[b][g])
                    model.add(cut >= self.x[b][g] - self.x[a][g])
                terms.append(price * cut)
        if weights.balance > 0:
            price = int(weights.balance * COST_SCALE / SHARE_UNITS)
            terms += [price * off for off in self._offs()]
        if weights.area > 0 and len(problem.area_names):
            terms += self._splits(int(weights.area * COST_SCALE))
        if problem.price > 0:
            price = int(problem.price * COST_SCALE)
            homes = [(b, int(h)) for b, h in enumerate(problem.current.tolist()) if h >= 0]
            terms += [price * self.x[b][h].negated() for b, h in homes]
        return sum(terms)

    def _offs(self) -> list[cp_model.IntVar]:
        """Deviation of every grid in millionths of the fair share, understated by no more than rounding."""
        whole = (
            np.rint(self.problem.workload / self.problem.fair_share * SHARE_UNITS).astype(np.int64).tolist()
        )
        offs = []
        for g in range(len(self.problem.grids)):
            off = self.model.new_int_var(0, SHARE_UNITS * len(self.problem.grids), f"off {g}")
            load = sum(w * self.x[b][g] for b, w in enumerate(whole) if w)
            self.model.add(off >= load - SHARE_UNITS)
            self.model.add(off >= SHARE_UNITS - load)
            offs.append(off)
        return offs

    def _deviation(self) -> cp_model.LinearExprT:
        worst = self.model.new_int_var(0, SHARE_UNITS * len(self.problem.grids), "worst")
        for off in self._offs():
            self.model.add(worst >= off)
        return worst

    def _splits(self, price: int) -> list[cp_model.LinearExprT]:
        terms: list[cp_model.LinearExprT] = []
        for c in range(len(self.problem.area_names)):
            rows = np.flatnonzero(self.problem.area == c).tolist()
            met = [self.model.new_bool_var(f"area {c} {g}") for g in range(len(self.problem.grids))]
            for b in rows:
                for g, there in enumerate(met):
                    self.model.add_implication(self.x[b][g], there)
            terms += [price * there for there in met] + ([-price] if rows else [])
        return terms

    def _bound(self, value: float) -> float:
        """The solver's bound in the objective's unit, less all that rounding can hide."""
        rounding = self.problem.size * 0.5 / SHARE_UNITS
        if self.by_deviation:
            return max(0.0, value / SHARE_UNITS - rounding)
        hidden = self.problem.weights.balance * len(self.problem.grids) * rounding
        hidden += (len(self.problem.first) + self.problem.size) / COST_SCALE
        return value / COST_SCALE - hidden

    def _hint(self, labels: Ints) -> None:
        self.model.clear_hints()
        if self.problem.interchangeable:
            seen = list(dict.fromkeys(labels[self.order].tolist()))
            labels = np.array([seen.index(g) for g in labels.tolist()])
        for b, row in enumerate(self.x):
            for g, var in enumerate(row):
                self.model.add_hint(var, bool(labels[b] == g))

    def _separate(self, labels: Ints) -> bool:
        """Add what a plan in pieces breaks; whether anything was added."""
        piece = pieces(self.problem, labels)
        least = 0.0 if self.by_deviation else self.problem.least
        found = separators(self.problem, self.graph, labels, piece, least)
        for ends, through in found:
            for g in range(len(self.problem.grids)):
                self.model.add_bool_or(
                    [*(self.x[b][g].negated() for b in ends), *(self.x[b][g] for b in through)]
                )
        return bool(found)


class _Met(cp_model.CpSolverSolutionCallback):  # type: ignore[misc]
    """Keeps the last few plans of a solve, contiguous or not."""

    def __init__(self, whole: _Whole) -> None:
        super().__init__()
        self.whole = whole
        self.plans: list[Ints] = []

    def on_solution_callback(self) -> None:
        """Called by CP-SAT with every better plan."""
        rows = [[self.boolean_value(var) for var in row] for row in self.whole.x]
        self.plans = [*self.plans[-9:], np.argmax(np.array(rows), axis=1).astype(np.int64)]


def _integers(values: Floats) -> Ints:
    """Values as they are where they are whole and small, else as parts of a billion."""
    if (values == np.rint(values)).all() and values.sum() < 2**40:
        return np.asarray(values, dtype=np.int64)
    return np.asarray(np.rint(values * (WORK_UNITS / values.sum())), dtype=np.int64)


def _spread_order(problem: GridProblem) -> Ints:
    """Blocks far from each other first: they will mostly be in different grids, which breaks the symmetry."""
    x, y = problem.x, problem.y
    chosen = [int(np.argmax((x - x.mean()) ** 2 + (y - y.mean()) ** 2))]
    near = (x - x[chosen[0]]) ** 2 + (y - y[chosen[0]]) ** 2
    near[chosen[0]] = -1.0
    while len(chosen) < problem.size:
        chosen.append(int(near.argmax()))
        near = np.minimum(near, (x - x[chosen[-1]]) ** 2 + (y - y[chosen[-1]]) ** 2)
        near[chosen] = -1.0
    return np.array(chosen, dtype=np.int64)
