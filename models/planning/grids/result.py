"""What the optimiser hands back: the plan, what it costs, how good it is known to be, what limits it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from models.planning.audit import Finding, audit_grids
from models.planning.grids.cost import Cost, cost_of, deviation, moved_blocks
from models.planning.grids.limits import Limit, limits_of
from models.planning.grids.problem import GridProblem, Ints

PROOF_GAP = 1e-3
"""A bound this near to the cost, in borders of average length, counts as a proof (integers are scaled)."""


class Status(StrEnum):
    """How good a plan is known to be."""

    OPTIMAL = "optimal"
    FEASIBLE = "feasible"
    OUT_OF_BOUNDS = "out_of_bounds"
    INFEASIBLE = "infeasible"


@dataclass(frozen=True)
class PlanResult:
    """One plan and what is known about it.

    `bound` is a proven lower bound of `cost.total`, None where nothing is proven. `status` is `infeasible`
    where
    it is proven that no plan keeps every rule, `out_of_bounds` where none was found; `plan` is then the
    nearest
    that was met and `findings` says which rules it breaks. `deviation` is the largest deviation of a
    grid's work
    from the fair share, as a part of it; `moved` the blocks that left their grid of the current plan.
    """

    status: Status
    plan: Mapping[str, str]
    cost: Cost
    bound: float | None
    moved: int
    deviation: float
    limiting: tuple[Limit, ...]
    findings: tuple[Finding, ...]
    name: str = ""

    @property
    def gap(self) -> float | None:
        """How far above the bound the cost may be, as a part of the cost; None where nothing is proven."""
        if self.bound is None:
            return None
        return 0.0 if self.cost.total <= 0 else max(0.0, 1 - self.bound / self.cost.total)


def result_of(
    problem: GridProblem,
    labels: Ints,
    bound: float | None = None,
    infeasible: bool = False,
    nearest: float | None = None,
    name: str = "",
) -> PlanResult:
    """Audit a plan and describe it; `nearest` is the proven smallest deviation of any plan, where known."""
    plan = problem.plan(labels)
    findings = tuple(audit_grids(problem, plan))
    cost = cost_of(problem, labels)
    if findings:
        status = Status.INFEASIBLE if infeasible else Status.OUT_OF_BOUNDS
    elif bound is not None and cost.total - bound <= PROOF_GAP:
        status = Status.OPTIMAL
    else:
        status = Status.FEASIBLE
    return PlanResult(
        status=status,
        plan=plan,
        cost=cost,
        bound=None if findings else bound,
        moved=problem.dissolved + moved_blocks(problem, labels),
        deviation=deviation(problem, labels),
        limiting=tuple(limits_of(problem, labels, nearest)),
        findings=findings,
        name=name,
    )
