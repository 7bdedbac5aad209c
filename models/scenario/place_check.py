"""What a Place must be, checked at the door: every fault at once, each with where and what was expected."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

import numpy as np
import pandas as pd
import shapely

from models.scenario.faults import Fault
from models.scenario.place import Place
from models.scenario.words import PremisesKind, Risk

MOST_FAULTS_OF_A_KIND = 10
MOST_HOUSEHOLDS = 1_000_000


def place_faults(place: Place) -> list[Fault]:
    """Everything that keeps a Place from being used: unknown blocks, duplicates, invalid polygons, …"""
    return [
        *_block_faults(place),
        *_premises_faults(place),
        *_workstation_faults(place),
        *_street_faults(place),
    ]


def each(
    where: str, column: str, bad: Any, values: Iterable[Any], expected: str, ids: Any
) -> Iterator[Fault]:
    """A fault for each row marked `bad` (bool array), named by its id; the tail of a long list is counted."""
    rows = np.flatnonzero(np.asarray(bad, dtype=bool))
    if not len(rows):
        return
    names, got = list(ids), list(values)
    for row in rows[:MOST_FAULTS_OF_A_KIND]:
        yield Fault(f"{where}: {names[row]}.{column}", expected, short(got[row]))
    if len(rows) > MOST_FAULTS_OF_A_KIND:
        yield Fault(f"{where}: {column}", expected, f"{len(rows) - MOST_FAULTS_OF_A_KIND} more that are not")


def short(value: Any) -> str:
    """A value as an error shows it: never longer than a line."""
    text = repr(value.item() if isinstance(value, np.generic) else value)
    return text if len(text) <= 60 else text[:57] + "…"


def _block_faults(place: Place) -> Iterator[Fault]:
    blocks = place.blocks
    where, ids = "blocks", blocks["block"]
    if not len(blocks):
        yield Fault(where, "at least one block", "none")
    yield from each(where, "block", ids.duplicated(), ids, "an id used once", ids)
    for column in ("block", "community", "area"):
        yield from each(where, column, blocks[column] == "", blocks[column], "a name", ids)
    for column in ("households", "population"):
        wild = (blocks[column] < 0) | (blocks[column] > MOST_HOUSEHOLDS)
        yield from each(where, column, wild, blocks[column], f"0 to {MOST_HOUSEHOLDS:,}", ids)
    shapes = blocks.geometry.to_numpy()
    yield from each(
        where, "geometry", ~_polygons(shapes), [_shape_word(s) for s in shapes], "a valid polygon", ids
    )
    yield from each(where, "geometry", ~_on_earth(shapes), ["outside"] * len(ids), "degrees WGS84", ids)


def _polygons(shapes: Any) -> Any:
    kinds = shapely.get_type_id(shapes)
    return np.isin(kinds, (3, 6)) & shapely.is_valid(shapes) & ~shapely.is_empty(shapes)


def _on_earth(shapes: Any) -> Any:
    bounds = shapely.bounds(shapes)
    bad = (bounds[:, :2] < [-180, -90]).any(axis=1) | (bounds[:, 2:] > [180, 90]).any(axis=1)
    return ~bad


def _shape_word(shape: Any) -> str:
    if shape is None:
        return "none"
    return (
        str(shape.geom_type)
        if not shape.geom_type.endswith("Polygon")
        else str(shapely.is_valid_reason(shape))
    )


def _premises_faults(place: Place) -> Iterator[Fault]:
    premises, where = place.premises, "premises"
    ids = premises["premises"]
    yield from each(where, "premises", ids.duplicated(), ids, "an id used once", ids)
    yield from each(where, "premises", ids == "", ids, "an id", ids)
    known = premises["block"].isin(place.blocks["block"])
    yield from each(where, "block", ~known, premises["block"], "a block of this place", ids)
    for column, words in (("kind", PremisesKind), ("risk", Risk)):
        unknown = ~premises[column].isin([str(w) for w in words])
        yield from each(where, column, unknown, premises[column], f"one of {', '.join(words)}", ids)
    yield from _coordinate_faults(where, premises, ids)


def _workstation_faults(place: Place) -> Iterator[Fault]:
    stations, where = place.workstations, "workstations"
    ids = stations["community"]
    yield from each(where, "community", ids.duplicated(), ids, "one workstation a community", ids)
    known = ids.isin(place.blocks["community"])
    yield from each(where, "community", ~known, ids, "a community of this place", ids)
    missing = sorted(set(map(str, place.blocks["community"])) - set(map(str, ids)))
    for community in missing[:MOST_FAULTS_OF_A_KIND]:
        yield Fault(where, f"a workstation for community {short(community)}", "none")
    yield from _coordinate_faults(where, stations, ids)


def _street_faults(place: Place) -> Iterator[Fault]:
    if place.streets is None:
        return
    nodes, edges = place.streets.nodes, place.streets.edges
    yield from _coordinate_faults("streets_nodes", nodes, nodes["node"])
    for where, table, column in (("streets_nodes", nodes, "node"), ("streets_edges", edges, "edge")):
        bad = table[column].to_numpy() != np.arange(len(table))
        yield from each(where, column, bad, table[column], "0, 1, 2, … in order", table[column])
    for column in ("from_node", "to_node"):
        bad = (edges[column] < 0) | (edges[column] >= len(nodes))
        yield from each("streets_edges", column, bad, edges[column], "a node of this place", edges["edge"])
    bad = ~np.isfinite(edges["metres"]) | (edges["metres"] < 0) | (edges["metres"] > 1e6)
    yield from each("streets_edges", "metres", bad, edges["metres"], "0 to 1,000,000", edges["edge"])
    bad = ~edges["block"].isin([*place.blocks["block"], ""])
    yield from each(
        "streets_edges", "block", bad, edges["block"], "a block of this place, or empty", edges["edge"]
    )


def _coordinate_faults(where: str, table: pd.DataFrame, ids: Any) -> Iterator[Fault]:
    for column, most in (("lon", 180.0), ("lat", 90.0)):
        bad = ~(table[column].abs() <= most)
        yield from each(where, column, bad, table[column], f"degrees from {-most:g} to {most:g}", ids)
