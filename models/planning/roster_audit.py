"""The audit of rosters: every broken rule, found by plain arithmetic that has never heard of a solver."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from itertools import pairwise

from models.planning.roster.problem import Assigned, RosterProblem, Shift


class RosterRule(StrEnum):
    """What a roster can do wrong."""

    UNKNOWN_PERSON = "unknown_person"
    OUTSIDE_WEEK = "outside_week"
    NO_SUCH_SHIFT = "no_such_shift"
    ABSENT = "absent"
    REST = "rest"
    TOO_MANY_DAYS = "too_many_days"
    SHORT = "short"
    LOCK = "lock"


@dataclass(frozen=True)
class RosterFinding:
    """A rule broken by a person (or a group) on a day; `value` counts (people missing, days, hours of
    rest)."""

    rule: RosterRule
    who: str
    day: date
    shift: Shift | None = None
    value: float = 0.0


def audit_roster(problem: RosterProblem, assigned: Assigned) -> list[RosterFinding]:
    """Everything that is wrong with a roster, in order of day and name; nothing means that it keeps
    every rule."""
    findings = [*_strangers(problem, assigned)]
    names = [person.name for person in problem.people]
    for name in names:
        mine = sorted((day, shift) for (who, day), shift in assigned.items() if who == name)
        mine = [(day, shift) for day, shift in mine if day in problem.days]
        for day, shift in mine:
            if (name, day) in problem.absent:
                findings.append(RosterFinding(RosterRule.ABSENT, name, day, shift))
        if len(mine) > problem.most_days:
            findings.append(RosterFinding(RosterRule.TOO_MANY_DAYS, name, mine[-1][0], None, len(mine)))
        for first, second in pairwise(mine):
            if not problem.rested(first, second):
                gap = problem.span(*second)[0] - problem.span(*first)[1]
                findings.append(RosterFinding(RosterRule.REST, name, *second, gap.total_seconds() / 3600))
    findings += _uncovered(problem, assigned)
    for (name, day), wanted in (problem.locked or {}).items():
        if assigned.get((name, day)) is not wanted:
            findings.append(RosterFinding(RosterRule.LOCK, name, day, wanted))
    return sorted(findings, key=lambda each: (each.day, each.who, each.rule))


def _strangers(problem: RosterProblem, assigned: Assigned) -> list[RosterFinding]:
    known = {person.name for person in problem.people}
    out = []
    for (name, day), shift in assigned.items():
        if name not in known:
            out.append(RosterFinding(RosterRule.UNKNOWN_PERSON, name, day, shift))
        elif day not in problem.days:
            out.append(RosterFinding(RosterRule.OUTSIDE_WEEK, name, day, shift))
        elif shift not in problem.shifts_on(day):
            out.append(RosterFinding(RosterRule.NO_SUCH_SHIFT, name, day, shift))
    return out


def _uncovered(problem: RosterProblem, assigned: Assigned) -> list[RosterFinding]:
    group = {person.name: person.group for person in problem.people}
    out = []
    for need in problem.needs:
        there = sum(
            1
            for (name, day), shift in assigned.items()
            if day == need.day and shift is need.shift and group.get(name) == need.group
        )
        if there < need.people:
            missing = need.people - there
            out.append(RosterFinding(RosterRule.SHORT, need.group, need.day, need.shift, missing))
    return out
