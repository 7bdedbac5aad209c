"""A space-filling order: neighbours on the map become neighbours in a list (Hilbert's curve)."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

BITS = 16


def hilbert_keys(x: ArrayLike, y: ArrayLike) -> NDArray[np.int64]:
    """Each point's distance along a Hilbert curve of 2**16 cells a side over the points' square.

    Any unit of length; points in the same cell share a key. The iterative rotation is Warren's
    (Hacker's Delight, 2nd edition, chapter 16), over whole arrays.
    """
    column, row = _cells(x, y)
    key = np.zeros_like(column)
    side = np.int64(1 << (BITS - 1))
    while side > 0:
        right, upper = ((column & side) > 0).astype(np.int64), ((row & side) > 0).astype(np.int64)
        key += side * side * ((3 * right) ^ upper)
        flip = (upper == 0) & (right == 1)
        column, row = (
            np.where(flip, (1 << BITS) - 1 - column, column),
            np.where(flip, (1 << BITS) - 1 - row, row),
        )
        turn = upper == 0
        column, row = np.where(turn, row, column), np.where(turn, column, row)
        side >>= 1
    return key


def hilbert_order(x: ArrayLike, y: ArrayLike) -> NDArray[np.int64]:
    """Positions of the points in the order of the curve; equal keys keep their given order."""
    return np.argsort(hilbert_keys(x, y), kind="stable").astype(np.int64)


def _cells(x: ArrayLike, y: ArrayLike) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    xs, ys = np.asarray(x, dtype=float), np.asarray(y, dtype=float)
    if not len(xs):
        return np.zeros(0, np.int64), np.zeros(0, np.int64)
    side = max(float(np.ptp(xs)), float(np.ptp(ys))) or 1.0
    scale = ((1 << BITS) - 1) / side
    return ((xs - xs.min()) * scale).astype(np.int64), ((ys - ys.min()) * scale).astype(np.int64)
