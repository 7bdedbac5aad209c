"""How many replications it takes until an interval is as narrow as wanted, from a pilot's variance.

Law, Simulation Modeling and Analysis (5th ed., section 9.4.1): the smallest n with t(n-1) s / sqrt(n) at most
the half width; a relative half width g counts as g / (1 + g) of the mean, so that the true relative error
stays within g. A pilot knows its variance badly, so the answer is given with what the variance's own
chi-square interval makes of it.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike
from scipy.special import chdtri

from models.measures.intervals import CONFIDENCE, half_widths, interval

MOST = 10_000_000
"""More than this nobody would run: the answer is then None."""


@dataclass(frozen=True)
class Needed:
    """Replications for a half width, absolute in the measure's unit: `n`, and the range from `low` to `high`
    that the pilot leaves open. `reason` says why there is none: too_few (below two), mean_near_zero,
    too_many."""

    half_width: float | None
    n: int | None
    low: int | None
    high: int | None
    pilot: int
    pilot_mean: float | None
    pilot_half_width: float | None
    reason: str = ""


def needed(
    values: ArrayLike, half_width: float, relative: bool = False, confidence: float = CONFIDENCE
) -> Needed:
    """From one value a replication (or one paired difference); `relative` takes `half_width` as a share of
    the mean. ValueError where it is not above zero."""
    if not half_width > 0:
        raise ValueError(f"needed: expected a half width above 0, got {half_width}")
    sample = np.asarray(values, dtype=np.float64)
    sample = sample[~np.isnan(sample)]
    span = interval(sample, confidence)
    known = (span.n, span.mean, span.half_width)
    if span.n < 2 or span.mean is None:
        return Needed(None if relative else half_width, None, None, None, *known, reason="too_few")
    if relative and not span.excludes_zero() and sample.any():
        return Needed(None, None, None, None, *known, reason="mean_near_zero")
    asked = half_width / (1.0 + half_width) * abs(span.mean) if relative else half_width
    spread, free = float(sample.std(ddof=1)), span.n - 1
    tail = (1.0 - confidence) / 2.0
    narrow, wide = (spread * float(np.sqrt(free / chdtri(free, p))) for p in (tail, 1.0 - tail))
    n, low, high = (replications(each, asked, confidence) for each in (spread, narrow, wide))
    return Needed(asked, n, low, high, *known, reason="" if n is not None else "too_many")


def replications(spread: float, half_width: float, confidence: float = CONFIDENCE) -> int | None:
    """The smallest n whose t interval is narrow enough at this standard deviation; None beyond `MOST`."""

    def enough(n: int) -> bool:
        return bool(half_widths(spread, n, confidence) <= half_width)

    low, high = 1, 2
    while not enough(high):
        low, high = high, high * 2
        if high > MOST:
            return None
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (low, middle) if enough(middle) else (middle, high)
    return high
