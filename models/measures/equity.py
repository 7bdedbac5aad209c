"""Equity: the worst grid, department and level, beside the mean that hides them."""

from __future__ import annotations

import numpy as np
import pandas as pd

from models.measures.ratio import Ratio

FEWEST = 10
"""A group with fewer cases due than this is no worst: a single late case would make it one."""


def worst(rate: Ratio, column: str) -> float:
    """The lowest value of any group with at least `FEWEST` cases; NaN where there is none."""
    groups: pd.Series = rate.by(column, above=FEWEST - 1)
    return float(groups.min()) if len(groups) else np.nan


def equity_measures(closure: Ratio, handling: Ratio) -> dict[str, float]:
    """On time to close by grid and department, on time to handle by level."""
    return {
        "worst_grid_on_time_rate": worst(closure, "grid"),
        "worst_department_on_time_rate": worst(closure, "department"),
        "worst_level_on_time_rate": worst(handling, "level"),
    }
