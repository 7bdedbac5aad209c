"""Due times of a case's stages, from the scenario's table of limits."""

from __future__ import annotations

from models.scenario.assumed_cases import Limits as LimitTable
from models.scenario.calendar import Calendar
from models.scenario.clocks import due
from models.scenario.tables import Stage
from models.simulation.case import COMMUNITY, LEVELS, Case


class Limits:
    """When each stage of a case is due (all times integer seconds)."""

    def __init__(self, calendar: Calendar, table: LimitTable) -> None:
        self.calendar = calendar
        self.table = table

    def accept(self, case: Case, now: int) -> int:
        """Received until registered."""
        return due(self.calendar, now, self.table.accept_urgent if case.urgent else self.table.accept)

    def dispatch(self, case: Case, now: int) -> int:
        """Registered until dispatched."""
        return due(self.calendar, now, self.table.dispatch_urgent if case.urgent else self.table.dispatch)

    def check(self, case: Case, now: int) -> int:
        """Handled until checked."""
        return due(self.calendar, now, self.table.check)

    def handle(self, case: Case, now: int) -> int:
        """Dispatched to the case's level until fed back: of several limits the one that ends last."""
        return self._handling(case, case.at, now)

    def extended(self, case: Case, level: int, due_now: int) -> int:
        """An extension adds the original limit once more."""
        return self._handling(case, level, due_now)

    def reinspection(self, now: int) -> int:
        """From the deadline of a rectification order."""
        return due(self.calendar, now, self.table.reinspection)

    def closure(self, case: Case) -> int:
        """Due time of closing: the stage limits on the path taken, one after another.

        Extensions and suspensions move it as they moved the due times of their stages.
        """
        moment = self.dispatch(case, self.accept(case, case.reported))
        for stage in case.stages:
            if stage.stage is Stage.HANDLE:
                moment = self._handling(case, stage.level, moment)
        for _ in range(case.extensions):
            moment = self._handling(case, case.at, moment)
        if case.at == COMMUNITY:
            moment = self.check(case, moment)
        return moment + case.suspended

    def _handling(self, case: Case, level: int, now: int) -> int:
        limits = self.table.handling(case.limit_class, LEVELS[level], case.department)
        return max(due(self.calendar, now, limit) for limit in limits)
