"""Runs that cost nothing and whose answer is known: a formula of the changed assumptions, and noise.

The campaign's conductor, ledger and design stay the real ones; only what a worker does is replaced. The noise
belongs to the replication and to the point, so that draws are common in part, as they are in the simulation.
"""

from __future__ import annotations

import json
import zlib
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import numpy as np
import pytest

Formula = Callable[[Mapping[str, float], str], float]


def give_answers(
    patch: pytest.MonkeyPatch, formula: Formula, noise: float = 0.0, common: float = 0.0
) -> list[dict[str, Any]]:
    """Every run measures `formula(changes, folder)` as `coverage`, `-formula` as `open_cases`, plus noise of
    its own and of its replication. Returns the tasks that were done."""
    done: list[dict[str, Any]] = []

    def run(task: dict[str, Any]) -> dict[str, Any]:
        done.append(task)
        number = task["replication"]
        shared = np.random.default_rng([task["seed"], number]).normal()
        # by the folder's name: its path is another in every test session, and so would the noise be
        name = zlib.crc32(f"{Path(task['folder']).name} {task['changes']}".encode())
        own = np.random.default_rng([task["seed"], number, name]).normal()
        value = formula(json.loads(task["changes"]), task["folder"]) + noise * own + common * shared
        measures = {"coverage": float(value), "open_cases": -float(value)}
        key = {"variant": task["variant"], "replication": number}
        return {**key, "measures": measures, "digest": f"{name}-{number}", "cpu_seconds": 0.0}

    patch.setattr("models.experiments.campaign.conduct.campaign_run", run)
    return done
