"""The event log as OCEL 2.0 (Berti and others 2024): cases, people, grids and premises as objects."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import closing
from pathlib import Path
from typing import Any

import pandas as pd

from models.exchange.event_log import EventLog
from models.scenario.words import Activity

ACTOR, GRID, PREMISES, CASE = "person", "grid", "premises", "case"
EVENT_ATTRIBUTES = ("level", "role", "outcome", "begin", "due")
CASE_ATTRIBUTES = (
    "source",
    "department",
    "item",
    "case_class",
    "urgent",
    "level",
    "outcome",
    "reported",
    "due",
)
OBJECT_ATTRIBUTES: Mapping[str, tuple[str, ...]] = {
    CASE: CASE_ATTRIBUTES,
    ACTOR: ("role",),
    GRID: (),
    PREMISES: ("block",),
}
ON_SITE = (Activity.REPORT, Activity.SETTLE, Activity.HANDLE)
"""What happens at the premises themselves."""
EPOCH = "1970-01-01T00:00:00+00:00"
"""The time of what holds from the beginning, as the format asks."""


def write_ocel_json(log: EventLog, file: Path) -> Path:
    """The log as one JSON document; what it says of itself stands under `about`, which readers pass over."""
    document = {
        "about": dict(log.about),
        "objectTypes": [_kind(kind, names) for kind, names in OBJECT_ATTRIBUTES.items()],
        "eventTypes": [_kind(kind, EVENT_ATTRIBUTES) for kind in _activities(log)],
        "objects": [
            {
                "id": name,
                "type": kind,
                "attributes": [{"name": key, "time": EPOCH, "value": value} for key, value in facts.items()],
                "relationships": [{"objectId": to, "qualifier": how} for to, how in related],
            }
            for kind, name, facts, related in _objects(log)
        ],
        "events": [
            {
                "id": name,
                "type": kind,
                "time": at,
                "attributes": [{"name": key, "value": value} for key, value in facts.items()],
                "relationships": [{"objectId": to, "qualifier": how} for to, how in related],
            }
            for name, kind, at, facts, related in _events(log)
        ],
    }
    file.write_text(json.dumps(document, ensure_ascii=False, separators=(",", ":")), encoding="utf-8")
    return file


def write_ocel_sqlite(log: EventLog, file: Path) -> Path:
    """The log as an SQLite database in the format's relational form, with a table `about` beside."""
    file.unlink(missing_ok=True)
    with closing(sqlite3.connect(file)) as base, base:
        _tables(base, log)
        for kind, name, facts, related in _objects(log):
            base.execute("INSERT INTO object VALUES (?, ?)", (name, kind))
            cells = (name, EPOCH, None, *(facts.get(key) for key in OBJECT_ATTRIBUTES[kind]))
            base.execute(f'INSERT INTO "object_{kind}" VALUES ({_marks(len(cells))})', cells)
            base.executemany(
                "INSERT INTO object_object VALUES (?, ?, ?)", [(name, *each) for each in related]
            )
        for name, kind, at, facts, related in _events(log):
            base.execute("INSERT INTO event VALUES (?, ?)", (name, kind))
            cells = (name, at, *(facts.get(key) for key in EVENT_ATTRIBUTES))
            base.execute(f'INSERT INTO "event_{kind}" VALUES ({_marks(len(cells))})', cells)
            base.executemany("INSERT INTO event_object VALUES (?, ?, ?)", [(name, *each) for each in related])
    return file


