"""The patrol: the leader releases the day's tasks, pairs grab them, walk, inspect, settle, report."""

from __future__ import annotations

from collections.abc import Callable, Generator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import numpy.typing as npt
import simpy

from models.scenario.calendar import Calendar
from models.scenario.words import DutyState, PremisesKind, Source, TaskFate, TaskKind
from models.simulation.case import Case
from models.simulation.environment import Environment
from models.simulation.grabbing import Grabbing, Pair
from models.simulation.hazards import Hazard, HazardField
from models.simulation.inspection import Inspection
from models.simulation.log import Log
from models.simulation.openhours import Doors
from models.simulation.rounds import DueBook, Programme
from models.simulation.tasks import Task, TaskPool, put_up
from models.simulation.visitmarks import VisitMarks

DAY = 86_400
Steps = Generator[simpy.Event, Any, None]
Counts = tuple[int, int, int, int]
REINSPECTED_WITHIN = 3
"""Working days within which a known order is to be inspected again."""
NOTHING: Counts = (0, 0, 0, 0)
"""Found, settled, reported, over-reported at a visit."""


@dataclass(frozen=True)
class Stops:
    """The premises by index: names, kinds, grids; and the walking matrix in seconds."""

    names: Sequence[str]
    kinds: Sequence[PremisesKind]
    grids: Sequence[str]
    walking: npt.NDArray[np.int32]


@dataclass(frozen=True)
class PatrolRules:
    """Seconds and days the patrol lives by (assumptions)."""

    release: int
    look_ahead: int
    no_access: int
    persuasion: int
    reporting: int
    special: int
    wait: int = 1800


