"""Parts of a ledger: Parquet files with what many runs measured, put in place whole or not at all."""

from __future__ import annotations

import os
import uuid
from collections.abc import Sequence
from pathlib import Path

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from models.scenario.faults import Fault, RunError

FOLDER = "measures"
MANY = 40
"""From so many parts on they are worth joining."""
ROOM = "make room (or make the folder writable) and run it again: what was kept stays, the rest is done again"
KEY = ["variant", "replication"]
Unread = (OSError, ValueError, pa.ArrowException)


def name() -> str:
    """A name that no other part has."""
    return f"part-{uuid.uuid4().hex[:12]}.parquet"


def write(folder: Path, part: str, table: pd.DataFrame) -> None:
    """Put a part in place; OSError where there is no room, and then nothing stays behind."""
    target = folder / FOLDER / part
    temporary = target.with_suffix(".writing")
    try:
        table.to_parquet(temporary, index=False)
        with temporary.open("rb") as file:
            os.fsync(file.fileno())
        os.replace(temporary, target)
    except OSError:
        temporary.unlink(missing_ok=True)
        raise


def whole(folder: Path, part: str) -> bool:
    """Whether a part is there with its end, where Parquet says what is in it."""
    try:
        pq.read_metadata(folder / FOLDER / part)
    except Unread:
        return False
    return True


def read(
    folder: Path, parts: Sequence[str], where: pd.DataFrame, names: Sequence[str] | None = None
) -> pd.DataFrame:
    """What runs measured, by variant and replication; only the row in the part that a run counts on.

    `where`: variant, replication, part of every run that counts; `names` limits the measures. RunError where
    a part cannot be read.
    """
    tables = []
    for part in parts:
        try:
            table = pq.read_table(folder / FOLDER / part, columns=_columns(folder / FOLDER / part, names))
        except Unread as error:
            remedy = "run the campaign again: what is missing is done again"
            raise RunError(
                Fault(f"{FOLDER}/{part}", "a whole part of the ledger", str(error), remedy)
            ) from None
        tables.append(table.append_column("part", pa.array([part]).take(pa.array([0] * len(table)))))
    if not tables:
        return pd.DataFrame(columns=KEY)
    found: pd.DataFrame = pa.concat_tables(tables, promote_options="default").to_pandas()
    if len(found) != len(where):
        found = found.merge(where, on=[*KEY, "part"])
    found = found.drop(columns="part")
    return found.sort_values(KEY, kind="stable").reset_index(drop=True)


def _columns(file: Path, names: Sequence[str] | None) -> list[str] | None:
    if names is None:
        return None
    known = set(pq.read_schema(file).names)
    return [*KEY, *(each for each in names if each in known)]
