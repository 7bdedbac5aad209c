"""The event log as XES (IEEE 1849-2016): a trace a case, a start and a complete for what takes time."""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Mapping
from pathlib import Path
from typing import Any
from xml.sax.saxutils import quoteattr

from models.exchange.event_log import EventLog

Row = Mapping[Hashable, Any]

HEAD = """<?xml version="1.0" encoding="UTF-8"?>
<log xes.version="1849.2016" xes.features="" xmlns="http://www.xes-standard.org/">
  <extension name="Concept" prefix="concept" uri="http://www.xes-standard.org/concept.xesext"/>
  <extension name="Lifecycle" prefix="lifecycle" uri="http://www.xes-standard.org/lifecycle.xesext"/>
  <extension name="Organizational" prefix="org" uri="http://www.xes-standard.org/org.xesext"/>
  <extension name="Time" prefix="time" uri="http://www.xes-standard.org/time.xesext"/>
  <global scope="trace">
    <string key="concept:name" value="unknown"/>
  </global>
  <global scope="event">
    <string key="concept:name" value="unknown"/>
    <string key="lifecycle:transition" value="complete"/>
    <date key="time:timestamp" value="1970-01-01T00:00:00+00:00"/>
  </global>
  <classifier name="Activity" keys="concept:name"/>
  <classifier name="Activity and lifecycle" keys="concept:name lifecycle:transition"/>
"""
FACTS = ("source", "department", "item", "case_class", "grid", "block", "premises", "level")
FLAGS = ("urgent", "over_report", "missed")
COUNTS = ("rework", "bounces", "extensions", "site_visits", "reopened", "duplicates")
WORDS = (("actor", "org:resource"), ("role", "org:role"), ("level", "level"), ("outcome", "outcome"))


def write_xes(log: EventLog, file: Path) -> Path:
    """Write the log; the facts of a case are attributes of its trace, the due time one of its events."""
    with file.open("w", encoding="utf-8", newline="\n") as out:
        out.write(HEAD)
        for name, value in log.about.items():
            out.write(f"  {_text(name, value)}\n")
        events = _by_case(log)
        for case in log.cases.to_dict("records"):
            out.write("  <trace>\n")
            out.writelines(f"    {line}\n" for line in _trace(case))
            for event in events.get(case["case"], ()):
                out.writelines(f"    {line}\n" for line in _events(event))
            out.write("  </trace>\n")
        out.write("</log>\n")
    return file


def _by_case(log: EventLog) -> dict[int, list[Row]]:
    found: dict[int, list[Row]] = {}
    for event in log.events.to_dict("records"):
        found.setdefault(event["case"], []).append(event)
    return found


def _trace(case: Row) -> Iterator[str]:
    yield _text("concept:name", str(case["case"]))
    yield _text("case_outcome", str(case["outcome"]))
    yield from (_text(name, str(case[name])) for name in FACTS if case[name])
    yield from (f'<boolean key="{name}" value="{"true" if case[name] else "false"}"/>' for name in FLAGS)
    yield from (f'<int key="{name}" value="{case[name]}"/>' for name in COUNTS)
    yield from (
        f'<date key="case_{name}" value="{case[name]}"/>'
        for name in ("reported", "closed", "due")
        if case[name]
    )


def _events(event: Row) -> Iterator[str]:
    if event["begin"] != event["end"]:
        yield from _event(event, "start", event["begin"])
    yield from _event(event, "complete", event["end"])


def _event(event: Row, transition: str, at: str) -> Iterator[str]:
    yield "<event>"
    yield f"  {_text('concept:name', event['activity'])}"
    yield f'  <string key="lifecycle:transition" value="{transition}"/>'
    yield f'  <date key="time:timestamp" value="{at}"/>'
    yield from (f"  {_text(key, event[name])}" for name, key in WORDS if event[name])
    if event["due"]:
        yield f'  <date key="due" value="{event["due"]}"/>'
    yield "</event>"


def _text(key: str, value: str) -> str:
    return f"<string key={quoteattr(key)} value={quoteattr(value)}/>"
