"""How a result differs from the baseline, measure by measure, with an interval."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

from models.measures.pairs import READINGS, paired_differences
from workbench.results import Result


def differences(result: Result, base: Result, names: Sequence[str]) -> dict[str, dict[str, Any]]:
    """`{mean, low, high, paired, n}` of `result` minus `base` for each of the measures both have.

    Nothing where the two measured periods differ in length: much of what is measured grows with it.

    Replications of the same seed and number share their draws where both scenarios make the same demands, so
    their difference is taken pair by pair (`n` pairs); otherwise the two intervals are taken as independent,
    which never claims too much (`n` of the smaller side).
    """
    both = [name for name in names if name in result.measures and name in base.measures]
    if result.summary["days"] != base.summary["days"]:
        return {}
    if _same_demand(result, base):
        found = paired_differences(result.table(READINGS), base.table(READINGS), both)
        if found:
            return {
                name: {"mean": one.mean, "low": one.low, "high": one.high, "paired": True, "n": one.n}
                for name, one in found.items()
            }
    return {name: apart for name in both if (apart := _apart(result.measures[name], base.measures[name]))}


def _same_demand(result: Result, base: Result) -> bool:
    """Whether both say what town they put to the test, and it is the same one."""
    ours = result.summary.get("demand")
    return ours is not None and ours == base.summary.get("demand")


def _apart(ours: dict[str, Any], theirs: dict[str, Any]) -> dict[str, Any] | None:
    if ours["mean"] is None or theirs["mean"] is None:
        return None
    mean = ours["mean"] - theirs["mean"]
    halves = [(one["high"] - one["low"]) / 2 for one in (ours, theirs) if one["low"] is not None]
    half = math.hypot(*halves) if len(halves) == 2 else None
    span = {"low": None, "high": None} if half is None else {"low": mean - half, "high": mean + half}
    return {"mean": mean, **span, "paired": False, "n": min(ours["n"], theirs["n"])}
