"""Audit a scenario's grids: the rules of the design it came from, or the plain ones, without a solver."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from models.experiments.design_communities import merged
from models.experiments.grid_files import ABOUT
from models.experiments.grid_inputs import ADJACENCY, SIZES, Land, Locks, land_of
from models.experiments.grid_told import told_findings, told_plan
from models.planning.audit import Finding, Rule
from models.scenario.faults import Fault, ScenarioError
from models.scenario.folder import find_folder, nearest_file, read_scenario

TOLERANCE = 0.05
"""Allowed deviation of a grid's work from the fair share where no design says another."""


def audit(folder: str, tolerance: float | None = None) -> dict[str, Any]:
    """What is wrong with the grids of the scenario in `folder`: `findings` is empty where nothing is.

    A folder written by `design` is held to that design's tolerance, size bounds and locks, and its blocks'
    work is reckoned as it was then; `tolerance`, where given, goes before. Raises WorkbenchError where the
    scenario cannot be read or no plan could pass.
    """
    scenario = read_scenario(folder)
    rules = _rules(find_folder(folder))
    allowed = rules.get("tolerance", TOLERANCE) if tolerance is None else tolerance
    held = dict(rules.get("held", {}))
    bounds = rules.get("size_bounds")
    land = land_of(scenario, nearest_file(folder, ADJACENCY), rules.get("pairs"))
    size_bounds = None if bounds is None else (float(bounds[0]), float(bounds[1]))
    given = {"tolerance": allowed, "size": rules.get("size", SIZES[0]), "size_bounds": size_bounds}
    locked = tuple(rules.get("locked_grids", ()))
    several = len(land.communities) > 1 and not rules.get("across", False)
    parts = _parts(land, scenario.plan.blocks) if several else [(land, sorted(scenario.plan.grids))]
    told = []
    for part, grids in parts:
        mine = frozenset(part.blocks["block"])
        own = {block: grid for block, grid in held.items() if block in mine}
        locks = Locks(own, tuple(grid for grid in locked if grid in grids))
        problem = part.problem(grids, locks, current=own, **given)
        plan = {b: g for b, g in scenario.plan.blocks.items() if b in mine and (not several or g in grids)}
        told.append(told_plan(problem, plan))
    whole = merged(told)
    if several:
        whole["findings"] += _strays(parts, scenario.plan.blocks)
    return {
        "scenario": scenario.name,
        "fingerprint": scenario.fingerprint,
        "grids": len(scenario.plan.grids),
        "tolerance": allowed,
        **whole,
    }


def _parts(land: Land, plan: Mapping[str, str]) -> list[tuple[Land, list[str]]]:
    """Every community with the grids that have most blocks in it."""
    table = land.blocks.assign(grid=land.blocks["block"].map(dict(plan)))
    count = table.groupby(["grid", "community"]).size()
    home = [(str(grid), str(at)) for grid, at in count.groupby("grid").idxmax()]
    named = [(land.part(each), sorted(g for g, at in home if at == each)) for each in land.communities]
    return [(part, grids) for part, grids in named if grids]


def _strays(parts: list[tuple[Land, list[str]]], plan: Mapping[str, str]) -> list[dict[str, Any]]:
    """Grids with blocks outside the community that they are at home in."""
    found = []
    for part, grids in parts:
        mine = frozenset(part.blocks["block"])
        for grid in grids:
            blocks = [block for block, g in plan.items() if g == grid and block not in mine]
            if blocks:
                expected = f"blocks of community {part.communities[0]} alone"
                got = f"{len(blocks)} of another, block {blocks[0]} first"
                found.append(Finding(Rule.OTHER_COMMUNITY, grid, tuple(blocks), len(blocks), expected, got))
    return told_findings(found)


def _rules(folder: Path) -> dict[str, Any]:
    """The rules in the folder's `design.json`; none where there is no such file."""
    file = folder / ABOUT
    if not file.is_file():
        return {}
    try:
        rules = json.loads(file.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise ScenarioError(Fault(ABOUT, "a JSON object", type(error).__name__)) from None
    kinds: dict[str, type | tuple[type, ...]] = {
        "tolerance": (int, float),
        "pairs": (int, float),
        "across": bool,
        "size": str,
        "held": dict,
        "locked_grids": list,
    }
    if not isinstance(rules, dict):
        raise ScenarioError(Fault(ABOUT, "a JSON object", type(rules).__name__))
    wrong = [key for key, kind in kinds.items() if key in rules and not isinstance(rules[key], kind)]
    if wrong:
        raise ScenarioError(
            [Fault(f"{ABOUT}: {key}", "as a design writes it", repr(rules[key])) for key in wrong]
        )
    return rules
