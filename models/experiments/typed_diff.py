"""What differs between two scenarios, value by value: place, plan, assumptions, checklist, period."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from models.scenario.scenario import Scenario


@dataclass(frozen=True)
class Change:
    """One value that differs: `part` it belongs to, its path, `kind` (changed, added, removed), both
    values."""

    part: str
    path: str
    kind: str
    base: Any
    ours: Any


def scenario_diff(base: Scenario, ours: Scenario) -> list[Change]:
    """Everything that differs; blocks that changed their grid and visit calendars count as one change
    each."""
    changes = _mapping("period", _spec(base), _spec(ours))
    if base.place is not ours.place and base.place.digest != ours.place.digest:
        changes.append(Change("place", "", "changed", base.place.name, ours.place.name))
    changes += _mapping("plan", _plan(base), _plan(ours))
    moved = [b for b, grid in ours.plan.blocks.items() if base.plan.blocks.get(b, grid) != grid]
    if moved:
        changes.append(Change("plan", "blocks", "changed", "", len(moved)))
    if dict(base.plan.visits) != dict(ours.plan.visits):
        changes.append(Change("plan", "visits", "changed", len(base.plan.visits), len(ours.plan.visits)))
    changes += _mapping("assumptions", base.assumptions.values(), ours.assumptions.values())
    if base.checklist.items != ours.checklist.items:
        sizes = len(base.checklist.items), len(ours.checklist.items)
        changes.append(Change("checklist", "", "changed", *sizes))
    return changes


def _spec(scenario: Scenario) -> dict[str, Any]:
    return scenario.spec.model_dump(mode="json", exclude={"title", "note", "base", "format"})


def _plan(scenario: Scenario) -> dict[str, Any]:
    return scenario.plan.model_dump(mode="json", exclude={"blocks", "visits", "format"})


def _mapping(part: str, base: Mapping[str, Any], ours: Mapping[str, Any], head: str = "") -> list[Change]:
    changes = []
    for key in dict.fromkeys([*base, *ours]):
        path = f"{head}{key}"
        if key not in ours:
            changes.append(Change(part, path, "removed", base[key], None))
        elif key not in base:
            changes.append(Change(part, path, "added", None, ours[key]))
        elif isinstance(base[key], Mapping) and isinstance(ours[key], Mapping):
            changes += _mapping(part, base[key], ours[key], f"{path}.")
        elif base[key] != ours[key]:
            changes.append(Change(part, path, "changed", base[key], ours[key]))
    return changes
