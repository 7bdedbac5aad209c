"""`workbench replications`: how many are needed, from what a result or a campaign has measured already."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd

from models.experiments.kept_runs import readings_of
from models.measures.compare import gain
from models.measures.declare import MEASURES
from models.measures.needed import Needed, needed
from models.scenario.faults import Fault, WorkbenchError

Target = tuple[str, float, bool]
"""A measure, its half width, and whether that is a share of the mean."""


def replications_needed(source: str, targets: Sequence[str], base: str | None = None) -> dict[str, Any]:
    """Replications until every interval is narrow enough, per measure and per paired difference.

    `source`: a result folder or a campaign's ledger; `targets`: `coverage=0.01` (in the measure's unit) or
    `hours_to_close_p90=5%` (of the mean). Differences are taken to `base` (another result), in a campaign to
    its first variant, over the replications that both have. WorkbenchError with every fault.
    """
    asked, sides = read_targets(targets), readings_of(source)
    others = readings_of(base) if base is not None else sides[:1]
    missing = [
        Fault(f"{source}: {measure}", "measured by every run", "absent")
        for measure, _, _ in asked
        if any(measure not in table for _, table in [*sides, *others])
    ]
    if missing:
        raise WorkbenchError(missing)
    rows = [
        row for name, table in sides for target in asked for row in _rows(name, table, *others[0], target)
    ]
    together = [row["needed"] for row in rows]
    return {
        "source": source,
        "base": others[0][0],
        "rows": rows,
        "needed": None if None in together else max(together, default=None),
    }


def read_targets(targets: Sequence[str]) -> list[Target]:
    """Texts such as `coverage=0.01` and `miss_rate=10%`; WorkbenchError with every fault."""
    faults, found = [], []
    for text in targets:
        measure, _, width = text.partition("=")
        try:
            value = float(width.removesuffix("%"))
        except ValueError:
            value = np.nan
        if measure not in MEASURES or not 0 < value < np.inf:
            faults.append(Fault("--half-width", "measure=0.01 or measure=5%", repr(text)))
        else:
            relative = width.endswith("%")
            found.append((measure, value / 100 if relative else value, relative))
    if not targets:
        faults.append(Fault("--half-width", "at least one, such as coverage=0.01", "none"))
    if faults:
        raise WorkbenchError(faults)
    return found


def _rows(
    name: str, table: pd.DataFrame, base_name: str, base: pd.DataFrame, target: Target
) -> list[dict[str, Any]]:
    """The measure itself, and its difference to the base unless it is the base."""
    measure, width, relative = target
    mean = _told(name, measure, "mean", needed(table[measure], width, relative))
    if table is base:
        return [mean]
    both = table.index.intersection(base.index)
    ours, theirs = table.loc[both, measure], base.loc[both, measure]
    gaps = (ours - theirs).to_numpy(np.float64)
    # a share of a difference near zero would ask for the impossible: the share is the base's mean's
    absolute = width / (1 + width) * abs(float(theirs.mean())) if relative else width
    if not absolute > 0:
        return [mean]
    apart = np.sqrt(float(ours.var(ddof=1) + theirs.var(ddof=1))) if len(both) > 1 else np.nan
    paired = needed(gaps, absolute)
    told = _told(name, measure, "difference", paired)
    unpaired = needed(apart * _unit_spread(len(both)), absolute).n if np.isfinite(apart) else None
    common = gain(ours, theirs) if len(both) > 1 else None
    return [mean, {**told, "to": base_name, "gain": common, "needed_without_common_draws": unpaired}]


def _unit_spread(n: int) -> np.ndarray:
    """n numbers of mean 0 and standard deviation 1."""
    steps = np.arange(n, dtype=np.float64)
    out: np.ndarray = (steps - steps.mean()) / steps.std(ddof=1)
    return out


def _told(name: str, measure: str, kind: str, found: Needed) -> dict[str, Any]:
    return {
        "scenario": name, "measure": measure, "unit": MEASURES[measure].unit, "kind": kind,
        "half_width": found.half_width, "needed": found.n, "low": found.low, "high": found.high,
        "pilot": found.pilot, "pilot_mean": found.pilot_mean, "pilot_half_width": found.pilot_half_width,
        "reason": found.reason,
    }  # fmt: skip
