"""The tables behind the charts, under the names and columns the pages draw."""

from __future__ import annotations

import pandas as pd

from models.measures.summary import Summary
from models.measures.times import POINTS

KEYS = {
    "by_level": "level",
    "by_grid": "grid",
    "by_department": "department",
    "by_role": "role",
    "by_source": "source",
    "by_person": "person",
    "by_pair": "pair",
}
"""Breakdown to the name its key has in a table."""


def charts(summary: Summary) -> dict[str, pd.DataFrame]:
    """Table name to rows with mean, low, high (NaN without interval), n.

    on_time_by_level (level), close_time_by_level (level, quantile), backlog and near_due (day, measure),
    utilisation (role, grid), coverage_by_department and exposure_by_department (department),
    coverage_by_day (day), exposure_by_week (week, measure), time_to_close (level, share),
    time_to_close_histogram (level, from_hours, to_hours), and every breakdown (its key, measure).
    """
    series = dict(summary.series)
    series["coverage_by_day"] = series.pop("coverage")
    series["exposure_by_week"] = series.pop("exposure")
    groups = {name: table.rename(columns={"key": KEYS[name]}) for name, table in summary.breakdowns.items()}
    return {
        "on_time_by_level": only(groups["by_level"], "on_time_handling_rate"),
        "close_time_by_level": close_time(groups["by_level"]),
        "coverage_by_department": only(groups["by_department"], "coverage"),
        "exposure_by_department": only(groups["by_department"], "hazard_exposure_days"),
        **series,
        **groups,
    }


def only(table: pd.DataFrame, measure: str) -> pd.DataFrame:
    """The rows of one measure, without its name."""
    return table[table["measure"] == measure].drop(columns="measure").reset_index(drop=True)


def close_time(by_level: pd.DataFrame) -> pd.DataFrame:
    """P50, P90 and P95 of the hours to close by level: level, quantile, mean, low, high, n."""
    points = {f"hours_to_close_{name}": point for name, point in POINTS.items()}
    rows = by_level[by_level["measure"].isin(list(points))]
    out = rows.assign(quantile=rows["measure"].map(points)).drop(columns="measure")
    return out[["level", "quantile", "mean", "low", "high", "n"]].reset_index(drop=True)
