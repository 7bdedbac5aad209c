"""Where a run came from: what must be known to tell its times, name its source, and do it again."""

from __future__ import annotations

import platform
from collections.abc import Mapping
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

from models.exchange.runfolder import read_facts
from models.scenario.faults import Fault, RunError
from models.scenario.folder import find_folder, read_scenario
from models.scenario.scenario import Scenario
from models.scenario.shipped import scenarios_root

LIBRARIES = ("grid-planning-workbench", "simpy", "numpy", "pandas", "numba")


def about_run(scenario: Scenario, base: Scenario, folder: str) -> dict[str, Any]:
    """The facts of a run besides its numbers: the scenario's folder (its name where it is a shipped one), the
    fingerprint of the folder as it was, days, start, time zone, attribution, versions."""
    spec = scenario.calendar.spec
    return {
        "folder": folder_name(folder),
        "folder_fingerprint": base.fingerprint,
        "days": scenario.spec.days,
        "warmup_days": scenario.spec.warmup_days,
        "start": spec.start.isoformat(),
        "timezone": spec.timezone,
        "attribution": scenario.place.attribution,
        "versions": versions(),
    }


def folder_name(folder: str) -> str:
    """A shipped scenario by its name, another by its full path."""
    found, root = find_folder(folder).resolve(), scenarios_root().resolve()
    return found.relative_to(root).as_posix() if found.is_relative_to(root) else str(found)


def versions() -> dict[str, str]:
    """Of Python and of the libraries that decide a run's numbers."""
    found = {"python": platform.python_version()}
    for library in LIBRARIES:
        try:
            found[library] = version(library)
        except PackageNotFoundError:
            continue
    return found


def scenario_of(run: Path, folder: str | None = None) -> tuple[Scenario, Mapping[str, Any]]:
    """The scenario as it was simulated in a run folder, and the run's facts.

    `folder` says where the scenario lies now, when it is not where it was. RunError where the run does not
    know its scenario, or the scenario has changed since.
    """
    facts = read_facts(run)
    about = facts.get("about")
    if not about:
        remedy = "it was made by an older workbench: simulate again"
        raise RunError(Fault(f"{run.name}: about", "where the run came from", "nothing", remedy))
    base = read_scenario(folder or about["folder"])
    if base.fingerprint != about["folder_fingerprint"]:
        expected, got = about["folder_fingerprint"][:12], base.fingerprint[:12]
        remedy = "the scenario has changed since: give the folder as it was with --scenario"
        raise RunError(Fault(str(folder or about["folder"]), f"fingerprint {expected}", got, remedy))
    scenario = base.with_spec(days=about["days"], warmup_days=about["warmup_days"], seed=facts["seed"])
    return scenario, facts
