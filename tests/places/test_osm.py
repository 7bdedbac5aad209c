"""Import of OpenStreetMap extracts: small ones written here, and a real one where it is at hand."""

from __future__ import annotations

import bz2
import gzip
from collections import Counter
from pathlib import Path

import numpy as np
import osmium
import pytest
import shapely

from models.places.osm import import_osm
from models.places.osm_options import ATTRIBUTION, ImportOptions, ImportResult
from models.scenario.faults import ImportFileError
from models.scenario.place import Place
from models.scenario.place_check import place_faults
from models.scenario.place_files import read_place, write_place
from models.space.projection import projection_of
from models.space.walking import walking_times

STEP = 0.001


class Map:
    """Writes a small extract: nodes on a lattice of about 100 m, ways, closed ways, points."""

    def __init__(self) -> None:
        self.nodes: dict[tuple[float, float], int] = {}
        self.points: list[str] = []
        self.ways: list[str] = []
        self.relations: list[str] = []
        self.bounds = ""

    def node(self, x: float, y: float) -> int:
        """The id of a node at a lattice point."""
        return self.nodes.setdefault((x, y), len(self.nodes) + 1)

    def way(self, *points: tuple[float, float], lost: int = 0, **tags: str) -> int:
        """A way; `lost` node ids that the file does not hold are put after the first node."""
        refs = [self.node(*p) for p in points]
        refs[1:1] = [90_000 + i for i in range(lost)]
        inner = "".join(f'<nd ref="{r}"/>' for r in refs) + _tags(tags)
        self.ways.append(f'<way id="{len(self.ways) + 1}" version="1">{inner}</way>')
        return len(self.ways)

    def house(self, x: float, y: float, size: float = 0.2, **tags: str) -> int:
        """A square building (size in lattice steps)."""
        corners = [(x, y), (x + size, y), (x + size, y + size), (x, y + size), (x, y)]
        return self.way(*corners, **({"building": "apartments"} | tags))

    def point(self, x: float, y: float, **tags: str) -> None:
        """A tagged node."""
        where = f'lon="{113 + x * STEP:.7f}" lat="{23 + y * STEP:.7f}"'
        self.points.append(f'<node id="{50_000 + len(self.points)}" version="1" {where}>{_tags(tags)}</node>')

    def text(self) -> str:
        """The extract as OSM XML."""
        nodes = [
            f'<node id="{i}" version="1" lon="{113 + x * STEP:.7f}" lat="{23 + y * STEP:.7f}"/>'
            for (x, y), i in self.nodes.items()
        ]
        body = "".join([self.bounds, *nodes, *self.points, *self.ways, *self.relations])
        return f'<?xml version="1.0" encoding="UTF-8"?><osm version="0.6">{body}</osm>'


def _tags(tags: dict[str, str]) -> str:
    return "".join(f'<tag k="{k.replace("__", ":")}" v="{v}"/>' for k, v in tags.items())


def quarter(side: int = 4) -> Map:
    """Streets in a lattice, a house and a shop in every block."""
    extract = Map()
    for line in range(side):
        extract.way(*[(float(i), float(line)) for i in range(side)], highway="residential")
        extract.way(
            *[(float(line), float(i)) for i in range(side)],
            highway="tertiary" if line == 1 else "residential",
        )
    for row in range(side - 1):
        for column in range(side - 1):
            extract.house(column + 0.3, row + 0.3, building__levels="5")
            extract.point(column + 0.7, row + 0.1, shop="bakery")
    return extract


def imported(extract: Map, folder: Path, **options: object) -> ImportResult:
    """Imports a small extract."""
    path = folder / "small.osm"
    path.write_text(extract.text(), encoding="utf-8")
    return import_osm(path, ImportOptions(**options))  # type: ignore[arg-type]


def notes_of(result: ImportResult) -> dict[str, int]:
    """Notes by code."""
    return {note.code: note.count for note in result.notes}


def assert_sound(result: ImportResult) -> Place:
    """A place that may be used: no faults, all blocks in a grid, blocks do not overlap, one can walk."""
    place = result.place
    assert place_faults(place) == []
    assert list(result.grids["block"]) == list(place.blocks["block"])
    shapes = projection_of(place).shapes_to_metres(place.blocks.geometry.to_numpy())
    whole = shapely.union_all(shapes, grid_size=0.01).area
    assert abs(shapely.area(shapes).sum() - whole) < 1e-4 * whole
    assert shapely.coverage_is_valid(place.blocks.geometry.to_numpy())
    times = walking_times(place)
    assert times.seconds.shape[0] == len(place.premises) + 1
    assert place.attribution == ATTRIBUTION
    return place


