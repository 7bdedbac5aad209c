"""The log of a run: rows are appended by what the story calls, and become the outcome tables."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from struct import Struct
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd
import pyarrow as pa

from models.scenario.tables import TABLES
from models.scenario.words import Activity, DutyState, Level, Role

VISIT_COLUMNS, EVENT_COLUMNS, DUTY_COLUMNS, SPELL_COLUMNS = 15, 6, 5, 6
_visit = Struct(f"{VISIT_COLUMNS}q").pack
_event = Struct(f"{EVENT_COLUMNS}q").pack
_duty = Struct(f"{DUTY_COLUMNS}q").pack
_spell = Struct(f"{SPELL_COLUMNS}q").pack
STATES = {state: code for code, state in enumerate(DutyState)}
NEVER = -1
"""Whole numbers are packed: they weigh less than in tuples, and are read back as one array."""
NOWHERE = -1
"""The place of desk work that is not done at any premises."""


class Log:
    """What happened, in short rows; times are seconds here, minutes in the tables.

    An event of a case is packed numbers: case, ready, begin, end, due, and the code that `words` has for its
    words (activity, level, actor, role, outcome), of which there are few. `duty` is what desks did: worker
    (the code that `workers` has for person, role, grid, state), begin, end, seconds worked, premises.
    `visits` and `spells` are what pairs did: see `fieldwork`.
    """

    def __init__(self) -> None:
        self.events = bytearray()
        self.words: dict[tuple[str, ...], int] = {}
        self.duty = bytearray()
        self.workers: dict[tuple[str, str, str, str], int] = {}
        self.visits = bytearray()
        self.spells = bytearray()

    def visit(self, *row: int) -> None:
        """A visit has ended; `row` as `fieldwork` describes it."""
        self.visits += _visit(*row)

    def spell(self, pair: int, state: DutyState, begin: int, end: int, origin: int, target: int) -> None:
        """A pair waited at a stop, or walked from one to another."""
        self.spells += _spell(pair, STATES[state], begin, end, origin, target)

    def worker(self, person: str, role: Role, grid: str, state: DutyState) -> int:
        """The code of somebody who sits at a desk."""
        return self.workers.setdefault((person, role, grid, state), len(self.workers))

    def served(self, worker: int, begin: int, end: int, seconds: int, premises: int) -> None:
        """Somebody of a desk did a job of so many working seconds."""
        self.duty += _duty(worker, begin, end, seconds, premises)

    def event(self, case: int, activity: Activity, level: Level, at: int) -> None:
        """Something happened to a case in no time."""
        words = self.words
        self.events += _event(
            case, at, at, at, NEVER, words.setdefault((activity, level, "", "", ""), len(words))
        )

    def work(
        self, case: int, activity: Activity, level: Level, who: tuple[str, Role | str],
        ready: int, begin: int, end: int, due: int = NEVER, outcome: str = "",
    ) -> None:  # fmt: skip
        """Something was done for a case by `who` (actor, role); `ready` is when it began to wait for it."""
        words = self.words
        self.events += _event(
            case, ready, begin, end, due, words.setdefault((activity, level, *who, outcome), len(words))
        )


def unpacked(packed: bytearray, columns: int) -> npt.NDArray[np.int64]:
    """The columns of packed rows, shape (columns, rows); the bytes are let go."""
    by_column = np.frombuffer(packed, dtype=np.int64).reshape(-1, columns).T.copy()
    packed.clear()
    return by_column


def made(table: str, values: Iterable[Any]) -> pd.DataFrame:
    """An outcome table from whole columns in the declared order: numbers (seconds become minutes) and `taken`
    texts."""
    out: dict[str, Any] = {}
    for column, cells in zip(TABLES[table], values, strict=True):
        if column.unit == "min":
            out[column.name] = np.asarray(cells, dtype=np.float64) / 60.0
        elif column.dtype == "str":
            out[column.name] = pd.Series(pd.array(cells, dtype="str"))
        else:
            out[column.name] = np.asarray(cells, dtype=column.dtype)
    return pd.DataFrame(out, copy=False)


def taken(texts: Sequence[str], codes: npt.NDArray[np.int64]) -> pa.Array:
    """Texts by their codes, without a loop in Python."""
    return pa.array(texts, type=pa.large_string()).take(pa.array(codes))
