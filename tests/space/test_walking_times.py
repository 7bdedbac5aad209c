"""Walking times on streets and without them."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from models.scenario.place import Place, Streets
from models.space.projection import Projection
from models.space.walking import walking_times

MAP = Projection(113.0, 23.0)


def lattice(side: int, gap_after: int | None = None) -> Streets:
    """Streets every 100 m, side by side nodes; without the links after one column where a gap is wanted."""
    x, y = (a.ravel() * 100.0 for a in np.meshgrid(np.arange(side), np.arange(side)))
    lon, lat = MAP.to_degrees(x, y)
    links = [(r * side + c, r * side + c + 1) for r in range(side) for c in range(side - 1) if c != gap_after]
    links += [(r * side + c, (r + 1) * side + c) for r in range(side - 1) for c in range(side)]
    start, end = np.array(links).T
    nodes = pd.DataFrame({"node": np.arange(side * side), "lon": lon, "lat": lat})
    edges = pd.DataFrame({"edge": np.arange(len(links)), "from_node": start, "to_node": end, "metres": 100.0})
    return Streets(nodes, edges.assign(block=""))


def place_at(points: list[tuple[float, float]], streets: Streets | None, communities: int = 1) -> Place:
    """A place with premises at points (metres) and a workstation at the origin for each community."""
    xy = np.array(points, dtype=float).reshape(-1, 2)
    lon, lat = MAP.to_degrees(xy[:, 0], xy[:, 1])
    names = [f"b{i}" for i in range(communities)]
    square = MAP.shapes_to_degrees([shapely.box(-50, -50, 1000, 1000)] * communities)
    blocks = gpd.GeoDataFrame(
        {"block": names, "community": [f"c{i}" for i in range(communities)], "area": "a", "land": "mixed"},
        geometry=square,
        crs="EPSG:4326",
    )
    premises = pd.DataFrame({"premises": [f"p{i}" for i in range(len(xy))], "lon": lon, "lat": lat})
    premises["block"] = [names[i % communities] for i in range(len(xy))]
    stations = pd.DataFrame({"community": blocks["community"], "lon": 113.0, "lat": 23.0})
    return Place("t", blocks.assign(households=1, population=1), premises, stations, streets)


INSIDE = st.lists(st.tuples(st.floats(0, 500), st.floats(0, 500)), min_size=1, max_size=12)


@settings(max_examples=40, deadline=None)
@given(INSIDE)
def test_walking_is_a_distance(points: list[tuple[float, float]]) -> None:
    """Symmetric, zero at home, never longer by a detour over a third place (but for rounding)."""
    seconds = walking_times(place_at(points, lattice(6))).seconds
    assert seconds.dtype == np.int32
    assert (seconds == seconds.T).all()
    assert (np.diag(seconds) == 0).all()
    through = (seconds[:, :, None] + seconds[None, :, :]).min(axis=1)
    assert (seconds <= through + 1).all()


@settings(max_examples=30, deadline=None)
@given(INSIDE)
def test_nobody_is_faster_than_the_crow(points: list[tuple[float, float]]) -> None:
    """Streets never beat the straight line."""
    place = place_at(points, lattice(6))
    on_streets, beeline = walking_times(place), walking_times(place_at(points, None), detour=1.0)
    assert (on_streets.seconds >= beeline.seconds - 1).all()


def test_a_walk_of_known_length() -> None:
    """Four blocks of 100 m at 3.6 km/h, from node to node, take 400 seconds."""
    times = walking_times(place_at([(0, 0), (200, 200)], lattice(6)), speed_kmh=3.6)
    assert times.between(0, 1) == 400
    assert times.workstation_index("c0") == 2
    assert times.seconds[2, 1] == 400
    with pytest.raises(KeyError):
        times.workstation_index("elsewhere")


def test_disconnected_streets_fall_back_to_the_straight_line() -> None:
    """Across the gap the straight line times the detour counts, and the pairs are counted."""
    times = walking_times(place_at([(0, 100), (500, 100), (500, 200)], lattice(6, gap_after=2)), 3.6, 1.5)
    assert times.between(0, 1) == 750
    assert times.between(1, 2) == 100
    assert times.disconnected_pairs == 4


def test_a_large_place_is_kept_by_community() -> None:
    """Inside a community the streets count, between communities the straight line; no matrix of all."""
    points = [(0.0, 0.0), (0.0, 0.0), (200.0, 200.0), (200.0, 200.0)]
    place = place_at(points, lattice(6), communities=2)
    whole, parts = walking_times(place, 3.6, 1.0), walking_times(place, 3.6, 1.0, dense_points=4)
    assert parts.between(0, 2) == whole.between(0, 2) == 400
    assert parts.between(0, 3) == round(200 * 2**0.5)
    assert parts.row(0, [0, 1, 2, 3]).tolist() == [0, 0, 400, 283]
    with pytest.raises(ValueError, match="kept by community"):
        _ = parts.seconds
    beeline = walking_times(place, 3.6, 1.0, dense_points=1)
    assert beeline.between(0, 2) == 283


def test_a_stop_far_from_every_street_is_counted() -> None:
    """A premises 300 m off the streets is reachable, and reported."""
    times = walking_times(place_at([(0, 0), (800, 0)], lattice(6)), 3.6)
    assert times.far_stops == 1
    assert times.between(0, 1) == 800
