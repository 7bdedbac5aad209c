"""`workbench roster`: a scenario's people over one week, from its plan, calendar and duty roster."""

from __future__ import annotations

import csv
import math
from collections.abc import Callable, Mapping, Sequence
from datetime import date, time, timedelta
from pathlib import Path
from typing import Any

from models.exchange.roster_files import write_calendars, write_workbook
from models.planning.roster.problem import Need, Person, Roster, RosterProblem, Shift
from models.planning.roster.solve import EFFORT, plan_roster
from models.planning.roster_audit import audit_roster
from models.scenario.faults import Fault, WorkbenchError
from models.scenario.folder import read_scenario
from models.scenario.scenario import Scenario
from models.scenario.words import Role
from models.workload.offered import offered_loads

ROLES = (Role.INSPECTOR, Role.HANDLER, Role.OPERATOR)
RESERVE = 1.25
"""Cover of a working day: so many times the offered load, never more than those who are there."""


class RosterError(WorkbenchError):
    """A week that cannot be rostered as asked."""


def roster(
    folder: str,
    week: str,
    absences: Path | None = None,
    out: Path | None = None,
    language: str = "zh",
    effort: float = EFFORT,
    locks: Sequence[Sequence[str | None]] = (),
    marks: Sequence[Sequence[str]] = (),
    progress: Callable[[float, str], None] | None = None,
) -> dict[str, Any]:
    """Plan the week that a date lies in; `absences` is a table person,date[,kind] (kind `absent` or `wish`);
    `marks` are more of its rows; `locks` are rows of person, date, shift (None: off) that stay as they are.

    With `out`, a workbook and iCalendar files are written there. Raises RosterError with every fault.
    """
    scenario = read_scenario(folder)
    known = {} if absences is None else _read_absences(absences)
    known |= {(who, date.fromisoformat(day)): kind for who, day, kind in marks}
    problem = week_of(scenario, week, known)
    if locks:
        problem = problem.with_locked(
            {
                (str(who), date.fromisoformat(str(day))): None if shift is None else Shift(shift)
                for who, day, shift in locks
            }
        )
    made = plan_roster(problem, effort)
    told = told_roster(scenario, problem, made)
    if out is not None:
        out.mkdir(parents=True, exist_ok=True)
        book = write_workbook(problem, made, out / f"roster-{problem.monday}.xlsx", language)
        zone = scenario.spec.calendar.timezone
        files = write_calendars(problem, made.assigned, out / "calendars", language, zone)
        told["files"] = [str(book), *map(str, files)]
    if progress is not None:
        progress(1.0, "")
    return told


def told_roster(scenario: Scenario, problem: RosterProblem, made: Roster) -> dict[str, Any]:
    """A roster as one object of the command line."""
    findings = audit_roster(problem, made.assigned)
    return {
        "scenario": scenario.name,
        "week": str(problem.monday),
        "status": made.status,
        "cost": made.cost,
        "bound": made.bound,
        "people": len(problem.people),
        "shifts": [
            {"person": name, "day": str(day), "shift": shift}
            for (name, day), shift in sorted(made.assigned.items(), key=lambda item: (item[0][1], item[0][0]))
        ],
        "short": [
            {"group": s.need.group, "day": str(s.need.day), "shift": s.need.shift, "missing": s.missing}
            for s in made.short
        ],
        "wishes_refused": [{"person": name, "day": str(day)} for name, day in made.wishes_refused],
        "findings": [
            {"rule": f.rule, "who": f.who, "day": str(f.day), "shift": f.shift, "value": f.value}
            for f in findings
        ],
    }


def week_of(
    scenario: Scenario, week: str, marks: Mapping[tuple[str, date], str] | None = None
) -> RosterProblem:
    """The roster problem of a scenario in the week of a date; RosterError with every fault."""
    try:
        monday = date.fromisoformat(week)
    except ValueError:
        raise RosterError(Fault("--week", "a date such as 2026-03-02", repr(week))) from None
    monday -= timedelta(days=monday.weekday())
    people = tuple(_people(scenario))
    days = [monday + timedelta(days=n) for n in range(7)]
    first = (monday - scenario.spec.calendar.start).days
    if not -390 <= first <= 3_660:
        span = "a week within ten years after the scenario's start"
        raise RosterError(Fault("--week", span, str(monday)))
    workdays = tuple(day for n, day in enumerate(days) if scenario.calendar.is_workday(first + n))
    marks = marks or {}
    _check_marks(marks, people, days)
    shifts = scenario.spec.calendar.shifts_of_day
    opens, closes = _clock(shifts[0][0]), _clock(shifts[-1][1])
    hours = {Shift.DAY: (opens, closes), Shift.DUTY: (opens, closes), Shift.NIGHT: (closes, opens)}
    return RosterProblem(
        monday, people, tuple(_needs(scenario, people, days, workdays)), workdays, hours,
        frozenset(key for key, kind in marks.items() if kind == "absent"),
        frozenset(key for key, kind in marks.items() if kind == "wish"),
    )  # fmt: skip


