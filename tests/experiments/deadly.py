"""Work for the engines to survive. It stands alone, so that a fresh interpreter can import it by name."""

from __future__ import annotations

import os
import time
from pathlib import Path

from models.experiments.engines import Task
from models.scenario.faults import Fault, ScenarioError


def double(task: Task) -> dict[str, int]:
    """Work that cannot fail."""
    return {"double": 2 * task["replication"]}


def die_once(task: Task) -> dict[str, int]:
    """Kill the worker the first time a marked task is met: a mark on disk remembers."""
    mark = Path(task["folder"]) / f"met-{task['replication']}"
    if task["replication"] == task["killer"] and not mark.exists():
        mark.touch()
        os._exit(9)
    return double(task)


def always_die(task: Task) -> dict[str, int]:
    """Kill the worker every time a marked task is met."""
    if task["replication"] == task["killer"]:
        os._exit(9)
    return double(task)


def refuse(task: Task) -> dict[str, int]:
    """Work that one task makes impossible."""
    if task["replication"] == 2:
        raise ScenarioError(Fault("task", "another", "2"))
    return double(task)


def linger(task: Task) -> dict[str, int]:
    """Say who is at work, and do not end."""
    (Path(task["folder"]) / f"at-work-{os.getpid()}").touch()
    time.sleep(3600)
    return double(task)
