"""Outcome tables as files for others: Parquet, CSV, one XLSX workbook; the data dictionary beside them."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import xlsxwriter

from models.exchange.cells import harmless_table
from models.exchange.dictionary import data_dictionary
from models.scenario.faults import Fault, RunError

MOST_ROWS = 1_048_575
"""Rows below the heading that a sheet can hold."""
DICTIONARY, ABOUT = "dictionary", "about"


def write_parquet(tables: Mapping[str, pd.DataFrame], out: Path, facts: Mapping[str, str]) -> list[Path]:
    """A file a table, `dictionary.parquet` and `about.parquet`; the facts stand in every file's head as well.

    All writers here take the dictionary of outcome tables where `tables` bring none of their own. `facts`
    are what the tables say of themselves: attribution, digest, seed, versions.
    """
    whole = {**_with_dictionary(tables), ABOUT: _about(facts)}
    return [_parquet(out / f"{name}.parquet", table, facts) for name, table in whole.items()]


def write_csv(tables: Mapping[str, pd.DataFrame], out: Path, facts: Mapping[str, str]) -> list[Path]:
    """A file a table (UTF-8 with a mark, for spreadsheets to read Chinese), `dictionary.csv`, `about.csv`."""
    files = []
    for name, table in {**_with_dictionary(tables), ABOUT: _about(facts)}.items():
        files.append(out / f"{name}.csv")
        harmless_table(table).to_csv(files[-1], index=False, encoding="utf-8-sig", lineterminator="\n")
    return files


def write_xlsx(tables: Mapping[str, pd.DataFrame], file: Path, facts: Mapping[str, str]) -> list[Path]:
    """One workbook: a sheet `about` with the facts, the dictionary, and a sheet a table.

    Every text is written as a text, never as a formula or a link. RunError where a table has too many rows.
    """
    long = [name for name, table in tables.items() if len(table) > MOST_ROWS]
    if long:
        remedy = "export to parquet or csv"
        raise RunError(
            [Fault(name, f"at most {MOST_ROWS:,} rows", f"{len(tables[name]):,}", remedy) for name in long]
        )
    options = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False,
               "nan_inf_to_errors": True, "constant_memory": True}  # fmt: skip
    with xlsxwriter.Workbook(str(file), options) as book:
        for name, table in {ABOUT: _about(facts), **_with_dictionary(tables)}.items():
            _sheet(book, name, harmless_table(table))
    return [file]


def _parquet(file: Path, table: pd.DataFrame, facts: Mapping[str, str]) -> Path:
    made = pa.Table.from_pandas(table, preserve_index=False)
    pq.write_table(made.replace_schema_metadata({**(made.schema.metadata or {}), **facts}), file)
    return file


def _about(facts: Mapping[str, str]) -> pd.DataFrame:
    return pd.DataFrame({"fact": list(facts), "value": list(facts.values())}, dtype="str")


def _with_dictionary(tables: Mapping[str, pd.DataFrame]) -> dict[str, pd.DataFrame]:
    return dict(tables) if DICTIONARY in tables else {**tables, DICTIONARY: data_dictionary()}


def _sheet(book: xlsxwriter.Workbook, name: str, table: pd.DataFrame) -> None:
    sheet = book.add_worksheet(name)
    head = book.add_format({"bold": True})
    for place, column in enumerate(table.columns):
        sheet.write_string(0, place, str(column), head)
    sheet.freeze_panes(1, 0)
    columns = [table[column].tolist() for column in table.columns]
    numbers = [table[column].dtype.kind in "iuf" for column in table.columns]
    flags = [table[column].dtype.kind == "b" for column in table.columns]
    for row, cells in enumerate(zip(*columns, strict=True), start=1):
        for place, cell in enumerate(cells):
            if flags[place]:
                sheet.write_boolean(row, place, cell)
            elif numbers[place]:
                if cell == cell:  # an empty cell for what has not come (NaN)
                    sheet.write_number(row, place, cell)
            elif cell is not None and cell == cell:
                sheet.write_string(row, place, str(cell))
