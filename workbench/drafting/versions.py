"""Versions of a plan with a name and a note, each a small file in the workspace."""

from __future__ import annotations

import json
import os
import time
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from models.scenario.faults import Fault, RunError

FORMAT = 1
LONGEST = 80


@dataclass(frozen=True)
class Version:
    """A plan that somebody kept: its id (the file's name), name, note, time of keeping, block to grid."""

    id: str
    name: str
    note: str
    kept_at: str
    plan: Mapping[str, str]


def save_version(folder: Path, name: str, note: str, plan: Mapping[str, str]) -> Version:
    """Keep a plan; RunError where it has no name. Written beside and put in place whole."""
    name = " ".join(name.split())
    if not 0 < len(name) <= LONGEST:
        raise RunError(Fault("name", f"1 to {LONGEST} characters", repr(name)))
    folder.mkdir(parents=True, exist_ok=True)
    stamp, number = time.strftime("%Y%m%d-%H%M%S"), 0
    while (target := folder / f"{stamp}-{number}.json").exists():
        number += 1
    version = Version(target.stem, name, note.strip(), time.strftime("%Y-%m-%d %H:%M"), dict(plan))
    told = {"format": FORMAT, "name": name, "note": version.note, "kept_at": version.kept_at,
            "plan": dict(plan)}  # fmt: skip
    part = target.with_suffix(".part")
    part.write_text(json.dumps(told, ensure_ascii=False), encoding="utf-8")
    os.replace(part, target)
    return version


def list_versions(folder: Path) -> list[Version]:
    """All readable versions, the newest first."""
    files = sorted(folder.glob("*.json"), reverse=True) if folder.is_dir() else []
    versions = []
    for file in files:
        try:
            versions.append(read_version(folder, file.stem))
        except RunError:
            continue  # named when somebody asks for it
    return versions


def read_version(folder: Path, version: str) -> Version:
    """One version by its id; RunError where there is none, or it is not one."""
    file = folder / f"{version}.json"
    known = {each.name for each in folder.glob("*.json")} if folder.is_dir() else set()
    if file.name not in known:
        raise RunError(Fault(f"version {version}", "a kept version of this scenario", "none"))
    try:
        told = json.loads(file.read_text(encoding="utf-8"))
        if told["format"] != FORMAT:
            raise RunError(Fault(file.name, f"format {FORMAT}", str(told["format"])))
        plan = {str(block): str(grid) for block, grid in told["plan"].items()}
        return Version(version, told["name"], told["note"], told["kept_at"], plan)
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise RunError(Fault(file.name, "a version as the workbench writes it", str(error))) from None
