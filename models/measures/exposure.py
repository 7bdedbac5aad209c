"""Hazard exposure: days between onset and rectification, as far as they lie in the window."""

from __future__ import annotations

import numpy as np
import pandas as pd

from models.measures.facts import Facts
from models.measures.ratio import group_sums
from models.measures.window import DAY, Floats, Window, numbers, window_of
from models.scenario.outcome import Outcome


def hazard_days(outcome: Outcome) -> Floats:
    """Days of each hazard in the window; what lies before onset or after rectification does not count."""
    hazards = outcome.tables["hazards"]
    return window_of(outcome).overlap(numbers(hazards["onset"]), numbers(hazards["rectified"])) / DAY


def exposure_by_grid(outcome: Outcome, facts: Facts) -> pd.DataFrame:
    """Hazard-days and premises of every grid: columns 0 (hazard-days) and 1 (premises)."""
    days = group_sums(outcome.tables["hazards"]["grid"], hazard_days(outcome))
    sites = group_sums(facts.premises["grid"], np.ones(len(facts.premises)))
    return pd.DataFrame({0: days[0].reindex(sites.index).fillna(0.0), 1: sites[0]})


def exposure_measures(outcome: Outcome, facts: Facts) -> dict[str, float]:
    """Hazard-days per premises in the window; hazards present per premises; days until rectified.

    The first grows with the window's length; the second is the same divided by the window's days. Days
    to rectify are those of the hazards rectified in the window.
    """
    window, hazards = window_of(outcome), outcome.tables["hazards"]
    total, sites = float(hazard_days(outcome).sum()), len(facts.premises)
    onset, rectified = numbers(hazards["onset"]), numbers(hazards["rectified"])
    over = window.holds(rectified)
    lives = (rectified - onset)[over] / DAY
    found = numbers(hazards["found"])
    begun = window.holds(onset)
    seen = begun & (found < window.end)
    return {
        "hazard_exposure_days": total / sites if sites else np.nan,
        "hazards_per_premises": total / sites / window.days if sites and window.days else np.nan,
        "days_to_rectify_p50": float(np.median(lives)) if len(lives) else np.nan,
        "days_to_rectify_p90": float(np.quantile(lives, 0.9)) if len(lives) else np.nan,
        "hazards_begun": float(begun.sum()),
        "hazards_found_share": float(seen.sum() / begun.sum()) if begun.any() else np.nan,
    }


def present_at(outcome: Outcome, times: Floats) -> tuple[Floats, Floats]:
    """Hazards present at each time, and their mean age in days (NaN where there are none)."""
    hazards = outcome.tables["hazards"]
    onset, end = numbers(hazards["onset"]), numbers(hazards["rectified"])
    gone = ~np.isnan(end)
    born, born_sum = _running(onset, onset, times)
    dead, dead_sum = _running(end[gone], onset[gone], times)
    count = born - dead
    total = count * times - (born_sum - dead_sum)
    return count, np.divide(total, count * DAY, out=np.full(len(times), np.nan), where=count > 0)


def mean_present(outcome: Outcome, spans: list[Window]) -> Floats:
    """Hazards present on average in each span of time."""
    hazards = outcome.tables["hazards"]
    onset, end = numbers(hazards["onset"]), numbers(hazards["rectified"])
    return np.array([span.overlap(onset, end).sum() / span.minutes for span in spans])


def _running(at: Floats, amounts: Floats, times: Floats) -> tuple[Floats, Floats]:
    """How many events lie at or before each time, and the sum of their amounts."""
    order = np.argsort(at, kind="stable")
    upto = np.searchsorted(at[order], times, side="right")
    return upto.astype(np.float64), np.concatenate([[0.0], np.cumsum(amounts[order])])[upto]
