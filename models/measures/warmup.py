"""Warm-up found by MSER: where a series is cut so that its mean is known best, and whether it is steady.

White, Simulation 69 (1997) 323-334: the cut d of n batch means that makes the standard error of what is
left, `sum (y - mean)^2 / (n - d)^2`, least; MSER-5 takes batches of five observations (White, Cobb and
Spratt, 2000). Days of a week differ here, so a batch is a week, five working days of it. A least error
in the second half says that the run is too short, or that there is no steady state.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from models.measures.window import Floats

WEEK = 7
KEPT = 5
"""Never fewer batches than this (and than a quarter of them) are left: a handful agrees by chance. On steady
noise of 16 batches the least error then lies in the second half in 13 % of series, with two left in 45 %."""
LEAST_BATCHES = 2 * KEPT
"""With fewer batches no cut could lie in the second half, so nothing could be said."""


@dataclass(frozen=True)
class Truncation:
    """Where a series is cut: `cut` observations are left out; `steady` says whether what follows can be
    used. `errors`: MSER's statistic by the number of batches left out. `reason`: steady, no_steady_state,
    too_short.
    """

    cut: int
    steady: bool
    reason: str
    errors: tuple[float, ...]
    mean: float


def batch_means(values: ArrayLike, batch: int) -> Floats:
    """Means of consecutive batches; what does not fill the last one is left out at the beginning.

    The end of a run is what a steady state is judged by, so nothing is taken away there.
    """
    series = np.asarray(values, dtype=np.float64)
    count = len(series) // batch
    means: Floats = series[len(series) - count * batch :].reshape(count, batch).mean(axis=1)
    return means


def mser(values: ArrayLike, batch: int = 5) -> Truncation:
    """The cut of one series (or of the mean of several replications), in observations.

    Raises ValueError where a value is missing: a series with holes has no batch means.
    """
    series = np.asarray(values, dtype=np.float64)
    if np.isnan(series).any():
        raise ValueError("mser: expected a value for every observation")
    means = batch_means(series, batch)
    n, skipped = len(means), len(series) % batch
    if n < LEAST_BATCHES:
        return Truncation(0, False, "too_short", (), float(series.mean()) if len(series) else np.nan)
    cuts = range(n - max(KEPT, n // 4) + 1)
    errors = [float(((means[d:] - means[d:].mean()) ** 2).sum() / (n - d) ** 2) for d in cuts]
    # equal but for rounding counts as equal: the earliest such cut is taken
    best = int(np.argmax(np.array(errors) <= min(errors) + 1e-12 * errors[0]))
    steady = best <= n // 2
    cut = best * batch + skipped if best else 0
    reason = "steady" if steady else "no_steady_state"
    return Truncation(cut, steady, reason, tuple(errors), float(means[best:].mean()))


def mser_over(replications: Sequence[ArrayLike], batch: int = WEEK) -> Truncation:
    """The cut of a daily series averaged over replications, in days (Welch's averaging, MSER's choice)."""
    lengths = {len(np.asarray(each)) for each in replications}
    if len(lengths) != 1:
        raise ValueError(f"mser: expected replications of one length, got {sorted(lengths)}")
    return mser(np.mean([np.asarray(each, dtype=np.float64) for each in replications], axis=0), batch)
