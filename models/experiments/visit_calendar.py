"""A visit calendar for a scenario: made, audited, written as an overlay, tried against random due dates."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from models.experiments.grid_files import base_name, free_folder
from models.planning.visit_audit import audit_visits, work_by_day
from models.planning.visits.calendar import VisitCalendar, plan_visits
from models.planning.visits.problem import VisitProblem, visit_problem
from models.scenario.bounds import MOST_DAYS
from models.scenario.faults import Fault, WorkbenchError
from models.scenario.folder import MARK, find_folder, read_scenario
from models.scenario.scenario import Scenario
from models.scenario.visits_file import VISITS, Visits, visits_text
from models.scenario.yaml_file import write_yaml

ABOUT = "calendar.json"
BALANCE = 0.15
"""A grid's fullest day may be this much over its mean day before the audit says so."""
Progress = Callable[[float, str], None]


def calendar(
    folder: str,
    out: Path | None = None,
    days: int | None = None,
    compare: int = 0,
    engine_name: str = "serial",
    progress: Progress | None = None,
) -> dict[str, Any]:
    """Make the visit calendar of a scenario over `days` days from its start (a year, or its run if longer).

    With `out` it is written as a scenario based on this one. With `compare` that many restarted days are
    simulated with random due dates and with the calendar, pairs grabbing as before. Raises
    WorkbenchError.
    """
    say = progress or (lambda share, message: None)
    scenario = read_scenario(folder)
    problem = problem_of(scenario, days)
    made = plan_visits(problem)
    start = scenario.spec.calendar.start.toordinal()
    visits = made.visits(problem, start)
    told = describe(scenario, problem, made, visits)
    if out is not None:
        written = write_calendar(scenario, find_folder(folder), out, visits, told)
        told = {**told, "folder": str(written)}
    if compare:
        told = {**told, "what_if": what_if(folder, compare, engine_name, say)}
    say(1.0, "")
    return told


def what_if(
    folder: str, days: int = 20, engine_name: str = "serial", progress: Progress | None = None
) -> dict[str, Any]:
    """Random due dates against the calendar on restarted days, pairs grabbing as the plan says: what
    `compare_days` tells. Raises WorkbenchError.
    """
    from models.experiments.price_of_grabbing import compare_days

    both = {"random_grab": {"visits": "none"}, "calendar_grab": {"visits": "made"}}
    return compare_days(folder, both, days, engine_name=engine_name, progress=progress)


def visit_months(folder: str, progress: Progress | None = None) -> dict[str, Any]:
    """A scenario's visit calendar by grid and date: `grids {grid: {date: [hours on site, visits]}}`.

    The plan's own where it has one, else the one that `calendar` would make (`made` says so).
    """
    scenario = read_scenario(folder)
    problem = problem_of(scenario)
    own = scenario.plan.visits
    start = scenario.spec.calendar.start.toordinal()
    visits = own or plan_visits(problem).visits(problem, start)
    rank = {start + int(day): r for r, day in enumerate(problem.days)}
    minutes = work_by_day(problem, visits, rank)
    counts = {grid: np.zeros(len(problem.days), dtype=np.int64) for grid in minutes}
    for name, grid in zip(problem.names, problem.grids, strict=True):
        for day in visits.get(name, ()):
            if day in rank:
                counts[grid][rank[day]] += 1
    dates = [scenario.calendar.date_of(int(day)).isoformat() for day in problem.days]
    grids = {
        grid: {
            each: [round(float(work) / 60.0, 2), int(count)]
            for each, work, count in zip(dates, minutes[grid], counts[grid], strict=True)
        }
        for grid in minutes
    }
    if progress is not None:
        progress(1.0, "")
    return {"scenario": scenario.name, "made": not own, "grids": grids}


def problem_of(scenario: Scenario, days: int | None = None) -> VisitProblem:
    """The calendar problem of a scenario, its opening days and known re-inspections included."""
    run = scenario.spec.warmup_days + scenario.spec.days
    horizon = max(366, run) if days is None else days
    if not 1 <= horizon <= MOST_DAYS:
        raise WorkbenchError(Fault("days", f"1 to {MOST_DAYS}", str(horizon)))
    return visit_problem(scenario, horizon)


def made_visits(scenario: Scenario) -> Visits:
    """The calendar that `calendar` would make."""
    problem = problem_of(scenario)
    return plan_visits(problem).visits(problem, scenario.spec.calendar.start.toordinal())


def describe(
    scenario: Scenario, problem: VisitProblem, made: VisitCalendar, visits: Mapping[str, Sequence[int]]
) -> dict[str, Any]:
    """What there is to say about a calendar: work a day by grid, balance, what the audit found."""
    start = scenario.spec.calendar.start.toordinal()
    rank = {start + int(day): r for r, day in enumerate(problem.days)}
    findings = audit_visits(problem, visits, start, BALANCE)
    hours = scenario.calendar.workday_seconds / 3600.0
    grids = {}
    for grid, minutes in work_by_day(problem, visits, rank).items():
        pairs = scenario.plan.grids[grid].staffing.inspectors // scenario.plan.pair_size
        grids[grid] = _balance(minutes / 60.0, pairs * hours)
    return {
        "scenario": scenario.name,
        "fingerprint": scenario.fingerprint,
        "from": scenario.calendar.date_of(0).isoformat(),
        "working_days": len(problem.days),
        "premises": len(visits),
        "visits": sum(map(len, visits.values())),
        "moved": made.moved,
        "reinspections": len(scenario.place.reinspections),
        "unplanned": [{"premises": name, "reason": "closed"} for name in made.unplanned],
        "grids": grids,
        "findings": [{**vars(finding), "rule": str(finding.rule)} for finding in findings],
        "notes": list(scenario.notes),
        "attribution": scenario.place.attribution,
    }


def _balance(hours: np.ndarray, capacity: float) -> dict[str, float]:
    mean = float(hours.mean()) if len(hours) else 0.0
    return {
        "hours_a_day": round(mean, 3),
        "fullest_over_mean": round(float(hours.max()) / mean, 4) if mean else 1.0,
        "variation": round(float(hours.std()) / mean, 4) if mean else 0.0,
        "capacity_hours": round(capacity, 3),
    }


def write_calendar(
    scenario: Scenario, base: Path, out: Path, visits: Mapping[str, Sequence[int]], about: Mapping[str, Any]
) -> Path:
    """Write a scenario that is `base` with this visit calendar; the folder must be new or empty."""
    target = free_folder(out)
    target.parent.mkdir(parents=True, exist_ok=True)
    part = target.with_name(f".{target.name}.part")
    shutil.rmtree(part, ignore_errors=True)
    try:
        part.mkdir()
        (part / VISITS).write_text(visits_text(visits), encoding="utf-8", newline="\n")
        title = scenario.spec.title
        words = {"zh": title.zh or scenario.name, "en": title.en or scenario.name}
        content = {"format": 1, "base": base_name(base, target.parent), "title": words}
        write_yaml(part / MARK, content)
        text = json.dumps(about, ensure_ascii=False, indent=1, allow_nan=False)
        (part / ABOUT).write_text(text + "\n", encoding="utf-8", newline="\n")
        if target.exists():
            target.rmdir()
        os.replace(part, target)
    finally:
        shutil.rmtree(part, ignore_errors=True)
    return target
