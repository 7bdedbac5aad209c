"""A measure that is a sum over a sum: told for everything, or for every group of rows."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike, NDArray

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Ratio:
    """`scale` times the sum of `top` over the sum of `bottom`, row by row of `rows`.

    `rows` carries the columns it can be grouped by (grid, level, department, …). A group whose bottom
    is zero has no value (NaN): nothing was due is not the same as nothing was done.
    """

    name: str
    rows: pd.DataFrame
    top: ArrayLike
    bottom: ArrayLike
    scale: float = 1.0

    def value(self) -> float:
        """The measure over all rows."""
        below = float(np.sum(np.asarray(self.bottom, dtype=np.float64)))
        return self.scale * float(np.sum(np.asarray(self.top, dtype=np.float64))) / below if below else np.nan

    def by(self, column: str, above: float = 0.0) -> pd.Series:
        """The measure of every group, sorted by key, without those whose bottom is `above` or less."""
        sums = group_sums(self.rows[column], self.top, self.bottom)
        sums = sums[sums[1] > above]
        return self.scale * sums[0] / sums[1]


def group_sums(keys: pd.Series, *columns: ArrayLike) -> pd.DataFrame:
    """Sums of each column for every key, sorted by key; columns are numbered 0, 1, …"""
    codes, names = pd.factorize(keys, sort=True)
    sums = {
        i: np.bincount(codes, weights=np.asarray(c, dtype=np.float64), minlength=len(names))
        for i, c in enumerate(columns)
    }
    return pd.DataFrame(sums, index=pd.Index([str(n) for n in names], dtype="object"))


def quantiles(keys: pd.Series, values: Floats, points: tuple[float, ...]) -> pd.DataFrame:
    """Quantiles of the values of every key: one row a key (sorted), one column a point."""
    codes, names = pd.factorize(keys, sort=True)
    order = np.argsort(codes, kind="stable")
    parts = np.split(values[order], np.cumsum(np.bincount(codes, minlength=len(names)))[:-1])
    rows = [np.quantile(part, points) for part in parts] if len(names) else np.empty((0, len(points)))
    return pd.DataFrame(rows, index=pd.Index([str(n) for n in names], dtype="object"), columns=list(points))
