"""The scenarios a planner can choose from, opened once per process and kept."""

from __future__ import annotations

import functools
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from models.scenario.faults import ScenarioError
from models.scenario.folder import nearest_file, read_scenario
from models.scenario.place import Place
from models.scenario.plan import Plan
from models.scenario.scenario import Scenario
from models.scenario.shipped import scenario_folder, shipped_scenarios
from models.scenario.words import Role
from models.scenario.yaml_file import read_yaml
from workbench.map.picture import Drawing, draw_place
from workbench.results import SUMMARY, Result, read_result

BASELINE = "baseline"
"""Folder inside a shipped scenario that holds its finished result."""


@dataclass(frozen=True)
class Opened:
    """A scenario as the pages need it."""

    name: str
    folder: Path
    scenario: Scenario
    drawing: Drawing
    baseline: Result | None
    reference: Result | None
    """What its runs are compared with: its own baseline, else that of the nearest scenario it is based on."""

    @property
    def place(self) -> Place:
        """What is given."""
        return self.scenario.place

    @property
    def plan(self) -> Plan:
        """What is decided."""
        return self.scenario.plan

    def title(self, language: str) -> str:
        """The scenario's own title, or its name where it has none."""
        return getattr(self.scenario.spec.title, language) or self.name

    def note(self, language: str) -> str:
        """What the scenario is about, in its own words ("" where it has none)."""
        return str(getattr(self.scenario.spec.note, language))

    @property
    def facts(self) -> dict[str, str]:
        """Numbers for the line under the scenario's name, formatted."""
        heads = {
            f"{role}s": f"{self.plan.heads(role)}" for role in (Role.INSPECTOR, Role.HANDLER, Role.OPERATOR)
        }
        return heads | {
            "heads": f"{self.plan.head_count}",
            "grids": f"{len(self.plan.grids)}",
            "households": f"{int(self.place.blocks['households'].sum()):,}",
            "population": f"{int(self.place.blocks['population'].sum()):,}",
            "premises": f"{len(self.place.premises):,}",
        }


class Catalogue:
    """Names and contents of scenarios.

    `names` are what the picker offers; `folder` finds one by name. `open` raises ScenarioError, with every
    fault, for one that cannot be opened.
    """

    def __init__(self, names: Sequence[str], folder: Callable[[str], Path]) -> None:
        self.names = tuple(names)
        self._folder = folder
        self.open = functools.lru_cache(maxsize=16)(self._open)

    def _open(self, name: str) -> Opened:
        folder = self._folder(name)
        scenario = read_scenario(folder)
        finished = folder / BASELINE / SUMMARY
        nearest = nearest_file(folder, f"{BASELINE}/{SUMMARY}")
        baseline = read_result(finished.parent) if finished.is_file() else None
        return Opened(
            name=name,
            folder=folder,
            scenario=scenario,
            drawing=draw_place(scenario.place, scenario.plan.blocks),
            baseline=baseline,
            reference=baseline if baseline or not nearest else read_result(nearest.parent),
        )

    def titles(self, language: str) -> dict[str, str]:
        """Title → name for the picker; a scenario that cannot be read is called by its name."""
        return {self._title(name, language): name for name in self.names}

    def _title(self, name: str, language: str) -> str:
        words = title_words(self._folder(name))
        return words.get(language) or name


def shipped_catalogue() -> Catalogue:
    """The scenarios that come with the project, but for the queues with known answers."""
    names = [name for name in shipped_scenarios() if not name.startswith("checks/")]
    first = [name for name in names if name == "luohu"]
    return Catalogue(first + [name for name in names if name not in first], scenario_folder)


@functools.lru_cache(maxsize=64)
def title_words(folder: Path) -> dict[str, str]:
    """A scenario's own titles by language; none where its file cannot be read."""
    try:
        title = read_yaml(folder / "scenario.yml").get("title", {})
    except ScenarioError:
        return {}
    return {str(key): str(value) for key, value in title.items()} if isinstance(title, dict) else {}
