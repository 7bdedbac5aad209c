"""Plans kept in the workspace, as scenarios to simulate and compare: staffings, versions of grids."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from models.experiments.trial import write_grids
from models.sizing.writing import write_plan
from models.text.names import LANGUAGES
from workbench.catalogue import Catalogue, Opened, title_words
from workbench.drafting.versions import list_versions, read_version

STAFFINGS, PLANS, COMPARED = "staffings", "plans", "compared"
VERSION = "version"


def keep_staffing(workspace: Path, opened: Opened, plan: Mapping[str, Any], name: str) -> Path:
    """Write people as a scenario over the one they were made for; without a name it gets a number."""
    folder, number = workspace / STAFFINGS, 1
    while (target := folder / f"{opened.name}-staffing-{number}").exists():
        number += 1
    title = {lang: f"{opened.title(lang)} · {name or number}" for lang in LANGUAGES}
    return write_plan(opened.folder, plan, target, title)


def saved_plans(workspace: Path, catalogue: Catalogue, language: str) -> dict[str, str]:
    """Title → key of every kept plan of the known scenarios; `folder_of` turns a key into a scenario."""
    found = {}
    for folder in sorted((workspace / STAFFINGS).glob("*/")):
        title = title_words(folder).get(language) or folder.name
        found[f"{title} · {folder.name}" if title in found else title] = str(folder)
    titles = {name: title for title, name in catalogue.titles(language).items()}
    for scenario in catalogue.names:
        for version in list_versions(workspace / PLANS / scenario / "versions"):
            title = f"{titles[scenario]} · {version.name} ({version.kept_at})"
            title = f"{title} · {version.id}" if title in found else title
            found[title] = f"{VERSION}:{scenario}:{version.id}"
    return found


def folder_of(key: str, workspace: Path, catalogue: Catalogue) -> Path:
    """The scenario's folder behind a name of the catalogue or a key of `saved_plans`.

    A version of grids is written as a scenario when it is first asked for. Raises RunError, ScenarioError.
    """
    if key in catalogue.names:
        return catalogue.open(key).folder
    if not key.startswith(f"{VERSION}:"):
        return Path(key)
    _, scenario, number = key.split(":")
    target = workspace / COMPARED / f"{scenario}-{number}"
    if not target.exists():
        version = read_version(workspace / PLANS / scenario / "versions", number)
        write_grids(str(catalogue.open(scenario).folder), version.plan, target, version.name)
    return target
