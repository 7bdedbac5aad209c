"""Reads an OpenStreetMap extract: ways that are walked or divide, buildings, and places of business."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import osmium
import shapely
from shapely import Geometry, Point

from models.places.osm_words import FEATURES, is_dividing, is_walkable
from models.scenario.faults import Fault, ImportFileError

ENDINGS = (".osm", ".xml", ".gz", ".bz2", ".pbf")


@dataclass(frozen=True)
class OsmWay:
    """A piece of a way whose nodes are all known: tags, node ids, degrees (lon, lat)."""

    id: int
    tags: Mapping[str, str]
    nodes: tuple[int, ...]
    points: tuple[tuple[float, float], ...]


@dataclass(frozen=True)
class OsmFeature:
    """A point or polygon in degrees with its tags; `key` is stable (`n12`, `a24`)."""

    key: str
    tags: Mapping[str, str]
    shape: Geometry


@dataclass
class Extract:
    """What was read; `missing_nodes` and `broken_areas` count what the file only refers to."""

    ways: list[OsmWay] = field(default_factory=list)
    features: list[OsmFeature] = field(default_factory=list)
    box: tuple[float, float, float, float] | None = None
    missing_nodes: int = 0
    broken_areas: int = 0


def read_extract(path: Path) -> Extract:
    """Reads `.osm`, `.osm.gz`, `.osm.bz2` or `.osm.pbf` (told by content, not by name).

    Raises ImportFileError where the file cannot be read, is no OSM file, or ends in the middle.
    """
    source = osmium.io.File(str(path), _format(path))
    extract = Extract(box=None)
    try:
        extract.box = _box(source)
        _read(source, extract)
    except (RuntimeError, ValueError, OSError, UnicodeError) as error:
        why = " ".join(str(error).split())[:200]
        remedy = "it may be cut short or of another format; download it again"
        raise ImportFileError(
            Fault(path.name, "a whole OpenStreetMap file", why or "an error", remedy)
        ) from None
    return extract


def _format(path: Path) -> str:
    try:
        with path.open("rb") as file:
            head = file.read(256)
    except OSError as error:
        raise ImportFileError(Fault(path.name, "a file that can be read", error.strerror or "none")) from None
    if not head:
        raise ImportFileError(Fault(path.name, "an OpenStreetMap file", "an empty file"))
    if head[:2] == b"\x1f\x8b":
        return "osm.gz"
    if head[:3] == b"BZh":
        return "osm.bz2"
    if head.lstrip(b"\xef\xbb\xbf \t\r\n")[:1] == b"<":
        return "osm"
    if b"OSMHeader" in head:
        return "pbf"
    endings = ", ".join(ENDINGS)
    raise ImportFileError(
        Fault(path.name, f"an OpenStreetMap file ({endings})", f"something else: {head[:12]!r}")
    )


def _box(source: Any) -> tuple[float, float, float, float] | None:
    with osmium.io.Reader(source, osmium.osm.osm_entity_bits.NOTHING) as reader:
        box = reader.header().box()
        if not box.valid():
            return None
        low, high = box.bottom_left, box.top_right
        return (low.lon, low.lat, high.lon, high.lat)


def _read(source: Any, extract: Extract) -> None:
    factory = osmium.geom.WKBFactory()
    objects = osmium.FileProcessor(source).with_areas().with_filter(osmium.filter.EmptyTagFilter())
    claimed = built = 0
    for item in objects:
        tags = {tag.k: tag.v for tag in item.tags}
        if item.is_node():
            _keep_node(item, tags, extract)
        elif item.is_way():
            claimed += int("building" in tags)
            if is_walkable(tags) or is_dividing(tags):
                _keep_way(item, tags, extract)
        elif item.is_relation():
            claimed += int("building" in tags and tags.get("type") == "multipolygon")
        elif item.is_area() and any(key in tags for key in FEATURES):
            built += int(_keep_area(item, tags, factory, extract) and "building" in tags)
    extract.broken_areas = max(0, claimed - built)


def _keep_node(node: Any, tags: dict[str, str], extract: Extract) -> None:
    if any(key in tags for key in FEATURES) and node.location.valid():
        extract.features.append(OsmFeature(f"n{node.id}", tags, Point(node.location.lon, node.location.lat)))


def _keep_way(way: Any, tags: dict[str, str], extract: Extract) -> None:
    """Keeps the runs of known nodes of a way: where one is missing, the way is interrupted."""
    run: list[tuple[int, tuple[float, float]]] = []
    for node in [*way.nodes, None]:
        if node is not None and node.location.valid():
            run.append((node.ref, (node.location.lon, node.location.lat)))
            continue
        extract.missing_nodes += int(node is not None)
        if len(run) > 1:
            extract.ways.append(OsmWay(way.id, tags, tuple(n for n, _ in run), tuple(p for _, p in run)))
        run = []


def _keep_area(area: Any, tags: dict[str, str], factory: Any, extract: Extract) -> bool:
    try:
        shape = shapely.from_wkb(bytes.fromhex(factory.create_multipolygon(area)))
    except (RuntimeError, shapely.errors.ShapelyError):
        return False
    extract.features.append(OsmFeature(f"a{area.id}", tags, shape))
    return True
