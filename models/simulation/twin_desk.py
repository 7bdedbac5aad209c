"""Desks of the twin: queues, idle people, duty rosters and the shift bell, on plain arrays.

Mirrors `desk` line by line. `D` is a row a desk, `S` a row a job (a case has one job at a time), `Q` the heap
of waiting jobs of each desk, `H` the heap of what is going to happen. `N` holds counters.
"""

# ruff: noqa: N803  # arrays are capitals, as in the text above

# mypy: disable-error-code="no-any-return"
# compiled kernels: what arrays hold is Any to a type checker

from __future__ import annotations

from typing import Any

import numpy as np
from numba import types

from models.simulation.twin_time import CLOCK, I1, I2, I, add_working, in_shift
from models.space.compiled import compiled

# columns of D
IDLE, DISCIPLINE, DUTY, OFF_HOURS, CALL_OUT, ASKED, WAITING, WORKED, BUSY, BEGUN = range(10)
DESK_COLUMNS = 10
# job columns of S; the case's own follow in `twin_kernel`
SECONDS, DUE, URGENT, ARRIVED, OWNER, HOLDER, RANK, TICKET, NUMBER = range(9)
JOB_COLUMNS = 9
# columns of H
TIME, SCHEDULED, SEQUENCE, WHO = range(4)
# counters
EVENTS, NEXT, FROM = range(3)
EDD, FIFO, PRIORITY = range(3)
BELL = -1


@compiled(types.boolean(I2, I, I), forced=True)
def sooner(heap: Any, a: int, b: int) -> bool:
    """Whether entry a of the agenda comes before entry b."""
    for column in range(3):
        if heap[a, column] != heap[b, column]:
            return heap[a, column] < heap[b, column]
    return False


@compiled(types.void(I2, I1, I, I, I), forced=True)
def plan(heap: Any, counters: Any, time: int, scheduled: int, who: int) -> None:
    """Put on the agenda that something happens to `who`."""
    place = counters[EVENTS]
    counters[EVENTS] += 1
    counters[NEXT] += 1
    heap[place, TIME], heap[place, SCHEDULED] = time, scheduled
    heap[place, SEQUENCE], heap[place, WHO] = counters[NEXT], who
    while place > 0:
        above = (place - 1) // 2
        if not sooner(heap, place, above):
            break
        for column in range(4):
            heap[place, column], heap[above, column] = heap[above, column], heap[place, column]
        place = above


@compiled(I(I2, I1), forced=True)
def happen(heap: Any, counters: Any) -> int:
    """Take the next entry off the agenda; who it happens to."""
    who = heap[0, WHO]
    counters[EVENTS] -= 1
    last = counters[EVENTS]
    for column in range(4):
        heap[0, column] = heap[last, column]
    place = 0
    while True:
        child = 2 * place + 1
        if child >= last:
            break
        if child + 1 < last and sooner(heap, child + 1, child):
            child += 1
        if not sooner(heap, child, place):
            break
        for column in range(4):
            heap[place, column], heap[child, column] = heap[child, column], heap[place, column]
        place = child
    return who


@compiled(types.boolean(I2, I, I), forced=True)
def before(S: Any, a: int, b: int) -> bool:
    """Whether job a is served before job b: rank, arrival, case, order of asking."""
    if S[a, RANK] != S[b, RANK]:
        return S[a, RANK] < S[b, RANK]
    if S[a, ARRIVED] != S[b, ARRIVED]:
        return S[a, ARRIVED] < S[b, ARRIVED]
    if S[a, NUMBER] != S[b, NUMBER]:
        return S[a, NUMBER] < S[b, NUMBER]
    return S[a, TICKET] < S[b, TICKET]


@compiled(types.void(I2, I2, I2, I, I), forced=True)
def enqueue(D: Any, S: Any, Q: Any, desk: int, job: int) -> None:
    """The job waits at the desk."""
    rank = S[job, DUE]
    if D[desk, DISCIPLINE] == FIFO:
        rank = 0
    elif D[desk, DISCIPLINE] == PRIORITY:
        rank = 0 if S[job, URGENT] else 1
    D[desk, ASKED] += 1
    S[job, RANK], S[job, TICKET] = rank, D[desk, ASKED]
    place = D[desk, WAITING]
    D[desk, WAITING] += 1
    queue = Q[desk]
    queue[place] = job
    while place > 0:
        above = (place - 1) // 2
        if not before(S, queue[place], queue[above]):
            break
        queue[place], queue[above] = queue[above], queue[place]
        place = above


@compiled(I(I2, I2, I2, I), forced=True)
def foremost(D: Any, S: Any, Q: Any, desk: int) -> int:
    """Take the first job out of the desk's queue."""
    queue = Q[desk]
    job = queue[0]
    D[desk, WAITING] -= 1
    last = D[desk, WAITING]
    queue[0] = queue[last]
    place = 0
    while True:
        child = 2 * place + 1
        if child >= last:
            break
        if child + 1 < last and before(S, queue[child + 1], queue[child]):
            child += 1
        if not before(S, queue[child], queue[place]):
            break
        queue[place], queue[child] = queue[child], queue[place]
        place = child
    return job


