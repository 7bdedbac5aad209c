"""The scenarios a planner can choose from, opened once per process and kept."""

from __future__ import annotations

import functools
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from models.scenario.place import Place
from models.scenario.plan import Plan
from models.scenario.words import Role
from workbench.map.picture import Drawing, draw_place
from workbench.results import Result, read_result

BASELINE = "baseline"
"""Folder inside a shipped scenario that holds its finished result."""


@dataclass(frozen=True)
class Opened:
    """A scenario as the pages need it."""

    name: str
    folder: Path
    place: Place
    plan: Plan
    drawing: Drawing
    baseline: Result | None

    @property
    def facts(self) -> dict[str, str]:
        """Numbers for the line under the scenario's name, formatted."""
        heads = {f"{role}s": f"{self.plan.heads(role)}" for role in (Role.INSPECTOR, Role.HANDLER, Role.OPERATOR)}
        return heads | {
            "heads": f"{self.plan.head_count}",
            "grids": f"{len(self.plan.grids)}",
            "households": f"{int(self.place.blocks['households'].sum()):,}",
            "population": f"{int(self.place.blocks['population'].sum()):,}",
            "premises": f"{len(self.place.premises):,}",
        }


class Catalogue:
    """Names and contents of scenarios.

    `names` are what the picker offers; `folder` finds one by name; `load` reads it to (Place, Plan) and
    raises ScenarioError for one that cannot be opened.
    """

    def __init__(
        self, names: Sequence[str], folder: Callable[[str], Path], load: Callable[[Path], tuple[Place, Plan]]
    ) -> None:
        self.names = tuple(names)
        self._folder = folder
        self._load = load
        self.open = functools.lru_cache(maxsize=16)(self._open)

    def _open(self, name: str) -> Opened:
        folder = self._folder(name)
        place, plan = self._load(folder)
        finished = folder / BASELINE
        return Opened(
            name=name,
            folder=folder,
            place=place,
            plan=plan,
            drawing=draw_place(place, plan.blocks),
            baseline=read_result(finished) if (finished / "summary.json").is_file() else None,
        )
