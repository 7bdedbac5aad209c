"""What leaves the workbench can be read by others, says where it came from, and executes nothing."""

from __future__ import annotations

import json
import shutil
import sqlite3
import xml.etree.ElementTree as ElementTree
import zipfile
from datetime import datetime
from pathlib import Path

import geopandas as gpd
import pandas as pd
import pyarrow.parquet as pq
import pytest
from hypothesis import given
from hypothesis import strategies as st
from typer.testing import CliRunner

from models.exchange.cells import RISKY, harmless, harmless_table
from models.exchange.dictionary import data_dictionary
from models.exchange.geo_files import write_geo
from models.exchange.runfolder import FACTS, read_run
from models.exchange.table_files import write_csv, write_xlsx
from models.experiments.export import FORMATS, export, reproduce
from models.experiments.simulate import simulate
from models.scenario.faults import RunError, WorkbenchError
from models.scenario.folder import read_scenario
from models.scenario.shipped import scenario_folder
from models.scenario.tables import TABLES
from workbench.__main__ import app

CREDIT = "© somebody and contributors"
XES = "{http://www.xes-standard.org/}"


@pytest.fixture(scope="module")
def town(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A shipped pilot that warms up for two days only."""
    folder = shutil.copytree(scenario_folder("jinxi"), tmp_path_factory.mktemp("towns") / "jinxi")
    scenario = folder / "scenario.yml"
    words = scenario.read_text(encoding="utf-8")
    scenario.write_text(words.replace("warmup_days: 28", "warmup_days: 2"), encoding="utf-8")
    assert read_scenario(folder).spec.warmup_days == 2
    return folder


@pytest.fixture(scope="module")
def run(town: Path) -> Path:
    """A short run of it, kept."""
    out = str(town.parent / "runs")
    return Path(simulate(str(town), days=5, replications=1, out=out, structural=False)["runs"][0])


@given(st.text())
def test_no_cell_begins_like_a_formula(text: str) -> None:
    made = harmless(text)
    assert not made.startswith(RISKY)
    assert made == text or made == f"'{text}"


def test_formulas_are_neutralised_in_files(tmp_path: Path) -> None:
    """In cells and in headings, in CSV and in XLSX; numbers stay numbers, negative ones too."""
    texts = ['=HYPERLINK("x")', "@cmd", "plain", None]
    table = pd.DataFrame({"=1+1": texts, "n": [-1.5, 2.0, float("nan"), 0.0]})
    assert harmless_table(table)["n"].tolist()[:2] == [-1.5, 2.0]
    (file, *_) = write_csv({"t": table}, tmp_path, {"who": "=cmd()"})
    lines = file.read_text(encoding="utf-8-sig").splitlines()
    assert lines[0].startswith("'=1+1,") and all(not cell.startswith(RISKY) for cell in lines[1:3])
    write_xlsx({"t": table}, tmp_path / "t.xlsx", {"who": "=cmd()"})
    with zipfile.ZipFile(tmp_path / "t.xlsx") as book:
        sheets = [book.read(name).decode() for name in book.namelist() if name.startswith("xl/worksheets/")]
    assert len(sheets) == 3 and all("<f>" not in sheet and "<hyperlink" not in sheet for sheet in sheets)


def test_tables_come_back_as_they_were(run: Path, tmp_path: Path) -> None:
    """Parquet and CSV hold every table of the run, in the declared columns."""
    tables = read_run(run).tables
    export(run, "parquet", tmp_path / "p")
    export(run, "csv", tmp_path / "c")
    for name, columns in TABLES.items():
        back = pd.read_parquet(tmp_path / "p" / f"{name}.parquet")
        pd.testing.assert_frame_equal(back, tables[name])
        text = pd.read_csv(tmp_path / "c" / f"{name}.csv")
        assert list(text.columns) == [column.name for column in columns] and len(text) == len(tables[name])


def test_the_dictionary_names_every_column_in_both_languages() -> None:
    told = data_dictionary()
    assert len(told) == sum(map(len, TABLES.values()))
    assert (told[["column_zh", "column_en", "table_zh", "table_en"]] != "").all(axis=None)
    assert set(told.loc[told["unit"] == "min", "unit_en"]) != {""}


def test_xes_is_the_event_log(run: Path, tmp_path: Path) -> None:
    """A trace a case, a completion an event, time in order, the offset of Shanghai, the facts in the head."""
    tables = read_run(run).tables
    export(run, "xes", tmp_path / "x")
    log = ElementTree.parse(tmp_path / "x" / "log.xes").getroot()
    assert log.tag == f"{XES}log"
    head = {node.get("key"): node.get("value") for node in log.findall(f"{XES}string")}
    assert head["digest"] == json.loads((run / FACTS).read_text())["digest"]
    assert head["attribution"] == read_scenario("jinxi").place.attribution
    traces = log.findall(f"{XES}trace")
    assert len(traces) == len(tables["cases"]) > 20
    complete = 0
    for trace in traces:
        times = [datetime.fromisoformat(node.get("value")) for node in trace.findall(f"{XES}event/{XES}date")
                 if node.get("key") == "time:timestamp"]  # fmt: skip
        assert all(time.utcoffset().total_seconds() == 8 * 3600 for time in times)
        ends = [event for event in trace.findall(f"{XES}event")
                if any(node.get("value") == "complete" for node in event)]  # fmt: skip
        complete += len(ends)
    assert complete == len(tables["case_events"])


def test_ocel_holds_together(run: Path, tmp_path: Path) -> None:
    """Every related object exists, ids are unique, JSON and SQLite tell the same."""
    tables = read_run(run).tables
    export(run, "ocel", tmp_path / "o")
    log = json.loads((tmp_path / "o" / "log.jsonocel").read_text(encoding="utf-8"))
    objects = {each["id"]: each["type"] for each in log["objects"]}
    assert len(objects) == len(log["objects"])
    assert set(objects.values()) == {kind["name"] for kind in log["objectTypes"]}
    assert len(log["events"]) == len(tables["case_events"])
    assert {each["type"] for each in log["events"]} == {kind["name"] for kind in log["eventTypes"]}
    for each in [*log["events"], *log["objects"]]:
        assert all(link["objectId"] in objects for link in each["relationships"])
    assert all(datetime.fromisoformat(each["time"]).tzinfo for each in log["events"])
    with sqlite3.connect(tmp_path / "o" / "log.sqlite") as base:
        counts = [base.execute(f"SELECT COUNT(*) FROM {name}").fetchone()[0] for name in ("event", "object")]
        links = base.execute("SELECT COUNT(*) FROM event_object").fetchone()[0]
    assert counts == [len(log["events"]), len(objects)]
    assert links == sum(len(each["relationships"]) for each in log["events"])


def test_the_map_adds_up(run: Path, tmp_path: Path) -> None:
    """Blocks and grids count the same cases; the attribution is in every row of every layer."""
    cases = read_run(run).tables["cases"]
    export(run, "geojson", tmp_path / "g")
    blocks, grids = (gpd.read_file(tmp_path / "g" / f"{name}.geojson") for name in ("blocks", "grids"))
    assert blocks["cases"].sum() == grids["cases"].sum() == len(cases)
    about = {"attribution": "© somebody", "scenario": "jinxi", "digest": "0"}
    write_geo(read_run(run).tables, read_scenario("jinxi"), about, tmp_path)
    layer = gpd.read_file(tmp_path / "run.gpkg", layer="grids")
    assert set(layer["attribution"]) == {"© somebody"} and len(layer) == len(grids)


@pytest.fixture(scope="module")
def credited(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A kept run of a place that somebody is to be named for."""
    folder = tmp_path_factory.mktemp("credited") / "town"
    shutil.copytree(scenario_folder("checks/two-grids"), folder)
    blocks = json.loads((folder / "blocks.geojson").read_text(encoding="utf-8"))
    (folder / "blocks.geojson").write_text(json.dumps({**blocks, "attribution": CREDIT}), encoding="utf-8")
    out = str(folder.parent / "runs")
    return Path(simulate(str(folder), days=3, replications=1, out=out, structural=False)["runs"][0])


def test_who_is_to_be_named_stands_in_every_format(credited: Path, tmp_path: Path) -> None:
    """In every Parquet file's head and as a table `about`; in the heads of both logs; in the workbook."""
    for form in FORMATS:
        assert export(credited, form, tmp_path / form)["attribution"] == CREDIT
    for file in (tmp_path / "parquet").iterdir():
        assert pq.read_schema(file).metadata[b"attribution"].decode() == CREDIT
    about = pd.read_csv(tmp_path / "csv" / "about.csv").set_index("fact")["value"]
    assert about["attribution"] == CREDIT and len(about["digest"]) == 64
    assert CREDIT in (tmp_path / "xes" / "log.xes").read_text(encoding="utf-8")
    log = json.loads((tmp_path / "ocel" / "log.jsonocel").read_text(encoding="utf-8"))
    with sqlite3.connect(tmp_path / "ocel" / "log.sqlite") as base:
        assert dict(base.execute("SELECT fact, value FROM about")) == log["about"]
    assert log["about"]["attribution"] == CREDIT
    with zipfile.ZipFile(tmp_path / "xlsx" / "run.xlsx") as book:
        assert CREDIT in book.read("xl/worksheets/sheet1.xml").decode()


@pytest.mark.nightly
def test_a_single_run_has_a_report(credited: Path, tmp_path: Path) -> None:
    """Without intervals, as one replication has none; the credit is in it."""
    done = CliRunner().invoke(
        app, ["export", str(credited), "--format", "report", "--out", str(tmp_path), "--lang", "en"]
    )
    assert done.exit_code == 0, done.stderr
    text = (tmp_path / "town.en.html").read_text(encoding="utf-8")
    assert CREDIT in text and json.loads((credited / FACTS).read_text())["fingerprint"] in text


def test_a_run_is_reproduced(run: Path) -> None:
    told = reproduce(run)
    assert told["same"] and told["again"] == read_run(run).digest


def test_a_run_whose_scenario_has_changed_is_not_passed_off(run: Path, town: Path, tmp_path: Path) -> None:
    """The message says what was expected, and how to give the folder as it was."""
    moved = shutil.copytree(town, tmp_path / "jinxi")
    assert reproduce(run, str(moved))["same"]
    grids = moved / "grids.csv"
    lines = grids.read_text(encoding="utf-8").splitlines()
    names = sorted({line.split(",")[1] for line in lines[1:]})
    block, grid = lines[1].split(",")
    lines[1] = f"{block},{next(name for name in names if name != grid)}"
    grids.write_text("\n".join(lines) + "\n", encoding="utf-8")
    with pytest.raises(WorkbenchError) as caught:
        export(run, "csv", tmp_path / "out", str(moved))
    assert "--scenario" in caught.value.faults[0].remedy and not (tmp_path / "out").exists()


def test_nonsense_is_refused_and_leaves_nothing(run: Path, tmp_path: Path) -> None:
    (tmp_path / "full").mkdir()
    (tmp_path / "full" / "mine.txt").write_text("mine")
    for form, out in (("docx", tmp_path / "a"), ("csv", tmp_path / "full")):
        with pytest.raises(WorkbenchError):
            export(run, form, out)
    with pytest.raises(RunError):
        export(tmp_path / "nowhere", "csv", tmp_path / "b")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["full"]
    assert set(FORMATS) >= {"parquet", "csv", "xlsx", "xes", "ocel", "geojson"}
