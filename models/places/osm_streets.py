"""The walking network of an extract: ways joined at their common nodes, stray parts left out."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
import shapely
from numpy.typing import NDArray
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components
from shapely import Geometry

from models.places.osm_options import ImportOptions, Note
from models.places.osm_read import OsmWay
from models.places.town_streets import Network, segment_middles
from models.space.projection import Projection

SWEPT = (
    ("trunk", "primary", "secondary"),
    ("tertiary", "pedestrian", "living_street"),
    ("residential", "unclassified"),
)


def osm_network(
    ways: list[OsmWay], to_map: Projection, options: ImportOptions
) -> tuple[Network, tuple[Note, ...]]:
    """The network of walkable ways in metres (blocks not yet known: -1) and notes on what was left out.

    Ways meet only where they share a node, so that a bridge does not join the street below. Links
    longer than `longest_link` get nodes in between; parts with fewer than `least_part` nodes go,
    unless they are all there is.
    """
    x, y, start, end = _links(ways, to_map)
    x, y, start, end = _shortened(x, y, start, end, options.longest_link)
    kept, notes = _worthwhile(len(x), start, end, options.least_part)
    number = np.cumsum(kept) - 1
    inside = kept[start] & kept[end]
    start, end = number[start[inside]], number[end[inside]]
    x, y = x[kept], y[kept]
    metres = np.hypot(x[end] - x[start], y[end] - y[start])
    return Network(x, y, start, end, metres, np.full(len(start), -1, dtype=np.int64)), notes


def osm_segments(
    ways: list[OsmWay], to_map: Projection, outline: Geometry, options: ImportOptions
) -> NDArray[np.float64]:
    """Midpoints (n, 2) in metres of the segments inside the outline, main streets first, up to the cap."""
    found: list[tuple[float, float]] = []
    for classes in SWEPT:
        chosen = [way for way in ways if way.tags.get("highway") in classes]
        middles = segment_middles(lines_of(chosen, to_map), options.sweep_length)
        found += [m for m in middles if shapely.contains_xy(outline, *m)]
    return np.array(found[: options.most_segments], dtype=float).reshape(-1, 2)


def lines_of(ways: Iterable[OsmWay], to_map: Projection) -> NDArray[np.object_]:
    """The ways as lines in metres; those of no length are left out."""
    lines = np.array([shapely.linestrings(way.points) for way in ways], dtype=object)
    moved = to_map.shapes_to_metres(lines) if len(lines) else lines
    return np.asarray(moved[shapely.length(moved) > 0], dtype=object)


def _links(
    ways: list[OsmWay], to_map: Projection
) -> tuple[NDArray[np.float64], NDArray[np.float64], NDArray[np.int64], NDArray[np.int64]]:
    where = {node: point for way in ways for node, point in zip(way.nodes, way.points, strict=True)}
    names = sorted(where)
    number = {node: i for i, node in enumerate(names)}
    lonlat = np.array([where[node] for node in names], dtype=float).reshape(-1, 2)
    pairs = sorted(
        {
            (min(number[a], number[b]), max(number[a], number[b]))
            for way in ways
            for a, b in zip(way.nodes, way.nodes[1:], strict=False)
            if a != b
        }
    )
    ends = np.array(pairs, dtype=np.int64).reshape(-1, 2)
    x, y = to_map.to_metres(lonlat[:, 0], lonlat[:, 1])
    return x, y, ends[:, 0], ends[:, 1]


def _shortened(
    x: NDArray[np.float64],
    y: NDArray[np.float64],
    start: NDArray[np.int64],
    end: NDArray[np.int64],
    most: float,
) -> tuple[NDArray[np.float64], NDArray[np.float64], NDArray[np.int64], NDArray[np.int64]]:
    """Puts evenly spaced nodes into links longer than `most` metres."""
    pieces = np.maximum(1, np.ceil(np.hypot(x[end] - x[start], y[end] - y[start]) / most)).astype(np.int64)
    link = np.repeat(np.arange(len(start)), pieces)
    step = np.arange(len(link)) - np.repeat(np.cumsum(pieces) - pieces, pieces)
    share = (step + 1) / pieces[link]
    last = step + 1 == pieces[link]
    fresh = len(x) + np.cumsum(~last) - 1
    to = np.where(last, end[link], fresh)
    frm = np.where(step == 0, start[link], np.roll(fresh, 1))
    way = link[~last]
    new_x = x[start[way]] + share[~last] * (x[end[way]] - x[start[way]])
    new_y = y[start[way]] + share[~last] * (y[end[way]] - y[start[way]])
    return np.concatenate([x, new_x]), np.concatenate([y, new_y]), frm, to


def _worthwhile(
    nodes: int, start: NDArray[np.int64], end: NDArray[np.int64], least: int
) -> tuple[NDArray[np.bool_], tuple[Note, ...]]:
    graph = coo_array((np.ones(len(start)), (start, end)), shape=(nodes, nodes))
    count, part = connected_components(graph, directed=False)
    sizes = np.bincount(part, minlength=count)
    stays = (sizes >= least) | (sizes == sizes.max())
    dropped, apart = int((~stays).sum()), int(stays.sum()) - 1
    notes = []
    if dropped:
        notes.append(
            Note("streets.stray", dropped, "small parts of the street network lead nowhere: left out")
        )
    if apart:
        notes.append(
            Note("streets.parts", apart, "parts of the street network are not connected to the main one")
        )
    return np.asarray(stays[part], dtype=np.bool_), tuple(notes)
