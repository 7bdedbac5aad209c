"""The two kinds of scenario folders: a community that is patrolled, and a network of queues."""

from __future__ import annotations

from pathlib import Path
from typing import Literal, cast

from models.scenario.faults import Fault, ScenarioError
from models.scenario.yaml_file import read_yaml

Kind = Literal["community", "network"]
KINDS: tuple[Kind, ...] = ("community", "network")
MARK = "scenario.yml"

_READERS = {
    "community": "simulate it as a community",
    "network": "it is a network of queues: it has stations, not a place, a plan and assumptions",
}


def kind_of(folder: str | Path) -> Kind:
    """What a scenario folder holds, by `kind` in its `scenario.yml` (`community` where it says nothing).

    ScenarioError where there is no such file or the kind is an unknown one.
    """
    kind = read_yaml(Path(folder) / MARK).get("kind", "community")
    if kind not in KINDS:
        raise ScenarioError(Fault(f"{MARK}: kind", " or ".join(KINDS), f"{kind!r:.60}"))
    return cast(Kind, kind)


def refuse_other_kind(folder: str | Path, wanted: Kind) -> None:
    """ScenarioError where a folder is of the other kind than its reader can read."""
    found = kind_of(folder)
    if found != wanted:
        raise ScenarioError(Fault(f"{Path(folder).name}/{MARK}: kind", wanted, found, _READERS[found]))
