"""A log and a scenario go in; measured assumptions come out, and the list of what could not be measured."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

import pandas as pd

from models.calibration.allowances import estimate_allowances
from models.calibration.arrivals import estimate_arrivals
from models.calibration.estimate import Answers, Estimate, Untold
from models.calibration.facts import case_facts
from models.calibration.routing import estimate_routing
from models.calibration.services import estimate_services
from models.exchange.case_log import NEVER, CaseLog
from models.scenario.calendar import Calendar
from models.scenario.faults import Fault, ImportFileError, ScenarioError
from models.scenario.scenario import Scenario

Progress = Callable[[float, str], None]
OUTSIDE_A_CASE_LOG = ("hazards", "patrol", "skills", "citizens_app", "shared_data", "costs")
"""Sections that no log of cases says anything of."""


@dataclass(frozen=True)
class Calibration:
    """Estimates in the order of the assumptions, what the log cannot tell, and the facts they rest on."""

    log: CaseLog
    calendar: Calendar
    facts: pd.DataFrame
    estimates: tuple[Estimate, ...]
    untold: tuple[Untold, ...]

    def of(self, path: str) -> Estimate:
        """The estimate of an assumption; KeyError where there is none."""
        return {each.path: each for each in self.estimates}[path]


def calendar_of(log: CaseLog, scenario: Scenario) -> Calendar:
    """The scenario's working calendar, counted from the log's first day."""
    spec = scenario.spec.calendar.model_copy(update={"start": log.origin, "timezone": log.zone})
    return Calendar(spec, int(log.days) + 30)


def fit(log: CaseLog, scenario: Scenario, progress: Progress | None = None) -> Calibration:
    """Measure every assumption of the scenario that the log speaks of.

    ImportFileError where not one case was reported within the window.
    """
    say = progress or (lambda share, message: None)
    calendar, answers = calendar_of(log, scenario), Answers()
    facts = case_facts(log)
    inside = (facts["reported"] >= log.begin) & (facts["reported"] < log.end)
    if not inside.any():
        raise ImportFileError(Fault(log.name, "a case that was reported within the window", "none"))
    steps: tuple[Callable[[], None], ...] = (
        lambda: estimate_arrivals(facts, log, calendar, scenario, answers),
        lambda: estimate_routing(facts, log, calendar, answers),
        lambda: estimate_services(log, calendar, scenario, answers),
        lambda: estimate_allowances(facts, log, calendar, scenario, answers),
    )
    for number, step in enumerate(steps):
        step()
        say((number + 1) / len(steps), "")
    return _in_order(log, calendar, facts, scenario, answers)


def _in_order(
    log: CaseLog, calendar: Calendar, facts: pd.DataFrame, scenario: Scenario, answers: Answers
) -> Calibration:
    """Every assumption once, estimated or not; an estimate beyond what the scenario allows is none."""
    known = {each.path: each for each in answers.estimates}
    why = {each.path: each.why for each in answers.untold}
    estimates, untold = [], []
    for path in scenario.assumptions.paths():
        about = scenario.assumptions.about(path)
        found = known.get(path)
        if found is not None and _allowed(path, found.value, scenario):
            parts = tuple(
                replace(part, default=default)
                for part, default in zip(found.parts, _defaults(path, about.value, found), strict=True)
            )
            estimates.append(replace(found, default=about.value, unit=about.unit, parts=parts))
            continue
        section = path.partition(".")[0]
        missing = "outside" if section in OUTSIDE_A_CASE_LOG else "not_logged"
        untold.append(Untold(path, "not_allowed" if found is not None else why.get(path, missing)))
    return Calibration(log, calendar, facts, tuple(estimates), tuple(untold))


def _defaults(path: str, default: Any, found: Estimate) -> list[float | None]:
    """What the scenario says of every part, scaled as the parts are; None where it says nothing."""
    names = [part.name for part in found.parts]
    if path == "demand.hourly_profile":
        return [len(default) * weight / sum(default) for weight in default]
    if path == "limits.classes":
        total = sum(row["weight"] for row in default)
        known = {row["name"]: 100 * row["weight"] / total for row in default}
        return [known.get(row["name"]) for row in found.value]
    if path.startswith("departments."):
        return [100 * default[name] / sum(default.values()) for name in names]
    return [default.get(name) if isinstance(default, dict) else None for name in names]


def _allowed(path: str, value: Any, scenario: Scenario) -> bool:
    try:
        scenario.assumptions.changed({path: {"value": value}})
    except ScenarioError:
        return False
    return True


def closed_share(facts: pd.DataFrame) -> float:
    """Share of the cases that are closed, cancelled or attached by the end of the log."""
    over = (facts[["closed", "cancelled", "duplicate"]] != NEVER).any(axis=1)
    return float(over.mean())
