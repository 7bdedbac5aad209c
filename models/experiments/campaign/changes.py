"""A scenario with some of its values changed by path, checked as its files would be."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from pydantic import ValidationError

from models.scenario.door_words import faults_of
from models.scenario.faults import Fault, ScenarioError, WorkbenchError
from models.scenario.plan import Plan
from models.scenario.scenario import Scenario

EVERY = "*"


def changed(scenario: Scenario, changes: Mapping[str, Any]) -> Scenario:
    """The scenario with values at `assumptions.…` and `plan.…` replaced; `*` in a path means every key.

    ScenarioError with every path there is not, and everything the changed values break.
    """
    faults: list[Fault] = []
    assumed: dict[str, Any] = {}
    decided = scenario.plan.model_dump(mode="json")
    for path, value in changes.items():
        head, _, rest = path.partition(".")
        if head == "assumptions":
            assumed[rest] = value
        elif head == "plan":
            _put(decided, rest.split("."), value, path, faults)
        else:
            faults.append(Fault(path, "assumptions.… or plan.…", head))
    if faults:
        raise ScenarioError(faults)
    assumptions = scenario.assumptions
    if assumed:
        try:
            assumptions = assumptions.changed(assumed, "campaign")
        except WorkbenchError as error:
            faults.extend(error.faults)
    plan = scenario.plan
    if any(path.startswith("plan.") for path in changes):
        try:
            plan = Plan.model_validate(decided)
        except ValidationError as error:
            faults.extend(faults_of(error, "campaign: plan"))
    if faults:
        raise ScenarioError(faults)
    return replace(scenario, assumptions=assumptions, plan=plan)


def _put(tree: Any, steps: list[str], value: Any, path: str, faults: list[Fault]) -> None:
    for branch, key in _ends(tree, steps, path, faults):
        branch[key] = value


def _ends(
    tree: Any, steps: list[str], path: str, faults: list[Fault]
) -> Iterator[tuple[dict[str, Any], str]]:
    """The mappings and keys that a path ends at."""
    head, *rest = steps
    if not isinstance(tree, dict) or (head != EVERY and head not in tree):
        known = ", ".join(list(tree)[:8]) if isinstance(tree, dict) else "nothing below"
        faults.append(Fault(path, f"one of {known}", head))
        return
    for key in list(tree) if head == EVERY else [head]:
        if rest:
            yield from _ends(tree[key], rest, path, faults)
        else:
            yield tree, key