@compiled(types.void(CLOCK, I2, I2, I2, I1, I, I, I), forced=True)
def start(clock: Any, D: Any, S: Any, H: Any, N: Any, desk: int, job: int, now: int) -> None:
    """Somebody of the desk begins the job."""
    seconds = S[job, SECONDS]
    if D[desk, OFF_HOURS]:
        end = now + D[desk, CALL_OUT] + seconds
    else:
        end = now + seconds
        if not S[job, URGENT] and not (in_shift(clock, now) and end <= clock[5][3]):
            end = add_working(clock, now, seconds)
    D[desk, IDLE] -= 1
    S[job, HOLDER] = desk
    D[desk, BUSY] += seconds
    D[desk, BEGUN] += 1
    if now >= N[FROM]:
        D[desk, WORKED] += seconds
    plan(H, N, end, now, job)


@compiled(types.boolean(CLOCK, I2, I, I), forced=True)
def at_work(clock: Any, D: Any, desk: int, now: int) -> bool:
    """Whether the desk is open now."""
    return in_shift(clock, now) != (D[desk, OFF_HOURS] == 1)


@compiled(types.void(CLOCK, I2, I2, I2, I2, I1, I, I), forced=True)
def start_waiting(clock: Any, D: Any, S: Any, Q: Any, H: Any, N: Any, desk: int, now: int) -> None:
    """Everybody idle takes the next job, if the desk is open."""
    if D[desk, WAITING] > 0 and D[desk, IDLE] > 0 and at_work(clock, D, desk, now):
        while D[desk, WAITING] > 0 and D[desk, IDLE] > 0:
            start(clock, D, S, H, N, desk, foremost(D, S, Q, desk), now)


@compiled(types.void(CLOCK, I2, I2, I2, I2, I1, I, I, I), forced=True)
def take(clock: Any, D: Any, S: Any, Q: Any, H: Any, N: Any, desk: int, job: int, now: int) -> None:
    """Do the job as soon as somebody is free."""
    if D[desk, IDLE] > 0 and D[desk, WAITING] == 0 and at_work(clock, D, desk, now):
        start(clock, D, S, H, N, desk, job, now)
    else:
        enqueue(D, S, Q, desk, job)


@compiled(types.void(CLOCK, I2, I2, I2, I2, I1, I, I, I, I, I), forced=True)
def serve(
    clock: Any, D: Any, S: Any, Q: Any, H: Any, N: Any, desk: int, job: int, seconds: int, due: int, now: int
) -> None:
    """Ask the desk for work; urgent work off hours goes to the duty roster."""
    S[job, SECONDS], S[job, DUE] = seconds, due
    S[job, ARRIVED], S[job, OWNER] = now, desk
    duty = D[desk, DUTY]
    if S[job, URGENT] and duty >= 0 and not at_work(clock, D, desk, now):
        take(clock, D, S, Q, H, N, duty, job, now)
    else:
        take(clock, D, S, Q, H, N, desk, job, now)


@compiled(I(I2, I2, I2, I1, I, I))
def withdraw(D: Any, S: Any, Q: Any, out: Any, desk: int, owner: int) -> int:
    """Take waiting jobs out, in order: those of another desk `owner`, or the urgent ones (`owner` -1)."""
    kept = np.empty(D[desk, WAITING], np.int64)
    taken = stay = 0
    while D[desk, WAITING] > 0:
        job = foremost(D, S, Q, desk)
        if (owner >= 0 and S[job, OWNER] == owner) or (owner < 0 and S[job, URGENT] == 1):
            out[taken] = job
            taken += 1
        else:
            kept[stay] = job
            stay += 1
    for place in range(stay):
        Q[desk, place] = kept[place]  # in order, so already a heap
    D[desk, WAITING] = stay
    return taken


@compiled(types.void(CLOCK, I2, I2, I2, I2, I1, I1, I, I))
def ring(clock: Any, D: Any, S: Any, Q: Any, H: Any, N: Any, hand: Any, opens: int, now: int) -> None:
    """The bell: shifts start (duty rosters hand back what they have not begun) or end (urgent jobs go
    there)."""
    for desk in range(D.shape[0]):
        duty = D[desk, DUTY]
        if opens:
            if duty >= 0 and D[duty, WAITING] > 0:
                for place in range(withdraw(D, S, Q, hand, duty, desk)):
                    enqueue(D, S, Q, desk, hand[place])
            start_waiting(clock, D, S, Q, H, N, desk, now)
        elif duty >= 0 and D[desk, WAITING] > 0:
            for place in range(withdraw(D, S, Q, hand, desk, -1)):
                take(clock, D, S, Q, H, N, duty, hand[place], now)