def test_a_lattice_of_streets_becomes_its_blocks(tmp_path: Path) -> None:
    """Nine faces, each with its house and shop; homes from floor area; a workstation in the middle."""
    result = imported(quarter(), tmp_path, rental_share=1.0, grids=3, areas=1)
    place = assert_sound(result)
    built = place.blocks[place.blocks["households"] > 0]
    assert len(built) == 9
    floor = 9 * 5 * (0.2 * 111_320 * STEP) ** 2 * np.cos(np.radians(23))
    assert abs(place.blocks["households"].sum() - floor / 95) < 0.02 * floor / 95
    kinds = Counter(place.premises["kind"])
    assert (kinds["small_shop"], kinds["rental"]) == (9, 9)
    assert kinds["street"] > 0
    assert result.grids["grid"].nunique() == 3
    assert place.name == "small"


@pytest.mark.parametrize("packing", ["osm", "gz", "bz2", "pbf"])
def test_every_format_gives_the_same_place(packing: str, tmp_path: Path) -> None:
    """The packing of the file makes no difference, and neither does its name."""
    text = quarter().text()
    plain, other = tmp_path / "small.osm", tmp_path / f"packed.{packing}"
    plain.write_text(text, encoding="utf-8")
    if packing == "pbf":
        with osmium.SimpleWriter(str(tmp_path / "packed.osm.pbf")) as writer:
            for item in osmium.FileProcessor(str(plain)):
                writer.add(item)
        (tmp_path / "packed.osm.pbf").rename(other)
    else:
        pack = {"gz": gzip.compress, "bz2": bz2.compress, "osm": bytes}[packing]
        other.write_bytes(pack(text.encode()))
    one, two = import_osm(plain), import_osm(other)
    assert one.place.premises.equals(two.place.premises)
    assert one.place.blocks.equals(two.place.blocks)
    assert one.grids.equals(two.grids)


def test_disconnected_streets_are_kept_and_named(tmp_path: Path) -> None:
    """Two quarters without a way between them: both there, and the note says so."""
    extract = quarter()
    for line in range(3):
        extract.way(*[(20.0 + i, float(line)) for i in range(3)], highway="residential")
        extract.way(*[(20.0 + line, float(i)) for i in range(3)], highway="residential")
    extract.point(20.5, 0.1, amenity="cafe")
    result = imported(extract, tmp_path, least_part=5)
    place = assert_sound(result)
    assert notes_of(result)["streets.parts"] == 1
    assert walking_times(place).disconnected_pairs > 0


def test_stray_paths_are_left_out(tmp_path: Path) -> None:
    """A footpath that meets nothing is no part of the network."""
    extract = quarter()
    extract.way((1.4, 1.5), (1.5, 1.5), highway="footway")
    assert notes_of(imported(extract, tmp_path))["streets.stray"] == 1


def test_without_buildings_people_are_assumed(tmp_path: Path) -> None:
    """Streets alone make a place: households from area, which the note names."""
    extract = Map()
    for line in range(3):
        extract.way(*[(float(i), float(line)) for i in range(3)], highway="residential")
        extract.way(*[(float(line), float(i)) for i in range(3)], highway="residential")
    result = imported(extract, tmp_path)
    place = assert_sound(result)
    assert notes_of(result)["households.assumed"] == place.blocks["households"].sum() > 0


def test_one_street_is_a_place(tmp_path: Path) -> None:
    """A single straight street encloses nothing: the land along it is the block."""
    extract = Map()
    extract.way((0.0, 0.0), (3.0, 0.0), highway="residential")
    assert len(assert_sound(imported(extract, tmp_path)).blocks) >= 1


def test_missing_nodes_interrupt_a_way(tmp_path: Path) -> None:
    """Nodes that the file does not hold are counted, the rest of the way is used."""
    extract = quarter()
    extract.way((0.0, 3.0), (0.0, 4.0), (1.0, 4.0), (1.0, 3.0), lost=2, highway="residential")
    extract.way((0.0, 0.0), lost=1, highway="residential")
    result = imported(extract, tmp_path)
    assert_sound(result)
    assert notes_of(result)["nodes.missing"] == 3


