"""Intervals of counts: shares, rates over an exposure, ratios of rates, shares of several kinds."""

from __future__ import annotations

import math

import numpy as np
import numpy.typing as npt
from scipy.stats import beta, chi2

Z = 1.959963984540054
LEVEL = 0.95
DRAWS = 4_000


def wilson(hits: int, n: int) -> tuple[float, float, float] | None:
    """Share and its interval (Wilson 1927); None without observations."""
    if n <= 0:
        return None
    share, square = hits / n, Z * Z
    middle = (share + square / (2 * n)) / (1 + square / n)
    half = Z / (1 + square / n) * math.sqrt(share * (1 - share) / n + square / (4 * n * n))
    return share, max(0.0, middle - half), min(1.0, middle + half)


def rate(count: int, exposure: float) -> tuple[float, float, float] | None:
    """Events per unit of exposure with the exact Poisson interval (Garwood 1936); None without exposure."""
    if exposure <= 0:
        return None
    tail = (1 - LEVEL) / 2
    low = float(chi2.ppf(tail, 2 * count)) / 2 if count else 0.0
    high = float(chi2.ppf(1 - tail, 2 * count + 2)) / 2
    return count / exposure, low / exposure, high / exposure


def rate_ratio(a: int, exposure_a: float, b: int, exposure_b: float) -> tuple[float, float, float] | None:
    """Rate of a over rate of b, with the exact conditional interval (Clopper and Pearson 1934)."""
    if min(exposure_a, exposure_b) <= 0 or b == 0 or a == 0:
        return None
    tail, n = (1 - LEVEL) / 2, a + b
    low = float(beta.ppf(tail, a, n - a + 1))
    high = float(beta.ppf(1 - tail, a + 1, n - a))
    scale = exposure_b / exposure_a
    return a / b * scale, low / (1 - low) * scale, high / (1 - high) * scale


def path_shares(
    beyond: int, decided: int, further: int, decided_further: int, seed: int
) -> list[tuple[float, float, float]]:
    """Shares that end at the first, second and third of three levels, each with its interval.

    `beyond` of `decided` leave the first level, `further` of `decided_further` the second. Intervals are
    those of Jeffreys's distribution of both shares, drawn `DRAWS` times.
    """
    rng = np.random.default_rng(seed)
    up = rng.beta(beyond + 0.5, decided - beyond + 0.5, DRAWS)
    on = rng.beta(further + 0.5, decided_further - further + 0.5, DRAWS)
    leave, again = beyond / decided, further / decided_further if decided_further else 0.0
    return [
        (1 - leave, *_middle(1 - up)),
        (leave * (1 - again), *_middle(up * (1 - on))),
        (leave * again, *_middle(up * on)),
    ]


def _middle(draws: npt.NDArray[np.float64]) -> tuple[float, float]:
    low, high = np.quantile(draws, [(1 - LEVEL) / 2, (1 + LEVEL) / 2])
    return float(low), float(high)
