"""Laws of the synthetic communities."""

from __future__ import annotations

import os
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

from models.places.shipped import LUOHU
from models.places.spec import StreetPattern
from models.places.synthetic import make_place
from models.scenario.place import Place
from models.scenario.place_check import place_faults
from models.scenario.words import PremisesKind, Risk
from models.space.adjacency import block_adjacency
from models.space.projection import projection_of
from models.space.walking import walking_times
from tests.places.towns import hamlet


@pytest.fixture(scope="module")
def luohu() -> Place:
    """The shipped Luohu, made from its spec."""
    return make_place(LUOHU)


def shapes_of(place: Place) -> np.ndarray:
    """Block polygons in metres."""
    return projection_of(place).shapes_to_metres(place.blocks.geometry.to_numpy())


def assert_tiles(place: Place) -> None:
    """Blocks overlap nowhere and leave no gap: their areas sum to that of their union, which has no hole."""
    shapes = shapes_of(place)
    whole = shapely.union_all(shapes, grid_size=0.01)
    assert shapely.is_valid(shapes).all()
    assert shapely.coverage_is_valid(place.blocks.geometry.to_numpy())
    assert abs(shapely.area(shapes).sum() - whole.area) < 1e-4 * whole.area
    assert isinstance(whole, shapely.Polygon)
    assert sum(shapely.Polygon(hole).area for hole in whole.interiors) < 1.0


@settings(max_examples=8)
@given(
    seed=st.integers(0, 10_000),
    blocks=st.integers(40, 120),
    bend=st.floats(0, 1.3),
    canal=st.floats(12, 40),
    old_road=st.booleans(),
)
def test_a_town_keeps_its_sizes(seed: int, blocks: int, bend: float, canal: float, old_road: bool) -> None:
    """Whatever the knobs: area, people, premises and blocks are those of the spec, and blocks tile."""
    pattern = StreetPattern(
        bend=bend, canal_width=canal, old_road=old_road, arterial_spacing=450, zone_square_metres=50_000
    )
    spec = hamlet(seed, blocks, streets=pattern)
    place = make_place(spec)
    assert place_faults(place) == []
    assert_tiles(place)
    assert abs(shapely.area(shapes_of(place)).sum() / 1e6 - spec.area_km2) < 0.01
    assert place.blocks["households"].sum() == spec.households
    assert place.blocks["population"].sum() == spec.population
    assert abs(len(place.blocks) - blocks) <= max(3, 0.05 * blocks)
    for kind in PremisesKind:
        found = int((place.premises["kind"] == kind).sum())
        assert found == spec.premises.of(kind) or (
            kind == PremisesKind.STREET and found <= spec.premises.of(kind)
        )


def test_luohu_has_the_size_of_the_founding_report(luohu: Place) -> None:
    """4 km², 18,000 households, 50,000 people, 3 areas, 20+ compounds, 2,500 premises, 300-400 blocks."""
    assert 300 <= len(luohu.blocks) <= 400
    assert abs(shapely.area(shapes_of(luohu)).sum() - 4e6) < 1e4
    assert (luohu.blocks["households"].sum(), luohu.blocks["population"].sum()) == (18_000, 50_000)
    assert set(luohu.blocks["area"]) == {"north", "middle", "south"}
    kinds = luohu.premises["kind"].value_counts()
    assert kinds.sum() - kinds["street"] == 2_500
    assert kinds["compound"] > 20
    assert 150 <= kinds["street"] <= 250
    assert abs(luohu.workstations["lon"][0] - 113.050) < 0.02
    assert_tiles(luohu)


def test_premises_stand_in_their_block(luohu: Place) -> None:
    """Every premises lies in its block, street segments on its border."""
    block = luohu.blocks.set_index("block").geometry
    points = shapely.points(luohu.premises["lon"], luohu.premises["lat"])
    own = block.loc[luohu.premises["block"]].to_numpy()
    away = shapely.distance(own, points)
    street = (luohu.premises["kind"] == "street").to_numpy()
    assert (away[~street] == 0).all()
    assert (away[street] < 1e-5).all()


def test_luohu_can_be_walked(luohu: Place) -> None:
    """One connected network, every premises near it, no walk within the community longer than an hour."""
    nodes, edges = luohu.streets.nodes, luohu.streets.edges
    graph = coo_array((np.ones(len(edges)), (edges["from_node"], edges["to_node"])), shape=(len(nodes),) * 2)
    assert connected_components(graph, directed=False)[0] == 1
    times = walking_times(luohu)
    assert (times.disconnected_pairs, times.far_stops) == (0, 0)
    assert 600 < times.seconds.mean() < 1_800
    assert times.seconds.max() < 3_600


def test_blocks_of_an_area_hang_together(luohu: Place) -> None:
    """Areas are contiguous over shared borders, so that grids inside them can be."""
    pairs = block_adjacency(luohu)
    area = luohu.blocks["area"].to_numpy()
    inside = area[pairs["first"]] == area[pairs["second"]]
    links = pairs[inside]
    graph = coo_array((np.ones(len(links)), (links["first"], links["second"])), shape=(len(area),) * 2)
    assert connected_components(graph, directed=False)[0] == 3


def test_the_town_is_neither_chessboard_nor_foam(luohu: Place) -> None:
    """Block sizes differ several-fold by land use; streets meet in crossings and, more, in T-junctions."""
    size = shapely.area(shapes_of(luohu))
    land = luohu.blocks["land"].to_numpy()
    assert np.median(size[land == "compound"]) > 6 * np.median(size[land == "village"])
    assert np.median(size[land == "factory"]) > 3 * np.median(size[land == "village"])
    degree = np.bincount(luohu.streets.edges[["from_node", "to_node"]].to_numpy().ravel())
    tees, crossings = int((degree == 3).sum()), int((degree == 4).sum())
    assert tees > crossings > 0.03 * tees


def test_risk_classes_have_the_declared_shares(luohu: Place) -> None:
    """65, 25 and 10 in a hundred rental houses are green, yellow and orange."""
    rental = luohu.premises[luohu.premises["kind"] == "rental"]["risk"].value_counts(normalize=True)
    assert abs(rental[Risk.GREEN] - 0.65) < 0.001
    assert abs(rental[Risk.ORANGE] - 0.10) < 0.001


def test_another_seed_is_another_town() -> None:
    """The seed matters, and only through the seed does a town change."""
    one, same, other = make_place(hamlet(1)), make_place(hamlet(1)), make_place(replace(hamlet(1), seed=2))
    assert one.premises.equals(same.premises)
    assert not one.premises.equals(other.premises)


DIGEST = """
import hashlib, sys
from towns import hamlet
from models.places.synthetic import make_place
from models.places.split import split_into_grids
place = make_place(hamlet(3))
text = place.blocks.to_json() + place.premises.to_csv() + place.streets.edges.to_csv()
text += split_into_grids(place, 5).to_csv()
sys.stdout.write(hashlib.sha256(text.encode()).hexdigest())
"""


@pytest.mark.nightly
def test_a_town_is_the_same_in_every_process(repository: Path) -> None:
    """Two interpreters with different hash seeds make the same town and the same split."""
    found = []
    for hash_seed in ("0", "4711"):
        roots = os.pathsep.join([str(repository), str(repository / "tests" / "places")])
        env = {**os.environ, "PYTHONHASHSEED": hash_seed, "PYTHONPATH": roots}
        run = subprocess.run(
            [sys.executable, "-c", DIGEST],
            env=env,
            cwd=repository,
            capture_output=True,
            text=True,
            check=True,
        )
        found.append(run.stdout)
    assert len(found[0]) == 64
    assert found[0] == found[1]
