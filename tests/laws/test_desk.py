"""Laws of a desk: whatever comes, nothing is lost and nobody is in two places or works off hours unasked."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.measures.little import little
from models.scenario.calendar import Calendar, make_calendar
from models.scenario.calendar_spec import DAY, CalendarSpec
from models.scenario.words import Discipline, Role
from models.simulation.desk import Desk, DutyDesk, Job
from models.simulation.environment import Environment
from models.simulation.log import DUTY_COLUMNS, Log, unpacked
from models.simulation.shifts import bell

HOUR = 3600
CALENDAR: Calendar = make_calendar(CalendarSpec(start=date(2026, 3, 2), country=None), 60)
RUN = 40 * DAY

works = st.lists(
    st.tuples(st.integers(0, 6 * DAY), st.integers(0, 5 * HOUR), st.integers(0, 4 * DAY), st.booleans()),
    max_size=40,
)
"""Pieces of work: when asked, seconds, due after, urgent."""
disciplines = st.sampled_from(Discipline)


@dataclass
class Office:
    """A desk and its duty roster, run to the end; `jobs` in the order of asking, `ended` by case."""

    desk: Desk
    duty: DutyDesk | None
    jobs: list[Job]
    ended: dict[int, int]
    log: Log

    def spells(self) -> list[tuple[int, int, int, int]]:
        """Worker, begin, end, seconds worked of every job."""
        worker, begin, end, seconds, _ = unpacked(self.log.duty, DUTY_COLUMNS).tolist()
        return list(zip(worker, begin, end, seconds, strict=True))


def run(work: list[tuple[int, int, int, bool]], people: int, discipline: Discipline, duty: bool) -> Office:
    """Let the work come to an office of Monday 2 March 2026, shifts 08:30-12:00 and 14:00-17:30."""
    env, log = Environment(), Log()
    roster = (
        DutyDesk(env, CALENDAR, "duty", Role.HANDLER, ["duty.1"], call_out=600, log=log) if duty else None
    )
    names = [f"p{n}" for n in range(people)]
    desk = Desk(env, CALENDAR, "desk", Role.HANDLER, names, discipline=discipline, duty=roster, log=log)
    office = Office(desk, roster, [], {}, log)

    def ask(case: int, seconds: int, due: int, urgent: bool):
        job = desk.serve(case, seconds, env.now + due, urgent)
        office.jobs.append(job)
        yield job
        office.ended[case] = env.now

    def come():
        for case, (at, seconds, due, urgent) in enumerate(sorted(work)):
            yield env.timeout(at - env.now)
            env.process(ask(case, seconds, due, urgent))

    env.process(come())
    env.process(bell(env, CALENDAR, [desk] if roster is None else [desk, roster], RUN))
    env.run(until=RUN)
    return office


@given(works, st.integers(1, 4), disciplines, st.booleans())
def test_everything_asked_is_done_once(work, people, discipline, duty) -> None:
    """Conservation: asked = done, when there is time enough; each piece has one row of duty."""
    office = run(work, people, discipline, duty)
    assert sorted(office.ended) == list(range(len(work)))
    spells = office.spells()
    assert sorted(spell[3] for spell in spells) == sorted(seconds for _, seconds, _, _ in work)
    assert office.desk.waiting == 0


@given(works, st.integers(1, 4), disciplines, st.booleans())
def test_nobody_is_in_two_places(work, people, discipline, duty) -> None:
    """What one person does never overlaps."""
    office = run(work, people, discipline, duty)
    by_worker: dict[int, list[tuple[int, int]]] = {}
    for worker, begin, end, _ in office.spells():
        by_worker.setdefault(worker, []).append((begin, end))
    for spans in by_worker.values():
        spans.sort()
        assert all(before[1] <= after[0] for before, after in pairwise(spans))


@given(works, st.integers(1, 4), disciplines, st.booleans())
def test_no_work_outside_the_shift_unless_urgent(work, people, discipline, duty) -> None:
    """Work begins inside the shift and takes its working seconds exactly; only urgent work runs on."""
    office = run(work, people, discipline, duty)
    for job in office.jobs:
        end = office.ended[job.case]
        if job.holder is office.desk:
            assert CALENDAR.is_open(job.begun)
            if job.urgent:
                assert end == job.begun + job.seconds
            else:
                assert CALENDAR.working_between(job.begun, end) == job.seconds
        else:
            assert job.urgent and not CALENDAR.is_open(job.begun)
            assert end == job.begun + 600 + job.seconds


@given(works, st.integers(1, 4))
def test_first_come_first_served(work, people) -> None:
    """Under fifo, and without a roster, work begins in the order in which it was asked for."""
    office = run(work, people, Discipline.FIFO, False)
    begun = [job.begun for job in sorted(office.jobs, key=lambda job: (job.arrived, job.case))]
    assert begun == sorted(begun)


@given(works, st.integers(1, 4), st.sampled_from([Discipline.EDD, Discipline.PRIORITY]))
def test_nobody_is_overtaken_by_the_less_pressing(work, people, discipline) -> None:
    """Whoever begins has no more pressing one waiting beside him."""
    office = run(work, people, discipline, False)

    def rank(job: Job) -> tuple[int, int, int]:
        first = job.due if discipline is Discipline.EDD else int(not job.urgent)
        return first, job.arrived, job.case

    for job in office.jobs:
        for other in office.jobs:
            if other.arrived < job.begun < other.begun:
                assert rank(job) < rank(other)


@given(works, st.integers(1, 4), disciplines)
def test_littles_law_from_empty_to_empty(work, people, discipline) -> None:
    """The number present, integrated, is the sum of the stays."""
    office = run(work, people, discipline, True)
    came = np.array([job.arrived for job in office.jobs], dtype=float)
    left = np.array([office.ended[job.case] for job in office.jobs], dtype=float)
    law = little(came, left, 0.0, float(RUN))
    assert law.gap == pytest.approx(0.0, abs=1e-9 * max(1.0, law.present))


def test_no_demand_no_anything() -> None:
    """Zero demand gives zero everything."""
    office = run([], 2, Discipline.EDD, True)
    assert office.jobs == [] and office.spells() == []


def test_work_pauses_at_noon_and_at_night() -> None:
    """Five hours begun on Monday at 11:00: one till noon, three and a half till 17:30, half on Tuesday."""
    office = run([(11 * HOUR, 5 * HOUR, DAY, False)], 1, Discipline.EDD, False)
    assert office.ended == {0: DAY + 9 * HOUR}


def test_urgent_work_goes_to_the_roster_and_comes_back() -> None:
    """The one in hand runs on; the next goes to duty at 17:30; the third waits there, and is fetched back."""
    work = [
        (17 * HOUR, HOUR, DAY, True),
        (17 * HOUR + 60, 16 * HOUR, DAY, True),
        (18 * HOUR, HOUR, DAY, True),
    ]
    office = run(work, 1, Discipline.EDD, True)
    first, second, third = sorted(office.jobs, key=lambda job: job.case)
    assert first.holder is office.desk and office.ended[0] == 18 * HOUR
    assert second.holder is office.duty and second.begun == 17 * HOUR + 1800
    assert third.holder is office.desk and third.begun == DAY + 8 * HOUR + 1800


def test_urgent_first_where_the_discipline_says_so() -> None:
    """Two wait when the desk is free again: the urgent one is taken first, though it came later."""
    work = [(9 * HOUR, HOUR, 0, False), (9 * HOUR + 60, 60, 0, False), (9 * HOUR + 120, 60, 0, True)]
    assert run(work, 1, Discipline.PRIORITY, False).ended[2] == 10 * HOUR + 60
    assert run(work, 1, Discipline.FIFO, False).ended[2] == 10 * HOUR + 120
