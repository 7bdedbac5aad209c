"""The frame of a town: its outline, the arterial roads, an old road across them, a canal."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import shapely
from shapely import LineString, Polygon

from models.places.cuts import bent_line
from models.places.draws import spread, stream
from models.places.spec import CommunitySpec

SNAP = 0.05


@dataclass(frozen=True)
class Frame:
    """What the rest of a town hangs on, in metres around its centre.

    `cells`: polygons between arterials and canal banks; `water`: whether a cell is the canal;
    `arterials`: lines; `borders`: the roads between areas, from north to south.
    """

    outline: Polygon
    cells: tuple[Polygon, ...]
    water: tuple[bool, ...]
    arterials: tuple[LineString, ...]
    borders: tuple[LineString, ...]

    def area_of(self, x: float, y: float) -> int:
        """Which area (0 is the northernmost) a point lies in."""
        above = 0
        for line in self.borders:
            xs, ys = np.asarray(line.xy[0]), np.asarray(line.xy[1])
            above += int(y < np.interp(x, xs, ys))
        return above


def town_frame(spec: CommunitySpec) -> Frame:
    """Lays out the frame of a community: about `area_km2` large, a row of cells for each area."""
    height = float(np.sqrt(spec.area_km2 * 1e6 / 1.22))
    width = 1.22 * height
    outline = _outline(spec, width, height)
    borders = _rows(spec, width, height)
    arterials = [*borders, *_columns(spec, width, height), *_old_road(spec, width, height)]
    canal = _canal(spec, width, height)
    banks = canal.boundary.intersection(outline)
    lines = shapely.union_all([outline.boundary, *arterials, banks], grid_size=SNAP)
    cells = [
        c for c in shapely.get_parts(shapely.polygonize([lines])) if outline.contains(c.point_on_surface())
    ]
    cells = merge_small(cells, 2500.0)
    water = tuple(bool(canal.contains(c.point_on_surface())) for c in cells)
    return Frame(outline, tuple(cells), water, tuple(arterials), tuple(borders))


def merge_small(cells: list[Polygon], least: float) -> list[Polygon]:
    """Joins every polygon smaller than `least` (m²) to the neighbour it shares most border with."""
    kept = list(cells)
    while True:
        small = [i for i, c in enumerate(kept) if c.area < least]
        merged = next((m for i in small if (m := _join(kept, i)) is not None), None)
        if merged is None:
            return kept
        kept = merged


def _join(cells: list[Polygon], index: int) -> list[Polygon] | None:
    cell = cells[index]
    shared = [
        0.0 if i == index else cell.boundary.intersection(c.boundary).length for i, c in enumerate(cells)
    ]
    best = int(np.argmax(shared))
    joined = shapely.union(cell, cells[best], grid_size=SNAP / 5)
    if shared[best] <= 0 or not isinstance(joined, Polygon):
        return None
    return [joined if i == best else c for i, c in enumerate(cells) if i != index]


def _outline(spec: CommunitySpec, width: float, height: float) -> Polygon:
    rng = stream(spec.seed, "outline")
    angles = np.linspace(0, 2 * np.pi, 15)[:-1] + 0.18
    # A squircle: between an ellipse and a rectangle, as communities bounded by roads and rivers are.
    radius = (np.abs(np.cos(angles)) ** 4 + np.abs(np.sin(angles)) ** 4) ** -0.25
    radius = radius * (1 + 0.20 * (rng.random(len(angles)) - 0.5))
    points = np.column_stack([radius * np.cos(angles) * width / 2, radius * np.sin(angles) * height / 2])
    for _ in range(2):  # Chaikin's corner cutting: boundaries follow bends of roads and rivers
        after = np.roll(points, -1, axis=0)
        points = np.stack([0.8 * points + 0.2 * after, 0.2 * points + 0.8 * after], axis=1).reshape(-1, 2)
    return Polygon(points)


def _rows(spec: CommunitySpec, width: float, height: float) -> list[LineString]:
    rng, rows = stream(spec.seed, "rows"), len(spec.areas)
    lines = []
    for row in range(1, rows):
        y = height * (0.5 - row / rows) + spread(rng, -0.05, 0.05) * height / rows
        tilt = spread(rng, -0.16, 0.16) * height / rows
        bends = [spread(rng, -0.14, 0.14) * height / rows * spec.streets.bend for _ in range(3)]
        lines.append(bent_line((-width, y - 2 * tilt), (width, y + 2 * tilt), bends))
    return lines


def _columns(spec: CommunitySpec, width: float, height: float) -> list[LineString]:
    rng = stream(spec.seed, "columns")
    columns = max(1, round(width / spec.streets.arterial_spacing))
    lines = []
    for column in range(1, columns):
        x = width * (column / columns - 0.5) + spread(rng, -0.12, 0.12) * width / columns
        tilt = spread(rng, -0.15, 0.15) * width / columns
        bends = [spread(rng, -0.13, 0.13) * width / columns * spec.streets.bend for _ in range(3)]
        lines.append(bent_line((x - tilt, -height), (x + tilt, height), bends))
    return lines


def _old_road(spec: CommunitySpec, width: float, height: float) -> list[LineString]:
    if not spec.streets.old_road:
        return []
    rng = stream(spec.seed, "old road")
    lean = spread(rng, 0.28, 0.42) * (1 if rng.random() < 0.5 else -1)
    bends = [spread(rng, -0.06, 0.06) * height * spec.streets.bend for _ in range(4)]
    return [bent_line((-lean * width, -0.75 * height), (lean * width, 0.75 * height), bends)]


def _canal(spec: CommunitySpec, width: float, height: float) -> Polygon:
    rng = stream(spec.seed, "canal")
    columns = max(1, round(width / spec.streets.arterial_spacing))
    x = width * (0.55 / columns - 0.5) if rng.random() < 0.5 else width * (0.5 - 0.55 / columns)
    bends = [sign * spread(rng, 0.05, 0.16) * width / columns for sign in (1, -1, 1, -1, 1)]
    middle = bent_line((x, -height), (x + spread(rng, -0.1, 0.1) * width, height), bends)
    rounded = middle.buffer(120).buffer(-120 + spec.streets.canal_width / 2, join_style="round")
    return rounded if isinstance(rounded, Polygon) else middle.buffer(spec.streets.canal_width / 2)
