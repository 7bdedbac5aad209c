"""Plans of grids as scenarios: an overlay of the scenario they were made for, ready to be simulated."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd

from models.scenario.faults import Fault, ScenarioError
from models.scenario.folder import MARK
from models.scenario.plan import Plan
from models.scenario.scenario import Scenario
from models.scenario.shipped import scenarios_root
from models.scenario.words import Role
from models.scenario.yaml_file import write_yaml

ABOUT = "design.json"
ROLES = {Role.INSPECTOR: "inspectors", Role.HANDLER: "handlers", Role.OPERATOR: "operators"}


@dataclass(frozen=True)
class Drawn:
    """A plan to write: block to grid, area and hours a month of its grids, its title by language."""

    name: str
    blocks: Mapping[str, str]
    areas: Mapping[str, str]
    hours: Mapping[str, float]
    title: Mapping[str, str]
    about: Mapping[str, Any]


def staffing(plan: Plan, hours: Mapping[str, float]) -> dict[str, dict[str, int]]:
    """People of the grids named in `hours`: as they stand where these are the plan's own grids, else spread.

    Spread means the same heads as evenly as can be, the odd ones to the grids with most hours. Every grid
    gets the least that a plan allows (a pair, and a handler and an operator where these are not pooled), even
    where that takes more heads.
    """
    if hours.keys() == plan.grids.keys():
        kept = {grid: plan.grids[grid].staffing for grid in hours}
        return {grid: {word: each.of(role) for role, word in ROLES.items()} for grid, each in kept.items()}
    least = {
        Role.INSPECTOR: 1,
        Role.HANDLER: 1 - plan.pooled.handlers,
        Role.OPERATOR: 1 - plan.pooled.operators,
    }
    order = sorted(hours, key=lambda grid: (-hours[grid], grid))
    people: dict[str, dict[str, int]] = {grid: {} for grid in hours}
    for role, word in ROLES.items():
        unit = plan.pair_size if role is Role.INSPECTOR else 1
        teams = max(plan.heads(role) // unit, least[role] * len(order))
        for place, grid in enumerate(order):
            people[grid][word] = unit * (teams // len(order) + (place < teams % len(order)))
    return people


def free_folder(out: Path) -> Path:
    """The folder to write to, which must be new or empty; ScenarioError otherwise."""
    if out.exists() and (not out.is_dir() or any(out.iterdir())):
        raise ScenarioError(Fault(f"--out {out}", "a new or empty folder", "one with files in it"))
    return out.resolve()


def write_plans(
    scenario: Scenario, base: Path, out: Path, plans: Sequence[Drawn], best: Drawn, about: Mapping[str, Any]
) -> None:
    """Write `best` as the scenario in `out`, and every plan as a scenario in a folder of its name in there.

    Everything is written beside `out` first and put in its place whole. `about` is kept in `design.json`.
    """
    target = free_folder(out)
    target.parent.mkdir(parents=True, exist_ok=True)
    part = target.with_name(f".{target.name}.part")
    shutil.rmtree(part, ignore_errors=True)
    try:
        _write(scenario, base_name(base, target.parent), part, best, {**best.about, **about})
        for plan in plans:
            _write(scenario, base_name(base, target), part / plan.name, plan, plan.about)
        if target.exists():
            target.rmdir()
        part.replace(target)
    finally:
        shutil.rmtree(part, ignore_errors=True)


def _write(scenario: Scenario, base: str, folder: Path, plan: Drawn, about: Mapping[str, Any]) -> None:
    folder.mkdir(parents=True)
    people = staffing(scenario.plan, plan.hours)
    grids: dict[str, Any] = {
        grid: {"area": plan.areas[grid], "staffing": people[grid]} for grid in sorted(plan.hours)
    }
    grids |= {grid: None for grid in scenario.plan.grids if grid not in plan.hours}
    table = pd.DataFrame({"block": list(plan.blocks), "grid": list(plan.blocks.values())})
    text = table.to_csv(index=False, lineterminator="\n")
    (folder / "grids.csv").write_text(text, encoding="utf-8", newline="\n")
    write_yaml(folder / "plan.yml", {"format": 1, "grids": grids})
    write_yaml(folder / MARK, {"format": 1, "base": base, "title": dict(plan.title)})
    text = json.dumps(about, ensure_ascii=False, indent=1, allow_nan=False)
    (folder / ABOUT).write_text(text + "\n", encoding="utf-8", newline="\n")


def base_name(base: Path, beside: Path) -> str:
    """How a folder in `beside` names its base: a shipped scenario by its name, another by the way there."""
    root = scenarios_root().resolve()
    if base.is_relative_to(root):
        name = base.relative_to(root).as_posix()
        if not (beside / name / MARK).is_file():
            return name
    try:
        return Path(os.path.relpath(base, beside)).as_posix()
    except ValueError:  # another drive
        return base.as_posix()
