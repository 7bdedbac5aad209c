"""Made-up towns for tests and benchmarks: random blocks with a planar neighbourhood, from a seed."""

from __future__ import annotations

import numpy as np
import pandas as pd
from scipy.spatial import Delaunay


def town(
    blocks: int, seed: int, spread: float = 0.6, area_size: int = 40
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """A town's blocks (block, workload, households, area, x, y) and borders (first, second, metres).

    Centres are a jittered lattice a hundred metres apart, borders its Delaunay edges without the long ones at
    the rim (a planar, connected graph); work is lognormal with sigma `spread`; areas are squares of the map.
    """
    rng = np.random.Generator(np.random.PCG64(seed))
    side = int(np.ceil(np.sqrt(blocks)))
    cell = np.arange(blocks)
    points = np.column_stack([cell % side, cell // side]) + rng.uniform(-0.35, 0.35, (blocks, 2))
    corners = Delaunay(points).simplices
    pairs = np.unique(
        np.sort(np.vstack([corners[:, [0, 1]], corners[:, [1, 2]], corners[:, [0, 2]]]), axis=1), axis=0
    )
    length = np.hypot(*(points[pairs[:, 0]] - points[pairs[:, 1]]).T)
    pairs = pairs[(length < 1.9) | _tree_edges(blocks, pairs, length)]
    tile = max(1, int(np.sqrt(area_size)))
    area = (cell % side) // tile * 1000 + (cell // side) // tile
    frame = pd.DataFrame(
        {
            "block": [f"b{k:05d}" for k in range(blocks)],
            "workload": rng.lognormal(3.0, spread, blocks),
            "households": rng.integers(20, 200, blocks),
            "area": [f"area-{a}" for a in area],
            "x": points[:, 0] * 100,
            "y": points[:, 1] * 100,
        }
    )
    metres = rng.uniform(20, 120, len(pairs))
    names = frame.block.to_numpy()
    return frame, pd.DataFrame({"first": names[pairs[:, 0]], "second": names[pairs[:, 1]], "metres": metres})


def _tree_edges(blocks: int, pairs: np.ndarray, length: np.ndarray) -> np.ndarray:
    """The edges of a shortest spanning tree, which keep the town in one piece."""
    from scipy.sparse import coo_array
    from scipy.sparse.csgraph import minimum_spanning_tree

    tree = minimum_spanning_tree(
        coo_array((length, (pairs[:, 0], pairs[:, 1])), shape=(blocks, blocks))
    ).tocoo()
    chosen = np.unique(np.sort(np.column_stack([tree.row, tree.col]), axis=1), axis=0)
    return np.isin(pairs[:, 0] * blocks + pairs[:, 1], chosen[:, 0].astype(int) * blocks + chosen[:, 1])
