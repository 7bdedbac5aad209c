"""Series behind the charts, one replication each: tidy long frames with a `value` column.

Over replications they become mean, low, high, n (`intervals.over_replications`).
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from models.measures.casebook import CaseBook
from models.measures.coverage import overdue_at
from models.measures.exposure import mean_present, present_at
from models.measures.facts import Facts
from models.measures.ratio import quantiles
from models.measures.times import JUDGED_LEVELS, closings
from models.measures.window import DAY, Flags, Floats, Window, window_of
from models.scenario.outcome import Outcome

NEAR_DUE = DAY
"""A case is near due in the last 24 hours before its due time."""

SHARES = (0.05, 0.1, 0.2, 0.25, 0.3, 0.4, 0.5, 0.6, 0.7, 0.75, 0.8, 0.9, 0.95, 0.99)
HOUR_BINS = (0.0, 1.0, 2.0, 4.0, 8.0, 24.0, 48.0, 72.0, 120.0, 168.0, 240.0, 336.0, 504.0, 720.0, np.inf)

AXES = {
    "backlog": ["day", "measure"],
    "near_due": ["day", "measure"],
    "time_to_close": ["level", "share"],
    "time_to_close_histogram": ["level", "from_hours", "to_hours"],
    "coverage": ["day"],
    "exposure": ["week", "measure"],
    "utilisation": ["role", "grid"],
}
"""The columns that place a row of each series; `day` and `week` count from the window's first, 0."""


def day_ends(window: Window) -> Floats:
    """The ends of the days of the window: whole days from its beginning, and its own end."""
    times = window.begin + np.arange(1, np.ceil(window.days)) * DAY
    return np.append(times[times < window.end], window.end)


def backlog(book: CaseBook) -> dict[str, pd.DataFrame]:
    """Open and overdue cases, and those near due, at the end of each day: day, measure, value.

    The due time used is the final one, so a case extended later was not overdue before.
    """
    times = day_ends(book.window)
    end = np.where(np.isnan(book.closed), np.inf, book.closed)
    due = np.where(np.isnan(book.due), np.inf, book.due)
    kept, running = book.counted, book.counted & ~book.paused
    late = _present(np.maximum(book.reported, due), end, running, times)
    near = _present(np.maximum(book.reported, due - NEAR_DUE), np.minimum(end, due), running, times)
    return {
        "backlog": pd.concat(
            [_by_day("open", _present(book.reported, end, kept, times)), _by_day("overdue", late)],
            ignore_index=True,
        ),
        "near_due": _by_day("near_due", near),
    }


def _by_day(measure: str, values: Floats) -> pd.DataFrame:
    return pd.DataFrame({"day": np.arange(len(values)), "measure": measure, "value": values})


def _present(begin: Floats, end: Floats, kept: Flags, times: Floats) -> Floats:
    """How many stretches hold each time: begun before or at it, not ended before it."""
    real = kept & (begin < end)
    begun = np.searchsorted(np.sort(begin[real]), times, side="left")
    gone = np.searchsorted(np.sort(end[real]), times, side="left")
    return (begun - gone).astype(np.float64)


def time_to_close(book: CaseBook) -> pd.DataFrame:
    """The distribution by level as quantiles: `share` of cases closed within `value` hours."""
    cases, hours = closings(book)
    table = quantiles(cases["level"], hours, SHARES).reindex(list(JUDGED_LEVELS))
    long = table.rename_axis("level").reset_index().melt("level", var_name="share", value_name="value")
    return long.dropna(subset="value").astype({"share": "float64"}).reset_index(drop=True)


def time_to_close_histogram(book: CaseBook) -> pd.DataFrame:
    """Share of a level's closed cases in each bin of hours: level, from_hours, to_hours, value."""
    cases, hours = closings(book)
    levels = cases["level"].to_numpy(dtype=object)
    parts = []
    for level in JUDGED_LEVELS:
        own = hours[levels == level]
        if len(own):
            counts, _ = np.histogram(own, bins=np.array(HOUR_BINS))
            bins = {"from_hours": HOUR_BINS[:-1], "to_hours": HOUR_BINS[1:]}
            parts.append(pd.DataFrame({"level": level, **bins, "value": counts / len(own)}))
    columns = [*AXES["time_to_close_histogram"], "value"]
    return pd.concat(parts, ignore_index=True) if parts else pd.DataFrame(columns=columns)


def coverage_by_day(outcome: Outcome, facts: Facts) -> pd.DataFrame:
    """Share of premises within their interval at the end of each day: day, value."""
    times = day_ends(window_of(outcome))
    sites = max(len(facts.premises), 1)
    values = 1 - overdue_at(outcome, times) / sites
    return pd.DataFrame({"day": np.arange(len(values)), "value": values})


def weeks(window: Window) -> list[Window]:
    """Stretches of seven days from the window's beginning; what is left over belongs to the last."""
    count = max(1, int(window.days // 7))
    begins = [window.begin + 7 * DAY * i for i in range(count)]
    return [Window(a, b) for a, b in zip(begins, [*begins[1:], window.end], strict=True)]


def exposure_by_week(outcome: Outcome, facts: Facts) -> pd.DataFrame:
    """Hazards per premises on average in each week, and their mean age in days at its end."""
    spans = weeks(window_of(outcome))
    _, age = present_at(outcome, np.array([span.end for span in spans]))
    week = np.arange(len(spans))
    present = mean_present(outcome, spans) / max(len(facts.premises), 1)
    parts = [
        pd.DataFrame({"week": week, "measure": "hazards_per_premises", "value": present}),
        pd.DataFrame({"week": week, "measure": "hazard_age_days", "value": age}),
    ]
    return pd.concat(parts, ignore_index=True)
