"""Values of a lever as people write them: `3, 4, 5`, `true, false`, `nearest, weighted`, or `2 .. 6`."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping, Sequence
from typing import Any

SEPARATOR = re.compile("[,;\uff0c\u3001\uff1b]")
RANGE = re.compile(
    r"^\s*(?P<low>[-+]?[\d.]+(?:e[-+]?\d+)?)\s*(?:\.\.|\u2013|\u2026)\s*(?P<high>[-+]?[\d.]+(?:e[-+]?\d+)?)\s*$",
    re.I,
)


def value_of(text: str) -> Any:
    """One value: a whole number, a number, true or false, else a word."""
    text = text.strip()
    for kind in (int, float):
        try:
            number = kind(text)
        except ValueError:
            continue
        if math.isfinite(number):
            return number
    return {"true": True, "false": False}.get(text.lower(), text)


def values_of(text: str) -> list[Any]:
    """Values separated by commas, in either language's manner; empty places are passed over."""
    return [value_of(part) for part in SEPARATOR.split(text) if part.strip()]


def lever_of(path: str, text: str, whole: bool = False) -> dict[str, Any]:
    """A lever as it stands in `campaign.yml`."""
    if found := RANGE.match(text):
        try:
            ends = {"low": float(found["low"]), "high": float(found["high"])}
        except ValueError:
            return {"path": path, "values": [text]}
        return {"path": path, **ends, **({"whole": True} if whole else {})}
    return {"path": path, "values": values_of(text)}


def told_value(value: Any) -> str:
    """A value as it would be typed."""
    if isinstance(value, bool):
        return str(value).lower()
    return repr(value) if isinstance(value, float) else str(value)


def told_lever(lever: Mapping[str, Any]) -> str:
    """A lever's values or range as it would be typed."""
    if lever.get("values"):
        return told_values(lever["values"])
    low, high = lever.get("low"), lever.get("high")
    return "" if low is None or high is None else f"{told_value(low)} .. {told_value(high)}"


def told_values(values: Sequence[Any]) -> str:
    """Values as they would be typed."""
    return ", ".join(map(told_value, values))


def points_of(text: str, paths: Sequence[str]) -> list[dict[str, Any]]:
    """Points, one a line, values in the order of the levers; what is missing or too much stays visible."""
    points = []
    for line in filter(str.strip, text.splitlines()):
        values = values_of(line)
        named = [*paths, *(f"value {n + 1}" for n in range(len(paths), len(values)))]
        points.append(dict(zip(named, values, strict=False)))
    return points


def told_points(points: Sequence[Mapping[str, Any]], paths: Sequence[str]) -> str:
    """Points as they would be typed."""
    return "\n".join(told_values([point[path] for path in paths if path in point]) for point in points)
