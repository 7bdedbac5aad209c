"""Grids for a place of several communities: each is planned by itself, the plans are put together."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from models.experiments.grid_inputs import Land, Locks
from models.experiments.grid_solving import Wish, Work, problems_of, solved
from models.experiments.grid_told import hours_of, told_result
from models.planning.grids.problem import GridProblem
from models.planning.grids.result import PlanResult
from models.scenario.faults import Fault, WorkbenchError
from models.scenario.plan import Plan

WORST = ("infeasible", "out_of_bounds", "feasible", "optimal")


def numbers_by_community(grids: str, land: Land) -> dict[str, int]:
    """Grids of each community: as named ("a=8,b=6"), or a total shared out by work, at least one each.

    WorkbenchError where a community is unknown, twice or left out, or the total is too small.
    """
    known = land.communities
    if "=" not in grids:
        return _shared_out(grids, land)
    faults, numbers = [], {}
    for each in grids.split(","):
        name, _, count = (word.strip() for word in each.partition("="))
        if name not in known or name in numbers:
            faults.append(Fault("grids", "every community once: " + ", ".join(known[:9]), name))
        elif not re.fullmatch(r"[1-9]\d{0,4}", count):
            faults.append(Fault(f"grids: {name}", "a number from 1", repr(count)))
        else:
            numbers[name] = int(count)
    faults += [Fault("grids", f"a number of grids for {name}", "none") for name in known
               if name not in numbers and not faults]  # fmt: skip
    if faults:
        raise WorkbenchError(faults)
    return {name: numbers[name] for name in known}


def _shared_out(grids: str, land: Land) -> dict[str, int]:
    known = land.communities
    if not re.fullmatch(r"\s*\d{1,6}\s*", grids) or int(grids) < len(known):
        expected = f"a total of at least {len(known)}, or a number for each community ({known[0]}=8,…)"
        raise WorkbenchError(Fault("grids", expected, repr(grids)))
    work = land.blocks.groupby("community", sort=False)["workload"].sum()
    share = {name: int(grids) * float(work[name]) / float(work.sum()) for name in known}
    given = {name: max(1, int(share[name])) for name in known}
    while (left := int(grids) - sum(given.values())) != 0:
        by = 1 if left > 0 else -1
        open_ = [name for name in known if by > 0 or given[name] > 1]
        given[max(open_, key=lambda name: by * (share[name] - given[name]))] += by
    return given


def posed(
    faults: list[Fault], land: Land, wish: Wish, numbers: Mapping[str, int]
) -> list[tuple[GridProblem, Wish]]:
    """One problem a community, with names that no other community's grid has."""
    made: list[tuple[GridProblem, Wish]] = []
    for name, count in numbers.items():
        part = land.part(name)
        mine = frozenset(part.blocks["block"])
        current = {block: grid for block, grid in wish.current.items() if block in mine}
        taken = {grid for block, grid in wish.current.items() if block not in mine}
        taken |= {grid for problem, _ in made for grid in problem.grids}
        held = frozenset(current.values()) - taken
        locks = Locks(
            {block: grid for block, grid in wish.locks.blocks.items() if block in mine},
            tuple(grid for grid in wish.locks.grids if grid in held),
        )
        own = replace(wish, current=current, locks=locks, taken=frozenset(taken))
        found: list[Fault] = []
        problems, _ = problems_of(found, part, own, [count])
        faults += [replace(fault, where=f"{name}: {fault.where}") for fault in found]
        made += [(problem, own) for problem in problems]
    return made


def together(
    made: Sequence[tuple[GridProblem, Wish]], work: Work, plan: Plan
) -> Iterator[tuple[dict[str, str], dict[str, Any]]]:
    """Whole plans and what is known of them: the same aim in every community; of repairs the fewest moves
    and the best shapes."""
    results: list[list[PlanResult]] = []
    for turn, (problem, wish) in enumerate(made):
        effort = None if work.effort is None else work.effort.share(1 / len(made))
        part = replace(work, effort=effort, progress=_part(work, turn, len(made)))
        results.append([each for _, each in solved([problem], wish, part)])
    if made and made[0][1].repair:
        chosen = {"fewest": [each[0] for each in results], "shape": [each[-1] for each in results]}
        if chosen["fewest"] == chosen["shape"]:
            del chosen["shape"]
    else:
        aims = dict.fromkeys(each.name for found in results for each in found)
        chosen = {
            aim: [next((r for r in found if r.name == aim), found[0]) for found in results] for aim in aims
        }
    for name, picked in chosen.items():
        whole = {block: grid for each in picked for block, grid in each.plan.items()}
        pairs = [(problem, each) for (problem, _), each in zip(made, picked, strict=True)]
        hours = {g: h for problem, each in pairs for g, h in hours_of(problem, each.plan).items()}
        told = [told_result(problem, each, plan, hours) for problem, each in pairs]
        yield whole, {"aim": name, **merged(told)}


def merged(told: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """What is told of the communities' plans as one: sums, the largest deviation, all findings."""
    whole: dict[str, Any] = dict(told[0])
    for key in told[0]:
        values = [each[key] for each in told]
        if key == "status":
            whole[key] = next(word for word in WORST if word in values)
        elif key == "objective":
            whole[key] = {part: sum(each[part] for each in values) for part in values[0]}
        elif key == "bound":
            whole[key] = values[0] if any(isinstance(v, str) for v in values) else sum(values)
        elif key in ("deviation", "gap", "heads"):
            whole[key] = None if None in values else max(values)
        elif key in ("cut_border_metres", "area_splits", "moved"):
            whole[key] = None if None in values else sum(values)
        elif key in ("limiting", "findings", "notes"):
            whole[key] = [item for each in values for item in each]
        elif isinstance(values[0], dict):
            whole[key] = {grid: value for each in values for grid, value in each.items()}
    whole["notes"] = list(dict.fromkeys(whole.get("notes", [])))
    return whole


def _part(work: Work, turn: int, turns: int) -> Any:
    if work.progress is None:
        return None
    progress = work.progress
    return lambda part, text: progress((turn + part) / turns, text)