def test_a_building_with_a_courtyard_and_one_that_is_broken(tmp_path: Path) -> None:
    """A multipolygon counts without its courtyard; one without an outline is named."""
    extract = Map()
    extract.ways = quarter().ways
    extract.nodes = quarter().nodes
    outer = extract.way((5.0, 0.2), (5.6, 0.2), (5.6, 0.8), (5.0, 0.8), (5.0, 0.2))
    inner = extract.way((5.2, 0.4), (5.4, 0.4), (5.4, 0.6), (5.2, 0.6), (5.2, 0.4))
    tags = _tags({"type": "multipolygon", "building": "apartments", "building__levels": "1"})
    members = (
        f'<member type="way" ref="{outer}" role="outer"/><member type="way" ref="{inner}" role="inner"/>'
    )
    extract.relations.append(f'<relation id="1" version="1">{members}{tags}</relation>')
    extract.relations.append(
        f'<relation id="2" version="1"><member type="way" ref="777" role="outer"/>{tags}</relation>'
    )
    extract.way((3.0, 0.0), (6.0, 0.0), (6.0, 1.0), (3.0, 1.0), highway="residential")
    with_court = imported(extract, tmp_path)
    assert notes_of(with_court)["buildings.broken"] == 1
    extract.relations[0] = (
        extract.relations[0].replace('role="inner"', 'role="outer"').replace(f'ref="{inner}"', 'ref="0"')
    )
    more = assert_sound(with_court).blocks["households"].sum()
    plain = Map()
    plain.ways, plain.nodes = extract.ways[: outer - 1] + extract.ways[inner:], extract.nodes
    less = imported(plain, tmp_path).place.blocks["households"].sum()
    court = (0.6**2 - 0.2**2) * (111_320 * STEP) ** 2 * np.cos(np.radians(23)) / 95
    assert abs((more - less) - court) < 0.05 * court + 1


def test_ways_beyond_the_box_do_not_stretch_the_place(tmp_path: Path) -> None:
    """A street that runs on far outside the extract's bounds adds no blocks there."""
    extract = quarter()
    extract.bounds = '<bounds minlat="22.999" minlon="112.999" maxlat="23.004" maxlon="113.004"/>'
    extract.way((3.0, 0.0), (60.0, 0.0), highway="residential")
    place = assert_sound(imported(extract, tmp_path))
    assert place.blocks.total_bounds[2] < 113.0045


def test_premises_far_from_everything_are_dropped_and_counted(tmp_path: Path) -> None:
    """A shop half a kilometre from any block is left out, and said to be."""
    extract = quarter()
    extract.bounds = '<bounds minlat="22.999" minlon="112.999" maxlat="23.004" maxlon="113.004"/>'
    extract.point(12.0, 1.0, shop="bakery")
    result = imported(extract, tmp_path)
    assert notes_of(result)["premises.outside"] == 1


def test_caps_thin_out_and_say_so(tmp_path: Path) -> None:
    """A cap on premises keeps that many, the same ones every time."""
    one = imported(quarter(6), tmp_path, most_premises=7, rental_share=1.0)
    two = imported(quarter(6), tmp_path, most_premises=7, rental_share=1.0)
    kept = one.place.premises[one.place.premises["kind"] != "street"]
    assert len(kept) == 7
    assert notes_of(one)["premises.capped"] == 2 * 25 - 7
    assert one.place.premises.equals(two.place.premises)


EMPTY = '<?xml version="1.0" encoding="UTF-8"?><osm version="0.6"></osm>'


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "an empty file"),
        (b"once upon a time", "an OpenStreetMap file"),
        (b"\x89PNG\r\n\x1a\n0000", "an OpenStreetMap file"),
        (EMPTY.encode(), "streets"),
        (quarter().text().replace("highway", "barrier").encode(), "streets"),
        (quarter().text()[:3000].encode(), "a whole OpenStreetMap file"),
        (gzip.compress(quarter().text().encode())[:400], "a whole OpenStreetMap file"),
        (bz2.compress(quarter().text().encode())[:400], "a whole OpenStreetMap file"),
        (b"<html><body>429 Too many requests</body></html>", "OpenStreetMap file"),
        (b"\x00\x00\x00\x0d\x0a\x09OSMHeader\x18\x7c\x10", "a whole OpenStreetMap file"),
    ],
)
def test_what_is_no_extract_is_refused_with_a_reason(content: bytes, said: str, tmp_path: Path) -> None:
    """One ImportFileError that says what was expected; never another exception."""
    path = tmp_path / "broken.osm.pbf"
    path.write_bytes(content)
    with pytest.raises(ImportFileError, match=said):
        import_osm(path)


def test_a_file_that_is_not_there_is_refused(tmp_path: Path) -> None:
    """No file, no traceback."""
    with pytest.raises(ImportFileError, match="can be read"):
        import_osm(tmp_path / "nothing.osm")


def test_a_real_extract_becomes_a_place(shared_data: Path, tmp_path: Path) -> None:
    """Monaco: hundreds of blocks, thousands of households, all walkable; it reads back from its files."""
    path = shared_data / "osm" / "monaco.osm.gz"
    if not path.exists():
        pytest.skip("monaco.osm.gz is not among the shared data")
    result = import_osm(path, ImportOptions(grids=8))
    place = assert_sound(result)
    assert 100 < len(place.blocks) < 600
    assert 5_000 < place.blocks["households"].sum() < 40_000
    assert result.grids["grid"].nunique() == 8
    kinds = Counter(place.premises["kind"])
    assert (
        min(kinds[k] for k in ("small_shop", "restaurant", "small_venue", "rental", "compound", "street"))
        > 10
    )
    write_place(place, result.grids, tmp_path)
    assert read_place(tmp_path).premises.equals(place.premises)
