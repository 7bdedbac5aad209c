"""What a campaign's runs show: intervals, paired differences, the gain of common draws, a ranking."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd

from models.experiments.campaign.conduct import Prepared, finished
from models.experiments.campaign.ledger import Ledger
from models.experiments.campaign.spec import Campaign
from models.measures.compare import compare
from models.measures.declare import MEASURES, Direction
from models.measures.intervals import interval

USUAL = (
    "on_time_closure_rate", "coverage", "overdue_backlog", "hazard_exposure_days", "hours_to_close_p90",
    "finds_per_100_visits", "walking_share", "cost_per_year",
)  # fmt: skip
"""Measures that are told where a campaign names none."""


def report(campaign: Campaign, prepared: Sequence[Prepared], ledger: Ledger) -> dict[str, Any]:
    """The one object of the command line.

    Every variant: name, scenario, changes, replications, `measures {name: {mean, low, high, n}}`, and
    `differences` to the first variant over the replications both have, with Holm's verdicts and `gain`: the
    part of the difference's variance that common draws took away (1 - var(d) / (var(a) + var(b))).
    """
    table = ledger.measures()
    names = [name for name in campaign.measures or USUAL if name in table.columns]
    by_key = {key: rows.set_index("replication") for key, rows in table.groupby("variant", sort=False)}
    empty = table.iloc[:0].set_index("replication") if len(table.columns) else table
    told = []
    for each in prepared:
        mine = by_key.get(each.variant.key, empty)
        base = by_key.get(prepared[0].variant.key, empty)
        told.append(
            {
                "name": each.variant.name,
                "scenario": each.variant.scenario,
                "changes": dict(each.variant.changes),
                "replications": len(mine),
                "measures": {name: _told(mine[name]) for name in names},
                "differences": {} if each is prepared[0] else _differences(mine, base, names),
            }
        )
    faults = ledger.faults()
    return {
        "name": campaign.name,
        "runs": finished(ledger.states()),
        "seed": campaign.seed,
        "variants": told,
        "ranking": {name: _ranking(told, name) for name in names if _judged(name)},
        "failed": [
            {**row, "trace": str(row["trace"]).strip().splitlines()[-1]} for row in faults.to_dict("records")
        ],
        "cpu_seconds": round(ledger.cpu_seconds(), 2),
    }  # fmt: skip


def gain(ours: pd.Series, base: pd.Series) -> float | None:
    """The part of a difference's variance that common draws took away; None where nothing varies."""
    apart = float(ours.var(ddof=1) + base.var(ddof=1))
    return None if not apart > 0 else 1.0 - float((ours - base).var(ddof=1)) / apart


def _told(values: pd.Series) -> dict[str, Any]:
    span = interval(values.to_numpy(np.float64))
    return {"mean": span.mean, "low": span.low, "high": span.high, "n": span.n}


def _differences(mine: pd.DataFrame, base: pd.DataFrame, names: Sequence[str]) -> dict[str, Any]:
    both = mine.index.intersection(base.index)
    ours, theirs = mine.loc[both, list(names)], base.loc[both, list(names)]
    gaps = compare(_rows(ours), _rows(theirs), names) if len(both) else {}
    return {
        name: {
            "mean": gap.interval.mean,
            "low": gap.interval.low,
            "high": gap.interval.high,
            "n": gap.interval.n,
            "verdict": str(gap.verdict),
            "gain": gain(ours[name], theirs[name]) if len(both) > 1 else None,
        }
        for name, gap in gaps.items()
    }


def _rows(table: pd.DataFrame) -> list[dict[str, float]]:
    return [{str(name): float(value) for name, value in row.items()} for row in table.to_dict("records")]


def _judged(name: str) -> bool:
    return MEASURES[name].direction is not Direction.NEUTRAL


def _ranking(told: Sequence[Mapping[str, Any]], name: str) -> list[str]:
    """Names of the variants by the mean of a measure, the best first; those without one are left out."""
    known = [each for each in told if each["measures"][name]["mean"] is not None]
    sign = -1.0 if MEASURES[name].direction is Direction.HIGHER else 1.0
    return [each["name"] for each in sorted(known, key=lambda each: sign * each["measures"][name]["mean"])]
