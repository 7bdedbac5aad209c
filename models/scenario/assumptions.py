"""Assumptions: what is assumed, each value with its unit, range, source and grade.

The defaults stand in `data/assumptions.yml`; a scenario's own file overrides single entries. Code reads
`assumptions.hazards.onset_per_premises_week`; what is known of a value stands beside it in `about(...)`.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import pandas as pd
from pydantic import ValidationError

from models.scenario.assumed import Assumption, Section
from models.scenario.assumed_cases import Desks, District, Escalation, Handling, Limits, Town
from models.scenario.assumed_patrol import (
    CitizensApp,
    Costs,
    Demand,
    Departments,
    Duty,
    Hazards,
    Inspection,
    Patrol,
    SharedData,
    Skills,
)
from models.scenario.assumptions_door import apply_overrides, faults_of
from models.scenario.faults import Fault, ScenarioError
from models.scenario.yaml_file import read_yaml

SHIPPED = Path(__file__).with_name("data") / "assumptions.yml"
FORMAT = 1

Documented = Mapping[str, Mapping[str, Assumption]]


@dataclass(frozen=True, eq=False)
class Assumptions:
    """All assumptions of a scenario, frozen: sections of typed values, and a parallel table about them."""

    demand: Demand
    hazards: Hazards
    patrol: Patrol
    inspection: Inspection
    skills: Skills
    escalation: Escalation
    desks: Desks
    handling: Handling
    town: Town
    district: District
    limits: Limits
    duty: Duty
    citizens_app: CitizensApp
    shared_data: SharedData
    costs: Costs
    departments: Departments
    documented: Documented

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Assumptions) and self.documented == other.documented

    def __hash__(self) -> int:
        return hash(json.dumps(self.values(), sort_keys=True))

    def about(self, path: str) -> Assumption:
        """What is known of one assumption (`hazards.onset_per_premises_week`); KeyError if there is none."""
        section, _, name = path.partition(".")
        return self.documented[section][name]

    def paths(self) -> tuple[str, ...]:
        """The names of all assumptions, in the order of the file."""
        return tuple(f"{section}.{name}" for section, names in self.documented.items() for name in names)

    def values(self) -> dict[str, dict[str, Any]]:
        """Plain values by section and name, as a file or a fingerprint wants them."""
        return {
            section: {name: one.value for name, one in names.items()}
            for section, names in self.documented.items()
        }

    def overrides(self) -> dict[str, dict[str, Any]]:
        """What differs from the shipped defaults, in the form of a scenario's `assumptions.yml`."""
        default = default_assumptions().documented
        changed: dict[str, dict[str, Any]] = {}
        for section, names in self.documented.items():
            for name, one in names.items():
                before = default[section][name]
                differing = {k: v for k, v in one.model_dump().items() if v != getattr(before, k)}
                if differing:
                    differing.setdefault("value", one.value)
                    bare = list(differing) == ["value"] and not isinstance(one.value, dict)
                    changed.setdefault(section, {})[name] = one.value if bare else differing
        return changed

    def changed(self, overrides: Mapping[str, Any], where: str = "changes") -> Assumptions:
        """The same assumptions with some values changed, by path or nested as in a file.

        Raises ScenarioError with all faults.
        """
        nested: dict[str, Any] = {}
        for key, value in overrides.items():
            section, _, name = key.partition(".")
            if name:
                nested.setdefault(section, {})[name] = value
            else:
                nested[section] = value
        return _build(self.documented, nested, where)

    def outside_range(self) -> tuple[str, ...]:
        """Names of the assumptions that lie outside their published range; allowed, but to be shown."""
        return tuple(path for path in self.paths() if self.about(path).outside)

    def table(self) -> pd.DataFrame:
        """One row an assumption; its columns are those of `_rows`.

        Tables among the values are written as JSON; `changed` marks what differs from the shipped default.
        """
        return pd.DataFrame(list(self._rows()))

    def _rows(self) -> Iterator[dict[str, Any]]:
        changed = self.overrides()
        for path in self.paths():
            one, (section, _, name) = self.about(path), path.partition(".")
            value = one.value
            yield {
                "assumption": path,
                "section": section,
                "value": json.dumps(value, ensure_ascii=False) if isinstance(value, dict | list) else value,
                "unit": one.unit,
                "low": one.low,
                "high": one.high,
                "grade": one.grade,
                "source": one.source,
                "changed": name in changed.get(section, {}),
                "outside": one.outside,
            }


SECTIONS: dict[str, type[Section]] = {
    "demand": Demand,
    "hazards": Hazards,
    "patrol": Patrol,
    "inspection": Inspection,
    "skills": Skills,
    "escalation": Escalation,
    "desks": Desks,
    "handling": Handling,
    "town": Town,
    "district": District,
    "limits": Limits,
    "duty": Duty,
    "citizens_app": CitizensApp,
    "shared_data": SharedData,
    "costs": Costs,
    "departments": Departments,
}


def _build(base: Documented, overrides: Mapping[str, Any], where: str) -> Assumptions:
    """Merge, then check every section; all faults at once."""
    documented, faults = apply_overrides(base, overrides, where)
    sections: dict[str, Any] = {}
    for section, model in SECTIONS.items():
        values = {name: one.value for name, one in documented[section].items()}
        try:
            sections[section] = model.model_validate(values)
        except ValidationError as error:
            faults += faults_of(error, f"{where}: {section}")
    if faults:
        raise ScenarioError(faults)
    return Assumptions(**sections, documented=documented)


@cache
def default_assumptions() -> Assumptions:
    """The shipped defaults."""
    given = read_yaml(SHIPPED)
    given.pop("format")
    documented = {
        section: {name: Assumption.model_validate(one) for name, one in names.items()}
        for section, names in given.items()
    }
    return _build(documented, {}, SHIPPED.name)


def make_assumptions(overrides: Mapping[str, Any], where: str = "assumptions.yml") -> Assumptions:
    """The defaults with a scenario's overrides, nested as in a file; ScenarioError with all faults."""
    given = dict(overrides)
    version = given.pop("format", FORMAT)
    if version != FORMAT or isinstance(version, bool):
        remedy = "the file was written by a newer workbench" if isinstance(version, int) else ""
        raise ScenarioError(Fault(f"{where}: format", f"{FORMAT}", f"{version!r:.60}", remedy))
    return _build(default_assumptions().documented, given, where)


def load_assumptions(path: str | Path | None = None) -> Assumptions:
    """The assumptions of a scenario's file, or the shipped defaults where `path` is None.

    Raises ScenarioError with every fault of the file at once.
    """
    if path is None:
        return default_assumptions()
    return make_assumptions(read_yaml(Path(path)), Path(path).name)
