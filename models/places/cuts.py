"""Cuts a polygon in two by a street: across its longer side, slightly tilted and bent."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import shapely
from shapely import LineString, Polygon

from models.places.draws import spread


@dataclass(frozen=True)
class CutStyle:
    """How streets cut a piece of land.

    `tilt` (degrees) and `bend` (share of the cut's length) are the most a cut may deviate; `aspect`
    is the length over width from which the longer side is cut, so that larger values give longer
    blocks; `share` is where along the side the cut may lie.
    """

    tilt: float = 4.0
    bend: float = 0.02
    aspect: float = 1.2
    share: tuple[float, float] = (0.42, 0.58)
    tries: int = 4


def long_axis(polygon: Polygon) -> float:
    """Direction (radians) of the longer side of the smallest rectangle around a polygon."""
    corners = shapely.get_coordinates(shapely.minimum_rotated_rectangle(polygon))
    if len(corners) < 4:
        return 0.0
    sides = np.diff(corners[:3], axis=0)
    longest = sides[int(np.argmax(np.hypot(sides[:, 0], sides[:, 1])))]
    return float(np.arctan2(longest[1], longest[0]))


def roundness(polygon: Polygon) -> float:
    """Polsby-Popper compactness: 1 for a disc, 0.785 for a square, near 0 for a sliver."""
    return float(4 * np.pi * polygon.area / max(polygon.length, 1e-9) ** 2)


def bisect(polygon: Polygon, axis: float, style: CutStyle, rng: np.random.Generator) -> list[Polygon]:
    """Two or more pieces of a polygon, the best of a few tries: none much of a sliver.

    Returns the polygon alone where no cut divides it.
    """
    best: list[Polygon] = [polygon]
    mark = 0.0
    for _ in range(style.tries):
        pieces = cut(polygon, _street(polygon, axis, style, rng))
        if len(pieces) < 2:
            continue
        quality = min(roundness(p) for p in pieces) * (1.0 if len(pieces) == 2 else 0.5)
        quality *= min(1.0, 4 * min(p.area for p in pieces) / polygon.area)
        if quality > mark:
            best, mark = pieces, quality
        if quality > 0.55:
            break
    return best


def cut(polygon: Polygon, line: LineString) -> list[Polygon]:
    """The pieces of a polygon on both sides of a line, in the order in which GEOS walks them."""
    edges = shapely.union(polygon.boundary, line)
    faces = shapely.get_parts(shapely.polygonize([edges]))
    inside = shapely.contains(polygon, shapely.point_on_surface(faces))
    return [face for face, is_inside in zip(faces, inside, strict=True) if is_inside]


def bent_line(start: tuple[float, float], end: tuple[float, float], offsets: list[float]) -> LineString:
    """A line from start to end through points moved sideways by `offsets` (metres), evenly spaced."""
    a, b = np.asarray(start), np.asarray(end)
    along = b - a
    side = np.array([-along[1], along[0]]) / max(float(np.hypot(*along)), 1e-9)
    steps = np.linspace(0, 1, len(offsets) + 2)[1:-1]
    middle = [a + along * t + side * o for t, o in zip(steps, offsets, strict=True)]
    return LineString([a, *middle, b])


def _street(polygon: Polygon, axis: float, style: CutStyle, rng: np.random.Generator) -> LineString:
    along = np.array([np.cos(axis), np.sin(axis)])
    across = np.array([-along[1], along[0]])
    points = shapely.get_coordinates(polygon)
    u, v = points @ along, points @ across
    share, tilt = spread(rng, *style.share), np.deg2rad(spread(rng, -style.tilt, style.tilt))
    offsets = [spread(rng, -style.bend, style.bend) for _ in range(2)]
    if np.ptp(u) < style.aspect * np.ptp(v):
        along, across, u, v = across, along, v, u
    centre = along * (u.min() + share * np.ptp(u)) + across * (v.min() + v.max()) / 2
    reach = np.ptp(v) * 0.75 + np.ptp(u) * 0.25
    way = across * np.cos(tilt) + along * np.sin(tilt)
    start, end = centre - way * reach, centre + way * reach
    return bent_line((start[0], start[1]), (end[0], end[1]), [o * 2 * reach for o in offsets])
