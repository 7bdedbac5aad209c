"""The map's bytes and colours: pure functions, tried on blocks small enough to count by hand."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from shapely.geometry import MultiPolygon, Polygon, box

from workbench.map.geometry import (
    HALF,
    MAGIC,
    METRES_PER_DEGREE,
    borders_of,
    colour_grids,
    encode_blocks,
    encode_points,
    frame_of,
    neighbours,
    quantise,
)
from workbench.map.picture import shade_by_value

LON, LAT = 113.0, 23.0


def blocks(*shapes: Polygon | MultiPolygon) -> gpd.GeoDataFrame:
    """Shapes in metres around a point in Nanhai, as a table of blocks."""
    east, north = 1 / (METRES_PER_DEGREE * np.cos(np.radians(LAT))), 1 / METRES_PER_DEGREE

    def ring(coordinates: object) -> list[tuple[float, float]]:
        return [(LON + x * east, LAT + y * north) for x, y in coordinates]

    def move(part: Polygon) -> Polygon:
        return Polygon(ring(part.exterior.coords), [ring(hole.coords) for hole in part.interiors])

    moved = [
        MultiPolygon([move(p) for p in s.geoms]) if s.geom_type == "MultiPolygon" else move(s) for s in shapes
    ]
    return gpd.GeoDataFrame(geometry=moved, crs=4326)


def lengths(ends: np.ndarray, metres: float) -> np.ndarray:
    """Length of every piece in metres."""
    ends = ends.astype(float)
    return np.hypot(ends[:, 2] - ends[:, 0], ends[:, 3] - ends[:, 1]) * metres


def borders(table: gpd.GeoDataFrame) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """(length in metres, left, right) of every piece."""
    frame = frame_of(table)
    ends, left, right = borders_of(quantise(table, frame), frame.metres)
    return lengths(ends, frame.metres), left, right


def between(left: np.ndarray, right: np.ndarray, one: int, other: int) -> np.ndarray:
    """Which pieces part these two blocks."""
    return ((left == one) & (right == other)) | ((left == other) & (right == one))


def test_two_blocks_that_touch_share_one_border():
    """100 m of common side, 600 m of outline."""
    length, left, right = borders(blocks(box(0, 0, 100, 100), box(100, 0, 200, 100)))
    assert length[between(left, right, 0, 1)].sum() == pytest.approx(100, abs=0.5)
    assert length[right == -1].sum() == pytest.approx(600, abs=1)


def test_a_long_side_is_cut_where_two_neighbours_meet():
    """One block above two: each of the lower ones gets its own half of the side."""
    length, left, right = borders(blocks(box(0, 100, 200, 200), box(0, 0, 130, 100), box(130, 0, 200, 100)))
    assert length[between(left, right, 0, 1)].sum() == pytest.approx(130, abs=0.5)
    assert length[between(left, right, 0, 2)].sum() == pytest.approx(70, abs=0.5)
    assert length[between(left, right, 1, 2)].sum() == pytest.approx(100, abs=0.5)


def test_blocks_face_each_other_across_a_street():
    """Twelve metres of street part neighbours; two hundred metres of field do not make any."""
    length, left, right = borders(blocks(box(0, 0, 100, 100), box(112, 0, 212, 100)))
    assert length[between(left, right, 0, 1)].sum() == pytest.approx(200, abs=1)
    _, left, right = borders(blocks(box(0, 0, 100, 100), box(300, 0, 400, 100)))
    assert not between(left, right, 0, 1).any()


def test_the_message_says_what_its_header_announces():
    """Magic, counts and length agree; a hole and a second part travel as rings of their own."""
    holed = Polygon([(0, 0), (90, 0), (90, 90), (0, 90)], [[(30, 30), (60, 30), (60, 60), (30, 60)]])
    table = blocks(holed, MultiPolygon([box(100, 0, 150, 50), box(100, 60, 150, 90)]))
    frame = frame_of(table)
    shapes = quantise(table, frame)
    message = encode_blocks(shapes, frame, borders_of(shapes, frame.metres))
    magic, count, rings, points, pieces = np.frombuffer(message, "<u4", 5)
    assert (magic, count, rings) == (MAGIC, 2, 4)
    assert points == 4 * 5
    assert len(message) == 24 + 4 * rings + 4 * (rings + 1) + 8 * pieces + 4 * points + 8 * pieces
    assert np.frombuffer(message, "<u4", rings, 24).tolist() == [0, 0, 1, 1]


@given(st.lists(st.tuples(st.integers(0, 5000), st.integers(0, 5000)), min_size=1, max_size=20, unique=True))
def test_points_come_back_within_a_step(corners):
    """Quantising moves nothing by more than half a step, and stays inside int16."""
    table = blocks(box(0, 0, 5000, 5000))
    frame = frame_of(table)
    lon = np.array([LON + x / (METRES_PER_DEGREE * np.cos(np.radians(LAT))) for x, _ in corners])
    lat = np.array([LAT + y / METRES_PER_DEGREE for _, y in corners])
    units = np.frombuffer(encode_points(lon, lat, frame), "<i2").reshape(-1, 2)
    assert np.abs(units).max() <= 1.001 * HALF
    back = (units.astype(float) - units[0]) * frame.metres
    true = np.array(corners, float) - np.array(corners[0], float)
    assert np.abs(back - true).max() <= 6  # half a step each way, and the sphere's width over 5 km


@given(st.integers(1, 14), st.data())
def test_neighbouring_grids_differ_in_colour_while_there_are_enough(count, data):
    """With nine colours and at most eight neighbours, no two neighbours look alike."""
    every = [(a, b) for a in range(count) for b in range(a + 1, count)]
    pairs = set(data.draw(st.lists(st.sampled_from(every), max_size=8)) if every else [])
    colours = colour_grids(count, pairs, 9)
    assert all(colours[a] != colours[b] for a, b in pairs)


def test_neighbours_leave_the_unassigned_out():
    """A block in no grid is nobody's neighbour."""
    left, right = np.array([0, 1, 2]), np.array([1, 2, -1])
    assert neighbours(left, right, np.array([0, 1, -1])) == {(0, 1)}


def test_values_are_shaded_in_order_and_unknown_ones_not_at_all():
    """Low is light, high is dark, NaN has no colour; equal values look equal."""
    shade, colours, low, high = shade_by_value(np.array([0.2, 0.9, np.nan, 0.55, 0.2]))
    steps = list(shade)
    assert steps[0] == steps[4] == 0
    assert steps[1] == len(colours) - 1
    assert steps[0] < steps[3] < steps[1]
    assert steps[2] == 255
    assert (low, high) == (0.2, 0.9)
