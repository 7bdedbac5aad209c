"""Blocks from streets: the faces between them, slivers joined, open outlines closed, wide land cut."""

from __future__ import annotations

from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray
from scipy.spatial import cKDTree
from shapely import MultiPoint, Polygon

from models.places.cuts import CutStyle, bisect, long_axis, roundness
from models.places.draws import stream
from models.places.osm_options import ImportOptions, Note
from models.space.adjacency import shared_borders

GRID = 0.1
MARGIN = 20.0
FEW_BUILDINGS = 20
WIDE_CUTS = CutStyle(tilt=3, bend=0.0, aspect=1.0, share=(0.45, 0.55), tries=3)
MOST_BLOCKS = 20_000


def osm_blocks(
    streets: NDArray[np.object_], paths: NDArray[np.object_], outline: Polygon, options: ImportOptions
) -> tuple[NDArray[np.object_], tuple[Note, ...]]:
    """Block polygons in metres that tile the outline, and notes.

    `streets` always divide; `paths` only where the land between streets is wide.
    """
    faces = _faces(streets, outline)
    wide = shapely.area(faces) > options.wide_block
    finer = [_faces(_crossing(paths, face), face) for face in faces[wide]]
    faces = np.concatenate([faces[~wide], *finer])
    joined = join_slivers(faces, options.least_block, options.least_roundness)
    pieces = _cut_wide(joined, options)
    # Cuts end on borders of neighbours that know nothing of them: node everything once more.
    exact = shapely.union_all([shapely.boundary(p) for p in pieces], grid_size=GRID)
    blocks = _owned(shapely.get_parts(shapely.polygonize([exact])), pieces)
    notes = [Note("blocks.joined", len(faces) - len(joined), "slivers between streets joined a neighbour")]
    if len(pieces) > len(joined):
        notes.append(Note("blocks.cut", len(pieces) - len(joined), "cuts were made through wide land"))
    return blocks, tuple(note for note in notes if note.count)


def osm_outline(
    lines: NDArray[np.object_], built: NDArray[np.float64], box: Polygon | None, options: ImportOptions
) -> Polygon:
    """The outline of a place in metres: what is built with the streets near it, inside the extract's box.

    `built` (n, 2): centres of buildings and premises. Where hardly anything is built, all streets count.
    """
    points = shapely.get_coordinates(lines)
    box = box if box is not None and _is_told(box, built if len(built) else points) else None
    if box is not None:
        points = shapely.get_coordinates(_crossing(lines, box))
    if len(built) >= FEW_BUILDINGS:
        away, _ = cKDTree(built).query(points)
        points = np.concatenate([points[away <= options.reach], built])
    hull: Any = shapely.concave_hull(MultiPoint(points), ratio=options.hull_ratio)
    if not isinstance(hull, Polygon) or hull.area <= 0:
        hull = MultiPoint(points).convex_hull
    grown = shapely.simplify(hull.buffer(MARGIN, quad_segs=2), 2.0)
    grown = grown if box is None else grown.intersection(box)
    return Polygon(max(shapely.get_parts(grown), key=lambda p: float(p.area)).exterior)


def _is_told(box: Polygon, points: NDArray[np.float64]) -> bool:
    """Whether a box may be believed: most of what the extract holds lies in it, streets among it."""
    return bool(shapely.contains_xy(box, points[:, 0], points[:, 1]).mean() > 0.5)


def _faces(lines: NDArray[np.object_], outline: Polygon) -> NDArray[np.object_]:
    """The faces that lines make of an outline; the outline itself where they make none."""
    net = shapely.union_all([outline.boundary, *lines], grid_size=GRID)
    faces = shapely.get_parts(shapely.polygonize([net]))
    shapely.prepare(outline)
    inside = faces[shapely.contains(outline, shapely.point_on_surface(faces))] if len(faces) else faces
    return np.asarray(inside if len(inside) else [outline], dtype=object)


def _crossing(lines: NDArray[np.object_], face: Polygon) -> NDArray[np.object_]:
    """The parts of lines inside a face."""
    near = lines[shapely.STRtree(lines).query(face, predicate="intersects")] if len(lines) else lines
    return np.asarray(shapely.get_parts(shapely.intersection(near, face)), dtype=object)


def join_slivers(faces: NDArray[np.object_], least: float, round_enough: float) -> list[Polygon]:
    """Joins each face that is too small or too thin to the neighbour with the longest common border."""
    pairs = shared_borders(faces, at_least=0.2)
    around: list[dict[int, float]] = [{} for _ in faces]
    for a, b, metres in pairs.itertuples(index=False):
        around[int(a)][int(b)] = around[int(b)][int(a)] = float(metres)
    owner = np.arange(len(faces))
    area = np.asarray(shapely.area(faces), dtype=float)
    poor = [
        i
        for i, f in enumerate(faces)
        if f.area < least or (roundness(f) < round_enough and f.area < 20 * least)
    ]
    for face in sorted(poor, key=lambda i: (area[i], i)):
        if owner[face] == face and around[face]:
            to = max(around[face], key=lambda n: (around[face][n], -n))
            _join(face, to, owner, around)
    groups: dict[int, list[int]] = {}
    for face, group in enumerate(owner.tolist()):
        groups.setdefault(group, []).append(face)
    return [part for rows in groups.values() for part in _merged(faces[rows])]


def _join(face: int, to: int, owner: NDArray[np.int64], around: list[dict[int, float]]) -> None:
    """Hands a face, and all that it had taken in, to a neighbour."""
    owner[owner == face] = to
    for other, metres in around[face].items():
        around[other].pop(face, None)
        if other != to:
            around[to][other] = around[to].get(other, 0.0) + metres
            around[other][to] = around[to][other]
    around[face] = {}


def _merged(shapes: NDArray[np.object_]) -> list[Polygon]:
    whole = shapes[0] if len(shapes) == 1 else shapely.union_all(shapes, grid_size=GRID / 2)
    return [part for part in shapely.get_parts(whole) if isinstance(part, Polygon) and part.area > 0]


def _cut_wide(faces: list[Polygon], options: ImportOptions) -> list[Polygon]:
    rng = stream(options.seed, "osm blocks")
    waiting: list[Polygon] = list(reversed(faces))
    done: list[Polygon] = []
    while waiting:
        face = waiting.pop()
        parts = [face]
        if face.area > options.most_block and len(done) + len(waiting) < MOST_BLOCKS:
            parts = bisect(face, long_axis(face), WIDE_CUTS, rng)
        if len(parts) > 1:
            waiting += reversed(parts)
        else:
            done.append(face)
    return done


def _owned(faces: NDArray[np.object_], pieces: list[Polygon]) -> NDArray[np.object_]:
    """The faces that lie in a piece: noding may open a gap between pieces, and that is no block."""
    tree = shapely.STRtree(pieces)
    face, _ = tree.query(shapely.point_on_surface(faces), predicate="within")
    kept = faces[np.unique(face)]
    return np.asarray(kept[shapely.area(kept) > 1.0], dtype=object)
