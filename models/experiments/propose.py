"""Proposals for a draft of grids, as plain objects that travel between processes."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from models.experiments.grid_asked import asked_faults
from models.experiments.grid_inputs import Land, Locks
from models.experiments.grid_ready import kept_land
from models.experiments.grid_solving import Wish, Work, problems_of, solved
from models.experiments.grid_told import hours_of, told_result
from models.planning.effort import Effort
from models.planning.grids.tradeoffs import Aim
from models.scenario.faults import Fault, WorkbenchError

UNITS = 0.4
"""Deterministic effort (less than a second of one core) for a proposal: somebody is waiting. On Luohu seven
seeds of eight reach what eight of eight reach with 0.5, and the eighth stays 2 % above."""


def propose_grids(
    folder: str,
    plan: Mapping[str, str],
    locked: Sequence[str] = (),
    pinned: Sequence[str] = (),
    least: int = 1,
    most: int = 1,
    tolerance: float = 0.05,
    repair: bool = False,
    seed: int = 0,
    units: float | None = None,
    size_bounds: Sequence[float] | None = None,
    size: str = "households",
    community: str = "",
    across: bool = False,
    progress: Callable[[float, str], None] | None = None,
    found: Callable[[dict[str, Any]], None] | None = None,
) -> dict[str, Any]:
    """Proposals for the scenario in `folder` with the draft `plan` (block to grid) as the current plan.

    From `least` to `most` grids: for one number a proposal for every aim, for a range an all-round one each.
    With `repair` the draft is put in order: from fewest moved blocks to best shape. `locked` grids neither
    give nor take, `pinned` blocks stay in their grid. `size_bounds` are least and most households (or people:
    `size`) of a grid. `units` is deterministic effort for all of it together (`UNITS` a proposal).

    In a place of several communities grids stay within them, and `community` is the one that is planned (all
    others stay as they are drawn), unless grids may go `across`. `found` hears every proposal as soon as
    there is one. Returns `{proposals: [{name, grids, plan, …told}], refused: [{grids, faults}]}`;
    WorkbenchError with every fault before anything is solved.
    """
    faults = asked_faults(least, most, tolerance, size, size_bounds)
    if faults:
        raise WorkbenchError(faults)
    scenario, whole = kept_land(folder)
    land, rest = _of_one(whole, plan, community) if community and not across else (whole, {})
    if not across and len(land.communities) > 1:
        faults.append(Fault("community", "one of " + ", ".join(land.communities[:9]), "none"))
    plan = {block: grid for block, grid in plan.items() if block not in rest}
    locked = [grid for grid in locked if grid not in set(rest.values())]
    bounds = None if size_bounds is None else (float(size_bounds[0]), float(size_bounds[1]))
    locks = Locks({block: plan[block] for block in pinned if block in plan}, tuple(locked))
    taken = frozenset(rest.values())
    wish = Wish(tolerance, size, bounds, locks, current=dict(plan), repair=repair, taken=taken)
    problems, refused = problems_of(faults, land, wish, range(least, most + 1))
    if faults:
        raise WorkbenchError(faults)
    turns = 1 if repair else len(problems) if len(problems) > 1 else len(Aim)
    effort = Effort(deterministic=(UNITS * turns) if units is None else units)
    proposals: list[dict[str, Any]] = []
    others = whole.hours(rest)
    for problem, result in solved(problems, wish, Work(effort, seed, progress, None)):
        told = {
            "name": f"{len(problem.grids)}-{result.name}",
            "aim": result.name,
            "grids": len(problem.grids),
            "plan": {**rest, **result.plan},
            **told_result(problem, result, scenario.plan, others | hours_of(problem, result.plan)),
        }
        proposals.append(told)
        if found is not None:
            found(told)
    return {"proposals": proposals, "refused": refused}


def _of_one(land: Land, plan: Mapping[str, str], community: str) -> tuple[Land, dict[str, str]]:
    """The land of one community, and the plan of all the others; WorkbenchError where it is unknown."""
    if community not in land.communities:
        raise WorkbenchError(Fault("community", "one of " + ", ".join(land.communities[:9]), community))
    part = land.part(community)
    mine = frozenset(part.blocks["block"])
    return part, {block: grid for block, grid in plan.items() if block not in mine}
