"""The log of a run: rows are appended by what the story calls, and become the outcome tables."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa

from models.scenario.tables import TABLES
from models.scenario.words import Activity, Level, Role

Row = tuple[Any, ...]


class Log:
    """Rows of the event log, of duty and of visits; times are seconds here, minutes in the tables."""

    def __init__(self) -> None:
        self.case_events: list[Row] = []
        self.duty: list[Row] = []
        self.visits: list[Row] = []

    def event(
        self,
        case: int,
        activity: Activity,
        level: Level,
        begin: int,
        end: int,
        *,
        ready: int | None = None,
        actor: str = "",
        role: Role | str = "",
        due: int | None = None,
        outcome: str = "",
    ) -> None:
        """Something happened to a case; `ready` is when it began to wait for it."""
        asked = begin if ready is None else ready
        self.case_events.append((case, activity, level, actor, role, asked, begin, end, due, outcome))


def frame(table: str, rows: Sequence[Row]) -> pd.DataFrame:
    """An outcome table from rows in the declared order of columns; seconds become minutes, None NaN."""
    columns = TABLES[table]
    values = list(zip(*rows, strict=True)) if rows else [() for _ in columns]
    out: dict[str, Any] = {}
    for column, cells in zip(columns, values, strict=True):
        if column.unit == "min":
            out[column.name] = np.array(cells, dtype=np.float64) / 60.0
        elif column.dtype == "str":
            out[column.name] = _strings(cells)
        else:
            out[column.name] = np.array(cells, dtype=column.dtype)
    return pd.DataFrame(out)


def _strings(cells: Sequence[Any]) -> pd.Series:
    """Text cells (plain or enum members, which are texts too) without a loop in Python."""
    return pd.Series(pd.array(pa.array(cells, type=pa.large_string()), dtype="str"))
