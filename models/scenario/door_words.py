"""What pydantic finds wrong, in our words: where, what was expected, what it was."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pydantic import ValidationError

from models.scenario.faults import Fault

EXPECTED: Mapping[str, str] = {
    "greater_than_equal": "at least {ge}",
    "greater_than": "more than {gt}",
    "less_than_equal": "at most {le}",
    "less_than": "less than {lt}",
    "enum": "one of {expected}",
    "literal_error": "one of {expected}",
    "finite_number": "a finite number",
    "int_type": "a whole number",
    "int_parsing": "a whole number",
    "int_from_float": "a whole number",
    "int_parsing_size": "a whole number that is not as large",
    "float_type": "a number",
    "float_parsing": "a number",
    "bool_type": "true or false",
    "bool_parsing": "true or false",
    "string_type": "text",
    "string_too_long": "at most {max_length} characters",
    "dict_type": "a mapping",
    "mapping_type": "a mapping",
    "model_type": "a mapping",
    "tuple_type": "a list",
    "date_type": "a date such as 2026-03-02",
    "date_parsing": "a date such as 2026-03-02",
    "date_from_datetime_parsing": "a date such as 2026-03-02",
    "date_from_datetime_inexact": "a date such as 2026-03-02",
}
"""By pydantic's type of error; what is not here keeps its own words."""


def faults_of(error: ValidationError, where: str) -> list[Fault]:
    """Faults of a pydantic error, each at its place; an error of ours that lists several is split again."""
    found: list[Fault] = []
    for each in error.errors(include_url=False):
        found += _faults(dict(each), where)
    return found


def _faults(each: Mapping[str, Any], where: str) -> list[Fault]:
    kind, parts = each["type"], [str(part) for part in each["loc"] if part != "[key]"]
    spot = f"{where}: {'.'.join(parts)}" if parts else where
    if kind == "missing":
        return [Fault(spot, "a value", "none")]
    if kind == "extra_forbidden":
        return [Fault(spot, "no such key", shown(each["input"]))]
    if kind == "value_error":
        return [_ours(line, spot, bool(parts), each) for line in each["msg"].splitlines()]
    words = EXPECTED.get(kind)
    expected = words.format(**each.get("ctx", {})) if words else each["msg"].removeprefix("Input should be ")
    return [Fault(spot, expected, shown(each["input"]))]


def _ours(line: str, spot: str, placed: bool, each: Mapping[str, Any]) -> Fault:
    """A line `path: expected …, got …` (or without a path) of a validator of ours."""
    line = line.removeprefix("Value error, ")
    path, _, rest = line.partition(": expected ")
    if rest and not placed:
        spot = f"{spot}: {path}"
    else:
        rest = line.removeprefix("expected ")
    expected, _, got = rest.rpartition(", got ")
    return Fault(spot, expected, got) if expected else Fault(spot, rest, shown(each["input"]))


def shown(value: Any) -> str:
    """A value as a fault shows it: never longer than a line."""
    text = repr(value)
    return text if len(text) <= 80 else text[:77] + "..."
