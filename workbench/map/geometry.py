"""Blocks as bytes: quantised rings, and the pieces of border between neighbours, for the canvas map.

Everything here is a pure function of the blocks; which grid a block belongs to is not in it, so a
planner can repaint blocks without the geometry travelling again.
"""

from __future__ import annotations

from dataclasses import dataclass

import geopandas as gpd
import numpy as np
import shapely

Borders = tuple[np.ndarray, np.ndarray, np.ndarray]
"""Pieces of border: their ends, the block on the left, the block on the right."""

MAGIC = 0x314D4247
"""`GBM1` in little endian."""

HALF = 32_000
"""Quantised coordinates lie within ±HALF, inside int16."""

METRES_PER_DEGREE = 111_320.0
"""Length of a degree of latitude on the sphere; a community is small enough for it."""

STREET = 40.0
"""Blocks face each other across a street up to this many metres wide."""


@dataclass(frozen=True)
class Frame:
    """How lon/lat become quantised units: a local plane, y to the north, `metres` per unit."""

    lon: float
    lat: float
    metres: float

    def units(self, lon: np.ndarray, lat: np.ndarray) -> np.ndarray:
        """(n, 2) quantised coordinates as float, unrounded."""
        east = (np.asarray(lon) - self.lon) * METRES_PER_DEGREE * np.cos(np.radians(self.lat))
        north = (np.asarray(lat) - self.lat) * METRES_PER_DEGREE
        return np.column_stack([east, north]) / self.metres


def frame_of(blocks: gpd.GeoDataFrame) -> Frame:
    """The frame that holds all blocks (WGS84) with the finest step int16 allows."""
    west, south, east, north = blocks.total_bounds
    lon, lat = (west + east) / 2, (south + north) / 2
    width = (east - west) * METRES_PER_DEGREE * np.cos(np.radians(lat))
    height = (north - south) * METRES_PER_DEGREE
    return Frame(lon, lat, max(width, height, 1.0) / 2 / HALF)


def quantise(blocks: gpd.GeoDataFrame, frame: Frame) -> np.ndarray:
    """The blocks' polygons on the integer lattice, as shapely geometries (array of objects)."""

    def move(lonlat: np.ndarray) -> np.ndarray:
        return np.rint(frame.units(lonlat[:, 0], lonlat[:, 1]))

    return np.asarray(shapely.transform(blocks.geometry.to_numpy(), move))


def rings_of(shapes: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """(block of each ring, start of each ring with the end appended, (n, 2) points as int16)."""
    parts, block = shapely.get_parts(shapes, return_index=True)
    rings, part = shapely.get_rings(parts, return_index=True)
    points, ring = shapely.get_coordinates(rings, return_index=True)
    starts = np.searchsorted(ring, np.arange(len(rings) + 1))
    return block[part].astype("<u4"), starts.astype("<u4"), np.rint(points).astype("<i2")


def borders_of(shapes: np.ndarray, metres: float) -> Borders:
    """Pieces of border: ((n, 4) int16 ends, block on the left, block on the right or -1 for none).

    Outlines are noded against each other, so that a long side facing two neighbours is cut where they
    meet; then both sides of each piece's middle are probed, outward up to a street's width, because
    blocks of a street town face each other across the street instead of touching.
    """
    lines = shapely.unary_union(shapely.boundary(shapes), grid_size=1.0)
    lines = shapely.segmentize(lines, 60.0 / metres)
    points, line = shapely.get_coordinates(shapely.get_parts(lines), return_index=True)
    inside = line[1:] == line[:-1]
    ends = np.hstack([points[:-1][inside], points[1:][inside]])
    left, right = _sides(shapes, ends, metres)
    seen = (left >= 0) | (right >= 0)
    left, right = np.where(left < 0, right, left), np.where(left < 0, left, right)
    return np.rint(ends[seen]).astype("<i2"), left[seen].astype("<i4"), right[seen].astype("<i4")


def _sides(shapes: np.ndarray, ends: np.ndarray, metres: float) -> tuple[np.ndarray, np.ndarray]:
    """The block on each side of every piece: the first one met going outward; -1 for none."""
    middle = (ends[:, :2] + ends[:, 2:]) / 2
    along = ends[:, 2:] - ends[:, :2]
    length = np.maximum(np.hypot(along[:, 0], along[:, 1]), 1e-9)
    normal = np.column_stack([-along[:, 1], along[:, 0]]) / length[:, None]
    tree = shapely.STRtree(shapes)
    steps = np.array([1.0, 3.0, 6.0, 10.0, 15.0, 20.0, 27.0, STREET])
    found = []
    for sign in (1.0, -1.0):
        side = np.full(len(ends), -1)
        for step in np.maximum(steps / metres, 2.0):
            open_ = np.flatnonzero(side < 0)
            probes = shapely.points(middle[open_] + sign * step * normal[open_])
            point, block = tree.query(probes, predicate="within")
            side[open_[point]] = block
        found.append(side)
    return found[0], found[1]


def encode_blocks(shapes: np.ndarray, frame: Frame, borders: Borders) -> bytes:
    """All geometry of a map in one message (little endian): quantised shapes and their borders.

    Header: u4 magic, u4 blocks, u4 rings, u4 points, u4 border pieces, f4 metres per unit. Then u4 block
    of each ring; u4 ring starts (rings + 1); i4 left and i4 right block of each piece; i2 points (x, y);
    i2 pieces (x0, y0, x1, y1).
    """
    ring_block, starts, points = rings_of(shapes)
    pieces, left, right = borders
    header = np.array([MAGIC, len(shapes), len(ring_block), len(points), len(pieces)], "<u4").tobytes()
    body = (ring_block, starts, left, right, points, pieces)
    return header + np.array([frame.metres], "<f4").tobytes() + b"".join(part.tobytes() for part in body)


def encode_points(lon: np.ndarray, lat: np.ndarray, frame: Frame) -> bytes:
    """Points (premises, workstations) in the map's units: i2 x, y each, clipped to the frame."""
    units = np.clip(np.rint(frame.units(lon, lat)), -32_767, 32_767)
    return bytes(units.astype("<i2").tobytes())


def neighbours(
    pieces_left: np.ndarray, pieces_right: np.ndarray, grid_of: np.ndarray
) -> set[tuple[int, int]]:
    """Pairs (low, high) of grids that share a border, for colouring; unassigned (-1) left out."""
    both = pieces_right >= 0
    pairs = np.sort(np.column_stack([grid_of[pieces_left[both]], grid_of[pieces_right[both]]]), axis=1)
    pairs = pairs[(pairs[:, 0] != pairs[:, 1]) & (pairs[:, 0] >= 0)]
    return {(int(low), int(high)) for low, high in np.unique(pairs, axis=0)}


def colour_grids(count: int, pairs: set[tuple[int, int]], colours: int) -> list[int]:
    """A colour number for each grid, so that neighbours differ and all colours are used evenly."""
    chosen: list[int] = []
    used = [0] * colours
    for grid in range(count):
        taken = [chosen[low] for low in range(grid) if (low, grid) in pairs]
        order = sorted(range(colours), key=lambda c: (taken.count(c), used[c], c))
        chosen.append(order[0])
        used[order[0]] += 1
    return chosen