@dataclass
class Patrol:
    """The patrol of one community or of several that share a town.

    `pool_of` gives the pool of a premises and line; `report` takes a finding to the workstation, `settle`
    puts on record what was settled on the spot. `doors` knows opening hours where there are any, `known` the
    premises that are to be inspected again, by the working day they are released.
    """

    env: Environment
    calendar: Calendar
    stops: Stops
    rules: PatrolRules
    book: DueBook
    marks: VisitMarks
    hazards: HazardField
    inspection: Inspection
    policy: Grabbing
    pool_of: Callable[[int, int], TaskPool]
    pairs: Sequence[Pair]
    log: Log
    report: Callable[[Hazard], Case]
    over_report: Callable[[int, int, int], Case]
    settle: Callable[[Hazard, str], Case]
    tasks: list[Task] = field(default_factory=list)
    attempts: list[int] = field(default_factory=list)
    doors: Doors | None = None
    known: Mapping[int, Sequence[int]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.attempts = [0] * len(self.stops.names)
        self._tomorrow: list[Task] = []
        self._closed: list[tuple[int, int]] = []
        kinds, street = self.stops.kinds, PremisesKind.STREET
        self._routine = [
            (
                TaskKind.STREET if kinds[round_.premises] is street else TaskKind.ROUTINE,
                round_.premises,
                self.pool_of(round_.premises, round_.line),
            )
            for round_ in self.book.rounds
        ]

    def days(self) -> Steps:
        """Every working morning: release the tasks, then the pairs set out."""
        day = self.calendar.day_of(self.env.now)
        while True:
            while not self.calendar.is_workday(day):
                day += 1
            halves = self.calendar.half_days(day)
            morning = max(halves[0][0], day * DAY + self.rules.release, self.env.now)
            yield self.env.timeout(morning - self.env.now)
            self.release(day)
            self.policy.morning(self.pairs, self.env.now, sum(end - begin for begin, end in halves))
            for pair in self.pairs:
                self.env.process(self.workday(pair, halves))
            day += 1

    def release(self, day: int) -> None:
        """The leader releases what comes due; yesterday's closed doors are tried again."""
        fresh = list(self._tomorrow)
        self._tomorrow.clear()
        now, tasks, routine, coming = self.env.now, self.tasks, self._routine, self.book.coming
        for index, due in self._open_today(day, self.book.come_due(day + self.rules.look_ahead)):
            programme = coming[index]
            task = Task(
                len(tasks), *routine[index], now, (due + 1) * DAY,
                programme.seconds, programme.items, programme.skill, -1, None, index,
            )  # fmt: skip
            tasks.append(task)
            fresh.append(task)
        put_up(fresh)
        for premises in self.known.get(day, ()):
            due = (self.calendar.day_of(self.calendar.add_workdays(now, REINSPECTED_WITHIN)) + 1) * DAY
            programme = Programme((), self.rules.special, 0)
            pool, done = self.pool_of(premises, 0), self.env.event()
            self.new_task(TaskKind.REINSPECTION, premises, pool, due, programme, -1, done)

    def _open_today(self, day: int, due: list[tuple[int, int]]) -> list[tuple[int, int]]:
        """Without the rounds whose premises are closed all day: they are released when they open next."""
        if self.doors is None:
            return due
        due, rounds = [*self._closed, *due], self.book.rounds
        shut = [self.doors.hours.closed_on(rounds[index].premises, day) for index, _ in due]
        self._closed = [each for each, closed in zip(due, shut, strict=True) if closed]
        return [each for each, closed in zip(due, shut, strict=True) if not closed]

    def new_task(
        self,
        kind: TaskKind,
        premises: int,
        pool: TaskPool,
        due: int,
        programme: Programme,
        case: int,
        done: simpy.Event,
    ) -> Task:
        """Release a task that a case waits for into its pool."""
        task = Task(
            len(self.tasks), kind, premises, pool, self.env.now, due,
            programme.seconds, programme.items, programme.skill, case, done,
        )  # fmt: skip
        self.tasks.append(task)
        pool.add(task)
        return task

    def workday(self, pair: Pair, halves: Sequence[tuple[int, int]]) -> Steps:
        """One pair's day: grab a task, walk there, inspect, settle what is simple, report the rest."""
        pair.visits_today = 0
        for begin, end in halves:
            if self.env.now < begin:
                yield self.env.timeout(begin - self.env.now)
            pair.at = pair.base
            while self.env.now < end:
                task = self.policy.next_task(pair, self.env.now, end)
                if task is not None:
                    yield from self.visit(pair, task, end)
                elif self.env.now + self.rules.wait < end:
                    yield from self.wait(pair)
                else:
                    break
            yield self.walk_home(pair)
        self.policy.evening(pair)

    def visit(self, pair: Pair, task: Task, shift_end: int) -> Steps:
        """Walk to the premises and do the task, if somebody opens.

        Nothing can happen between setting out and the end of the inspection: that is one event.
        """
        env, premises, came_from = self.env, task.premises, pair.at
        if self.doors is not None and (early := self.doors.wait(pair, task, env.now)):
            yield from self.wait(pair, early)
        departed = task.grabbed = env.now
        arrived = departed + self.stops.walking.item(came_from, premises)
        attempt = self.attempts[premises]
        self.attempts[premises] = attempt + 1
        pair.at = premises
        task.pair = pair.name
        task.attempts += 1
        opened, pace, doubt = self.marks.of(premises, attempt)
        counts, first = NOTHING, False
        if opened or task.kind is TaskKind.CHECK:
            opened = True
            seconds = self.policy.expected_seconds(pair, task) * pace
            yield env.timeout(arrived - departed + round(seconds))
            if task.done is not None:
                task.done.succeed(task)
            else:
                findings = self.inspect(pair, task, attempt, doubt)
                if findings:
                    counts = yield from self.deal_with(findings, pair, task, attempt)
                first = self.completed(pair, task)
            task.fate, task.ended = TaskFate.DONE, env.now
        else:
            yield env.timeout(arrived - departed + self.rules.no_access)
            task.fate = TaskFate.NO_ACCESS
            self._tomorrow.append(task)
        pair.visits_today += 1
        self.log.visit(
            task.number, pair.index, attempt, came_from, departed, arrived, env.now, opened,
            not pair.mismatch[task.skill], first, *counts, shift_end,
        )  # fmt: skip

    def inspect(self, pair: Pair, task: Task, attempt: int, doubt: float) -> list[Hazard | int]:
        """The checklist is ticked: the hazards found, and the item of an over-report (see `VisitMarks`)."""
        found: list[Hazard | int] = []
        now, premises, index = self.env.now, task.premises, task.round
        for hazard in self.hazards.present(premises, now):
            if hazard.item not in task.items:
                continue
            if hazard.known:
                hazard.sightings += 1
            elif not self.inspection.sees(pair, hazard, attempt):
                hazard.passed = True
            else:
                hazard.found = now
                hazard.found_by = Source.INSPECTOR
                hazard.sightings = 1
                found.append(hazard)
        round_, inspection = self.book.rounds[index], self.inspection
        valid = round_.valid if self.book.visited[index] else round_.valid_first
        if doubt < valid * inspection.most_over:
            item = inspection.over_reports(pair, premises, attempt, valid, task.items, doubt)
            if item >= 0:
                found.append(item)
        return found

    def deal_with(
        self, findings: Sequence[Hazard | int], pair: Pair, task: Task, attempt: int
    ) -> Generator[simpy.Event, Any, Counts]:
        """Settle what is simple and report the rest, one after another; an over-report comes last."""
        found = settled = reported = over = 0
        for finding in findings:
            if isinstance(finding, int):
                over += 1
                self.over_report(task.premises, attempt, finding)
                continue
            found += 1
            if self.inspection.settles(finding):
                settled += 1
                yield self.env.timeout(self.rules.persuasion)
                self.settle(finding, pair.name)
            else:
                reported += 1
                yield self.env.timeout(self.rules.reporting)
                self.report(finding)
        return found, settled, reported, over

    def completed(self, pair: Pair, task: Task) -> bool:
        """Practice and the next due day; says whether it was the very first completed visit."""
        pair.practice += 1
        first = not self.book.visited[task.round]
        self.book.completed(task.round, self.env.now // DAY)
        return first

    def walk_home(self, pair: Pair) -> simpy.Event:
        """Back to the workstation, through the streets on foot; happens on arrival."""
        seconds = int(self.stops.walking[pair.at, pair.base])
        if seconds:
            now = self.env.now
            self.log.spell(pair.index, DutyState.WALK, now, now + seconds, pair.at, pair.base)
        pair.at = pair.base
        return self.env.timeout(seconds)

    def wait(self, pair: Pair, seconds: int = 0) -> Steps:
        """Nothing to grab: look again after a while (or after so many seconds)."""
        begin = self.env.now
        yield self.env.timeout(seconds or self.rules.wait)
        self.log.spell(pair.index, DutyState.IDLE, begin, self.env.now, pair.at, pair.at)

    def check(self, case: Case, due: int) -> simpy.Event:
        """Have a handled case looked at on site."""
        return self._for_case(TaskKind.CHECK, case, due)

    def reinspect(self, case: Case, due: int) -> simpy.Event:
        """Have a rectified item inspected again."""
        return self._for_case(TaskKind.REINSPECTION, case, due)

    def _for_case(self, kind: TaskKind, case: Case, due: int) -> simpy.Event:
        done = self.env.event()
        programme = Programme((case.item,) if case.item >= 0 else (), self.rules.special, 0)
        self.new_task(kind, case.premises, self.pool_of(case.premises, 0), due, programme, case.number, done)
        return done
