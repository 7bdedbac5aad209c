"""From a scenario to new grids: pose the problem, ask for proposals, write them as scenarios to simulate."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any, TypeVar

from models.experiments.design_communities import numbers_by_community, posed, together
from models.experiments.grid_files import Drawn, free_folder, write_plans
from models.experiments.grid_inputs import ADJACENCY, SIZES, Land, Locks, land_of, read_locks
from models.experiments.grid_solving import Wish, Work, problems_of, solved
from models.experiments.grid_told import areas_of, hours_of, told_plan, told_result
from models.planning.effort import Effort, Progress, ShouldStop
from models.planning.grids.problem import GridProblem
from models.planning.grids.result import PlanResult
from models.planning.grids.tradeoffs import Aim
from models.scenario.bounds import MOST_SEED
from models.scenario.faults import Fault, WorkbenchError
from models.scenario.folder import find_folder, nearest_file, read_scenario
from models.scenario.grids_file import grids_and_faults
from models.scenario.scenario import Scenario
from models.text.names import LANGUAGES, name
from models.workload.offered import present_pairs

MOST_NUMBERS = 50
"""Numbers of grids that one call may try."""
Got = TypeVar("Got")


def design(
    folder: str,
    grids: str = "8",
    tolerance: float = 0.05,
    lock_file: str | Path | None = None,
    from_file: str | Path | None = None,
    price: float | None = None,
    size: str = "households",
    effort: Effort | None = None,
    seed: int = 0,
    out: str | Path | None = None,
    progress: Progress | None = None,
    should_stop: ShouldStop | None = None,
    size_bounds: tuple[float, float] | None = None,
    across: bool = False,
) -> dict[str, Any]:
    """Propose grids for the scenario in `folder`, and write each proposal to `out` as a scenario of its own.

    `grids` is a number ("8": one proposal for every aim) or a range ("6:10": an all-round proposal for each
    number). `tolerance` is the part by which a grid's work may differ from the fair share. `lock_file`: see
    `read_locks`. With `from_file` (block, grid; blocks may be missing) that plan is repaired and moves count
    against it: from fewest moves to best shape, or at one `price` per moved block, in borders of average
    length. `size` is households or people, `size_bounds` least and most of it in a grid. `out` itself becomes
    the best of them: without findings, the number of grids nearest to the present one, then the least
    cost (of repairs, the fewest moves). In a place of several communities no grid crosses them: `grids` is
    then a total, shared out by work, or a number for each ("a=8,b=6"); unless grids may go `across`.

    Returns what is known of every proposal. Raises WorkbenchError with every fault before anything is
    solved; nothing is written then, nor where a plan has findings.
    """
    faults: list[Fault] = []
    target = None if out is None else _try(faults, lambda: free_folder(Path(out)))
    numbers = [] if "=" in grids else _try(faults, lambda: numbers_of(grids)) or []
    _check(faults, size, seed)
    scenario = _try(faults, lambda: read_scenario(folder))
    if scenario is None:
        raise WorkbenchError(faults)
    land = _try(faults, lambda: land_of(scenario, nearest_file(folder, ADJACENCY)))
    wish = _wish(faults, scenario, tolerance, lock_file, from_file, price)
    wish = replace(wish, size=size, size_bounds=size_bounds)
    if land is None or size not in SIZES:
        raise WorkbenchError(faults)
    if len(land.communities) > 1 and not across:
        work = Work(effort, seed, progress, should_stop)
        return _by_community(faults, scenario, folder, land, wish, grids, target, work)
    if "=" in grids:  # no number of each community where there is one only
        numbers = _try(faults, lambda: numbers_of(grids)) or []
    problems, refused = problems_of(faults, land, wish, numbers)
    if faults:
        raise WorkbenchError(faults)
    found = list(solved(problems, wish, Work(effort, seed, progress, should_stop)))
    told = _told(scenario, wish, grids, seed, effort, found, refused)
    if target is not None:
        _write(scenario, find_folder(folder), target, found, told)
    return told


def numbers_of(grids: str) -> list[int]:
    """The numbers of grids meant by "8" or "6:10"; WorkbenchError for anything else."""
    parts = re.fullmatch(r"\s*(\d{1,6})\s*(?::\s*(\d{1,6})\s*)?", grids)
    least = int(parts[1]) if parts else 0
    most = int(parts[2] or parts[1]) if parts else 0
    if not 1 <= least <= most:
        raise WorkbenchError(Fault("grids", "a number from 1 (8) or a range (6:10)", repr(grids)))
    if most - least >= MOST_NUMBERS:
        raise WorkbenchError(Fault("grids", f"at most {MOST_NUMBERS} numbers in a range", grids))
    return list(range(least, most + 1))


def _check(faults: list[Fault], size: str, seed: int) -> None:
    if size not in SIZES:
        faults.append(Fault("size", " or ".join(SIZES), repr(size)))
    if not 0 <= seed <= MOST_SEED:
        faults.append(Fault("seed", f"0 to {MOST_SEED}", str(seed)))


def _wish(
    faults: list[Fault],
    scenario: Scenario,
    tolerance: float,
    lock_file: str | Path | None,
    from_file: str | Path | None,
    price: float | None,
) -> Wish:
    known = list(scenario.place.blocks["block"].astype(str))
    current = dict(scenario.plan.blocks)
    if from_file is not None:
        read, wrong = _try(faults, lambda: grids_and_faults(Path(from_file))) or ({}, [])
        faults += wrong
        strangers = [block for block in read if block and block not in set(known)]
        where = Path(from_file).name
        faults += [Fault(f"{where}: block {block}", "a block of the place", "none") for block in strangers]
        current = {block: grid for block, grid in read.items() if block not in strangers}
    locks = Locks()
    if lock_file is not None:
        locks = _try(faults, lambda: read_locks(Path(lock_file), current, known)) or locks
    return Wish(tolerance, locks=locks, price=price, current=current, repair=from_file is not None)


def _by_community(
    faults: list[Fault],
    scenario: Scenario,
    folder: str,
    land: Land,
    wish: Wish,
    grids: str,
    target: Path | None,
    work: Work,
) -> dict[str, Any]:
    """Every community by itself, and whole plans put together from theirs."""
    numbers = _try(faults, lambda: numbers_by_community(grids, land)) or {}
    if not numbers:
        faults += wish.limit_faults(land)
    made = posed(faults, land, wish, numbers)
    if faults:
        raise WorkbenchError(faults)
    told = _told(scenario, wish, grids, work.seed, work.effort, [], []) | {
        "communities": numbers, "hours": float(land.blocks["workload"].sum()),
    }  # fmt: skip
    plans = list(together(made, work, scenario.plan))
    count, titles = sum(numbers.values()), scenario.spec.title.model_dump()
    told["proposals"] = [{"name": f"{count}-{each['aim']}", **each} for _, each in plans]
    clean = [each for each in told["proposals"] if not each["findings"]]
    key = "moved" if wish.repair else "objective"
    clean.sort(key=lambda each: each["moved"] if key == "moved" else each["objective"]["total"])
    told["best"] = clean[0]["name"] if clean else None
    if target is None or not clean:
        return told
    about = {"format": 1, "tolerance": wish.tolerance, "size": wish.size, "pairs": told["pairs"],
             "size_bounds": wish.size_bounds, "across": False, "held": dict(wish.locks.blocks),
             "locked_grids": list(wish.locks.grids)}  # fmt: skip
    drawn = {}
    for (plan, _), each in zip(plans, told["proposals"], strict=True):
        if not each["findings"]:
            title = {word: f"{titles[word]} · {each['name']}" for word in LANGUAGES}
            drawn[each["name"]] = Drawn(each["name"], plan, land.areas(plan), land.hours(plan), title, about)
            each["folder"] = str(target / each["name"])
    told["out"] = str(target)
    kept = {word: told[word] for word in ("scenario", "fingerprint", "grids", "price", "seed", "best")}
    kept["proposals"] = list(drawn)
    write_plans(scenario, find_folder(folder), target, list(drawn.values()), drawn[told["best"]], kept)
    return told


def _told(
    scenario: Scenario,
    wish: Wish,
    grids: str,
    seed: int,
    effort: Effort | None,
    found: Sequence[tuple[GridProblem, PlanResult]],
    refused: list[dict[str, Any]],
) -> dict[str, Any]:
    """The one object of the command line."""
    best = _best(len(scenario.plan.grids), wish, found)
    return {
        "scenario": scenario.name,
        "fingerprint": scenario.fingerprint,
        "attribution": scenario.place.attribution,
        "grids": grids,
        "tolerance": wish.tolerance,
        "size": wish.size,
        "price": wish.price,
        "seed": seed,
        "repeatable": effort is None or effort.repeatable,
        "hours": float(found[0][0].workload.sum()) if found else 0.0,
        "pairs": present_pairs(scenario),
        "best": None if best is None else folder_name(*best),
        "current": _current(scenario, wish, found),
        "proposals": [{"name": folder_name(*pair), **told_result(*pair, scenario.plan)} for pair in found],
        "refused": refused,
        "out": None,
    }


def _best(
    present: int, wish: Wish, found: Sequence[tuple[GridProblem, PlanResult]]
) -> tuple[GridProblem, PlanResult] | None:
    """Of the plans without findings and with the number of grids nearest to the present one: the cheapest,
    of repairs the one that moves fewest blocks."""
    clean = [pair for pair in found if not pair[1].findings]

    def rank(pair: tuple[GridProblem, PlanResult]) -> tuple[float, float]:
        problem, result = pair
        return abs(len(problem.grids) - present), result.moved if wish.repair else result.cost.total

    return min(clean, key=rank, default=None)


def _current(
    scenario: Scenario, wish: Wish, found: Sequence[tuple[GridProblem, PlanResult]]
) -> dict[str, Any] | None:
    """The scenario's own plan by the same measures, where a problem has its grids."""
    names = sorted(scenario.plan.grids)
    same = [problem for problem, _ in found if sorted(problem.grids) == names]
    return told_plan(same[0], scenario.plan.blocks) if same else None


