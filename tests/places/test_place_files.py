"""Place files: what is written comes back; whatever is wrong comes back as ScenarioError, all at once."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import geopandas as gpd
import pandas as pd
import pandas.testing as pdt
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from models.places.split import split_into_grids
from models.places.synthetic import make_place
from models.scenario.faults import ScenarioError
from models.scenario.place import Place
from models.scenario.place_files import read_place, write_place
from tests.places.towns import hamlet

FILES = ("blocks.geojson", "premises.csv", "streets_nodes.csv", "streets_edges.csv", "workstations.csv")
FUZZ = settings(suppress_health_check=[HealthCheck.function_scoped_fixture])


@pytest.fixture(scope="module")
def town() -> Place:
    """A small town."""
    return make_place(hamlet(4, blocks=45, name="h"))


@pytest.fixture
def folder(town: Place, tmp_path: Path) -> Path:
    """The small town on disk, to be damaged."""
    write_place(town, split_into_grids(town, 3), tmp_path)
    return tmp_path


def faults_of(folder: Path) -> list[str]:
    """Every fault of a folder, as text."""
    with pytest.raises(ScenarioError) as caught:
        read_place(folder)
    return [str(fault) for fault in caught.value.faults]


def test_a_place_comes_back_as_it_was(town: Place, folder: Path, tmp_path: Path) -> None:
    """Reading what was written gives an equal place, and writing that gives the same bytes."""
    back = read_place(folder)
    pdt.assert_frame_equal(back.premises, town.premises)
    pdt.assert_frame_equal(back.streets.edges, town.streets.edges)
    pdt.assert_frame_equal(back.streets.nodes, town.streets.nodes)
    pdt.assert_frame_equal(back.workstations, town.workstations)
    assert back.blocks.geometry.geom_equals_exact(town.blocks.geometry, 0).all()
    assert (back.name, back.origin, back.attribution) == (town.name, town.origin, town.attribution)
    write_place(back, None, tmp_path / "again")
    for file in FILES:
        assert (tmp_path / "again" / file).read_bytes() == (folder / file).read_bytes()


def test_parquet_and_geopackage_say_the_same(town: Place, folder: Path) -> None:
    """Premises may be Parquet and blocks a GeoPackage."""
    (folder / "premises.csv").unlink()
    (folder / "blocks.geojson").unlink()
    town.premises.to_parquet(folder / "premises.parquet")
    town.blocks.to_file(folder / "blocks.gpkg", driver="GPKG")
    back = read_place(folder, attribution="somebody's")
    pdt.assert_frame_equal(back.premises, town.premises)
    assert list(back.blocks["block"]) == list(town.blocks["block"])
    assert back.blocks.geometry.geom_equals_exact(town.blocks.geometry, 1e-12).all()
    assert back.attribution == "somebody's"


def test_a_place_without_streets_is_a_place(folder: Path) -> None:
    """No street files: no streets, no fault. One of the two alone is a fault."""
    (folder / "streets_edges.csv").unlink()
    assert any("streets_edges.csv" in fault for fault in faults_of(folder))
    (folder / "streets_nodes.csv").unlink()
    assert read_place(folder).streets is None


def edit(path: Path, column: str, value: object, row: int = 0) -> None:
    """Changes one cell of a table."""
    table = pd.read_csv(path, dtype=str, keep_default_na=False)
    table.loc[row, column] = str(value)
    table.to_csv(path, index=False)


@pytest.mark.parametrize(
    ("file", "column", "value", "said"),
    [
        ("premises.csv", "kind", "castle", "kind: expected one of rental"),
        ("premises.csv", "risk", "purple", "risk: expected one of green"),
        ("premises.csv", "block", "b999", "block: expected a block of this place, got 'b999'"),
        ("premises.csv", "premises", "p0002", "premises: expected an id used once"),
        ("premises.csv", "lon", "inf", "lon: expected a finite number"),
        ("premises.csv", "lat", "123.4", "lat: expected degrees from -90 to 90"),
        ("premises.csv", "lat", "north", "lat: expected a finite number, got 'north'"),
        ("workstations.csv", "community", "nowhere", "expected a community of this place"),
        ("workstations.csv", "community", "nowhere", "expected a workstation for community"),
        ("streets_edges.csv", "to_node", "100000", "to_node: expected a node of this place"),
        ("streets_edges.csv", "from_node", "1.5", "from_node: expected a whole number"),
        ("streets_edges.csv", "metres", "-4", "metres: expected 0 to 1,000,000"),
        ("streets_edges.csv", "block", "zz", "block: expected a block of this place, or empty"),
        ("streets_nodes.csv", "node", "7", "node: expected 0, 1, 2"),
    ],
)
def test_a_wrong_cell_is_named(folder: Path, file: str, column: str, value: object, said: str) -> None:
    """The fault says where, what was expected and what stands there."""
    edit(folder / file, column, value)
    assert any(said in fault for fault in faults_of(folder))


def change(folder: Path, edit: Callable[[dict], None]) -> None:
    """Edits the blocks' document."""
    path = folder / "blocks.geojson"
    document = json.loads(path.read_text(encoding="utf-8"))
    edit(document)
    path.write_text(json.dumps(document), encoding="utf-8")


