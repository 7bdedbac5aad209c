"""A fit of what was simulated, as a guess of where to look: what it says is simulated before it counts.

Lateness is thought to be a sum, over desks, of terms that shrink with every person above the load.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy.optimize import nnls

from models.sizing.problem import Floats, Point

SHRINK = (0.3, 0.45, 0.6)
"""What one person more may leave of a desk's term; the fit mixes them."""


@dataclass(frozen=True)
class Fit:
    """Weights of the terms of one constraint, a column for every value of `SHRINK` and a row a desk."""

    load: Floats
    weights: Floats

    def by_desk(self, points: Sequence[Point]) -> Floats:
        """Each desk's part of the lateness, a row a point."""
        spare = np.asarray(points, dtype=np.float64) - self.load
        parts: Floats = sum(w * b**spare for w, b in zip(self.weights.T, SHRINK, strict=True))
        return parts

    def late(self, points: Sequence[Point]) -> Floats:
        """Lateness of points."""
        total: Floats = self.by_desk(points).sum(axis=1)
        return total


def fitted(load: Floats, points: Sequence[Point], late: Floats, limit: float) -> Fit:
    """Least squares without negative weights; errors count relative to the lateness, as the limit is low."""
    spare = np.asarray(points, dtype=np.float64) - load
    terms = np.concatenate([b**spare for b in SHRINK], axis=1)
    observed = np.minimum(late, 1.0)
    scale = 1.0 / (observed + limit)
    weights, _ = nnls(terms * scale[:, None], observed * scale)
    return Fit(load, weights.reshape(len(SHRINK), -1).T)
