"""Plans of grids as files, in and out: two columns of text, or the blocks with their shapes."""

from __future__ import annotations

import io
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path

import geopandas as gpd
import pandas as pd

from models.scenario.faults import Fault, ScenarioError, WorkbenchError
from models.scenario.grids_file import grids_and_faults
from models.scenario.place import Place

SUFFIXES = (".csv", ".geojson", ".gpkg")
MOST_BYTES = 20_000_000
"""Larger uploads silently drop the connection, so that they are refused by name before."""
RISKY = ("=", "+", "-", "@", "\t", "\r")
"""A cell that begins with one of these is run by a spreadsheet."""
MOST_FAULTS = 200
ENCODINGS = ("utf-8-sig", "gb18030")
"""Of lists: as most programs save them, and as spreadsheets do in China."""


def read_plan(name: str, content: bytes, blocks: Sequence[str]) -> dict[str, str]:
    """The plan in a file (block to grid) for a place with these blocks.

    Blocks that the file leaves out, or gives no grid, have none. WorkbenchError with every unknown or doubled
    block and every name that a spreadsheet would execute; nothing is applied here.
    """
    suffix = Path(name).suffix.lower()
    if suffix not in SUFFIXES:
        raise ScenarioError(Fault(name, "a file " + ", ".join(SUFFIXES), suffix or "no suffix"))
    if len(content) > MOST_BYTES:
        got = f"{len(content) / 1e6:.0f} MB"
        raise ScenarioError(Fault(name, f"at most {MOST_BYTES / 1e6:.0f} MB", got))
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / f"plan{suffix}"
        file.write_bytes(_text(name, content).encode("utf-8") if suffix == ".csv" else content)
        plan, faults = _from_table(name, file) if suffix == ".csv" else _from_shapes(name, file)
    known = frozenset(blocks)
    faults += [Fault(f"{name}: block {block}", "a block of the place", "none")
               for block in plan if block.strip() and block not in known]  # fmt: skip
    faults += [
        Fault(f"{name}: grid {grid!r}", f"a name that does not begin with {' '.join(RISKY[:4])}", grid)
        for grid in dict.fromkeys(plan.values())
        if grid.startswith(RISKY)
    ]
    if faults:
        raise ScenarioError(faults[:MOST_FAULTS])
    return plan


def _text(name: str, content: bytes) -> str:
    for encoding in ENCODINGS:
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        if not text.strip():
            raise ScenarioError(Fault(name, "rows of block and grid", "an empty file"))
        return text
    raise ScenarioError(Fault(name, "text in UTF-8 or GB18030", "another encoding"))


def _from_table(name: str, file: Path) -> tuple[dict[str, str], list[Fault]]:
    """What a table says and what is wrong with it, by the name that the planner knows it by."""
    faults: Sequence[Fault]
    try:
        plan, faults = grids_and_faults(file)
    except ScenarioError as error:
        raise ScenarioError([_called(fault, file, name) for fault in error.faults]) from None
    return plan, [_called(fault, file, name) for fault in faults]


def _called(fault: Fault, file: Path, name: str) -> Fault:
    return replace(fault, where=fault.where.replace(file.name, name, 1))


def _from_shapes(name: str, file: Path) -> tuple[dict[str, str], list[Fault]]:
    try:
        table = gpd.read_file(file)
    except Exception as error:  # the drivers raise errors of many kinds
        why = str(error).splitlines()[0].replace(str(file), name)
        raise ScenarioError(Fault(name, "shapes that can be read", why)) from None
    missing = [column for column in ("block", "grid") if column not in table]
    if missing:
        got = ", ".join(map(str, table.columns[:12]))
        raise ScenarioError([Fault(name, f"a column {column}", got) for column in missing])
    blocks = table["block"].astype(str).str.strip()
    twice = blocks[blocks.duplicated()].unique()
    faults = [Fault(f"{name}: block {block}", "one grid per block", "the block twice") for block in twice]
    given = table["grid"].notna()
    plan = {
        block: str(grid).strip()
        for block, grid in zip(blocks[given], table["grid"][given], strict=True)
        if str(grid).strip()
    }
    return plan, faults


def csv_of(blocks: Sequence[str], plan: Mapping[str, str]) -> bytes:
    """`grids.csv`: block and grid; blocks without a grid are left out."""
    rows = [(block, plan[block]) for block in blocks if block in plan]
    text = pd.DataFrame(rows, columns=["block", "grid"]).to_csv(index=False, lineterminator="\n")
    return text.encode("utf-8")


def shapes_of(place: Place, plan: Mapping[str, str], suffix: str) -> bytes:
    """The blocks with their grid as `.geojson` or `.gpkg`, the place's attribution in every row."""
    table = place.blocks[["block", "area", "households", "population", "geometry"]].copy()
    table["grid"] = [plan.get(str(block), "") for block in table["block"]]
    table["attribution"] = place.attribution
    if suffix == ".geojson":
        return str(table.to_json(drop_id=True)).encode("utf-8")
    if suffix != ".gpkg":
        raise WorkbenchError(Fault("suffix", ".geojson or .gpkg", suffix))
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "grids.gpkg"
        table.to_file(file, driver="GPKG", layer="grids")
        return io.BytesIO(file.read_bytes()).getvalue()
