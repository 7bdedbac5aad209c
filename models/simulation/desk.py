"""A desk: people with shifts who take work from one queue. Operators, handlers, town teams sit at desks."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Sequence
from heapq import heapify, heappop, heappush
from typing import Protocol

import simpy
from simpy.events import NORMAL, PENDING

from models.scenario.words import Discipline, DutyState, Role
from models.simulation.environment import Environment
from models.simulation.log import NOWHERE, Log


class Hours(Protocol):
    """What a desk asks of a calendar (times are integer seconds)."""

    def is_open(self, t: int) -> bool:
        """Whether work is done at this time."""

    def add_working(self, t: int, seconds: int) -> int:
        """When `seconds` of work begun at `t` are done, pausing outside the shifts."""

    def next_open(self, t: int) -> int:
        """`t` itself when open, else the start of the next shift."""

    def shift_end(self, t: int) -> int:
        """The end of the shift at work at `t`."""


class Job(simpy.Event):
    """A piece of work for a desk. It is itself the event of its completion: a process yields it."""

    __slots__ = ("arrived", "begun", "case", "due", "holder", "owner", "person", "place", "seconds", "urgent")

    def __init__(
        self,
        env: Environment,
        owner: Desk,
        case: int,
        seconds: int,
        due: int,
        urgent: bool = False,
        place: int = NOWHERE,
    ) -> None:
        # what simpy.Event does, without its call: jobs are made more often than anything else
        self.env = env
        self.callbacks = [_hand_over]
        self._value = PENDING
        self._defused = False
        self.owner = owner
        self.holder = owner
        self.case = case
        self.seconds = seconds
        self.due = due
        self.urgent = urgent
        self.arrived: int = env.now
        self.begun: int = -1
        self.person = ""
        self.place = place


def _hand_over(job: Job) -> None:
    """The job is done: whoever did it takes the next one."""
    job.holder.freed(job)


class Desk:
    """People of one role who serve one queue inside the shifts.

    Work pauses at the end of a shift and resumes at the next; an urgent job in hand runs on, and what
    it takes beyond the shift is overtime. Urgent jobs that wait when the shift ends, or come later, go
    to the duty roster (`duty`), which hands back what it has not begun when the next shift starts.
    The queue is kept by `discipline`: `edd` earliest due, `fifo` earliest arrival, `priority` urgent
    before others; ties by arrival, then case, then order of asking. `log` is told of every job.
    """

    off_hours = False
    """Whether it is open when the shifts are not."""

    def __init__(
        self,
        env: Environment,
        hours: Hours,
        name: str,
        role: Role,
        people: Sequence[str],
        *,
        grid: str = "",
        discipline: Discipline = Discipline.EDD,
        state: DutyState = DutyState.DESK,
        duty: Desk | None = None,
        log: Log | None = None,
        call_out: int = 0,
    ) -> None:
        self.env = env
        self.hours = hours
        self.name = name
        self.role = role
        self.people = tuple(people)
        self.grid = grid
        self.discipline = discipline
        self.duty = duty
        self.log = log or Log()
        self._worker = {person: self.log.worker(person, role, grid, state) for person in people}
        self.call_out = call_out
        self._idle: deque[str] = deque(people)
        self._queue: list[tuple[int, int, int, int, Job]] = []
        self._asked = 0
        self._in_shift = False
        self._until = -1  # the second at which that is asked again

    @property
    def waiting(self) -> int:
        """Jobs in the queue now."""
        return len(self._queue)

    def serve(self, case: int, seconds: int, due: int, urgent: bool = False, place: int = NOWHERE) -> Job:
        """Ask for work for a case, at the premises `place`; yield the answer to wait until it is done."""
        job = Job(self.env, self, case, seconds, due, urgent, place)
        if urgent and self.duty is not None and not self._open():
            self.duty.take(job)
        else:
            self.take(job)
        return job

    def begin_shift(self) -> None:
        """The shift starts: fetch back what the duty roster has not begun, and go to work."""
        if self.duty is not None:
            for job in self.duty.release(self):
                self._enqueue(job)
        self._start_waiting()

    def end_shift(self) -> None:
        """The shift ends: urgent jobs that still wait go to the duty roster."""
        if self.duty is not None and self._queue:
            for job in self._withdraw(lambda job: job.urgent):
                self.duty.take(job)

    def release(self, owner: Desk) -> list[Job]:
        """Give back the waiting jobs that belong to another desk."""
        return self._withdraw(lambda job: job.owner is owner) if self._queue else []

    def take(self, job: Job) -> None:
        """Do a job as soon as somebody is free."""
        if self._idle and not self._queue and self._open():
            self._start(job)
        else:
            self._enqueue(job)

    def freed(self, job: Job) -> None:
        """One of our people is free again."""
        self._idle.append(job.person)
        if self._queue:
            self._start_waiting()

    def _open(self) -> bool:
        now = self.env.now
        if now >= self._until:
            self._in_shift = self.hours.is_open(now)
            self._until = self.hours.shift_end(now) if self._in_shift else self.hours.next_open(now)
        return self._in_shift

    def _done_at(self, job: Job) -> int:
        now: int = self.env.now
        end = now + job.seconds
        if job.urgent or (self._in_shift and end <= self._until):
            return end
        return self.hours.add_working(now, job.seconds)

    def _withdraw(self, chosen: Callable[[Job], bool]) -> list[Job]:
        out = [entry for entry in self._queue if chosen(entry[-1])]
        if out:
            self._queue = [entry for entry in self._queue if not chosen(entry[-1])]
            heapify(self._queue)
        return [entry[-1] for entry in sorted(out)]

    def _enqueue(self, job: Job) -> None:
        rank = job.due
        if self.discipline is Discipline.FIFO:
            rank = 0
        elif self.discipline is Discipline.PRIORITY:
            rank = 0 if job.urgent else 1
        self._asked += 1
        heappush(self._queue, (rank, job.arrived, job.case, self._asked, job))

    def _start_waiting(self) -> None:
        if self._queue and self._idle and self._open():
            while self._queue and self._idle:
                self._start(heappop(self._queue)[-1])

    def _start(self, job: Job) -> None:
        env = self.env
        job.begun = now = env.now
        job.holder = self
        job.person = person = self._idle.popleft()
        end = self._done_at(job)
        # the job is the event of its completion: this is what SimPy's `schedule` does, without its call
        job._ok = True
        job._value = None
        heappush(env._queue, (end, NORMAL, next(env._eid), job))
        self.log.served(self._worker[person], now, end, job.seconds, job.place)


class DutyDesk(Desk):
    """The duty roster: open exactly when the shifts are not; what it begins it finishes.

    Every job takes `call_out` seconds more: the crew is called from home.
    """

    off_hours = True

    def _open(self) -> bool:
        return not super()._open()

    def _done_at(self, job: Job) -> int:
        return self.env.now + self.call_out + job.seconds
