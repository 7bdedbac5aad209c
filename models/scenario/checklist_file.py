"""Reading a checklist file at the door: every fault at once, each with its line."""

from __future__ import annotations

import csv
import math
from collections.abc import Callable, Sequence
from enum import StrEnum
from pathlib import Path
from typing import Any, TypeVar

from models.scenario.faults import Fault, ScenarioError
from models.scenario.words import Category, Department, PremisesKind, Skill

E = TypeVar("E", bound=StrEnum)
MAX_BYTES = 5_000_000


def _one_of(kind: type[E]) -> Callable[[str], E]:
    def read(text: str) -> E:
        try:
            return kind(text)
        except ValueError:
            raise ValueError("one of " + ", ".join(kind)) from None

    return read


def _kinds(text: str) -> tuple[PremisesKind, ...]:
    words = text.split()
    if not words or len(set(words)) < len(words) or any(w not in set(PremisesKind) for w in words):
        raise ValueError("different premises kinds, separated by spaces, out of " + ", ".join(PremisesKind))
    return tuple(map(PremisesKind, words))


def _number(low: float, high: float) -> Callable[[str], float]:
    def read(text: str) -> float:
        try:
            value = float(text)
        except ValueError:
            value = math.nan
        if not low <= value <= high:
            raise ValueError(f"a number from {low:g} to {high:g}")
        return value

    return read


def _days(text: str) -> int:
    if not (text.isascii() and text.isdigit() and len(text) <= 4 and int(text) <= 3660):
        raise ValueError("whole days from 0 (every visit) to 3660")
    return int(text)


def _flag(text: str) -> bool:
    if text not in ("0", "1"):
        raise ValueError("0 or 1")
    return text == "1"


def _text(text: str) -> str:
    if not text:
        raise ValueError("some text")
    return text


def _skill(text: str) -> Skill | None:
    return _one_of(Skill)(text) if text else None


READERS: dict[str, Callable[[str], Any]] = {
    "item": _text,
    "department": _one_of(Department),
    "category": _one_of(Category),
    "kinds": _kinds,
    "interval_days": _days,
    "minutes": _number(0, 240),
    "skill": _skill,
    "professional": _flag,
    "hazard_weight": _number(0, 1e6),
    "over_report_factor": _number(0, 100),
    "licence": _flag,
    "zh": _text,
    "en": _text,
}


def _rows(path: Path) -> tuple[list[str], list[list[str]]]:
    """Header and rows of the file as text."""
    try:
        if path.stat().st_size > MAX_BYTES:
            raise ScenarioError(Fault(path.name, f"at most {MAX_BYTES} bytes", f"{path.stat().st_size}"))
        table = list(csv.reader(path.read_text(encoding="utf-8-sig").splitlines(), strict=True))
    except (OSError, UnicodeError, csv.Error) as error:
        reason = type(error).__name__ if isinstance(error, OSError) else str(error)
        raise ScenarioError(Fault(path.name, "a readable CSV file in UTF-8", reason)) from None
    return (table[0], table[1:]) if table else ([], [])


def read_items(path: Path, names: Sequence[str]) -> list[dict[str, Any]]:
    """Rows of a checklist file as values by column name, in file order.

    Raises ScenarioError with all faults: a missing file or column, a cell out of bounds, an id used
    twice, a premises kind without any item or whose items have no hazard weight.
    """
    header, rows = _rows(path)
    if sorted(header) != sorted(names):
        raise ScenarioError(
            Fault(path.name, "the columns " + ", ".join(names), ", ".join(header) or "nothing")
        )
    faults: list[Fault] = []
    good: list[dict[str, Any]] = []
    lines: dict[str, int] = {}
    for number, cells in enumerate(rows, start=2):
        where = f"{path.name}: line {number}"
        if len(cells) != len(header):
            faults.append(Fault(where, f"{len(header)} cells", f"{len(cells)}"))
            continue
        values: dict[str, Any] = {}
        for name, cell in zip(header, map(str.strip, cells), strict=True):
            try:
                values[name] = READERS[name](cell)
            except ValueError as error:
                faults.append(Fault(f"{where}, {name}", str(error), repr(cell[:60])))
        first = lines.setdefault(str(values.get("item", number)), number)
        if first != number:
            faults.append(Fault(f"{where}, item", "an id of its own", f"the id of line {first}"))
        good.append(values)
    if not faults:
        faults += _kinds_without_items(path.name, good)
    if faults:
        raise ScenarioError(faults)
    return good


def _kinds_without_items(name: str, rows: list[dict[str, Any]]) -> list[Fault]:
    return [
        Fault(name, f"an item with a hazard weight for premises of kind {kind}", "none")
        for kind in PremisesKind
        if not any(kind in row["kinds"] and row["hazard_weight"] > 0 for row in rows)
    ]
