"""The marks of cases: what each is going to need, as pure functions of its number."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from models.scenario.assumptions import Assumptions
from models.scenario.calendar import Calendar
from models.scenario.calendar_spec import DAY
from models.scenario.words import Role
from models.simulation.case import Case
from models.simulation.draws import Draws, lognormal_by
from models.simulation.marks import Marks

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
"""How many numbers of each stream a case is born with; later ones are drawn when they are needed."""


class Work:
    """Work content and path of cases; all times integer seconds.

    By premises, `travel` are the seconds of a handler's round trip, `names` the names.
    """

    def __init__(
        self,
        draws: Draws,
        assumptions: Assumptions,
        calendar: Calendar,
        travel: Sequence[int],
        names: Sequence[str],
    ) -> None:
        self.marks = Marks(draws, EARLY_MARKS)
        self.a = assumptions
        self.calendar = calendar
        self.travel = travel
        self.names = names
        desks, handling = assumptions.desks, assumptions.handling
        town, district = assumptions.town, assumptions.district
        self._at_desk = _seconds(desks.operator_minutes, desks.operator_cv)
        self._handling = _seconds(handling.minutes_mean, handling.minutes_cv)
        self._department = _seconds(district.minutes_mean, district.minutes_cv)
        self._town = _seconds(town.minutes_mean, town.minutes_cv)
        self._town_travel = _seconds(town.travel_minutes_mean, town.travel_minutes_cv)

    def begin(self, case: Case) -> None:
        """The case is born: its marks are drawn."""
        case.marks = self.marks.born(case.number)

    def place(self, case: Case) -> str:
        """Where the case is: the premises' name."""
        return self.names[case.premises]

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
        return self._happens("case.recognised", case, 0, self.a.desks.recognise_over_report)

    def wrongly_dispatched(self, case: Case) -> bool:
        """Whether the next dispatch goes to the wrong place."""
        return self._happens("case.bounce", case, case.bounces, self.a.desks.wrong_dispatch)

    def needs_second_visit(self, case: Case) -> bool:
        """Whether one visit is not enough at the level that resolves it."""
        return self._happens("case.second_visit", case, case.reopened, self.a.handling.second_visit)

    def review_passes(self, case: Case, attempt: int) -> bool:
        """Whether the review (or check) after handling passes."""
        return not self._happens("case.review", case, attempt, self.a.handling.review_fail)

    def checked_on_site(self, case: Case) -> bool:
        """Whether an inspector checks instead of the operator."""
        return self._happens("case.check", case, 0, self.a.desks.check_by_inspector_share)

    def extensions_asked(self, case: Case, level: int) -> int:
        """How many extensions the handler would ask for at a level."""
        limits = self.a.limits
        asked = 0
        while asked < limits.extensions_most and self._happens(
            "case.extension", case, level * 10 + asked, limits.extension_share
        ):
            asked += 1
        return asked

    def suspension(self, case: Case, now: int) -> int:
        """Seconds for which the case is suspended after the first visit at its level; mostly 0."""
        limits = self.a.limits
        if case.suspended or not self._happens("case.suspension", case, 0, limits.suspension_share):
            return 0
        return self.calendar.add_workdays(now, limits.suspension_working_days) - now

    def rectification_ordered(self, case: Case) -> bool:
        """Whether the handling was a rectification order with a deadline."""
        return self._happens("case.order", case, 0, self.a.handling.order_share)

    def rectification_deadline(self, case: Case, now: int) -> int:
        """The deadline of the order: the morning of that working day."""
        day = self.calendar.day_of(self.calendar.add_workdays(now, self.a.handling.order_working_days))
        return self.calendar.next_open(day * DAY)

    def rectification_holds(self, case: Case) -> bool:
        """Whether the re-inspection finds the hazard gone."""
        return not self._happens("case.order_not_met", case, case.reopened, self.a.handling.order_not_met)

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

    def _happens(self, stream: str, case: Case, key: int, probability: float) -> bool:
        return self._mark(case, stream, key) < probability

    def _mark(self, case: Case, stream: str, key: int) -> float:
        return self.marks.of(case.marks, stream, case.number, key)


def _seconds(mean: float, cv: float) -> Callable[[float], int]:
    """Lognormal minutes as whole seconds, at least one, by a uniform number."""
    minutes = lognormal_by(mean, cv)
    return lambda u: max(1, round(60.0 * minutes(u)))
