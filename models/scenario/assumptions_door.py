"""Merging a scenario's overrides into the default assumptions: unknown names and wrong shapes as faults."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from difflib import get_close_matches
from typing import Any

from pydantic import ValidationError

from models.scenario.assumed import Assumption
from models.scenario.faults import Fault


def faults_of(error: ValidationError, where: str) -> list[Fault]:
    """Pydantic's errors as faults, each at its place below `where`."""
    faults = []
    for one in error.errors(include_url=False, include_context=False):
        place = ".".join(str(part) for part in one["loc"] if part != "[key]")
        message = one["msg"].removeprefix("Value error, ").removeprefix("Input should be ")
        expected, _, got = message.removeprefix("expected ").partition(", got ")
        spot = where if not place else f"{where}.{place}" if ": " in where else f"{where}: {place}"
        faults.append(Fault(spot, expected, got or shorten(one["input"])))
    return faults


def shorten(value: Any) -> str:
    """A value in a fault: not longer than a line."""
    text = repr(value)
    return text if len(text) <= 80 else text[:77] + "..."


def unknown(where: str, name: Any, known: Iterable[str]) -> Fault:
    """A name that is none, with the nearest that is one."""
    near = get_close_matches(str(name), list(known), n=1)
    remedy = f"did you mean {near[0]}?" if near else ""
    return Fault(where, "a name that is known", shorten(name), remedy)


def apply_overrides(
    base: Mapping[str, Mapping[str, Assumption]], overrides: Mapping[str, Any], where: str
) -> tuple[dict[str, dict[str, Assumption]], list[Fault]]:
    """Documented assumptions with overrides merged in, and the faults of the overrides' shape."""
    merged = {section: dict(names) for section, names in base.items()}
    faults: list[Fault] = []
    for section, names in overrides.items():
        if section not in merged:
            faults.append(unknown(f"{where}: {shorten(section)}", section, merged))
        elif not isinstance(names, Mapping):
            faults.append(Fault(f"{where}: {section}", "a mapping of assumptions", shorten(names)))
        else:
            for name, given in names.items():
                place = f"{where}: {section}.{name}"
                if name not in merged[section]:
                    faults.append(unknown(place, name, merged[section]))
                    continue
                merged[section][name] = _override(merged[section][name], given, place, faults)
    return merged, faults


def _override(before: Assumption, given: Any, where: str, faults: list[Fault]) -> Assumption:
    """One assumption with what is given: a bare value, part of a table, or a mapping with `value`."""
    facts = given if isinstance(given, Mapping) and "value" in given else {"value": given}
    fields = before.model_dump() | dict(facts)
    fields["value"] = _merge(before.value, facts["value"])
    try:
        return Assumption.model_validate(fields)
    except ValidationError as error:
        faults += faults_of(error, where)
        return before


def _merge(before: Any, given: Any) -> Any:
    """A table takes what is given entry by entry; anything else is replaced."""
    if isinstance(before, Mapping) and isinstance(given, Mapping):
        return {**before, **{key: _merge(before.get(key), value) for key, value in given.items()}}
    return dict(given) if isinstance(given, Mapping) else given
