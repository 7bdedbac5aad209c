"""Due times of a case's stages, from the scenario's table of limits."""

from __future__ import annotations

from collections.abc import Callable

from models.scenario.assumed_cases import Limits as LimitTable
from models.scenario.calendar import Calendar
from models.scenario.clocks import HOUR, Clock, Limit
from models.scenario.words import Department
from models.simulation.case import COMMUNITY, DISTRICT, LEVELS, TOWN, Case

Due = Callable[[int], int]


class Limits:
    """When each stage of a case is due (all times integer seconds).

    Every limit becomes a function from its start to its end once; `clocks.due` is the same arithmetic.
    """

    def __init__(self, calendar: Calendar, table: LimitTable) -> None:
        self.calendar = calendar
        self._accept = (self._rule(table.accept), self._rule(table.accept_urgent))
        self._dispatch = (self._rule(table.dispatch), self._rule(table.dispatch_urgent))
        self._check = self._rule(table.check)
        self._reinspection = self._rule(table.reinspection)
        self._handling = {
            (limit_class, level, department): self._last(
                table.handling(limit_class, LEVELS[level], department)
            )
            for limit_class in range(len(table.classes))
            for level in (COMMUNITY, TOWN, DISTRICT)
            for department in Department
        }

    def accept(self, case: Case, now: int) -> int:
        """Received until registered."""
        return self._accept[case.urgent](now)

    def dispatch(self, case: Case, now: int) -> int:
        """Registered until dispatched."""
        return self._dispatch[case.urgent](now)

    def check(self, case: Case, now: int) -> int:
        """Handled until checked."""
        return self._check(now)

    def handle(self, case: Case, now: int) -> int:
        """Dispatched to the case's level until fed back: of several limits the one that ends last."""
        return self._handling[case.limit_class, case.at, case.department](now)

    def extended(self, case: Case, level: int, due_now: int) -> int:
        """An extension adds the original limit once more."""
        return self._handling[case.limit_class, level, case.department](due_now)

    def reinspection(self, now: int) -> int:
        """From the deadline of a rectification order."""
        return self._reinspection(now)

    def _last(self, limits: tuple[Limit, ...]) -> Due:
        rules = tuple(map(self._rule, limits))
        return rules[0] if len(rules) == 1 else lambda t: max([rule(t) for rule in rules])

    def _rule(self, limit: Limit) -> Due:
        calendar, amount = self.calendar, limit.amount
        seconds, days = round(amount * HOUR), int(amount)
        rules: dict[Clock, Due] = {
            Clock.CONTINUOUS_HOURS: lambda t: t + seconds,
            Clock.WORKING_HOURS: lambda t: calendar.add_working(t, seconds),
            Clock.WORKING_DAYS: lambda t: calendar.add_workdays(t, days),
            Clock.CALENDAR_DAYS: lambda t: calendar.add_calendar_days(t, days),
        }
        return rules[limit.clock]
