"""A place on disk: the data files of a scenario's folder, read with every fault at once, written small."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

import geopandas as gpd
import numpy as np
import pandas as pd

from models.scenario.faults import Fault, ScenarioError
from models.scenario.place import Place, Streets
from models.scenario.place_blocks import DIGITS, read_blocks, write_blocks
from models.scenario.place_check import place_faults
from models.scenario.place_tables import read_table

PREMISES_TYPES = {"premises": str, "block": str, "kind": str, "risk": str, "lon": float, "lat": float}
NODE_TYPES = {"node": int, "lon": float, "lat": float}
EDGE_TYPES = {"edge": int, "from_node": int, "to_node": int, "metres": float, "block": str}
STATION_TYPES = {"community": str, "lon": float, "lat": float}
GRID_TYPES = {"block": str, "grid": str}

T = TypeVar("T")


def read_place(folder: Path, name: str = "", attribution: str = "") -> Place:
    """The place in a scenario's folder.

    Files: `blocks.geojson` or `blocks.gpkg`, `premises.csv` or `.parquet`, `workstations.csv` and,
    where there are streets, `streets_nodes.csv` and `streets_edges.csv`. `name` and `attribution`,
    where given, go before what the blocks' file says. Raises ScenarioError with every fault.
    """
    faults: list[Fault] = []
    found = _try(lambda: read_blocks(_one_of(folder, "blocks", (".geojson", ".gpkg"))), faults)
    premises = _try(
        lambda: read_table(_one_of(folder, "premises", (".csv", ".parquet")), PREMISES_TYPES), faults
    )
    stations = _try(lambda: read_table(folder / "workstations.csv", STATION_TYPES), faults)
    streets = _try(lambda: _read_streets(folder), faults)
    if faults or found is None or premises is None or stations is None:
        raise ScenarioError(faults)
    blocks, about = found
    place = Place(
        name=name or about.get("name", "") or folder.resolve().name,
        blocks=blocks,
        premises=premises,
        workstations=stations,
        streets=streets,
        attribution=attribution or about.get("attribution", ""),
        origin=about.get("origin", "files"),
    )
    if wrong := place_faults(place):
        raise ScenarioError(wrong)
    return place


def write_place(place: Place, grids: pd.DataFrame | None, folder: Path) -> None:
    """Writes a place's data files, and `grids.csv` (block, grid) where a split is given.

    The same place gives the same bytes: degrees are rounded to 7 decimals, metres to centimetres.
    """
    folder.mkdir(parents=True, exist_ok=True)
    about = {"name": place.name, "origin": place.origin, "attribution": place.attribution}
    write_blocks(place.blocks, about, folder / "blocks.geojson")
    _write(place.premises[list(PREMISES_TYPES)], folder / "premises.csv")
    _write(place.workstations[list(STATION_TYPES)], folder / "workstations.csv")
    if place.streets is not None:
        _write(place.streets.nodes[list(NODE_TYPES)], folder / "streets_nodes.csv")
        _write(place.streets.edges[list(EDGE_TYPES)], folder / "streets_edges.csv")
    if grids is not None:
        _write(grids[list(GRID_TYPES)], folder / "grids.csv")


def rounded_place(place: Place) -> Place:
    """The place as it comes back from its files: degrees to 7 decimals, metres to centimetres."""
    shapes = gpd.GeoSeries(place.blocks.geometry).transform(lambda points: np.round(points, DIGITS))
    streets = place.streets
    if streets is not None:
        streets = Streets(_round(streets.nodes), _round(streets.edges))
    return Place(
        name=place.name,
        blocks=place.blocks.set_geometry(shapes),
        premises=_round(place.premises),
        workstations=_round(place.workstations),
        streets=streets,
        attribution=place.attribution,
        origin=place.origin,
    )


def _read_streets(folder: Path) -> Streets | None:
    files = folder / "streets_nodes.csv", folder / "streets_edges.csv"
    if not any(path.exists() for path in files):
        return None
    faults: list[Fault] = []
    nodes = _try(lambda: read_table(files[0], NODE_TYPES), faults)
    edges = _try(lambda: read_table(files[1], EDGE_TYPES), faults)
    if nodes is None or edges is None:
        raise ScenarioError(faults)
    return Streets(nodes, edges)


def _one_of(folder: Path, stem: str, suffixes: tuple[str, ...]) -> Path:
    found = [folder / (stem + suffix) for suffix in suffixes if (folder / (stem + suffix)).exists()]
    if len(found) == 1:
        return found[0]
    names = " or ".join(stem + suffix for suffix in suffixes)
    raise ScenarioError(Fault(folder.name, names, "both" if found else "neither"))


def _try(read: Callable[[], T], faults: list[Fault]) -> T | None:
    try:
        return read()
    except ScenarioError as error:
        faults.extend(error.faults)
        return None


def _round(table: pd.DataFrame) -> pd.DataFrame:
    return table.round({"lon": DIGITS, "lat": DIGITS, "metres": 2})


def _write(table: pd.DataFrame, path: Path) -> None:
    path.write_text(_round(table).to_csv(index=False, lineterminator="\n"), encoding="utf-8", newline="\n")
