"""Premises of a town: where shops, rental houses, factories and the others stand."""

from __future__ import annotations

import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray
from shapely import Polygon

from models.places.draws import largest_remainder, stream
from models.places.spec import CommunitySpec, RiskShares
from models.places.town_blocks import Town
from models.scenario.words import PremisesKind, Risk

ATTRACTION: dict[PremisesKind, dict[str, float]] = {
    PremisesKind.RENTAL: {"village": 1.0, "mixed": 0.42, "market": 0.35, "factory": 0.03, "compound": 0.02},
    PremisesKind.SMALL_SHOP: {
        "market": 1.0,
        "mixed": 0.5,
        "village": 0.42,
        "compound": 0.12,
        "factory": 0.04,
    },
    PremisesKind.SMALL_VENUE: {
        "market": 0.8,
        "mixed": 0.6,
        "compound": 0.25,
        "village": 0.25,
        "factory": 0.03,
    },
    PremisesKind.FACTORY: {"factory": 1.0, "village": 0.14, "mixed": 0.1},
    PremisesKind.RESTAURANT: {
        "market": 1.0,
        "mixed": 0.45,
        "village": 0.25,
        "compound": 0.08,
        "factory": 0.06,
    },
    PremisesKind.BUILDING_SITE: {"compound": 0.6, "factory": 0.6, "mixed": 0.5, "green": 0.2},
    PremisesKind.COMPOUND: {"compound": 1.0},
}
"""Premises of a kind per area of a land use, relative to the land that has most of them (K)."""
FRONTAGE = (PremisesKind.RESTAURANT, PremisesKind.SMALL_SHOP, PremisesKind.SMALL_VENUE)
INNER = (PremisesKind.FACTORY, PremisesKind.BUILDING_SITE, PremisesKind.COMPOUND)
STREET_SIDE_METRES = 8.0
YARD_METRES = 26.0


def town_premises(spec: CommunitySpec, town: Town) -> pd.DataFrame:
    """Premises in metres: block (row), kind, risk, x, y; ordered by block, then kind, then place."""
    counts = {kind: _counts(spec, town, kind) for kind in ATTRACTION}
    streets = shapely.union_all(town.lines[town.levels == 0])
    shapely.prepare(streets)
    rows: list[tuple[int, str, float, float]] = []
    for block, shape in enumerate(town.shapes):
        kinds = {kind: int(counts[kind][block]) for kind in ATTRACTION}
        rows += [(block, str(kind), x, y) for kind, x, y in _in_block(spec, block, shape, kinds, streets)]
    premises = pd.DataFrame(rows, columns=["block", "kind", "x", "y"])
    premises.insert(2, "risk", risks(spec.seed, spec.risks, premises["kind"].tolist()))
    return premises


def risks(seed: int, classes_of: RiskShares, kinds: list[str]) -> list[str]:
    """A risk class for each premises: per kind exactly the declared shares, in a drawn order."""
    result = [str(Risk.GREEN)] * len(kinds)
    for kind in PremisesKind:
        rows = [row for row, name in enumerate(kinds) if name == kind]
        shares = classes_of.of(kind)
        numbers = largest_remainder(len(rows), list(shares.values()))
        classes = np.repeat([str(risk) for risk in shares], numbers)
        order = np.argsort(stream(seed, f"risk {kind}").random(len(rows)), kind="stable")
        for position, risk in zip(order, classes, strict=True):
            result[rows[int(position)]] = str(risk)
    return result


def _counts(spec: CommunitySpec, town: Town, kind: PremisesKind) -> NDArray[np.int64]:
    rng = stream(spec.seed, f"count {kind}")
    pull = np.array([ATTRACTION[kind].get(land, 0.0) for land in town.lands])
    size = shapely.area(town.shapes)
    weight = pull * size
    if kind in (PremisesKind.BUILDING_SITE, PremisesKind.COMPOUND):
        # One each in as many blocks, rather than two in the largest.
        return _one_each(spec.premises.of(kind), weight, rng, shuffled=kind == PremisesKind.BUILDING_SITE)
    return largest_remainder(spec.premises.of(kind), weight * (0.5 + rng.random(len(size))))


def _one_each(
    total: int, weight: NDArray[np.float64], rng: np.random.Generator, shuffled: bool
) -> NDArray[np.int64]:
    result = np.zeros(len(weight), dtype=np.int64)
    score = weight * rng.random(len(weight)) if shuffled else weight
    order = np.argsort(-score, kind="stable")
    order = order[weight[order] > 0]
    for turn in range(total if len(order) else 0):
        result[order[turn % len(order)]] += 1
    return result


def _in_block(
    spec: CommunitySpec, block: int, shape: Polygon, kinds: dict[PremisesKind, int], streets: shapely.Geometry
) -> list[tuple[PremisesKind, float, float]]:
    rng = stream(spec.seed, f"premises {block}")
    street_side = [k for k, n in kinds.items() if k not in INNER for _ in range(n)]
    street_side.sort(key=lambda k: (FRONTAGE.index(k) if k in FRONTAGE else len(FRONTAGE), str(k)))
    yards = [k for k, n in kinds.items() if k in INNER for _ in range(n)]
    outer = _ring_points(shape, STREET_SIDE_METRES, len(street_side), rng)
    near = shapely.distance(streets, shapely.points(outer))
    outer = outer[np.argsort(near, kind="stable")]
    inner = _ring_points(shape, YARD_METRES, len(yards), rng)
    placed = zip([*street_side, *yards], [*outer, *inner], strict=True)
    return [(kind, float(x), float(y)) for kind, (x, y) in placed]


def _ring_points(shape: Polygon, depth: float, count: int, rng: np.random.Generator) -> NDArray[np.float64]:
    """Points spaced along a ring some metres inside a block, each moved a little; (count, 2) metres."""
    if count == 0:
        return np.zeros((0, 2))
    room = max(1.0, min(depth, 0.16 * float(np.sqrt(shape.area))))
    inside = shapely.buffer(shape, -room)
    parts = [p for p in shapely.get_parts(inside) if not p.is_empty]
    ring = max(parts, key=lambda p: float(p.area)).exterior if parts else None
    if ring is None:
        point = shape.point_on_surface()
        return np.tile([point.x, point.y], (count, 1))
    shares = (np.arange(count) + 0.2 + 0.6 * rng.random(count) + float(rng.random())) / count % 1.0
    return shapely.get_coordinates(shapely.line_interpolate_point(ring, shares, normalized=True))
