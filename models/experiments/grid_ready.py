"""A scenario's land, kept for the next question: a planner asks about the same place again and again."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from models.experiments.grid_inputs import ADJACENCY, Land, land_of
from models.scenario.folder import folders_of, nearest_file, read_scenario
from models.scenario.scenario import Scenario

State = tuple[tuple[str, int, int], ...]

_kept: dict[str, tuple[State, Scenario, Land]] = {}
"""The last scenario asked for in this process."""


def kept_land(folder: str | Path) -> tuple[Scenario, Land]:
    """The scenario in a folder and its land; read again only where a file of it or of its bases has changed.

    Raises WorkbenchError with every fault of the folder.
    """
    key, state = str(folder), _state(folder)
    known = _kept.get(key)
    if known is None or known[0] != state:
        scenario = read_scenario(folder)
        known = state, scenario, land_of(scenario, nearest_file(folder, ADJACENCY))
        _kept.clear()
        _kept[key] = known
    return known[1], known[2]


def grids_ready(folder: str, progress: Callable[[float, str], None] | None = None) -> dict[str, Any]:
    """Make this process ready for proposals in `folder`: its land read, the solver's kernels loaded."""
    import models.planning.grids.solve  # noqa: F401  (what takes a second or two is the import)

    _, land = kept_land(folder)
    return {"blocks": len(land.blocks)}


def _state(folder: str | Path) -> State:
    """Names, times and sizes of all files that the scenario is read from."""
    files = sorted(file for each in folders_of(folder) for file in each.rglob("*") if file.is_file())
    return tuple((str(file), stat.st_mtime_ns, stat.st_size) for file in files for stat in (file.stat(),))