def _clock(second: int) -> time:
    return time(second // 3600 % 24, second // 60 % 60)


def _people(scenario: Scenario) -> list[Person]:
    """Everybody of the three roles; a community's people of one role stand in for each other."""
    blocks = scenario.place.blocks
    community = dict(zip(map(str, blocks["block"]), map(str, blocks["community"]), strict=True))
    of_grid = {grid: community[block] for block, grid in scenario.plan.blocks.items()}
    return [
        Person(f"{grid}.{role}.{n}", role, f"{of_grid[grid]}.{role}", grid)
        for role in ROLES
        for grid, each in scenario.plan.grids.items()
        for n in range(1, each.staffing.of(role) + 1)
    ]


def _needs(
    scenario: Scenario, people: tuple[Person, ...], days: list[date], workdays: tuple[date, ...]
) -> list[Need]:
    loads, plan = offered_loads(scenario), scenario.plan
    heads: dict[str, int] = {}
    for person in people:
        heads[person.group] = heads.get(person.group, 0) + 1
    totals = {role: max(1, plan.heads(role)) for role in ROLES}
    needs = []
    for group, number in heads.items():
        role = Role(group.rpartition(".")[2])
        share = number / totals[role]
        people_busy = loads[role] * (plan.pair_size if role is Role.INSPECTOR else 1)
        cover = min(number, max(1, math.ceil(people_busy * share * RESERVE)))
        on_duty = {Role.OPERATOR: plan.duty.operators, Role.HANDLER: plan.duty.handlers}.get(role, 0)
        if role is Role.INSPECTOR:
            cover = number  # patrol is short of people already: everybody walks
        elif on_duty:
            cover = min(cover, max(1, number - 2 * on_duty))  # tonight's and last night's are not there
        for day in days:
            if day in workdays:
                needs.append(Need(group, day, Shift.DAY, cover))
            elif on_duty:
                needs.append(Need(group, day, Shift.DUTY, on_duty))
            if on_duty:
                needs.append(Need(group, day, Shift.NIGHT, on_duty))
    return needs


def _read_absences(file: Path) -> dict[tuple[str, date], str]:
    """A table person,date[,kind]."""
    faults, marks = [], {}
    try:
        with file.open(encoding="utf-8-sig", newline="") as text:
            rows = list(csv.DictReader(text))
    except (OSError, UnicodeDecodeError) as error:
        raise RosterError(Fault(str(file), "a CSV table person,date,kind", str(error))) from None
    for line, row in enumerate(rows, start=2):
        kind = (row.get("kind") or "absent").strip()
        try:
            day = date.fromisoformat((row.get("date") or "").strip())
        except ValueError:
            faults.append(
                Fault(f"{file.name}: line {line}: date", "a date such as 2026-03-04", repr(row.get("date")))
            )
            continue
        if kind not in ("absent", "wish"):
            faults.append(Fault(f"{file.name}: line {line}: kind", "absent or wish", repr(kind)))
            continue
        marks[(row.get("person") or "").strip(), day] = kind
    if faults:
        raise RosterError(faults)
    return marks


def _check_marks(marks: Mapping[tuple[str, date], str], people: tuple[Person, ...], days: list[date]) -> None:
    known = {person.name for person in people}
    faults = []
    for (name, day), kind in marks.items():
        if name not in known:
            faults.append(Fault(f"{kind} {name}", "a person of the plan (luohu-1.handler.1)", name))
        if day not in days:
            other = day - timedelta(days=day.weekday())
            remedy = f"leave it out, or plan the week of {other}"
            faults.append(Fault(f"{kind} {name}", f"a day from {days[0]} to {days[-1]}", str(day), remedy))
    if faults:
        raise RosterError(faults)
