"""Due days by a visit calendar: every premises has days of its own, listed in the plan."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence

import numpy as np

from models.scenario.words import ReleasePolicy
from models.simulation.rounds import DueBook, Round


class VisitBook(DueBook):
    """A book whose due days are listed: `days[i]` are those of round i, sorted, from the start.

    A completed visit is followed by the first listed day at least half an interval later. `last` is the day
    of the last visit before the start (negative): days before the first one listed are those a whole number
    of intervals earlier, so a place that is patrolled too seldom starts with premises overdue here as with
    random due days. After the end of its list, and without one, a round comes due an interval after its last
    visit.
    """

    def __init__(
        self, rounds: list[Round], days: Sequence[Sequence[int]], last: np.ndarray, ordinals: np.ndarray
    ) -> None:
        self.days = days
        self._promised = [0] * len(rounds)
        due = [
            self._first(own, round_.interval, float(before))
            for own, round_, before in zip(days, rounds, last, strict=True)
        ]
        super().__init__(rounds, np.array(due, dtype=np.float64), ordinals, ReleasePolicy.RANDOM)

    def completed(self, index: int, day: int) -> None:
        """A visit was completed: enter the next listed day."""
        self.done[index] += 1
        self.visited[index] = True
        own, interval = self.days[index], self.rounds[index].interval
        at = bisect_left(own, day + max(1.0, interval / 2))
        self._enter(index, own[at] if at < len(own) else day + self._step[index])

    def come_due(self, day: int) -> list[tuple[int, int]]:
        """The same with the listed day, also where it lies among days that were handed out already."""
        return [(index, self._promised[index]) for index, _ in super().come_due(day)]

    def _enter(self, index: int, due: int) -> None:
        self._promised[index] = due
        super()._enter(index, due)

    def _following(self, index: int, due: int) -> int:
        own = self.days[index]
        at = bisect_left(own, due + 1)
        self._promised[index] = own[at] if at < len(own) else due + self._step[index]
        return self._promised[index]

    @staticmethod
    def _first(days: Sequence[int], interval: float, last: float) -> float:
        if not days:
            return last + interval
        due = float(days[0])
        while due - interval >= last + interval / 2:
            due -= interval
        return due if due < 0 else float(days[0])
