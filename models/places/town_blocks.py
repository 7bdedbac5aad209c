"""Blocks of a town: zones cut by local streets on one shared net, so that borders are exactly shared."""

from __future__ import annotations

from dataclasses import dataclass, replace
from heapq import heapify, heappop, heappush
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely import Polygon

from models.places.cuts import CutStyle, bisect
from models.places.draws import stream
from models.places.spec import CommunitySpec
from models.places.town_frame import SNAP, Frame
from models.places.town_land import Zone

STYLES = {
    "village": CutStyle(tilt=13, bend=0.05, aspect=1.15, share=(0.36, 0.64), tries=4),
    "compound": CutStyle(tilt=1.5, bend=0.0, aspect=1.15, share=(0.45, 0.55), tries=3),
    "factory": CutStyle(tilt=1.0, bend=0.0, aspect=1.6, share=(0.38, 0.62), tries=3),
    "market": CutStyle(tilt=3.0, bend=0.015, aspect=2.1, share=(0.42, 0.58), tries=3),
    "mixed": CutStyle(tilt=5.0, bend=0.025, aspect=1.7, share=(0.38, 0.62), tries=4),
    "green": CutStyle(tilt=10, bend=0.08, aspect=1.2, share=(0.35, 0.65), tries=4),
}
BLOCK_SQUARE_METRES = {
    "village": 3_600.0,
    "market": 6_200.0,
    "mixed": 9_000.0,
    "factory": 21_000.0,
    "green": 42_000.0,
}
STEP = 42.0


@dataclass(frozen=True)
class Town:
    """Blocks and streets in metres, before premises and people.

    `shapes`, `lands`, `areas`: one a block. `lines`: the street net's links between junctions or
    bends, `levels`: 0 arterial, 1 zone border, 2 local.
    """

    shapes: NDArray[np.object_]
    lands: NDArray[np.object_]
    areas: NDArray[np.int64]
    lines: NDArray[np.object_]
    levels: NDArray[np.int64]


def town_blocks(spec: CommunitySpec, frame: Frame, zones: list[Zone]) -> Town:
    """Cuts the zones until there are `spec.blocks` blocks, nodes all lines, bends the whole town a little."""
    pieces = _cut_zones(spec, zones)
    net = shapely.union_all([p.boundary for p, _ in pieces], grid_size=SNAP)
    faces = shapely.get_parts(shapely.polygonize([net]))
    owner = _owners(faces, [p for p, _ in pieces])
    lands = np.array([pieces[i][1].land for i in owner], dtype=object)
    areas = np.array([pieces[i][1].area for i in owner], dtype=np.int64)
    lines = shapely.get_parts(net)
    levels = _levels(lines, frame, zones)
    smooth = _warp(spec, frame.outline)
    dense = [shapely.segmentize(np.asarray(s, dtype=object), STEP) for s in (faces, lines)]
    return Town(
        shapely.transform(dense[0], smooth), lands, areas, shapely.transform(dense[1], smooth), levels
    )


def _cut_zones(spec: CommunitySpec, zones: list[Zone]) -> list[tuple[Polygon, Zone]]:
    """Cuts the block that most exceeds its land's usual size, again and again."""
    rng = stream(spec.seed, "blocks")
    targets = dict(BLOCK_SQUARE_METRES)
    housing = sum(z.shape.area for z in zones if z.land == "compound")
    targets["compound"] = housing / max(1, spec.premises.compound)
    heap = [(-z.shape.area / targets.get(z.land, np.inf), i, z.shape, z) for i, z in enumerate(zones)]
    heapify(heap)
    number = len(heap)
    while len(heap) < spec.blocks and heap[0][0] < 0:
        _, _, shape, zone = heappop(heap)
        parts = bisect(shape, zone.axis, STYLES[zone.land], rng)
        for part in parts:
            weight = -part.area / targets[zone.land] if len(parts) > 1 else 0.0
            heappush(heap, (weight, number, part, zone))
            number += 1
    pieces = [(shape, zone) for _, _, shape, zone in sorted(heap, key=lambda item: item[1])]
    return _with_ponds(pieces, len(spec.areas))


def _with_ponds(pieces: list[tuple[Polygon, Zone]], areas: int) -> list[tuple[Polygon, Zone]]:
    """The largest plot of every old village is its pond, as the villages of the delta have one."""
    for area in range(areas):
        village = [i for i, (_, z) in enumerate(pieces) if z.land == "village" and z.area == area]
        if len(village) > 12:
            pond = max(village, key=lambda i: (pieces[i][0].area, -i))
            pieces[pond] = (pieces[pond][0], replace(pieces[pond][1], land="water"))
    return pieces


def _owners(faces: NDArray[np.object_], pieces: list[Polygon]) -> NDArray[np.int64]:
    """The piece of land that each face of the net was."""
    tree = shapely.STRtree(pieces)
    face, piece = tree.query(shapely.point_on_surface(faces), predicate="within")
    owner = np.full(len(faces), -1, dtype=np.int64)
    owner[face] = piece
    lost = np.flatnonzero(owner < 0)
    owner[lost] = tree.nearest(shapely.point_on_surface(faces[lost]))
    return owner


def _levels(lines: NDArray[np.object_], frame: Frame, zones: list[Zone]) -> NDArray[np.int64]:
    middles = shapely.line_interpolate_point(lines, 0.5, normalized=True)
    arterial = shapely.union_all(list(frame.arterials))
    zoned = shapely.union_all([z.shape.boundary for z in zones])
    shapely.prepare([arterial, zoned])
    on_arterial = shapely.dwithin(arterial, middles, 4 * SNAP)
    on_zone = shapely.dwithin(zoned, middles, 4 * SNAP)
    return np.where(on_arterial, 0, np.where(on_zone, 1, 2)).astype(np.int64)


def _warp(spec: CommunitySpec, outline: Polygon) -> Any:
    """A gentle bending of the whole map that keeps it one-to-one, scaled to the area that is wanted."""
    rng = stream(spec.seed, "warp")
    waves = rng.random((6, 4))
    strength = 17.0 * spec.streets.bend

    def bend(points: NDArray[np.float64]) -> NDArray[np.float64]:
        moved = points.astype(float).copy()
        for number, (angle, length, phase, size) in enumerate(waves):
            way = np.array([np.cos(np.pi * angle), np.sin(np.pi * angle)])
            turns = points @ way / (700 + 700 * length) + phase
            moved[:, number % 2] += strength * (0.5 + size) * np.sin(2 * np.pi * turns)
        return moved

    grown = shapely.transform(shapely.segmentize(outline, STEP), bend)
    centre = np.array([grown.centroid.x, grown.centroid.y])
    scale = float(np.sqrt(spec.area_km2 * 1e6 / grown.area))
    return lambda points: (bend(points) - centre) * scale