def _write(
    scenario: Scenario,
    base: Path,
    target: Path,
    found: Sequence[tuple[GridProblem, PlanResult]],
    told: dict[str, Any],
) -> None:
    drawn = {folder_name(*pair): _drawn(scenario, told, *pair) for pair in found if not pair[1].findings}
    if told["best"] is None:
        return
    told["out"] = str(target)
    for each in told["proposals"]:
        each["folder"] = str(target / each["name"]) if each["name"] in drawn else None
    about = {key: told[key] for key in ("scenario", "fingerprint", "grids", "price", "seed", "best")}
    about["proposals"] = list(drawn)
    write_plans(scenario, base, target, list(drawn.values()), drawn[told["best"]], about)


def _drawn(scenario: Scenario, told: Mapping[str, Any], problem: GridProblem, result: PlanResult) -> Drawn:
    kind = Aim.FEW_MOVES if result.name.startswith("moved-") else Aim(result.name)
    titles = scenario.spec.title.model_dump()
    title = {
        word: f"{titles[word]} · {len(problem.grids)} · {name(f'aim.{kind}', word)}" for word in LANGUAGES
    }
    held = {problem.blocks[b]: problem.grids[g] for b, g in enumerate(problem.lock.tolist()) if g >= 0}
    bounds = (problem.households_least, problem.households_most)
    about = {
        "format": 1,
        "tolerance": told["tolerance"],
        "across": True,  # of one community, or allowed to cross them
        "size": told["size"],
        "pairs": told["pairs"],
        "size_bounds": list(bounds) if problem.bounds_households else None,
        "held": held,
        "locked_grids": [
            grid for grid, locked in zip(problem.grids, problem.locked_grids, strict=True) if locked
        ],
    }
    proposal = folder_name(problem, result)
    areas = areas_of(problem, result.plan)
    return Drawn(proposal, result.plan, areas, hours_of(problem, result.plan), title, about)


def folder_name(problem: GridProblem, result: PlanResult) -> str:
    """Name of a proposal and of its folder: number of grids and aim."""
    return f"{len(problem.grids)}-{result.name}"


def _try(faults: list[Fault], read: Callable[[], Got]) -> Got | None:
    try:
        return read()
    except WorkbenchError as error:
        faults.extend(error.faults)
        return None
