"""The space-filling order."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from models.space.order import hilbert_keys, hilbert_order

POINTS = st.lists(st.tuples(st.floats(-1e4, 1e4), st.floats(-1e4, 1e4)), max_size=60)


@given(POINTS)
def test_the_order_is_a_permutation(points: list[tuple[float, float]]) -> None:
    """Every point comes once."""
    xy = np.array(points, dtype=float).reshape(-1, 2)
    assert sorted(hilbert_order(xy[:, 0], xy[:, 1]).tolist()) == list(range(len(points)))


def test_the_curve_visits_a_grid_step_by_step() -> None:
    """On a 16 by 16 grid of cells each step of the curve goes to a neighbouring cell: that is Hilbert's."""
    side = 16
    x, y = (a.ravel() for a in np.meshgrid(np.arange(side), np.arange(side)))
    # The outermost points sit at the far corners of their cells so that the cells are equal.
    order = hilbert_order(x + x / (side - 1) * 0.999, y + y / (side - 1) * 0.999)
    steps = np.abs(np.diff(x[order])) + np.abs(np.diff(y[order]))
    assert (steps == 1).all()


def test_keys_of_distinct_cells_differ() -> None:
    """A key belongs to one cell."""
    x, y = (a.ravel() for a in np.meshgrid(np.arange(32), np.arange(32)))
    assert len(np.unique(hilbert_keys(x, y))) == 32 * 32
