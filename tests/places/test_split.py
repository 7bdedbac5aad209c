"""The simple split into grids."""

from __future__ import annotations

from functools import lru_cache

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

from models.places.grow import grow_parts
from models.places.shipped import LUOHU
from models.places.split import split_into_grids
from models.places.synthetic import make_place
from models.scenario.place import Place
from models.space.adjacency import block_adjacency
from tests.places.towns import hamlet


@lru_cache(maxsize=2)
def town(name: str) -> Place:
    """A place that several tests look at."""
    return make_place(LUOHU if name == "luohu" else hamlet(5))


def pieces(place: Place, grid: np.ndarray) -> int:
    """How many connected pieces the grids have together."""
    pairs = block_adjacency(place)
    links = pairs[grid[pairs["first"]] == grid[pairs["second"]]]
    graph = coo_array((np.ones(len(links)), (links["first"], links["second"])), shape=(len(grid),) * 2)
    return int(connected_components(graph, directed=False)[0])


def test_luohu_is_split_into_eight_whole_and_even_grids() -> None:
    """Eight grids, each in one piece and in one area, 1,000 to 3,500 households each."""
    place = town("luohu")
    split = split_into_grids(place, 8, prefix="luohu")
    assert list(split["block"]) == list(place.blocks["block"])
    assert pieces(place, split["grid"].to_numpy()) == 8
    assert (place.blocks.groupby(split["grid"].to_numpy())["area"].nunique() == 1).all()
    households = place.blocks.groupby(split["grid"].to_numpy())["households"].sum()
    assert households.between(1_000, 3_500).all()
    assert households.max() < 1.25 * households.mean()


@settings(max_examples=12)
@given(grids=st.integers(1, 90))
def test_any_number_of_grids_is_contiguous(grids: int) -> None:
    """As many grids as asked for (at most one a block), all named in order, none empty, none in pieces."""
    place = town("hamlet")
    split = split_into_grids(place, grids)
    count = min(grids, len(place.blocks))
    assert set(split["grid"]) == {f"grid-{i + 1}" for i in range(count)}
    assert pieces(place, split["grid"].to_numpy()) == count


@settings(max_examples=25)
@given(nodes=st.integers(1, 30), parts=st.integers(1, 6), seed=st.integers(0, 99))
def test_growth_copes_with_islands(nodes: int, parts: int, seed: int) -> None:
    """On any graph, connected or not, every node gets a part and no part is empty."""
    rng = np.random.default_rng(seed)
    parts = min(parts, nodes)
    centre, weight = rng.random((nodes, 2)) * 1000, rng.random(nodes)
    pairs = rng.integers(0, nodes, (nodes // 2, 2))
    pairs = pairs[pairs[:, 0] != pairs[:, 1]]
    part = grow_parts(centre, weight, pairs, parts)
    assert sorted(set(part.tolist())) == list(range(parts))
