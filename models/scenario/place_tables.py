"""Reads one table of a place from CSV or Parquet: its columns and their types, every fault at once."""

from __future__ import annotations

import csv
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from models.scenario.faults import Fault, ScenarioError
from models.scenario.place_check import each

MOST_BYTES = 1_000_000_000


def read_table(path: Path, columns: Mapping[str, type]) -> pd.DataFrame:
    """The declared columns of a `.csv` or `.parquet` file, as str, int64 or float64, in declared order.

    Raises ScenarioError with every missing column and every cell that is not what it must be. A cell
    that is empty in a column of numbers is a fault; further columns are ignored.
    """
    raw = _raw(path)
    missing = [name for name in columns if name not in raw.columns]
    if missing:
        head = ", ".join(map(str, raw.columns[:12]))
        hint = " (columns are parted by commas)" if len(raw.columns) == 1 and set(head) & set(";\t|") else ""
        got = f"only {head or 'nothing'}{hint}"
        raise ScenarioError([Fault(path.name, f"a column {name}", got) for name in missing])
    faults: list[Fault] = []
    typed = {name: _typed(path.name, raw, name, kind, faults) for name, kind in columns.items()}
    if faults:
        raise ScenarioError(faults)
    return pd.DataFrame(typed)


def _raw(path: Path) -> pd.DataFrame:
    try:
        if path.stat().st_size > MOST_BYTES:
            raise ScenarioError(Fault(path.name, f"at most {MOST_BYTES:,} bytes", f"{path.stat().st_size:,}"))
        if path.suffix == ".parquet":
            return pd.read_parquet(path)
        try:
            table = pd.read_csv(path, dtype=str, keep_default_na=False, encoding="utf-8-sig")
        except pd.errors.ParserError:
            raise ScenarioError(_long_lines(path)) from None
        if not isinstance(table.index, pd.RangeIndex):  # a long first row has moved all columns
            raise ScenarioError(_long_lines(path))
        return table
    except ScenarioError:
        raise
    except OSError as error:
        raise ScenarioError(Fault(path.name, "a file that can be read", _why(error))) from None
    except Exception as error:  # whatever a parser of foreign bytes may think of
        raise ScenarioError(Fault(path.name, f"a {path.suffix[1:]} table", _why(error))) from None


def _long_lines(path: Path) -> list[Fault]:
    """Lines with more cells than the first one; else what can be said of a table that is none."""
    with path.open(encoding="utf-8-sig", newline="") as file:
        rows = csv.reader(file)
        most = len(next(rows, []))
        long = [(rows.line_num, len(row)) for row in rows if len(row) > most]
    faults = [
        Fault(f"{path.name}: line {at}", f"{most} cells, as in the first line", str(n)) for at, n in long
    ]
    return faults or [Fault(path.name, "a csv table", "a text in quotes that does not end")]


def _why(error: Exception) -> str:
    text = getattr(error, "strerror", None) or str(error) or type(error).__name__
    return " ".join(str(text).split())[:200]


def _typed(where: str, raw: pd.DataFrame, name: str, kind: type, faults: list[Fault]) -> Any:
    values = raw[name]
    if kind is str:
        words = ["" if v is None or v is pd.NA or v != v else str(v) for v in values.to_numpy(dtype=object)]
        return pd.Series(words, index=values.index, dtype="str")
    numbers = pd.to_numeric(values, errors="coerce").astype("float64").to_numpy()
    bad = ~np.isfinite(numbers)
    if kind is int:
        bad |= np.where(bad, True, (numbers != np.rint(numbers)) | (np.abs(numbers) > 2**53))
    expected = "a whole number" if kind is int else "a finite number"
    lines = (f"line {row + 2}" for row in range(len(raw)))
    faults.extend(each(where, name, bad, values, expected, lines))
    return np.where(bad, 0, numbers).astype("int64") if kind is int else numbers
