"""What is told of a plan of grids: numbers by grid, the objective's parts, bound, limits and findings."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import numpy as np

from models.experiments.grid_files import staffing
from models.planning.audit import Finding, audit_grids
from models.planning.grids.cost import area_splits, cut_border, deviation, grid_households, grid_loads
from models.planning.grids.problem import GridProblem
from models.planning.grids.result import PlanResult
from models.scenario.plan import Plan

NO_BOUND = "no bound"


def told_result(
    problem: GridProblem, result: PlanResult, plan: Plan, hours: Mapping[str, float] | None = None
) -> dict[str, Any]:
    """A proposal: how good it is known to be, what it costs and moves, what limits it; its grids.

    `hours` are those of all grids that people are spread over, where the problem is a part of the place.
    """
    parts = {part: float(value) for part, value in vars(result.cost).items()}
    people = staffing(plan, hours_of(problem, result.plan) if hours is None else hours)
    heads = sum(sum(each.values()) for each in people.values())
    notes = []
    if heads > plan.head_count:
        least = "every grid needs a pair, and a handler and an operator where these are not pooled"
        notes.append(f"heads rise from {plan.head_count} to {heads}: {least}")
    return {
        "status": str(result.status),
        "objective": {**parts, "total": float(result.cost.total)},
        "bound": NO_BOUND if result.bound is None else float(result.bound),
        "gap": None if result.gap is None else float(result.gap),
        "moved": result.moved,
        "limiting": [
            {"kind": str(limit.kind), "grid": limit.grid, "block": limit.block, "value": limit.value,
             "text": str(limit)}
            for limit in result.limiting
        ],
        **told_plan(problem, result.plan),
        "heads": heads,
        "notes": notes,
        "folder": None,
    }  # fmt: skip


def told_plan(problem: GridProblem, plan: Mapping[str, str]) -> dict[str, Any]:
    """Any plan by the measures of a problem: deviation, borders, size and hours by grid, findings."""
    labels = problem.labels(plan)
    whole = bool((labels >= 0).all())
    return {
        "deviation": deviation(problem, labels),
        "cut_border_metres": cut_border(problem, labels),
        "area_splits": area_splits(problem, labels) if whole else None,
        problem.size_name: _by_grid(problem, grid_households(problem, labels)),
        "hours": hours_of(problem, plan),
        "findings": told_findings(audit_grids(problem, plan)),
    }


def told_findings(findings: Iterable[Finding]) -> list[dict[str, Any]]:
    """Findings of an audit, each with its words."""
    return [
        {"rule": str(each.rule), "grid": each.grid, "blocks": list(each.blocks), "value": float(each.value),
         "text": str(each)}
        for each in findings
    ]  # fmt: skip


def hours_of(problem: GridProblem, plan: Mapping[str, str]) -> dict[str, float]:
    """Hours a month of every grid."""
    return _by_grid(problem, grid_loads(problem, problem.labels(plan)))


def areas_of(problem: GridProblem, plan: Mapping[str, str]) -> dict[str, str]:
    """The area that most of a grid's work lies in, by grid ("" where no area is known)."""
    labels = problem.labels(plan)
    known = (labels >= 0) & (problem.area >= 0)
    table = np.zeros((len(problem.grids), max(1, len(problem.area_names))))
    # blocks without work count a little, so that a grid of nothing else has an area as well
    work = problem.workload + 1e-9
    np.add.at(table, (labels[known], problem.area[known]), work[known])
    main = table.argmax(axis=1)
    return {
        grid: problem.area_names[main[g]] if table[g].any() else "" for g, grid in enumerate(problem.grids)
    }


def _by_grid(problem: GridProblem, values: Any) -> dict[str, float]:
    return {grid: float(value) for grid, value in zip(problem.grids, values.tolist(), strict=True)}
