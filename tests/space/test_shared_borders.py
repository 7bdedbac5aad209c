"""Which blocks border which."""

from __future__ import annotations

import numpy as np
import shapely
from hypothesis import given
from hypothesis import strategies as st

from models.space.adjacency import shared_borders


def board(rows: int, columns: int, street: float = 0.0) -> np.ndarray:
    """Squares of 100 m, with streets between them."""
    step = 100.0 + street
    return np.array(
        [
            shapely.box(c * step, r * step, c * step + 100, r * step + 100)
            for r in range(rows)
            for c in range(columns)
        ],
        dtype=object,
    )


@given(rows=st.integers(1, 6), columns=st.integers(1, 6))
def test_a_board_has_the_borders_of_a_board(rows: int, columns: int) -> None:
    """Neighbours share 100 m; the corner of a diagonal neighbour is no border."""
    pairs = shared_borders(board(rows, columns))
    assert len(pairs) == rows * (columns - 1) + columns * (rows - 1)
    assert np.allclose(pairs["metres"], 100.0)
    assert (pairs["first"] < pairs["second"]).all()


@given(rows=st.integers(1, 5), columns=st.integers(1, 5), street=st.floats(1, 15))
def test_a_gap_bridges_a_street_but_no_crossing(rows: int, columns: int, street: float) -> None:
    """Plots across a street border each other once a gap is allowed, plots across a crossing do not."""
    plots = board(rows, columns, street)
    assert not len(shared_borders(plots))
    pairs = shared_borders(plots, gap=street * 1.2)
    assert len(pairs) == rows * (columns - 1) + columns * (rows - 1)


def test_the_order_of_blocks_does_not_change_the_borders() -> None:
    """Relabelling the blocks relabels the pairs: adjacency is symmetric."""
    plots = board(4, 5)
    shuffle = np.array([(7 * i) % 20 for i in range(20)])
    plain = {(a, b) for a, b in shared_borders(plots)[["first", "second"]].itertuples(index=False)}
    mixed = shared_borders(plots[shuffle])
    renamed = {
        tuple(sorted((int(shuffle[a]), int(shuffle[b])))) for a, b in mixed[["first", "second"]].to_numpy()
    }
    assert renamed == plain
