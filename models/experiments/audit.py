"""Audit a scenario's grids: the rules of the design it came from, or the plain ones, without a solver."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from models.experiments.grid_files import ABOUT
from models.experiments.grid_inputs import ADJACENCY, SIZES, Locks, land_of
from models.experiments.grid_told import told_plan
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
    problem = land.problem(
        sorted(scenario.plan.grids),
        Locks(held, tuple(rules.get("locked_grids", ()))),
        tolerance=allowed,
        size=rules.get("size", SIZES[0]),
        size_bounds=None if bounds is None else (float(bounds[0]), float(bounds[1])),
        current=held,
    )
    return {
        "scenario": scenario.name,
        "fingerprint": scenario.fingerprint,
        "grids": len(scenario.plan.grids),
        "tolerance": allowed,
        **told_plan(problem, scenario.plan.blocks),
    }


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
