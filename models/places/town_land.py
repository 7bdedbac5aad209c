"""Zones of a town and what stands on them: village cores, compounds, factories, markets, ponds."""

from __future__ import annotations

from dataclasses import dataclass
from heapq import heapify, heappop, heappush

import numpy as np
from shapely import Point, Polygon

from models.places.cuts import CutStyle, bisect, long_axis
from models.places.draws import spread, stream
from models.places.spec import CommunitySpec
from models.places.town_frame import Frame

ZONE_CUTS = CutStyle(tilt=9, bend=0.05, aspect=1.0, share=(0.36, 0.64), tries=5)
GREEN_POCKET = 9_000.0


@dataclass(frozen=True)
class Zone:
    """A part of a town with one land use; `axis` (radians) is the direction its streets follow."""

    shape: Polygon
    land: str
    area: int
    axis: float


def town_zones(spec: CommunitySpec, frame: Frame) -> list[Zone]:
    """Cuts the frame's cells into zones and gives each a land use, in the shares that are wanted."""
    shapes, water = [], []
    rng = stream(spec.seed, "zones")
    for cell, is_water in zip(frame.cells, frame.water, strict=True):
        pieces = [cell] if is_water else _pieces(cell, spec.streets.zone_square_metres, rng)
        shapes += pieces
        water += [is_water] * len(pieces)
    lands = _lands(spec, shapes, water)
    return [_zone(spec, frame, i, shape, lands[i]) for i, shape in enumerate(shapes)]


def _pieces(cell: Polygon, target: float, rng: np.random.Generator) -> list[Polygon]:
    """Bisects the largest piece until none exceeds about the target."""
    heap = [(-cell.area, 0, cell)]
    heapify(heap)
    number = 1
    while -heap[0][0] > 1.45 * target:
        _, _, piece = heappop(heap)
        parts = bisect(piece, long_axis(piece), ZONE_CUTS, rng)
        if len(parts) < 2:
            heappush(heap, (-1.0, number, piece))
            number += 1
            continue
        for part in parts:
            heappush(heap, (-part.area, number, part))
            number += 1
    return [piece for _, _, piece in sorted(heap, key=lambda item: item[1])]


def _zone(spec: CommunitySpec, frame: Frame, index: int, shape: Polygon, land: str) -> Zone:
    rng = stream(spec.seed, f"axis {index}")
    point = shape.point_on_surface()
    turn = np.deg2rad(spread(rng, -24, 24)) if land == "village" else 0.0
    return Zone(shape, land, frame.area_of(point.x, point.y), long_axis(shape) + turn)


def _lands(spec: CommunitySpec, shapes: list[Polygon], water: list[bool]) -> list[str]:
    """Each land use fills up the zones nearest to its poles, in turn, until its share is reached."""
    lands = [
        "water" if w else "green" if s.area < GREEN_POCKET else "" for s, w in zip(shapes, water, strict=True)
    ]
    total = sum(s.area for s, land in zip(shapes, lands, strict=True) if land != "water")
    shares = dict(spec.land.items())
    poles = _poles(spec)
    for land in ("village", "factory", "market", "green", "compound"):
        open_zones = [i for i, taken in enumerate(lands) if not taken]
        filled = sum(s.area for s, taken in zip(shapes, lands, strict=True) if taken == land)
        rng = stream(spec.seed, f"land {land}")
        noise = 1 + 0.35 * rng.random(len(shapes))
        far = {
            i: noise[i] * min(Point(p).distance(shapes[i].centroid) for p in poles[land]) for i in open_zones
        }
        for i in sorted(open_zones, key=lambda zone: (far[zone], zone)):
            if filled + shapes[i].area / 2 > shares[land] * total:
                break
            lands[i] = land
            filled += shapes[i].area
    return [land or "mixed" for land in lands]


def _poles(spec: CommunitySpec) -> dict[str, list[tuple[float, float]]]:
    """Where each land use gathers: an old core in every area, factories at the rim, parks in between."""
    rng = stream(spec.seed, "poles")
    height = float(np.sqrt(spec.area_km2 * 1e6 / 1.22))
    width, rows = 1.22 * height, len(spec.areas)
    cores = []
    for row in range(rows):
        y = height * (0.5 - (row + 0.5) / rows)
        side = 1 if (row + int(spec.seed)) % 2 else -1
        cores.append((side * spread(rng, 0.05, 0.24) * width, y + spread(rng, -0.1, 0.1) * height / rows))
    corner = 1 if rng.random() < 0.5 else -1
    works = [(corner * 0.47 * width, 0.34 * height), (-corner * 0.46 * width, -0.36 * height)]
    parks = [(spread(rng, -0.4, 0.4) * width, spread(rng, -0.4, 0.4) * height) for _ in range(rows)]
    homes = [
        (-corner * 0.36 * width, 0.25 * height),
        (corner * 0.34 * width, -0.3 * height),
        (0.0, 0.05 * height),
    ]
    return {"village": cores, "factory": works, "market": cores, "green": parks, "compound": homes}
