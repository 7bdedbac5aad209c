"""Opening hours in the patrol: what is closed today is not released, what is closed now is not grabbed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from models.scenario.calendar import Calendar
from models.scenario.openings_file import ALWAYS, Opening
from models.scenario.words import TaskKind
from models.simulation.grabbing import Grabbing, Pair, Planned
from models.simulation.tasks import Task

DAY = 86_400
PATIENCE = 600
"""A pair that grabs waits so many seconds for a door to open; one that follows a tour waits as planned."""


@dataclass(frozen=True)
class Hours:
    """When premises (by index) can be visited. A check is made from outside, at any time."""

    calendar: Calendar
    names: Sequence[str]
    openings: Mapping[str, Opening]

    def closed_on(self, premises: int, day: int) -> bool:
        """Whether nobody can be met there on that day."""
        opening = self.openings.get(self.names[premises], ALWAYS)
        return self.calendar.date_of(day).weekday() not in opening.weekdays

    def wait(self, task: Task, arrival: int, seconds: float) -> int | None:
        """Seconds from the arrival until a visit can begin that is over, in expectation, before they close;
        None where it cannot be any more today."""
        if task.kind is TaskKind.CHECK:
            return 0
        day = self.calendar.day_of(arrival)
        if self.closed_on(task.premises, day):
            return None
        at = arrival - day * DAY
        for opens, closes in self.openings.get(self.names[task.premises], ALWAYS).windows or ((0, DAY),):
            begin = max(at, opens)
            if begin + seconds <= closes:
                return begin - at
        return None


class Doors:
    """Any policy, kept from tasks that could not begin when the pair gets there."""

    def __init__(self, policy: Grabbing, hours: Hours, walking: npt.NDArray[np.int32]) -> None:
        self.policy, self.hours, self.walking = policy, hours, walking
        self.appraise, self.expected_seconds = policy.appraise, policy.expected_seconds
        self.morning, self.evening = policy.morning, policy.evening
        self.follows = isinstance(policy, Planned)

    def next_task(self, pair: Pair, now: int, back_by: int) -> Task | None:
        """What the policy takes, passing over what is closed; that goes back where it was."""
        hand = list(pair.held)
        passed: list[Task] = []
        task = self.policy.next_task(pair, now, back_by)
        while task is not None and not self._can_begin(pair, task, now, back_by, task in hand):
            passed.append(task)
            task = self.policy.next_task(pair, now, back_by)
        kept = [each for each in passed if each in hand]
        for each in passed:
            if each not in hand:
                each.pool.add(each)
        if kept:
            old = [each for each in hand if each in kept or each in pair.held]
            pair.held[:] = [*old, *(each for each in pair.held if each not in hand)]
        return task

    def wait(self, pair: Pair, task: Task, now: int) -> int:
        """Seconds to let pass before setting out, so as to arrive when they open."""
        arrival = now + self.walking.item(pair.at, task.premises)
        return self.hours.wait(task, arrival, self.expected_seconds(pair, task)) or 0

    def _can_begin(self, pair: Pair, task: Task, now: int, back_by: int, held: bool) -> bool:
        arrival = now + self.walking.item(pair.at, task.premises)
        seconds = self.expected_seconds(pair, task)
        wait = self.hours.wait(task, arrival, seconds)
        if wait is None or (wait > PATIENCE and not (held and self.follows)):
            return False
        return arrival + wait + seconds + self.walking.item(task.premises, pair.base) <= back_by
