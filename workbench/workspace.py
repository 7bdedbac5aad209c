"""The workspace: the folder where runs, caches, logs and saved plans live."""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from pathlib import Path

import platformdirs

from models.exchange.runfolder import FACTS, read_facts
from models.scenario.faults import Fault, RunError
from workbench.results import SUMMARY

NAME = "grid-planning-workbench"


def default_workspace() -> Path:
    """The user's data directory, as the operating system has it."""
    return Path(platformdirs.user_data_dir(NAME, appauthor=False))


@dataclass(frozen=True)
class Kept:
    """A run or a result in the workspace, for listing: its folder's name, what it is, its size in bytes."""

    name: str
    kind: str
    scenario: str
    bytes: int


def runs_folder(workspace: Path) -> Path:
    """Where runs and results are kept."""
    return workspace / "runs"


def list_runs(workspace: Path) -> list[Kept]:
    """Everything complete that is kept, by name; half-written folders have other names and do not count."""
    folder = runs_folder(workspace)
    if not folder.is_dir():
        return []
    kept = []
    for each in sorted(path for path in folder.iterdir() if path.is_dir() and not path.name.startswith(".")):
        size = sum(file.stat().st_size for file in each.iterdir() if file.is_file())
        if (each / FACTS).is_file():
            kept.append(Kept(each.name, "run", str(read_facts(each)["scenario"]), size))
        elif (each / SUMMARY).is_file():
            kept.append(Kept(each.name, "result", each.name.split("-d")[0], size))
    return kept


def remove_runs(workspace: Path, names: list[str]) -> list[str]:
    """Remove runs and results by name; RunError with all that are not there, and then none is removed."""
    known = {kept.name for kept in list_runs(workspace)}
    faults = [
        Fault(name, "the name of a run (see `workbench runs list`)", "none")
        for name in names
        if name not in known
    ]
    if faults:
        raise RunError(faults)
    for name in names:
        shutil.rmtree(runs_folder(workspace) / name)
    return names
