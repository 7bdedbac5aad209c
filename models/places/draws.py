"""Named streams of uniform numbers and fair rounding: what makes a generated place repeat exactly."""

from __future__ import annotations

from zlib import crc32

import numpy as np
from numpy.typing import ArrayLike, NDArray


def stream(seed: int, name: str) -> np.random.Generator:
    """A generator for one purpose; only its `random()` is used, whose numbers no numpy release changes."""
    return np.random.Generator(np.random.PCG64([seed, crc32(name.encode())]))


def spread(rng: np.random.Generator, low: float, high: float) -> float:
    """One uniform number from `low` to `high`."""
    return low + (high - low) * float(rng.random())


def largest_remainder(total: int, weights: ArrayLike) -> NDArray[np.int64]:
    """Whole numbers in proportion to `weights` that sum to `total` (Hamilton's method, ties by position).

    All weights zero: everything is zero, as there is nobody to give to.
    """
    share = np.maximum(np.asarray(weights, dtype=float), 0.0)
    if not len(share) or share.sum() <= 0:
        return np.zeros(len(share), dtype=np.int64)
    exact = total * share / share.sum()
    whole = np.floor(exact).astype(np.int64)
    order = np.argsort(-(exact - whole), kind="stable")
    whole[order[: total - int(whole.sum())]] += 1
    return np.asarray(whole, dtype=np.int64)
