"""Time to close: calendar hours from report to closing, of the cases closed in the window.

Open cases are not in it, so a desk that falls behind looks quick here: always read it beside the
backlog and the overdue hours.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from models.measures.casebook import CaseBook
from models.measures.ratio import quantiles
from models.measures.window import Floats, numbers
from models.scenario.words import Level

POINTS = {"p50": 0.5, "p90": 0.9, "p95": 0.95}
JUDGED_LEVELS = (str(Level.COMMUNITY), str(Level.TOWN), str(Level.DISTRICT))


def closings(book: CaseBook) -> tuple[pd.DataFrame, Floats]:
    """The counted cases closed in the window, and their hours from report to closing."""
    shut = book.counted & book.window.holds(book.closed)
    return book.cases[shut], ((book.closed - book.reported) / 60)[shut]


def hours_to_close(book: CaseBook) -> dict[str, float]:
    """P50, P90 and P95, over all levels and per level that resolved the case."""
    cases, hours = closings(book)
    out = {
        f"hours_to_close_{name}": float(np.quantile(hours, point)) if len(hours) else np.nan
        for name, point in POINTS.items()
    }
    levels = quantiles(cases["level"], hours, tuple(POINTS.values())).reindex(list(JUDGED_LEVELS))
    for name, point in POINTS.items():
        for level, value in zip(JUDGED_LEVELS, numbers(levels[point]), strict=True):
            out[f"hours_to_close_{name}_{level}"] = float(value)
    return out


def hours_by(book: CaseBook, column: str) -> dict[str, pd.Series]:
    """The same quantiles for every group of a column of `cases`."""
    cases, hours = closings(book)
    table = quantiles(cases[column], hours, tuple(POINTS.values()))
    return {f"hours_to_close_{name}": table[point] for name, point in POINTS.items()}