def _tables(base: sqlite3.Connection, log: EventLog) -> None:
    base.execute("CREATE TABLE about (fact TEXT PRIMARY KEY, value TEXT)")
    base.executemany("INSERT INTO about VALUES (?, ?)", log.about.items())
    both = {"object": list(OBJECT_ATTRIBUTES), "event": _activities(log)}
    for what, kinds in both.items():
        base.execute(f"CREATE TABLE {what} (ocel_id TEXT PRIMARY KEY, ocel_type TEXT)")
        base.execute(f"CREATE TABLE {what}_map_type (ocel_type TEXT PRIMARY KEY, ocel_type_map TEXT)")
        base.executemany(f"INSERT INTO {what}_map_type VALUES (?, ?)", [(kind, kind) for kind in kinds])
        for kind in kinds:
            names = OBJECT_ATTRIBUTES[kind] if what == "object" else EVENT_ATTRIBUTES
            fixed = "ocel_id TEXT, ocel_time TIMESTAMP" + (
                ", ocel_changed_field TEXT" if what == "object" else ""
            )
            own = "".join(f', "{name}" TEXT' for name in names)
            base.execute(f'CREATE TABLE "{what}_{kind}" ({fixed}{own})')
    base.execute(
        "CREATE TABLE event_object (ocel_event_id TEXT, ocel_object_id TEXT, ocel_qualifier TEXT, "
        "PRIMARY KEY (ocel_event_id, ocel_object_id, ocel_qualifier))"
    )
    base.execute(
        "CREATE TABLE object_object (ocel_source_id TEXT, ocel_target_id TEXT, ocel_qualifier TEXT, "
        "PRIMARY KEY (ocel_source_id, ocel_target_id, ocel_qualifier))"
    )


Object = tuple[str, str, dict[str, str], list[tuple[str, str]]]
Event = tuple[str, str, str, dict[str, str], list[tuple[str, str]]]


def _objects(log: EventLog) -> Iterator[Object]:
    """Kind, id, attributes and relations of every object; ids begin with the kind, to stay apart."""
    for grid in sorted(set(log.cases["grid"])):
        yield GRID, _id(GRID, grid), {}, []
    blocks = dict(zip(log.cases["premises"], log.cases["block"], strict=True))
    for premises in sorted(blocks):
        yield PREMISES, _id(PREMISES, premises), {"block": blocks[premises]}, []
    acting = log.events[log.events["actor"] != ""]
    roles = dict(zip(acting["actor"], acting["role"], strict=True))
    for actor in sorted(roles):
        yield ACTOR, _id(ACTOR, actor), {"role": roles[actor]}, []
    known = set(log.cases["case"])
    for case in log.cases.to_dict("records"):
        facts = {name: _word(case[name]) for name in CASE_ATTRIBUTES}
        related = [(_id(GRID, case["grid"]), "lies in"), (_id(PREMISES, case["premises"]), "is at")]
        if case["parent"] in known:
            related.append((_id(CASE, case["parent"]), "duplicates"))
        yield CASE, _id(CASE, case["case"]), {key: value for key, value in facts.items() if value}, related


def _events(log: EventLog) -> Iterator[Event]:
    grids = dict(zip(log.cases["case"], log.cases["grid"], strict=True))
    places = dict(zip(log.cases["case"], log.cases["premises"], strict=True))
    for number, event in enumerate(log.events.to_dict("records")):
        facts = {name: str(event[name]) for name in EVENT_ATTRIBUTES if event[name]}
        related = [(_id(CASE, event["case"]), "case"), (_id(GRID, grids[event["case"]]), "grid")]
        if event["activity"] in ON_SITE:
            related.append((_id(PREMISES, places[event["case"]]), "at"))
        if event["actor"]:
            related.append((_id(ACTOR, event["actor"]), "by"))
        yield f"e{number}", event["activity"], event["end"], facts, related


def _activities(log: EventLog) -> list[str]:
    return sorted(pd.unique(log.events["activity"]).tolist())


def _kind(name: str, attributes: tuple[str, ...]) -> dict[str, Any]:
    return {"name": name, "attributes": [{"name": each, "type": "string"} for each in attributes]}


def _id(kind: str, name: object) -> str:
    return f"{kind}:{name}"


def _word(value: Any) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


def _marks(count: int) -> str:
    return ", ".join("?" * count)
