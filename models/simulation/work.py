"""The marks of cases: what each is going to need, as pure functions of its number."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from models.scenario.assumptions import Assumptions
from models.scenario.calendar import Calendar
from models.scenario.calendar_spec import DAY
from models.scenario.words import Role
from models.simulation.case import Case
from models.simulation.casemarks import EARLY, Rule, chance, early_marks, late_mark, work
from models.simulation.draws import Draws

REVIEW_SECONDS = 1_800
"""The command centre's review takes half a working hour (K); it has no desk of its own here."""


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
        self._department = work(district.minutes_mean, district.minutes_cv)
        self._town = work(town.minutes_mean, town.minutes_cv)
        self._town_travel = work(town.travel_minutes_mean, town.travel_minutes_cv)
        self._rules = {
            "desk.minutes": work(desks.operator_minutes, desks.operator_cv),
            "site.minutes": work(handling.minutes_mean, handling.minutes_cv),
            "case.recognised": chance(desks.recognise_over_report),
            "case.bounce": chance(desks.wrong_dispatch),
            "case.second_visit": chance(handling.second_visit),
            "case.review": chance(handling.review_fail),
            "case.check": chance(desks.check_by_inspector_share),
            "case.suspension": chance(limits.suspension_share),
            "case.order": chance(handling.order_share),
            "case.order_not_met": chance(handling.order_not_met),
            "case.extension": chance(limits.extension_share),
        }
        early = [(stream, key) for stream, count in EARLY.items() for key in range(count)]
        self._places = {stream: (early.index((stream, 0)), count) for stream, count in EARLY.items()}
        self._early = (
            np.array([draws.stream(stream) for stream, _ in early], dtype=np.uint64),
            np.array([key for _, key in early], dtype=np.int64),
            np.array([self._rules[stream] for stream, _ in early]),
        )

    def begin(self, case: Case) -> None:
        """The case is born: its marks are drawn."""
        case.marks = early_marks(*self._early, case.number)

    def desk_step(self, case: Case) -> int:
        """Seconds of the case's next step at the workstation."""
        return self._mark(case, "desk.minutes", case.desk_steps)

    def on_site(self, case: Case, role: Role) -> int:
        """Seconds of the case's next visit, travel there and back included."""
        if role is Role.HANDLER:
            return self._mark(case, "site.minutes", case.site_visits) + self.travel[case.premises]
        if role is Role.DEPARTMENT:
            return self._late("site.minutes", self._department, case, case.site_visits)
        there = self._late("site.travel", self._town_travel, case, case.site_visits)
        return self._late("site.minutes", self._town, case, case.site_visits) + there

    def recognised(self, case: Case) -> bool:
        """Whether the operator sees that an over-report is none."""
        return self._mark(case, "case.recognised") == 1

    def wrongly_dispatched(self, case: Case) -> bool:
        """Whether the next dispatch goes to the wrong place."""
        return self._mark(case, "case.bounce", case.bounces) == 1

    def needs_second_visit(self, case: Case) -> bool:
        """Whether one visit is not enough at the level that resolves it."""
        return self._mark(case, "case.second_visit", case.reopened) == 1

    def review_passes(self, case: Case, attempt: int) -> bool:
        """Whether the review (or check) after handling passes."""
        return self._mark(case, "case.review", attempt) == 0

    def checked_on_site(self, case: Case) -> bool:
        """Whether an inspector checks instead of the operator."""
        return self._mark(case, "case.check") == 1

    def extensions_asked(self, case: Case, level: int) -> int:
        """How many extensions the handler would ask for at a level."""
        limits = self.a.limits
        rule, asked = self._rules["case.extension"], 0
        while asked < limits.extensions_most and self._late("case.extension", rule, case, level * 10 + asked):
            asked += 1
        return asked

    def suspension(self, case: Case, now: int) -> int:
        """Seconds for which the case is suspended after the first visit at its level; mostly 0."""
        limits = self.a.limits
        if case.suspended or not self._mark(case, "case.suspension"):
            return 0
        return self.calendar.add_workdays(now, limits.suspension_working_days) - now

    def rectification_ordered(self, case: Case) -> bool:
        """Whether the handling was a rectification order with a deadline."""
        return self._mark(case, "case.order") == 1

    def rectification_deadline(self, case: Case, now: int) -> int:
        """The deadline of the order: the morning of that working day."""
        day = self.calendar.day_of(self.calendar.add_workdays(now, self.a.handling.order_working_days))
        return self.calendar.next_open(day * DAY)

    def rectification_holds(self, case: Case) -> bool:
        """Whether the re-inspection finds the hazard gone."""
        return self._mark(case, "case.order_not_met", case.reopened) == 0

    def department_delay(self, case: Case, now: int) -> int:
        """When a functional department that is a delay has acted: whole working days, uniform."""
        low, high = self.a.district.delay_low_days, self.a.district.delay_high_days
        u = self.draws.uniform("case.department_days", case.number, case.site_visits)
        days = low + u * (high - low)
        whole = int(days)
        later = self.calendar.add_workdays(now, whole)
        return self.calendar.add_working(later, round((days - whole) * self.calendar.workday_seconds))

    def review_delay(self, now: int) -> int:
        """When the command centre has reviewed."""
        return self.calendar.add_working(now, REVIEW_SECONDS)

    def _mark(self, case: Case, stream: str, key: int = 0) -> int:
        """Seconds, or whether it happens; born with the case or drawn now, it is the same number."""
        first, count = self._places[stream]
        return case.marks[first + key] if key < count else self._late(stream, self._rules[stream], case, key)

    def _late(self, stream: str, rule: Rule, case: Case, key: int) -> int:
        return late_mark(self.draws.stream(stream), *rule, case.number, key)
