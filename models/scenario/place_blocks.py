"""Reads and writes the blocks of a place: GeoJSON (one feature a line) or GeoPackage."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import shapely
from shapely.geometry import shape

from models.scenario.faults import Fault, ScenarioError
from models.scenario.place import BLOCK_COLUMNS
from models.scenario.place_check import short

FORMAT = 1
TEXT_COLUMNS = ("block", "community", "area", "land")
ABOUT = ("name", "origin", "attribution")
COUNT_COLUMNS = ("households", "population")
DIGITS = 7


def read_blocks(path: Path) -> tuple[gpd.GeoDataFrame, dict[str, str]]:
    """Blocks in WGS84 and what the file says of the place (`name`, `origin`, `attribution`, if it does).

    Raises ScenarioError with every fault: not GeoJSON, a newer format, properties missing or of
    another type, geometries that are none.
    """
    if path.suffix == ".gpkg":
        return _read_package(path), {}
    document = _document(path)
    faults: list[Fault] = []
    rows = [_row(path.name, number, f, faults) for number, f in enumerate(document["features"])]
    if faults:
        raise ScenarioError([*faults[:50], *_rest(path.name, len(faults) - 50)])
    about: dict[str, str] = {key: str(document[key]) for key in ABOUT if key in document}
    return _frame([r for r in rows if r is not None]), about


def write_blocks(blocks: gpd.GeoDataFrame, about: dict[str, str], path: Path) -> None:
    """Writes blocks as GeoJSON, one feature a line, degrees rounded to 7 decimals (a centimetre)."""
    head = {"type": "FeatureCollection", "format": FORMAT, **about}
    lines = [json.dumps(_feature(row), ensure_ascii=False, separators=(",", ":")) for row in _records(blocks)]
    text = json.dumps(head, ensure_ascii=False)[:-1] + ', "features": [\n' + ",\n".join(lines) + "\n]}\n"
    path.write_text(text, encoding="utf-8", newline="\n")


def _records(blocks: gpd.GeoDataFrame) -> Iterator[dict[str, Any]]:
    for row in blocks.itertuples(index=False):
        yield {**{name: getattr(row, name) for name in BLOCK_COLUMNS}, "geometry": row.geometry}


def _feature(row: dict[str, Any]) -> dict[str, Any]:
    properties = {name: row[name] if name in TEXT_COLUMNS else int(row[name]) for name in BLOCK_COLUMNS}
    rounded = shapely.transform(row["geometry"], lambda points: np.round(points, DIGITS))
    return {"type": "Feature", "properties": properties, "geometry": shapely.geometry.mapping(rounded)}


def _document(path: Path) -> dict[str, Any]:
    try:
        document = json.loads(path.read_text(encoding="utf-8-sig"))
    except OSError as error:
        raise ScenarioError(Fault(path.name, "a file that can be read", error.strerror or "none")) from None
    except (ValueError, RecursionError) as error:
        raise ScenarioError(Fault(path.name, "GeoJSON", short(str(error)))) from None
    if not isinstance(document, dict) or not isinstance(document.get("features"), list):
        raise ScenarioError(Fault(path.name, "a GeoJSON FeatureCollection", short(type(document).__name__)))
    version = document.get("format", FORMAT)
    if not isinstance(version, int) or version > FORMAT:
        remedy = "made by a newer workbench: update this one"
        raise ScenarioError(Fault(f"{path.name}: format", f"at most {FORMAT}", short(version), remedy))
    return document


def _row(where: str, number: int, feature: Any, faults: list[Fault]) -> dict[str, Any] | None:
    spot = f"{where}: features[{number}]"
    properties = feature.get("properties") if isinstance(feature, dict) else None
    if not isinstance(properties, dict):
        faults.append(Fault(spot, "a Feature with properties", short(feature)))
        return None
    row: dict[str, Any] = {name: _text(spot, properties, name, faults) for name in TEXT_COLUMNS}
    row |= {name: _count(spot, properties, name, faults) for name in COUNT_COLUMNS}
    return {**row, "geometry": _geometry(spot, feature.get("geometry"), faults)}


def _text(spot: str, properties: dict[str, Any], name: str, faults: list[Fault]) -> str:
    value = properties.get(name, "" if name == "land" else None)
    if isinstance(value, str | int) and not isinstance(value, bool):
        return _plain(str(value)) if isinstance(value, str) or abs(value) < 1e18 else ""
    faults.append(Fault(f"{spot}.{name}", "a text", short(value)))
    return ""


def _plain(text: str) -> str:
    """The text without lone surrogates, which JSON may hold and no file can."""
    return text.encode("utf-8", "replace").decode("utf-8")


def _count(spot: str, properties: dict[str, Any], name: str, faults: list[Fault]) -> int:
    value = properties.get(name)
    if (
        isinstance(value, int | float)
        and not isinstance(value, bool)
        and abs(value) < 1e12
        and value == int(value)
    ):
        return int(value)
    faults.append(Fault(f"{spot}.{name}", "a whole number", short(value)))
    return 0


def _geometry(spot: str, geometry: Any, faults: list[Fault]) -> Any:
    try:
        if not isinstance(geometry, dict):
            raise TypeError("no geometry")
        made = shape(geometry)
        if not np.isfinite(shapely.get_coordinates(made)).all():
            raise ValueError("coordinates that are not finite")
        return shapely.force_2d(made)
    except Exception as error:  # shapely raises whatever it stumbles over in foreign coordinates
        faults.append(Fault(f"{spot}.geometry", "a polygon", short(f"{type(error).__name__}: {error}")))
        return None


def _rest(where: str, count: int) -> list[Fault]:
    return [Fault(where, "sound features", f"{count} more faults")] if count > 0 else []


def _frame(rows: list[dict[str, Any]]) -> gpd.GeoDataFrame:
    columns: dict[str, Any] = {name: [row[name] for row in rows] for name in BLOCK_COLUMNS}
    for name in TEXT_COLUMNS:
        columns[name] = np.asarray(columns[name], dtype=object)
    frame = gpd.GeoDataFrame(columns, geometry=[row["geometry"] for row in rows], crs="EPSG:4326")
    kinds = dict.fromkeys(TEXT_COLUMNS, "str") | dict.fromkeys(COUNT_COLUMNS, "int64")
    return frame.astype(kinds)


def _read_package(path: Path) -> gpd.GeoDataFrame:
    try:
        table = gpd.read_file(path)
        table = table.to_crs("EPSG:4326") if table.crs is not None else table
    except Exception as error:  # GDAL has errors of its own for every way a file can be broken
        raise ScenarioError(Fault(path.name, "a GeoPackage", short(str(error)))) from None
    faults = [
        Fault(path.name, f"a column {name}", "none") for name in BLOCK_COLUMNS if name not in table.columns
    ]
    if not isinstance(table, gpd.GeoDataFrame):
        faults.append(Fault(path.name, "a layer of polygons", "a table without geometry"))
    if faults:
        raise ScenarioError(faults)
    rows = []
    for number, record in enumerate(table.itertuples(index=False)):
        properties = {n: _native(getattr(record, n)) for n in BLOCK_COLUMNS}
        feature = {"properties": properties, "geometry": getattr(record.geometry, "__geo_interface__", None)}
        rows.append(_row(path.name, number, feature, faults))
    if faults:
        raise ScenarioError(faults[:50])
    return _frame([row for row in rows if row is not None])


def _native(value: Any) -> Any:
    return value.item() if isinstance(value, np.generic) else value
