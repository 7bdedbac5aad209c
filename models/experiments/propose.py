"""Proposals for a draft of grids, as plain objects that travel between processes."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from models.experiments.grid_inputs import ADJACENCY, Land, Locks, land_of
from models.experiments.grid_solving import Wish, Work, problems_of, solved
from models.experiments.grid_told import told_result
from models.planning.audit import Rule
from models.planning.effort import Effort
from models.planning.grids.problem import GridProblem
from models.planning.grids.solve import plan_grids
from models.scenario.faults import Fault, WorkbenchError
from models.scenario.folder import nearest_file, read_scenario

MOST_GRIDS = 60
SPLIT_TOLERANCE, SPLIT_UNITS = 0.1, 0.3
"""Deviation two halves should keep, and the deterministic effort spent on them."""


def propose_grids(
    folder: str,
    plan: Mapping[str, str],
    locked: Sequence[str] = (),
    least: int = 1,
    most: int = 1,
    tolerance: float = 0.05,
    repair: bool = False,
    seed: int = 0,
    units: float | None = None,
    progress: Callable[[float, str], None] | None = None,
) -> dict[str, Any]:
    """Proposals for the scenario in `folder` with the draft `plan` (block to grid) as the current plan.

    From `least` to `most` grids: for one number a proposal for every aim, for a range an all-round one each.
    With `repair` the draft is put in order: from fewest moved blocks to best shape. `locked` grids neither
    give nor take. `units` is deterministic effort for all of it together. Returns `{proposals: [{name,
    grids, plan, …told}], refused: [{grids, faults}]}`; WorkbenchError with every fault before anything is
    solved.
    """
    faults: list[Fault] = []
    if not 1 <= least <= most <= MOST_GRIDS:
        faults.append(Fault("grids", f"1 to {MOST_GRIDS}, from at most to", f"{least} to {most}"))
    if not 0 < tolerance < 1:
        faults.append(Fault("tolerance", "above 0, below 1", str(tolerance)))
    if faults:
        raise WorkbenchError(faults)
    scenario = read_scenario(folder)
    land = land_of(scenario, nearest_file(folder, ADJACENCY))
    wish = Wish(tolerance, locks=Locks({}, tuple(locked)), current=dict(plan), repair=repair)
    problems, refused = problems_of(faults, land, wish, range(least, most + 1))
    if faults:
        raise WorkbenchError(faults)
    effort = None if units is None else Effort(deterministic=units)
    proposals = [
        {
            "name": f"{len(problem.grids)}-{result.name}",
            "aim": result.name,
            "grids": len(problem.grids),
            "plan": dict(result.plan),
            **told_result(_against(problem, scenario.plan.blocks), result, scenario.plan),
        }
        for problem, results in solved(problems, wish, Work(effort, seed, progress, None))
        for result in results
    ]
    return {"proposals": proposals, "refused": refused}


def _against(problem: GridProblem, plan: Mapping[str, str]) -> GridProblem:
    """The problem with another current plan to count moves against."""
    return replace(problem, current=problem.labels(plan))


def split_grid(
    folder: str,
    plan: Mapping[str, str],
    grid: str,
    new: str,
    seed: int = 0,
    progress: Callable[[float, str], None] | None = None,
) -> dict[str, Any]:
    """Part one grid of `plan` (block to grid) in two of equal work, each in one piece; the second is `new`.

    Returns `{plan}`. WorkbenchError where the grid has fewer than two blocks, or cannot be parted so.
    """
    scenario = read_scenario(folder)
    land = land_of(scenario, nearest_file(folder, ADJACENCY))
    inside = land.blocks["block"].map(lambda block: plan.get(block) == grid)
    blocks = land.blocks[inside].reset_index(drop=True)
    if len(blocks) < 2:
        raise WorkbenchError(Fault(f"grid {grid}", "two blocks or more to split", str(len(blocks))))
    names = frozenset(blocks["block"])
    borders = land.borders
    within = borders["first"].isin(names) & borders["second"].isin(names)
    part = Land(blocks, borders[within].reset_index(drop=True))
    problem = part.problem(sorted([grid, new]), Locks(), tolerance=SPLIT_TOLERANCE)
    result = plan_grids(problem, Effort(deterministic=SPLIT_UNITS), seed, progress=progress)
    broken = [finding for finding in result.findings if finding.rule in (Rule.CONTIGUITY, Rule.EMPTY_GRID)]
    if broken:
        raise WorkbenchError([finding.fault for finding in broken])
    return {"plan": {**plan, **result.plan}}
