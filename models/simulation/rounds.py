"""The rounds: which premises comes due when, what its next visit covers and how long it takes."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from models.scenario.words import ReleasePolicy

DAY = 86_400


@dataclass(frozen=True, slots=True)
class Programme:
    """What one visit covers: checklist indices, seconds expected on site, code of the skill wanted."""

    items: tuple[int, ...]
    seconds: int
    skill: int


NO_PROGRAMME = Programme((), 0, 0)


@dataclass(frozen=True, slots=True)
class Round:
    """One premises as one line of departments sees it (in the merged world there is one line).

    `programmes` are what its visits cover, over and over; `valid` is the expected number of valid reports of
    a routine visit, `valid_first` of the very first one.
    """

    premises: int
    line: int
    interval: float
    programmes: Sequence[Programme]
    valid: float
    valid_first: float


class DueBook:
    """When every round comes due (in days from the start), and what its next visit covers (`coming`).

    `random`: the next due day is the last completed visit plus the interval. `blocks`: a round keeps its
    calendar day: the next due day is the day of its own cycle that is at least half an interval away.
    """

    def __init__(
        self, rounds: list[Round], first_due: np.ndarray, ordinals: np.ndarray, release: ReleasePolicy
    ) -> None:
        self.rounds = rounds
        self.release = release
        self.phase = [float(day) for day in first_due]
        self.done: list[int] = [int(n) for n in ordinals]
        self.visited = [False] * len(rounds)
        self._step = [max(1, round(round_.interval)) for round_ in rounds]
        self._due: defaultdict[int, list[int]] = defaultdict(list)
        self.coming = [NO_PROGRAMME] * len(rounds)
        self._next_day = min((int(np.floor(day)) for day in first_due), default=0)
        for index, day in enumerate(first_due):
            self._enter(index, int(np.floor(day)))

    def come_due(self, day: int) -> list[tuple[int, int]]:
        """Rounds whose due day lies at or before `day` and which were not handed out yet, with that day."""
        out: list[tuple[int, int]] = []
        while self._next_day <= day:
            out.extend((index, self._next_day) for index in self._due.pop(self._next_day, ()))
            self._next_day += 1
        return out

    def completed(self, index: int, day: int) -> None:
        """A visit was completed: enter the next due day."""
        self.done[index] += 1
        self.visited[index] = True
        if self.release is ReleasePolicy.BLOCKS:
            interval = self.rounds[index].interval
            cycles = np.ceil((day + interval / 2 - self.phase[index]) / interval)
            due = int(np.floor(self.phase[index] + cycles * interval))
        else:
            due = day + self._step[index]
        self._enter(index, due)

    def _enter(self, index: int, due: int) -> None:
        """Enter a due day; a visit on which no item is due is passed over, an interval each."""
        programmes, ordinal = self.rounds[index].programmes, self.done[index]
        coming = programmes[ordinal % len(programmes)]
        if not coming.items:
            for _ in programmes:
                ordinal += 1
                due = self._following(index, due)
                coming = programmes[ordinal % len(programmes)]
                if coming.items:
                    break
            self.done[index] = ordinal
        self.coming[index] = coming
        self._due[due if due > self._next_day else self._next_day].append(index)

    def _following(self, index: int, due: int) -> int:
        """The due day after one on which nothing is to be looked at."""
        return due + self._step[index]
