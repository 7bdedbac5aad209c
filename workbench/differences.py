"""How a result differs from the baseline, measure by measure, with an interval."""

from __future__ import annotations

import math
from typing import Any

from workbench.results import Result


def differences(result: Result, base: Result) -> dict[str, dict[str, Any]]:
    """Mean, low and high of `result` minus `base` for every measure both have.

    From the two intervals, taken as independent (half widths add in squares); that is wider than a
    paired interval of runs with common random numbers, so it never claims too much.
    """
    changes = {}
    for name, value in result.measures.items():
        other = base.measures.get(name)
        if other is None or value["mean"] is None or other["mean"] is None:
            continue
        mean = value["mean"] - other["mean"]
        halves = [(one["high"] - one["low"]) / 2 for one in (value, other) if one["low"] is not None]
        half = math.hypot(*halves) if len(halves) == 2 else None
        changes[name] = {
            "mean": mean,
            "low": None if half is None else mean - half,
            "high": None if half is None else mean + half,
        }
    return changes
