"""Every outcome table, declared once: what the simulation writes, exports head and pages explain.

Times are minutes from the scenario's start date at 00:00 local time; a time that has not come is NaN.
Names of columns in both languages stand in `models/text/*.toml` under `[column]`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from typing import TYPE_CHECKING

import pandas as pd

from models.scenario.words import (
    Activity,
    Department,
    DutyState,
    Level,
    PremisesKind,
    Role,
    Source,
    TaskFate,
    TaskKind,
)

if TYPE_CHECKING:
    import pandera.pandas as pa


class Stage(StrEnum):
    """The stretches of a case that have a time limit each."""

    ACCEPT = "accept"
    DISPATCH = "dispatch"
    HANDLE = "handle"
    CHECK = "check"
    CLOSURE = "closure"


class CaseOutcome(StrEnum):
    """How a case stands at the end of the run."""

    OPEN = "open"
    CLOSED = "closed"
    CANCELLED = "cancelled"
    DUPLICATE = "duplicate"


@dataclass(frozen=True)
class Column:
    """One column: its type, unit, bounds, and the codes it may hold (None: free)."""

    name: str
    dtype: str
    unit: str = ""
    low: float | None = None
    high: float | None = None
    codes: tuple[str, ...] | None = None
    nullable: bool = False


def _codes(name: str, words: Iterable[str], blank: bool = False) -> Column:
    return Column(name, "str", codes=tuple(map(str, words)) + (("",) if blank else ()))


def _id(name: str, low: int = 0) -> Column:
    return Column(name, "int64", low=low)


def _time(name: str, nullable: bool = False) -> Column:
    return Column(name, "float64", unit="min", nullable=nullable)


def _text(name: str) -> Column:
    return Column(name, "str")


def _flag(name: str) -> Column:
    return Column(name, "bool")


def _count(name: str) -> Column:
    return Column(name, "int64", low=0)


def _minutes(name: str) -> Column:
    return Column(name, "float64", unit="min", low=0.0)


TABLES: Mapping[str, tuple[Column, ...]] = {
    # a task released to a pool, and its fate
    "tasks": (
        _id("task"),
        _codes("kind", TaskKind),
        _text("premises"),
        _codes("premises_kind", PremisesKind),
        _text("grid"),
        _text("pool"),
        _time("released"),
        _time("due"),
        _minutes("expected_minutes"),
        _count("items"),
        _codes("fate", TaskFate),
        _time("grabbed", nullable=True),
        _time("ended", nullable=True),
        _text("pair"),
        _count("attempts"),
        _id("case", low=-1),
    ),
    # a visit of a pair to a premises, opened or not; `home_grid` is the pair's
    "visits": (
        _id("visit"),
        _id("task"),
        _text("pair"),
        _text("home_grid"),
        _text("premises"),
        _codes("premises_kind", PremisesKind),
        _text("grid"),
        _codes("task_kind", TaskKind),
        _count("attempt"),
        _count("items"),
        _time("departed"),
        _time("arrived"),
        _time("ended"),
        _flag("access"),
        _flag("skilled"),
        _flag("first"),
        _count("found"),
        _count("settled"),
        _count("reported"),
        _count("over_reported"),
        _minutes("overtime_minutes"),
    ),
    # a hazard that existed at any time of the run; onset may lie before its start
    "hazards": (
        _id("hazard"),
        _text("premises"),
        _codes("premises_kind", PremisesKind),
        _text("grid"),
        _codes("department", Department),
        _text("item"),
        _time("onset"),
        _time("found", nullable=True),
        _codes("found_by", Source, blank=True),
        _time("rectified", nullable=True),
        _flag("visible"),
        _flag("missed"),
        _count("sightings"),
        _id("case", low=-1),
    ),
    # a case and its final facts; `missed`: reported by the public although a visit should have found it
    "cases": (
        _id("case"),
        _codes("source", Source),
        _codes("department", Department),
        _text("item"),
        _text("case_class"),
        _flag("urgent"),
        _text("grid"),
        _text("block"),
        _text("premises"),
        _codes("level", Level),
        _codes("outcome", CaseOutcome),
        _time("reported"),
        _time("registered", nullable=True),
        _time("closed", nullable=True),
        _time("due", nullable=True),
        _count("rework"),
        _count("bounces"),
        _count("extensions"),
        _minutes("suspended_minutes"),
        _count("site_visits"),
        _flag("over_report"),
        _flag("missed"),
        _count("reopened"),
        _count("duplicates"),
        _id("hazard", low=-1),
        _id("parent", low=-1),
    ),
    # a stage of a case against its limit; `due` is final (extended, suspended), `end` NaN while open
    "stages": (
        _id("case"),
        _codes("stage", Stage),
        _codes("level", Level),
        _text("grid"),
        _codes("department", Department),
        _codes("source", Source),
        _time("begin"),
        _time("end", nullable=True),
        _time("due"),
    ),
    # the event log: `ready` when the work waited for somebody, `begin` and `end` of doing it
    "case_events": (
        _id("case"),
        _codes("activity", Activity),
        _codes("level", Level),
        _text("actor"),
        _codes("role", Role, blank=True),
        _time("ready"),
        _time("begin"),
        _time("end"),
        _time("due", nullable=True),
        _text("outcome"),
    ),
    # who did what from when to when, and where (premises, or the community's workstation as "@community")
    "duty": (
        _text("person"),
        _codes("role", Role),
        _text("grid"),
        _codes("state", DutyState),
        _time("begin"),
        _time("end"),
        _minutes("worked_minutes"),
        _text("from_place"),
        _text("to_place"),
    ),
}
"""Table name to its columns, in the order they are written."""


@cache
def schema(table: str) -> pa.DataFrameSchema:
    """The pandera schema of an outcome table; validate with `lazy=True` to get all faults together."""
    import pandera.pandas as pa  # half a second that only those who check tables spend

    return pa.DataFrameSchema({c.name: _pandera(c) for c in TABLES[table]}, strict=True, ordered=True)


def _pandera(column: Column) -> pa.Column:
    import pandera.pandas as pa

    checks = []
    if column.low is not None:
        checks.append(pa.Check.ge(column.low))
    if column.high is not None:
        checks.append(pa.Check.le(column.high))
    if column.codes is not None:
        checks.append(pa.Check.isin(column.codes))
    return pa.Column(column.dtype, checks, nullable=column.nullable)


def validate(table: str, frame: pd.DataFrame) -> pd.DataFrame:
    """Check an outcome table against its declaration; raises pandera's `SchemaErrors` with every fault."""
    checked: pd.DataFrame = schema(table).validate(frame, lazy=True)
    return checked