def bow(document: dict) -> None:
    """Makes the first block cross itself."""
    document["features"][0]["geometry"]["coordinates"] = [
        [[113, 23], [113.1, 23.1], [113.1, 23], [113, 23.1], [113, 23]]
    ]


@pytest.mark.parametrize(
    ("damage", "said"),
    [
        (lambda d: d["features"][0]["properties"].update(households=-3), "households: expected 0 to"),
        (
            lambda d: d["features"][0]["properties"].update(households=2.5),
            "households: expected a whole number",
        ),
        (lambda d: d["features"][1]["properties"].update(block="b001"), "block: expected an id used once"),
        (lambda d: d["features"][0]["properties"].pop("area"), "area: expected a text, got None"),
        (lambda d: d["features"][0].update(geometry=None), "geometry: expected a polygon"),
        (
            lambda d: d["features"][0].update(geometry={"type": "Point", "coordinates": [1, 2]}),
            "a valid polygon",
        ),
        (bow, "expected a valid polygon, got 'Self-intersection"),
        (lambda d: d.update(features=[]), "expected at least one block"),
        (lambda d: d.update(format=9), "format: expected at most 1, got 9"),
        (lambda d: d.pop("features"), "expected a GeoJSON FeatureCollection"),
    ],
)
def test_a_wrong_block_is_named(folder: Path, damage: Callable[[dict], None], said: str) -> None:
    """Blocks are checked feature by feature."""
    change(folder, damage)
    assert any(said in fault for fault in faults_of(folder))


def test_all_faults_come_together(folder: Path) -> None:
    """Three wrong files, three faults, one error."""
    (folder / "workstations.csv").write_text("community,lon\nx,1\n", encoding="utf-8")
    edit(folder / "premises.csv", "lon", "west")
    change(folder, lambda d: d["features"][0].update(geometry=None))
    faults = faults_of(folder)
    assert [sum(part in fault for fault in faults) for part in ("workstations", "premises", "blocks")] == [
        1,
        1,
        1,
    ]


def test_an_empty_folder_lacks_everything(tmp_path: Path) -> None:
    """Each file that must be there is named."""
    assert len(faults_of(tmp_path)) == 3
    assert len(faults_of(tmp_path / "nowhere")) == 3


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=4),
    max_leaves=12,
)
SPOTS = ["features", "0", "properties", "geometry", "block", "households", "coordinates", "type", "format"]


def read_or_refused(folder: Path) -> int:
    """Blocks of the place, or faults of the refusal; any other exception passes through."""
    try:
        return len(read_place(folder).blocks)
    except ScenarioError as error:
        return len(error.faults)


@FUZZ
@given(file=st.sampled_from(FILES), at=st.floats(0, 1), junk=st.binary(max_size=12), cut=st.booleans())
def test_damaged_bytes_give_a_scenario_error_or_a_place(
    folder: Path, file: str, at: float, junk: bytes, cut: bool
) -> None:
    """Bytes changed, put in or cut off anywhere: never another exception."""
    path = folder / file
    before = path.read_bytes()
    spot = int(at * len(before))
    path.write_bytes(before[:spot] + junk + (b"" if cut else before[spot + len(junk) :]))
    assert read_or_refused(folder)
    path.write_bytes(before)


@FUZZ
@given(spot=st.lists(st.sampled_from(SPOTS), min_size=1, max_size=4), value=JSON)
def test_wrong_json_gives_a_scenario_error_or_a_place(folder: Path, spot: list[str], value: object) -> None:
    """Any value in any place of the blocks' document: never another exception."""
    path = folder / "blocks.geojson"
    before = path.read_text(encoding="utf-8")
    document = json.loads(before)
    node = document
    for key in spot[:-1]:
        inner = (
            node[0] if isinstance(node, list) and node else node.get(key) if isinstance(node, dict) else None
        )
        node = inner if isinstance(inner, dict | list) and inner else node
    if isinstance(node, list):
        node[0] = value
    else:
        node[spot[-1]] = value
    path.write_text(json.dumps(document), encoding="utf-8")
    assert read_or_refused(folder)
    path.write_text(before, encoding="utf-8")


@pytest.mark.parametrize(
    "text", ["[" * 100_000, "1" * 10_000, '{"features": [' + "1" * 5_000 + "]}", '{"features": [NaN]}']
)
def test_hostile_json_is_refused(folder: Path, text: str) -> None:
    """Depth and endless digits are faults like others."""
    (folder / "blocks.geojson").write_text(text, encoding="utf-8")
    assert faults_of(folder)


def test_a_broken_geopackage_is_refused(folder: Path) -> None:
    """A GeoPackage that is none, and one without the columns, are named."""
    (folder / "blocks.geojson").unlink()
    (folder / "blocks.gpkg").write_bytes(b"SQLite format 3\0 but no more")
    assert "blocks.gpkg" in faults_of(folder)[0]
    (folder / "blocks.gpkg").unlink()
    shapes = gpd.GeoDataFrame({"block": ["a"]}, geometry=gpd.points_from_xy([1], [2]), crs="EPSG:4326")
    shapes.to_file(folder / "blocks.gpkg", driver="GPKG")
    assert sum("expected a column" in fault for fault in faults_of(folder)) == 5
