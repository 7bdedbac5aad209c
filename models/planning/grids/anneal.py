"""Annealing a problem: arrays made ready for the kernel, cooling in slices, penalties that adapt."""

from __future__ import annotations

import numpy as np

from models.planning.chance import chance
from models.planning.grids.annealer import anneal
from models.planning.grids.cost import inertia_unit
from models.planning.grids.graph import graph_of
from models.planning.grids.kernel import (
    ACCEPTED,
    AREA,
    BALANCE,
    BEST,
    CHAINS,
    COLD,
    COMPACT,
    COST,
    HOT,
    LEAST,
    LOAD_UNIT,
    MOST,
    PENALTY,
    PRICE,
    RULES,
    SHARE,
    SIZE_LEAST,
    SIZE_MOST,
    SIZE_UNIT,
    SNAPS,
    TREES,
    WITHIN,
    Land,
    State,
)
from models.planning.grids.problem import Floats, GridProblem, Ints

FIRST_PENALTY = 3.0
PENALTY_RANGE = (0.3, 30.0)
SNAPSHOTS = 48
CHAIN_SHARE = 0.3
TREE_SHARE = 0.002


class Annealer:
    """One annealing of one problem: give it labels, let it `cool`, ask for the best plan it met.

    Every grid must have a block and hang together at the start; the annealer keeps it so.
    """

    def __init__(self, problem: GridProblem, labels: Ints, seed: int) -> None:
        self.problem = problem
        self.land = land_of(problem)
        self.rule = rule_of(problem)
        self.state = _state_of(problem, labels, seed)

    def restart(self, labels: Ints) -> None:
        """Go on from other labels; the best plan met so far is kept."""
        self.state.label[:] = labels

    def relax(self) -> None:
        """Forget what the penalty has learnt, before heating up again."""
        self.rule[PENALTY] = FIRST_PENALTY * dearest(self.problem)

    def cool(self, proposals: int, hot: float, cold: float) -> None:
        """So many proposals while the temperature falls from `hot` to `cold` (in borders of average
        length)."""
        self._run(proposals, hot, cold)
        self._adapt(self.state.stat[WITHIN], self.state.stat[ACCEPTED])

    def cool_each(
        self, plans: list[Ints], proposals: int, hot: float, cold: float
    ) -> tuple[list[Ints], Floats]:
        """So many proposals for each of several plans under one penalty: what became of them, their costs."""
        within, accepted, costs, cooled = 0.0, 0.0, np.zeros(len(plans)), []
        for k, labels in enumerate(plans):
            self.restart(labels)
            self._run(proposals, hot, cold)
            within += self.state.stat[WITHIN]
            accepted += self.state.stat[ACCEPTED]
            costs[k] = self.state.stat[COST]
            cooled.append(self.labels)
        self._adapt(within, accepted)
        return cooled, costs

    @property
    def labels(self) -> Ints:
        """The plan as it stands, inside its bounds or not."""
        return np.asarray(self.state.label, dtype=np.int64)

    @property
    def best_cost(self) -> float:
        """Cost of the best plan met that keeps every bound; infinite when none was met."""
        return float(self.state.stat[BEST])

    @property
    def best(self) -> Ints | None:
        """The best plan met that keeps every bound, or None."""
        return np.array(self.state.best, dtype=np.int64) if np.isfinite(self.best_cost) else None

    def snapshots(self) -> Ints:
        """The last good plans met since the previous call, one a row."""
        count = min(int(self.state.tick[SNAPS]), len(self.state.snaps))
        self.state.tick[SNAPS] = 0
        return np.array(self.state.snaps[:count], dtype=np.int64)

    def _run(self, proposals: int, hot: float, cold: float) -> None:
        self.rule[HOT], self.rule[COLD] = hot, cold
        self.state.stat[ACCEPTED] = 0.0
        anneal(self.land, self.state, self.rule, np.int64(proposals))

    def _adapt(self, within: float, accepted: float) -> None:
        """Raise the penalty while bounds are seldom kept, lower it while they hardly matter."""
        unit = dearest(self.problem)
        share = within / max(accepted, 1.0)
        factor = 1.4 if share < 0.1 else 1 / 1.25 if share > 0.5 else 1.0
        new = self.rule[PENALTY] / unit * factor
        self.rule[PENALTY] = min(max(new, PENALTY_RANGE[0]), PENALTY_RANGE[1]) * unit


def land_of(problem: GridProblem) -> Land:
    """The problem's unchanging arrays as the kernel wants them."""
    graph = graph_of(problem)
    weight = problem.border * (problem.weights.border / problem.mean_border)
    small = np.int32
    return Land(
        start=graph.start.astype(small),
        to=graph.to.astype(small),
        edge=graph.edge.astype(small),
        weight=np.ascontiguousarray(weight[graph.edge]),
        side_a=problem.first.astype(small),
        side_b=problem.second.astype(small),
        load=_own(problem.workload),
        size=_own(problem.households),
        x=_own(problem.x),
        y=_own(problem.y),
        area=problem.area.astype(small),
        home=problem.current.astype(small),
        movable=(problem.lock < 0).astype(np.uint8),
        opened=(~problem.locked_grids).astype(np.uint8),
    )


def rule_of(problem: GridProblem) -> Floats:
    """The problem's numbers as the kernel wants them."""
    rule = np.zeros(RULES)
    rule[LEAST], rule[MOST] = problem.least, problem.most
    rule[SIZE_LEAST], rule[SIZE_MOST] = problem.households_least, problem.households_most
    rule[SHARE] = problem.fair_share
    rule[LOAD_UNIT] = float(problem.workload.mean()) or 1.0
    rule[SIZE_UNIT] = float(problem.households.mean()) or 1.0
    rule[PENALTY] = FIRST_PENALTY * dearest(problem)
    rule[BALANCE], rule[AREA] = problem.weights.balance, problem.weights.area
    rule[COMPACT] = problem.weights.compactness / inertia_unit(problem)
    rule[PRICE] = problem.price
    rule[CHAINS], rule[TREES] = CHAIN_SHARE, TREE_SHARE
    return rule


def dearest(problem: GridProblem) -> float:
    """What a border costs or a moved block, whichever is dearer: penalties must beat both."""
    return max(problem.weights.border, problem.price, 0.1)


def _own(values: Floats) -> Floats:
    """A writable copy: a read-only array has another compiled type."""
    return np.array(values, dtype=np.float64)


def _state_of(problem: GridProblem, labels: Ints, seed: int) -> State:
    n, k, m = problem.size, len(problem.grids), len(problem.first)
    small = np.int32
    stat = np.zeros(8)
    stat[BEST] = np.inf
    return State(
        label=labels.astype(small),
        sums=np.zeros((k, 5)),
        touch=np.zeros((max(len(problem.area_names), 1), k), dtype=small),
        cut=np.zeros(m + 1, dtype=small),
        cut_at=np.zeros(m + 1, dtype=small),
        best=labels.astype(small),
        snaps=np.zeros((SNAPSHOTS, n), dtype=small),
        stat=stat,
        tick=np.zeros(4, dtype=np.int64),
        rng=chance(seed),
        stamp=np.zeros(n, dtype=np.int64),
        queue=np.zeros(n + 1, dtype=small),
        region=np.zeros(n, dtype=small),
        parent=np.zeros(n, dtype=small),
        below=np.zeros(n),
        key=np.zeros(n),
        pick=np.zeros(n, dtype=small),
        link=np.zeros(n + 1, dtype=small),
    )
