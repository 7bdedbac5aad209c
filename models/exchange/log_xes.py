"""A case log in XES (IEEE 1849), plain or .gz: its events as texts, read as a stream.

A document type is refused, so that no entity can be declared, let alone fetched from outside.
"""

from __future__ import annotations

import gzip
import zlib
from pathlib import Path
from typing import IO
from xml.parsers import expat

from models.exchange.log_rows import MAX_BYTES, MAX_ROWS, Rows
from models.scenario.faults import Fault, ImportFileError

PART = 1 << 16
DEEPEST = 64
MOST_KEYS = 1_000
TYPED = frozenset(("string", "date", "int", "float", "boolean", "id"))
TRACE = "case:"
"""Stands before the keys of a trace's own attributes."""


def read_xes_rows(file: Path) -> Rows:
    """All events with their own attributes and those of their trace; ImportFileError where it is no XES."""
    events = _Events(file.name)
    try:
        with _opened(file) as stream:
            size = 0
            while part := stream.read(PART):
                size += len(part)
                if size > MAX_BYTES:
                    raise ImportFileError(Fault(file.name, f"at most {MAX_BYTES} bytes", "more"))
                events.parser.Parse(part, False)
            events.parser.Parse(b"", True)
    except (OSError, EOFError, zlib.error) as error:
        raise ImportFileError(
            Fault(file.name, "a readable file", str(error) or type(error).__name__)
        ) from None
    except (expat.ExpatError, ValueError, LookupError) as error:
        raise ImportFileError(Fault(file.name, "XML that can be read", str(error))) from None
    if not events.is_log:
        raise ImportFileError(Fault(file.name, "an XES log", "another document"))
    return events.rows()


def _opened(file: Path) -> IO[bytes]:
    with file.open("rb") as peek:
        packed = peek.read(2) == b"\x1f\x8b"
    return gzip.open(file, "rb") if packed else file.open("rb")  # type: ignore[return-value]


class _Events:
    """Listens to the parser: only direct children of traces and events count."""

    def __init__(self, file: str) -> None:
        self.file = file
        self.parser = expat.ParserCreate(namespace_separator=" ")
        self.parser.StartElementHandler = self._start
        self.parser.EndElementHandler = self._end
        self.parser.StartDoctypeDeclHandler = self._refuse
        self.is_log = False
        self.open: list[str] = []
        self.trace: dict[str, str] = {}
        self.event: dict[str, str] = {}
        self.columns: dict[str, list[str]] = {}
        self.count = self.began = 0

    def rows(self) -> Rows:
        """What was heard; columns that came late are filled up."""
        for cells in self.columns.values():
            cells.extend([""] * (self.count - len(cells)))
        return Rows(self.file, self.columns, list(range(1, self.count + 1)), "event")

    def _refuse(self, *_: object) -> None:
        raise ImportFileError(Fault(self.file, "XML without a document type", "a DOCTYPE", "remove it"))

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        tag = name.rpartition(" ")[2]
        if len(self.open) >= DEEPEST:
            raise ImportFileError(Fault(self.file, f"at most {DEEPEST} levels of nesting", "more"))
        if not self.open:
            self.is_log = tag == "log"
        elif tag == "trace" and len(self.open) == 1:
            self.trace = {}
            self.began = self.count
        elif tag == "event" and self.open[-1] == "trace":
            self.event = {}
        elif tag in TYPED and len(self.open) <= 3 and self.open[-1] in ("trace", "event"):
            into = self.event if self.open[-1] == "event" else self.trace
            key = attributes.get("key", "")
            if into is self.trace or not key.startswith(TRACE):
                into[key] = attributes.get("value", "").strip()
        self.open.append(tag)

    def _end(self, name: str) -> None:
        self.open.pop()
        tag = name.rpartition(" ")[2]
        if tag == "event" and self.open == ["log", "trace"]:
            self._keep(self.event)
        elif tag == "trace" and len(self.open) == 1:
            # attributes of a trace may follow its events
            for key, value in self.trace.items():
                cells = self._column(TRACE + key)
                cells.extend([""] * (self.began - len(cells)))
                cells.extend([value] * (self.count - self.began))

    def _keep(self, event: dict[str, str]) -> None:
        if self.count >= MAX_ROWS:
            raise ImportFileError(Fault(self.file, f"at most {MAX_ROWS} events", "more"))
        for key, value in event.items():
            cells = self._column(key)
            cells.extend([""] * (self.count - len(cells)))
            cells.append(value)
        self.count += 1

    def _column(self, key: str) -> list[str]:
        if key not in self.columns and len(self.columns) >= MOST_KEYS:
            raise ImportFileError(Fault(self.file, f"at most {MOST_KEYS} different keys", "more"))
        return self.columns.setdefault(key, [])
