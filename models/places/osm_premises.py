"""Homes and premises from buildings, shops and amenities."""

from __future__ import annotations

from dataclasses import dataclass
from zlib import crc32

import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

from models.places.osm_options import ImportOptions, Note
from models.places.osm_read import OsmFeature
from models.places.osm_words import WORKS, home_share, kind_of, storeys_of
from models.scenario.words import PremisesKind
from models.space.projection import Projection

COLUMNS = ["key", "kind", "x", "y"]


@dataclass(frozen=True)
class Buildings:
    """Buildings in metres: centre `x`, `y`, `floor` (m²), `home` (share), `works`, stable `key`."""

    key: list[str]
    x: NDArray[np.float64]
    y: NDArray[np.float64]
    floor: NDArray[np.float64]
    home: NDArray[np.float64]
    works: NDArray[np.bool_]


def osm_buildings(features: list[OsmFeature], to_map: Projection, options: ImportOptions) -> Buildings:
    """The buildings of an extract with their floor area: footprint times storeys."""
    rows = [
        f for f in features if f.key[0] == "a" and f.tags.get("building", "no") not in ("no", "construction")
    ]
    shapes = to_map.shapes_to_metres([f.shape for f in rows])
    xy = shapely.get_coordinates(shapely.point_on_surface(shapes)).reshape(-1, 2)
    storeys = np.array([storeys_of(f.tags, options.storeys) for f in rows], dtype=float)
    home = np.array([home_share(f.tags, options.homes_among_plain) for f in rows], dtype=float)
    works = np.array([f.tags.get("building") in WORKS for f in rows], dtype=bool)
    floor = np.asarray(shapely.area(shapes), dtype=float) * storeys
    return Buildings([f.key for f in rows], xy[:, 0], xy[:, 1], floor, home, works)


def osm_premises(
    features: list[OsmFeature], buildings: Buildings, to_map: Projection, options: ImportOptions
) -> tuple[pd.DataFrame, tuple[Note, ...]]:
    """Premises in metres (key, kind, x, y) ordered by key, and notes on caps that cut."""
    named = [(f.key, kind, f.shape) for f in features if (kind := kind_of(f.tags)) is not None]
    shapes = to_map.shapes_to_metres([shape for _, _, shape in named])
    xy = shapely.get_coordinates(shapely.point_on_surface(shapes)).reshape(-1, 2)
    business = pd.DataFrame(
        {"key": [n[0] for n in named], "kind": [str(n[1]) for n in named], "x": xy[:, 0], "y": xy[:, 1]}
    )
    taken = set(business["key"])
    homes, notes = _homes(buildings, taken, options)
    every = pd.concat([business, homes], ignore_index=True)[COLUMNS]
    kept = _thinned(every, options.most_premises)
    if len(kept) < len(every):
        text = f"premises above the cap of {options.most_premises:,} left out, evenly"
        notes = (*notes, Note("premises.capped", len(every) - len(kept), text))
    return kept.sort_values("key", kind="stable", ignore_index=True), notes


def _homes(
    buildings: Buildings, taken: set[str], options: ImportOptions
) -> tuple[pd.DataFrame, tuple[Note, ...]]:
    """Large residential buildings are compounds; a declared share of the others is rented out."""
    free = np.array([key not in taken for key in buildings.key], dtype=bool)
    home = free & (buildings.home > 0)
    luck = np.array([_luck(key) for key in buildings.key], dtype=float)
    large = home & (buildings.floor >= options.compound_floor)
    rented = home & ~large & (luck < options.rental_share * buildings.home)
    compounds = _first(large, -buildings.floor, options.most_compounds)
    rentals = _first(rented, luck, options.most_rentals)
    tables = [
        _table(buildings, compounds, PremisesKind.COMPOUND),
        _table(buildings, rentals, PremisesKind.RENTAL),
    ]
    notes = []
    if cut := int(large.sum()) - len(compounds) + int(rented.sum()) - len(rentals):
        notes.append(Note("homes.capped", cut, "residential buildings above the caps are no premises"))
    return pd.concat(tables, ignore_index=True), tuple(notes)


def _table(buildings: Buildings, rows: NDArray[np.int64], kind: PremisesKind) -> pd.DataFrame:
    keys = [buildings.key[row] for row in rows.tolist()]
    return pd.DataFrame({"key": keys, "kind": str(kind), "x": buildings.x[rows], "y": buildings.y[rows]})


def _first(mask: NDArray[np.bool_], score: NDArray[np.float64], most: int) -> NDArray[np.int64]:
    rows = np.flatnonzero(mask)
    return np.sort(rows[np.argsort(score[rows], kind="stable")][:most])


def _thinned(premises: pd.DataFrame, most: int) -> pd.DataFrame:
    if len(premises) <= most:
        return premises
    luck = np.array([_luck(key) for key in premises["key"]])
    return premises.iloc[np.sort(np.argsort(luck, kind="stable")[:most])]


def _luck(key: str) -> float:
    """A number in [0, 1) that belongs to an object, whatever else the extract holds."""
    return crc32(key.encode()) / 2**32
