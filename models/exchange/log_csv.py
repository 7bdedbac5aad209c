"""A case log in a CSV file: its lines as texts, in UTF-8 or GB18030."""

from __future__ import annotations

import csv
import io
from pathlib import Path

from models.exchange.log_rows import MAX_BYTES, MAX_ROWS, Found, Rows, short
from models.scenario.faults import Fault, ImportFileError

ENCODINGS = ("utf-8-sig", "gb18030")
MOST_COLUMNS = 1_000


def read_csv_rows(file: Path, delimiter: str = ",", encoding: str | None = None) -> Rows:
    """All lines of the file; ImportFileError with every line that has too many or too few cells.

    Without an encoding UTF-8 is tried first, then GB18030. An empty line is none.
    """
    text = _text(file, encoding)
    columns: dict[str, list[str]] = {}
    place: list[int] = []
    found = Found()
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    try:
        heads = _heads(next(reader, []), file.name)
        cells: list[list[str]] = [[] for _ in heads]
        for row in reader:
            if not row:
                continue
            if len(row) != len(heads):
                where = f"{file.name}: line {reader.line_num}"
                found.add(
                    "cells", Fault(where, f"{len(heads)} cells", f"{len(row)}", "quote cells with commas")
                )
                continue
            if len(place) >= MAX_ROWS:
                raise ImportFileError(Fault(file.name, f"at most {MAX_ROWS} lines", "more"))
            place.append(reader.line_num)
            for into, cell in zip(cells, row, strict=True):
                into.append(cell.strip())
    except csv.Error as error:
        where = f"{file.name}: line {reader.line_num}"
        raise ImportFileError([*found.faults, Fault(where, "a line of a CSV file", str(error))]) from None
    found.stop_if_any(file.name)
    columns = dict(zip(heads, cells, strict=True))
    return Rows(file.name, columns, place, "line")


def csv_heads(file: Path, delimiter: str = ",", encoding: str | None = None) -> list[str]:
    """Only the names of the columns."""
    rows = csv.reader(io.StringIO(_text(file, encoding), newline=""), delimiter=delimiter, strict=True)
    try:
        return _heads(next(rows, []), file.name)
    except csv.Error as error:
        raise ImportFileError(Fault(f"{file.name}: line 1", "names of columns", str(error))) from None


def _heads(row: list[str], file: str) -> list[str]:
    heads = [cell.strip() for cell in row]
    if not any(heads) or len(heads) > MOST_COLUMNS:
        raise ImportFileError(Fault(f"{file}: line 1", "names of columns", f"{len(heads)} cells"))
    twice = sorted({head for head in heads if heads.count(head) > 1})
    if twice:
        names = ", ".join(short(head) for head in twice[:10])
        raise ImportFileError(Fault(f"{file}: line 1", "each column once", f"twice: {names}"))
    return heads


def _text(file: Path, encoding: str | None) -> str:
    try:
        size = file.stat().st_size
        if size > MAX_BYTES:
            raise ImportFileError(Fault(file.name, f"at most {MAX_BYTES} bytes", f"{size}"))
        raw = file.read_bytes()
    except OSError as error:
        raise ImportFileError(Fault(file.name, "a readable file", type(error).__name__)) from None
    tried = ENCODINGS if encoding is None else ("utf-8-sig",) if encoding == "utf-8" else (encoding,)
    for name in tried:
        try:
            return raw.decode(name)
        except UnicodeDecodeError as error:
            byte = error.start
    remedy = "say `encoding: utf-8` or `encoding: gb18030` in the mapping"
    raise ImportFileError(Fault(file.name, f"text in {' or '.join(tried)}", f"other bytes at {byte}", remedy))
