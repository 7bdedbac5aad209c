"""What a campaign's runs show: intervals, paired differences, the gain of common draws, a ranking."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd

from models.experiments.campaign.conduct import Prepared, finished
from models.experiments.campaign.design import Variant
from models.experiments.campaign.ledger import Ledger
from models.experiments.campaign.spec import Campaign
from models.measures.compare import Difference, compare, jointly
from models.measures.declare import MEASURES, Direction
from models.measures.intervals import interval

USUAL = (
    "on_time_closure_rate", "coverage", "overdue_backlog", "hazard_exposure_days", "hours_to_close_p90",
    "finds_per_100_visits", "walking_share", "cost_per_year",
)  # fmt: skip
"""Measures that are told where a campaign names none."""


def report(campaign: Campaign, prepared: Sequence[Prepared], ledger: Ledger) -> dict[str, Any]:
    """`report_of` of variants that have been prepared."""
    return report_of(campaign, [each.variant for each in prepared], ledger)


def report_of(campaign: Campaign, points: Sequence[Variant], ledger: Ledger) -> dict[str, Any]:
    """The one object of the command line.

    Every variant: name, scenario, changes, replications, `measures {name: {mean, low, high, n}}`, and
    `differences` to the first variant over the replications both have, with Holm's verdicts (over all
    variants and measures together) and the `gain` of common draws (`compare.gain`).
    """
    table = ledger.measures(campaign.measures or USUAL)
    names = [name for name in campaign.measures or USUAL if name in table.columns]
    by_key = {key: rows.set_index("replication") for key, rows in table.groupby("variant", sort=False)}
    empty = table.iloc[:0].set_index("replication") if len(table.columns) else table
    measured = [by_key.get(each.key, empty) for each in points]
    gaps = jointly([{}, *(_differences(mine, measured[0], names) for mine in measured[1:])])
    told = [
        {
            "name": each.name,
            "scenario": each.scenario,
            "changes": dict(each.changes),
            "replications": len(mine),
            "measures": {name: _told(mine[name]) for name in names},
            "differences": {name: _gap_told(gap) for name, gap in apart.items()},
        }
        for each, mine, apart in zip(points, measured, gaps, strict=True)
    ]
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
        "attribution": "; ".join(dict.fromkeys(filter(None, ledger.attributions().values()))),
    }  # fmt: skip


def _told(values: pd.Series) -> dict[str, Any]:
    span = interval(values.to_numpy(np.float64))
    return {"mean": span.mean, "low": span.low, "high": span.high, "n": span.n}


def _differences(mine: pd.DataFrame, base: pd.DataFrame, names: Sequence[str]) -> dict[str, Difference]:
    both = mine.index.intersection(base.index)
    ours, theirs = mine.loc[both, list(names)], base.loc[both, list(names)]
    return compare(_rows(ours), _rows(theirs), names) if len(both) else {}


def _gap_told(gap: Difference) -> dict[str, Any]:
    span = gap.interval
    return {
        "mean": span.mean, "low": span.low, "high": span.high, "n": span.n, "p_holm": gap.p_holm,
        "verdict": str(gap.verdict), "gain": gap.gain,
    }  # fmt: skip


def _rows(table: pd.DataFrame) -> list[dict[str, float]]:
    return [{str(name): float(value) for name, value in row.items()} for row in table.to_dict("records")]


def _judged(name: str) -> bool:
    return MEASURES[name].direction is not Direction.NEUTRAL


def _ranking(told: Sequence[Mapping[str, Any]], name: str) -> list[str]:
    """Names of the variants by the mean of a measure, the best first; those without one are left out."""
    known = [each for each in told if each["measures"][name]["mean"] is not None]
    sign = -1.0 if MEASURES[name].direction is Direction.HIGHER else 1.0
    return [each["name"] for each in sorted(known, key=lambda each: sign * each["measures"][name]["mean"])]
