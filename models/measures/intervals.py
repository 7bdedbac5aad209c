"""Student's intervals, paired differences and Holm's correction: what several replications can tell.

Replications are independent, so the mean of n of them has a t interval with n - 1 degrees of freedom
(Law, Simulation Modeling and Analysis, 5th ed., section 9.4.1). Intervals of rates are not cut at 0 or 1.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike, NDArray
from scipy.special import stdtr, stdtrit

Floats = NDArray[np.float64]

CONFIDENCE = 0.95
INDICATIVE_BELOW = 10
"""Intervals from fewer replications than this are labelled *indicative*."""


@dataclass(frozen=True)
class Interval:
    """A mean over `n` replications with its interval; `low` and `high` are None below two replications."""

    mean: float | None
    low: float | None
    high: float | None
    n: int

    @property
    def indicative(self) -> bool:
        """Whether so few replications stand behind it that it only indicates."""
        return self.n < INDICATIVE_BELOW

    @property
    def half_width(self) -> float | None:
        """Half the interval's length (None below two replications)."""
        return None if self.high is None or self.low is None else (self.high - self.low) / 2

    def excludes_zero(self) -> bool:
        """Whether zero lies outside the interval (never true below two replications)."""
        return self.low is not None and self.high is not None and (self.low > 0 or self.high < 0)


def half_widths(spread: ArrayLike, n: ArrayLike, confidence: float = CONFIDENCE) -> Floats:
    """Half widths of t intervals from sample standard deviations and sizes; NaN below two."""
    size = np.asarray(n, dtype=np.float64)
    enough = np.where(size >= 2, size, 2.0)
    half = stdtrit(enough - 1, 0.5 + confidence / 2) * np.asarray(spread, dtype=np.float64) / np.sqrt(enough)
    return np.where(size >= 2, half, np.nan)


def interval(values: ArrayLike, confidence: float = CONFIDENCE) -> Interval:
    """Mean and t interval of one value a replication.

    A replication in which the measure does not exist (NaN: nothing was due) is left out of `n`.
    """
    sample = np.asarray(values, dtype=np.float64)
    sample = sample[~np.isnan(sample)]
    n = len(sample)
    if n == 0:
        return Interval(None, None, None, 0)
    mean = float(sample.mean())
    if n == 1:
        return Interval(mean, None, None, 1)
    half = float(half_widths(sample.std(ddof=1), n, confidence))
    return Interval(mean, mean - half, mean + half, n)


def difference(ours: ArrayLike, base: ArrayLike, confidence: float = CONFIDENCE) -> Interval:
    """Interval of the paired difference `ours - base`; replication i of both shares its draws.

    Raises ValueError where the two do not have the same number of replications.
    """
    a, b = np.asarray(ours, dtype=np.float64), np.asarray(base, dtype=np.float64)
    if a.shape != b.shape:
        raise ValueError(
            f"paired difference: expected as many replications on both sides, got {len(a)}, {len(b)}"
        )
    return interval(a - b, confidence)


def p_value(values: ArrayLike) -> float | None:
    """Two-sided p value of a t test that the mean is zero; None below two replications."""
    sample = np.asarray(values, dtype=np.float64)
    sample = sample[~np.isnan(sample)]
    n = len(sample)
    if n < 2:
        return None
    error = sample.std(ddof=1) / np.sqrt(n)
    if error == 0:
        return 1.0 if sample.mean() == 0 else 0.0
    return float(2 * stdtr(n - 1, -abs(sample.mean()) / error))


def holm(p_values: Mapping[str, float | None]) -> dict[str, float | None]:
    """Holm's adjusted p values: with m questions at once, the chance of any false answer stays below alpha.

    Holm, Scandinavian Journal of Statistics 6 (1979): sorted p times (m, m - 1, …, 1), made monotone.
    Questions without an answer (None) are not counted.
    """
    asked = sorted((p, name) for name, p in p_values.items() if p is not None)
    adjusted: dict[str, float | None] = dict.fromkeys(p_values)
    worst = 0.0
    for rank, (p, name) in enumerate(asked):
        worst = max(worst, min(1.0, p * (len(asked) - rank)))
        adjusted[name] = worst
    return adjusted


def over_replications(
    frames: Sequence[pd.DataFrame], axes: Sequence[str], value: str = "value", confidence: float = CONFIDENCE
) -> pd.DataFrame:
    """Long frames of one replication each (`axes` + `value`) to one frame of `axes`, mean, low, high, n.

    Rows keep the order in which they first appear. `n` counts the replications that have the row.
    """
    columns = [*axes, "mean", "low", "high", "n"]
    if not frames or not sum(map(len, frames)):
        return pd.DataFrame({c: pd.Series(dtype="float64") for c in columns})
    rows = pd.concat(frames, ignore_index=True)
    groups = rows.groupby(list(axes), sort=False, observed=True, dropna=False)[value]
    out = groups.agg(["mean", "std", "count"]).reset_index()
    half = half_widths(out["std"], out["count"], confidence)
    out["low"], out["high"], out["n"] = out["mean"] - half, out["mean"] + half, out["count"].astype("int64")
    return out[columns]
