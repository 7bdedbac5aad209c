"""A week's roster: people, days, kinds of shift, cover by role, absences, wishes and locks."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from enum import StrEnum


class Shift(StrEnum):
    """What somebody does on a day: the working day, the duty roster by day (days off) or by night."""

    DAY = "day"
    DUTY = "duty"
    NIGHT = "night"


@dataclass(frozen=True)
class Person:
    """Somebody who is rostered; `group` are those who stand in for each other (a community's role).

    `nights` and `weekends` are what earlier weeks brought, so that fairness has a memory.
    """

    name: str
    role: str
    group: str
    grid: str = ""
    nights: int = 0
    weekends: int = 0


@dataclass(frozen=True)
class Need:
    """So many people of a group on a day and shift."""

    group: str
    day: date
    shift: Shift
    people: int


@dataclass(frozen=True)
class RosterProblem:
    """The week from `monday`; `hours` are begin and end of each shift (an end before its begin is next
    day's).

    `absent` days nobody may be asked; `wishes` are days off that somebody would like; `locked` assignments
    (None: off) stay as they are. `rest_hours` between shifts, at most `most_days` shifts a week.
    """

    monday: date
    people: tuple[Person, ...]
    needs: tuple[Need, ...]
    workdays: tuple[date, ...]
    hours: Mapping[Shift, tuple[time, time]]
    absent: frozenset[tuple[str, date]] = frozenset()
    wishes: frozenset[tuple[str, date]] = frozenset()
    locked: Mapping[tuple[str, date], Shift | None] | None = None
    rest_hours: float = 11.0
    most_days: int = 5

    @property
    def days(self) -> tuple[date, ...]:
        """The seven days."""
        return tuple(self.monday + timedelta(days=n) for n in range(7))

    def shifts_on(self, day: date) -> tuple[Shift, ...]:
        """Shifts that exist on a day."""
        return (Shift.DAY, Shift.NIGHT) if day in self.workdays else (Shift.DUTY, Shift.NIGHT)

    def span(self, day: date, shift: Shift) -> tuple[datetime, datetime]:
        """Begin and end of a shift."""
        begin, end = self.hours[shift]
        start = datetime.combine(day, begin)
        return start, datetime.combine(day + timedelta(days=end <= begin), end)

    def rested(self, first: tuple[date, Shift], second: tuple[date, Shift]) -> bool:
        """Whether there is rest enough between two shifts (the earlier one first)."""
        gap = self.span(*second)[0] - self.span(*first)[1]
        return gap >= timedelta(hours=self.rest_hours)

    def with_locked(self, locked: Mapping[tuple[str, date], Shift | None]) -> RosterProblem:
        """The same week with other locks."""
        return replace(self, locked=dict(locked))


Assigned = Mapping[tuple[str, date], Shift]
"""Who works what: (person, day) to shift; who is not in it is off."""


@dataclass(frozen=True)
class Shortage:
    """A need that is not met, by so many people, and why."""

    need: Need
    missing: int


@dataclass(frozen=True)
class Roster:
    """A roster with its status, cost and bound; `short` names every need that could not be met."""

    status: str
    assigned: Assigned
    short: tuple[Shortage, ...]
    cost: float
    bound: float
    wishes_refused: tuple[tuple[str, date], ...]
