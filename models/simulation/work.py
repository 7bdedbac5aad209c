"""The marks of cases: what each is going to need, as pure functions of its number."""

from __future__ import annotations

import math
from array import array
from collections.abc import Callable, Sequence

import numpy as np

from models.scenario.assumptions import Assumptions
from models.scenario.calendar import Calendar
from models.scenario.calendar_spec import DAY
from models.scenario.words import Role
from models.simulation.case import Case
from models.simulation.draws import Draws
from models.simulation.hashing import uniform_row
from models.simulation.twin_draws import lognormal_seconds

REVIEW_SECONDS = 1_800
"""The command centre's review takes half a working hour (K); it has no desk of its own here."""

EARLY_MARKS = {
    "desk.minutes": 4,
    "site.minutes": 3,
    "site.travel": 2,
    "case.recognised": 1,
    "case.bounce": 2,
    "case.second_visit": 1,
    "case.review": 2,
    "case.check": 1,
    "case.suspension": 1,
    "case.order": 1,
    "case.order_not_met": 1,
    "case.department_days": 2,
    "case.extension": 0,
}
"""How many numbers of each stream a case is born with, drawn in one go; later ones are drawn when they are
needed, which is seldom."""


class Work:
    """Work content and path of cases; all times integer seconds.

    `travel` are the seconds of a handler's round trip by premises.
    """

    def __init__(
        self,
        draws: Draws,
        assumptions: Assumptions,
        calendar: Calendar,
        travel: Sequence[int],
    ) -> None:
        self.draws = draws
        self.a = assumptions
        self.calendar = calendar
        self.travel = travel
        desks, handling, limits = assumptions.desks, assumptions.handling, assumptions.limits
        town, district = assumptions.town, assumptions.district
        self._at_desk = _seconds(desks.operator_minutes, desks.operator_cv)
        self._handling = _seconds(handling.minutes_mean, handling.minutes_cv)
        self._department = _seconds(district.minutes_mean, district.minutes_cv)
        self._town = _seconds(town.minutes_mean, town.minutes_cv)
        self._town_travel = _seconds(town.travel_minutes_mean, town.travel_minutes_cv)
        self._chances = {
            "case.recognised": desks.recognise_over_report,
            "case.bounce": desks.wrong_dispatch,
            "case.second_visit": handling.second_visit,
            "case.review": handling.review_fail,
            "case.check": desks.check_by_inspector_share,
            "case.suspension": limits.suspension_share,
            "case.order": handling.order_share,
            "case.order_not_met": handling.order_not_met,
            "case.extension": limits.extension_share,
        }
        early = [(stream, key) for stream, count in EARLY_MARKS.items() for key in range(count)]
        self._places = {
            stream: (early.index((stream, 0)) if count else 0, count) for stream, count in EARLY_MARKS.items()
        }
        self._states = np.array([draws.stream(stream) for stream, _ in early], dtype=np.uint64)
        self._keys = np.array([key for _, key in early], dtype=np.int64)

    def begin(self, case: Case) -> None:
        """The case is born: its marks are drawn."""
        case.marks = array("d", uniform_row(self._states, self._keys, case.number).tobytes())

    def desk_step(self, case: Case) -> int:
        """Seconds of the case's next step at the workstation."""
        return self._at_desk(self._mark(case, "desk.minutes", case.desk_steps))

    def on_site(self, case: Case, role: Role) -> int:
        """Seconds of the case's next visit, travel there and back included."""
        u = self._mark(case, "site.minutes", case.site_visits)
        if role is Role.HANDLER:
            return self._handling(u) + self.travel[case.premises]
        if role is Role.DEPARTMENT:
            return self._department(u)
        return self._town(u) + self._town_travel(self._mark(case, "site.travel", case.site_visits))

    def recognised(self, case: Case) -> bool:
        """Whether the operator sees that an over-report is none."""
        return self._happens(case, "case.recognised")

    def wrongly_dispatched(self, case: Case) -> bool:
        """Whether the next dispatch goes to the wrong place."""
        return self._happens(case, "case.bounce", case.bounces)

    def needs_second_visit(self, case: Case) -> bool:
        """Whether one visit is not enough at the level that resolves it."""
        return self._happens(case, "case.second_visit", case.reopened)

    def review_passes(self, case: Case, attempt: int) -> bool:
        """Whether the review (or check) after handling passes."""
        return not self._happens(case, "case.review", attempt)

    def checked_on_site(self, case: Case) -> bool:
        """Whether an inspector checks instead of the operator."""
        return self._happens(case, "case.check")

    def extensions_asked(self, case: Case, level: int) -> int:
        """How many extensions the handler would ask for at a level."""
        limits = self.a.limits
        asked = 0
        while asked < limits.extensions_most and self._happens(case, "case.extension", level * 10 + asked):
            asked += 1
        return asked

    def suspension(self, case: Case, now: int) -> int:
        """Seconds for which the case is suspended after the first visit at its level; mostly 0."""
        limits = self.a.limits
        if case.suspended or not self._happens(case, "case.suspension"):
            return 0
        return self.calendar.add_workdays(now, limits.suspension_working_days) - now

    def rectification_ordered(self, case: Case) -> bool:
        """Whether the handling was a rectification order with a deadline."""
        return self._happens(case, "case.order")

    def rectification_deadline(self, case: Case, now: int) -> int:
        """The deadline of the order: the morning of that working day."""
        day = self.calendar.day_of(self.calendar.add_workdays(now, self.a.handling.order_working_days))
        return self.calendar.next_open(day * DAY)

    def rectification_holds(self, case: Case) -> bool:
        """Whether the re-inspection finds the hazard gone."""
        return not self._happens(case, "case.order_not_met", case.reopened)

    def department_delay(self, case: Case, now: int) -> int:
        """When a functional department that is a delay has acted: whole working days, uniform."""
        low, high = self.a.district.delay_low_days, self.a.district.delay_high_days
        u = self._mark(case, "case.department_days", case.site_visits)
        days = low + u * (high - low)
        whole = int(days)
        later = self.calendar.add_workdays(now, whole)
        return self.calendar.add_working(later, round((days - whole) * self.calendar.workday_seconds))

    def review_delay(self, now: int) -> int:
        """When the command centre has reviewed."""
        return self.calendar.add_working(now, REVIEW_SECONDS)

    def _happens(self, case: Case, stream: str, key: int = 0) -> bool:
        return self._mark(case, stream, key) < self._chances[stream]

    def _mark(self, case: Case, stream: str, key: int) -> float:
        first, count = self._places[stream]
        return case.marks[first + key] if key < count else self.draws.uniform(stream, case.number, key)


def _seconds(mean: float, cv: float) -> Callable[[float], int]:
    """Lognormal minutes as whole seconds, at least one, by a uniform number."""
    variance = math.log1p(cv * cv)
    sigma, half = math.sqrt(variance), variance / 2.0
    return lambda u: lognormal_seconds(mean, sigma, half, u)
