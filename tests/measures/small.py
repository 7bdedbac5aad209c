"""Small outcomes written by hand: a row names what matters, the declaration fills in the rest."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from typing import Any

import numpy as np
import pandas as pd

from models.measures.facts import Facts
from models.scenario.outcome import DeskFacts, Outcome
from models.scenario.tables import TABLES, Column, validate
from models.scenario.words import Department, PremisesKind, Role

DAY = 1440.0
NONE: dict[str, Any] = {"int64": 0, "float64": np.nan, "str": "", "bool": False}
BEGIN, END = 10 * DAY, 20 * DAY
"""The window of all examples: ten days after a warm-up of ten."""


def default(column: Column) -> Any:
    """A harmless value: the first code, the lowest id, a time that has not come."""
    if column.codes is not None:
        return column.codes[-1] if "" in column.codes else column.codes[0]
    if column.dtype == "float64" and not column.nullable:
        return 0.0
    return int(column.low) if column.dtype == "int64" and column.low is not None else NONE[column.dtype]


@cache
def empty(name: str) -> pd.DataFrame:
    """An outcome table without rows."""
    return pd.DataFrame({c.name: pd.Series([], dtype=c.dtype) for c in TABLES[name]})


def frame(name: str, rows: Iterable[dict[str, Any]], check: bool = True) -> pd.DataFrame:
    """An outcome table of a few rows; checked against its declaration unless a test makes hundreds."""
    rows, columns = list(rows), TABLES[name]
    assert all(set(row) <= {c.name for c in columns} for row in rows), name
    data = {c.name: pd.Series([r.get(c.name, default(c)) for r in rows], dtype=c.dtype) for c in columns}
    return validate(name, pd.DataFrame(data)) if check else pd.DataFrame(data)


def outcome(
    desks: tuple[DeskFacts, ...] = (),
    begin: float = BEGIN,
    end: float = END,
    check: bool = True,
    **tables: list[dict[str, Any]],
) -> Outcome:
    """An outcome with the given tables and all others empty."""
    frames = {name: frame(name, tables[name], check) if tables.get(name) else empty(name) for name in TABLES}
    return Outcome("small", "0", 1, 0, begin, end, frames, desks, 0, 0.0)


def case(number: int, reported: float, due: float, closed: float = np.nan, **more: Any) -> dict[str, Any]:
    """A citizen's case resolved at the community, registered when it was reported."""
    row = {"case": number, "reported": reported, "registered": reported, "due": due, "closed": closed}
    row |= {"source": "citizen", "level": "community", "grid": "g1"}
    return row | {"outcome": "open" if np.isnan(closed) else "closed"} | more


def register(number: int, at: float) -> dict[str, Any]:
    """The event that registers a case."""
    return {"case": number, "activity": "register", "level": "community", "ready": at, "begin": at, "end": at}


def event(number: int, activity: str, at: float) -> dict[str, Any]:
    """An event without length."""
    return {"case": number, "activity": activity, "level": "community", "ready": at, "begin": at, "end": at}


def handle(
    number: int, level: str, begin: float, due: float, end: float = np.nan, **more: Any
) -> dict[str, Any]:
    """The handling of a case at a level."""
    row = {"case": number, "stage": "handle", "level": level, "begin": begin, "due": due, "end": end}
    return row | {"grid": "g1", "source": "citizen"} | more


def facts(**changes: Any) -> Facts:
    """Two grids with two premises each, 20,000 people, two pairs, five working days of 420 minutes."""
    premises = pd.DataFrame(
        {
            "premises": ["p1", "p2", "p3", "p4"],
            "kind": ["small_shop", "rental", "factory", "street"],
            "grid": ["g1", "g1", "g2", "g2"],
        }
    )
    base: dict[str, Any] = {
        "population": 20_000.0,
        "premises": premises,
        "place_grid": dict(zip(premises["premises"], premises["grid"], strict=True)),
        "grids": ("g1", "g2"),
        "pairs": 2,
        "open_minutes": 2100.0,
        "workdays": 5,
        "in_shift": lambda begin, end: end - begin,
        "pairs_of": {"g1": 1, "g2": 1},
        "heads": {Role.INSPECTOR: 4, Role.HANDLER: 4, Role.OPERATOR: 2},
        "wages": {Role.INSPECTOR: 60_000.0, Role.HANDLER: 70_000.0, Role.OPERATOR: 60_000.0},
        "checks": {
            str(PremisesKind.SMALL_SHOP): {Department.FIRE: 3},
            str(PremisesKind.RENTAL): {Department.MIGRANTS: 2, Department.FIRE: 1},
            str(PremisesKind.FACTORY): {Department.SAFETY: 5},
            str(PremisesKind.STREET): {Department.URBAN: 1},
        },
        "rollout": True,
    }
    return Facts(**(base | changes))


def task(number: int, released: float, due: float, ended: float = np.nan, **more: Any) -> dict[str, Any]:
    """A routine task, grabbed and done when it ended."""
    row = {"task": number, "kind": "routine", "released": released, "due": due, "ended": ended}
    row |= {"grabbed": ended, "premises": "p1", "premises_kind": "small_shop", "grid": "g1", "pool": "g1"}
    return row | {"fate": "open" if np.isnan(ended) else "done"} | more


def visit(number: int, ended: float, **more: Any) -> dict[str, Any]:
    """An opened routine visit of half an hour by the pair of the first grid."""
    row = {
        "visit": number,
        "task": number,
        "pair": "pair-1",
        "home_grid": "g1",
        "premises": "p1",
        "grid": "g1",
    }
    row |= {"premises_kind": "small_shop", "task_kind": "routine", "access": True}
    return row | {"departed": ended - 30, "arrived": ended - 20, "ended": ended} | more


def duty(person: str, role: str, state: str, begin: float, end: float, **more: Any) -> dict[str, Any]:
    """A stretch of duty, worked through."""
    row = {"person": person, "role": role, "state": state, "begin": begin, "end": end, "grid": "g1"}
    return row | {"worked_minutes": end - begin} | more
