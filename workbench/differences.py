"""How a result differs from the baseline, measure by measure, with an interval."""

from __future__ import annotations

import math
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from models.experiments.simulate import read_kept
from models.measures.compare import compare_readings
from models.measures.reading import Reading
from models.scenario.faults import RunError
from workbench.results import Result


def differences(result: Result, base: Result, names: Sequence[str]) -> dict[str, dict[str, Any]]:
    """`{mean, low, high, paired}` of `result` minus `base` for each of the measures both have.

    Nothing where the two measured periods differ in length: much of what is measured grows with it.

    Runs with the same seed and replications share their draws, so their difference is taken pair by
    pair; otherwise the two intervals are taken as independent, which never claims too much.
    """
    both = [name for name in names if name in result.measures and name in base.measures]
    if result.summary["days"] != base.summary["days"]:
        return {}
    ours, theirs = _readings(result), _readings(base)
    if ours and theirs:
        try:
            found = compare_readings(ours, theirs, both)
        except ValueError:
            pass  # other seeds or another number of replications: not pairs
        else:
            spans = {name: difference.interval for name, difference in found.items()}
            return {
                n: {"mean": s.mean, "low": s.low, "high": s.high, "paired": True} for n, s in spans.items()
            }
    return {name: apart for name in both if (apart := _apart(result.measures[name], base.measures[name]))}


def _readings(result: Result) -> list[Reading]:
    """What each replication measured; empty where the run folders are not kept any more."""
    try:
        return [read_kept(Path(run)) for run in result.summary.get("runs", [])]
    except RunError:
        return []


def _apart(ours: dict[str, Any], theirs: dict[str, Any]) -> dict[str, Any] | None:
    if ours["mean"] is None or theirs["mean"] is None:
        return None
    mean = ours["mean"] - theirs["mean"]
    halves = [(one["high"] - one["low"]) / 2 for one in (ours, theirs) if one["low"] is not None]
    half = math.hypot(*halves) if len(halves) == 2 else None
    span = {"low": None, "high": None} if half is None else {"low": mean - half, "high": mean + half}
    return {"mean": mean, **span, "paired": False}
