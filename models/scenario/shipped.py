"""The scenarios that come with the project: in the wheel under `models/_scenarios`, else in the checkout."""

from __future__ import annotations

from pathlib import Path

from models.scenario.faults import Fault, ScenarioError

_PACKAGE = Path(__file__).resolve().parent.parent
_MARK = "scenario.yml"


def scenarios_root() -> Path:
    """The folder of the shipped scenarios: inside an installed package, or beside `models` in a checkout."""
    installed = _PACKAGE / "_scenarios"
    return installed if installed.is_dir() else _PACKAGE.parent / "scenarios"


def shipped_scenarios() -> tuple[str, ...]:
    """Names of all shipped scenarios in alphabetical order; one in a subfolder is called `checks/name`."""
    root = scenarios_root()
    return tuple(sorted(mark.parent.relative_to(root).as_posix() for mark in root.rglob(_MARK)))


def scenario_folder(name: str) -> Path:
    """The folder of a shipped scenario (`luohu`, `checks/mm2`); ScenarioError where the name is not one."""
    if name not in shipped_scenarios():
        known = ", ".join(shipped_scenarios()) or "none, the installation is incomplete"
        raise ScenarioError(Fault("scenario", f"the name of a shipped scenario ({known})", repr(name)))
    return scenarios_root() / name
