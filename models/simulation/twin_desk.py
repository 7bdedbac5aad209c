"""Desks of the twin: queues, idle people, duty rosters and the shift bell, on plain arrays.

Mirrors `desk` line by line. `D` is a row a desk, `S` a row a job (a case has one job at a time), `Q` the heap
of waiting jobs of each desk, `H` and `B` the agenda, `T` the calendar. `N` holds counters.
"""

# ruff: noqa: N803  # arrays are capitals, as in the text above

# mypy: disable-error-code="no-any-return"
# compiled kernels: what arrays hold is Any to a type checker

from __future__ import annotations

from typing import Any

import numpy as np
from numba import types

from models.simulation.twin_agenda import FROM, J1, OPEN_NOW, UNTIL, plan
from models.simulation.twin_time import (
    I1,
    I2,
    I,
    add_working,
    is_open,
    next_open,
    shift_end,
    working_between,
)
from models.space.compiled import compiled

# columns of D
IDLE, DISCIPLINE, DUTY, OFF_HOURS, CALL_OUT, ASKED, WAITING, WORKED, BUSY, BEGUN, BEYOND = range(11)
DESK_COLUMNS = 11
# job columns of S; the case's own follow in `twin_kernel`
SECONDS, DUE, URGENT, ARRIVED, OWNER, HOLDER, RANK, TICKET, NUMBER = range(9)
JOB_COLUMNS = 9
EDD, FIFO, PRIORITY = range(3)


@compiled(types.boolean(I2, I, I), forced=True)
def before(S: Any, a: int, b: int) -> bool:
    """Whether job a is served before job b: rank and arrival (one number), case, order of asking."""
    if S[a, RANK] != S[b, RANK]:
        return S[a, RANK] < S[b, RANK]
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
    S[job, RANK], S[job, TICKET] = (rank << 32) + S[job, ARRIVED], D[desk, ASKED]
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


@compiled(types.boolean(I1, I1, I), forced=True)
def in_shift(T: Any, N: Any, now: int) -> bool:
    """`is_open` for a clock that only runs forward: the answer is kept until it changes."""
    if now >= N[UNTIL]:
        N[OPEN_NOW] = 1 if is_open(T.ctypes, now) else 0
        N[UNTIL] = shift_end(T.ctypes, now) if N[OPEN_NOW] else next_open(T.ctypes, now)
    return N[OPEN_NOW] == 1


@compiled(types.boolean(I1, I2, I1, I, I), forced=True)
def at_work(T: Any, D: Any, N: Any, desk: int, now: int) -> bool:
    """Whether the desk is open now."""
    return in_shift(T, N, now) != (D[desk, OFF_HOURS] == 1)


@compiled(types.void(I1, I2, I2, I2, J1, I1, I, I, I), forced=True)
def start(T: Any, D: Any, S: Any, H: Any, B: Any, N: Any, desk: int, job: int, now: int) -> None:
    """Somebody of the desk begins the job; urgent work runs on beyond the shift."""
    seconds = S[job, SECONDS]
    beyond = 0
    if D[desk, OFF_HOURS]:
        end = now + D[desk, CALL_OUT] + seconds
    else:
        end = now + seconds
        if not (in_shift(T, N, now) and end <= N[UNTIL]):
            if S[job, URGENT]:
                beyond = seconds - working_between(T.ctypes, now, end)
            else:
                end = add_working(T.ctypes, now, seconds)
    D[desk, IDLE] -= 1
    S[job, HOLDER] = desk
    D[desk, BUSY] += seconds
    D[desk, BEGUN] += 1
    if now >= N[FROM]:
        D[desk, WORKED] += seconds
        D[desk, BEYOND] += beyond
    plan(H, B, N, end, now, job)


@compiled(types.void(I1, I2, I2, I2, I2, J1, I1, I, I), forced=True)
def start_waiting(T: Any, D: Any, S: Any, Q: Any, H: Any, B: Any, N: Any, desk: int, now: int) -> None:
    """Everybody idle takes the next job, if the desk is open."""
    if D[desk, WAITING] > 0 and D[desk, IDLE] > 0 and at_work(T, D, N, desk, now):
        while D[desk, WAITING] > 0 and D[desk, IDLE] > 0:
            start(T, D, S, H, B, N, desk, foremost(D, S, Q, desk), now)


@compiled(types.void(I1, I2, I2, I2, I2, J1, I1, I, I, I), forced=True)
def take(T: Any, D: Any, S: Any, Q: Any, H: Any, B: Any, N: Any, desk: int, job: int, now: int) -> None:
    """Do the job as soon as somebody is free."""
    if D[desk, IDLE] > 0 and D[desk, WAITING] == 0 and at_work(T, D, N, desk, now):
        start(T, D, S, H, B, N, desk, job, now)
    else:
        enqueue(D, S, Q, desk, job)


@compiled(types.void(I1, I2, I2, I2, I2, J1, I1, I, I, I, I, I), forced=True)
def serve(
    T: Any, D: Any, S: Any, Q: Any, H: Any, B: Any, N: Any, desk: int, job: int, seconds: int, due: int,
    now: int,
) -> None:  # fmt: skip
    """Ask the desk for work; urgent work off hours goes to the duty roster."""
    S[job, SECONDS], S[job, DUE] = seconds, due
    S[job, ARRIVED], S[job, OWNER] = now, desk
    duty = D[desk, DUTY]
    if S[job, URGENT] and duty >= 0 and not at_work(T, D, N, desk, now):
        desk = duty
    take(T, D, S, Q, H, B, N, desk, job, now)


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


@compiled(types.void(I1, I2, I2, I2, I2, J1, I1, I1, I, I))
def ring(T: Any, D: Any, S: Any, Q: Any, H: Any, B: Any, N: Any, hand: Any, opens: int, now: int) -> None:
    """The bell: shifts start (duty rosters hand back what they have not begun) or end (urgent jobs go
    there)."""
    for desk in range(D.shape[0]):
        duty = D[desk, DUTY]
        if opens:
            if duty >= 0 and D[duty, WAITING] > 0:
                for place in range(withdraw(D, S, Q, hand, duty, desk)):
                    enqueue(D, S, Q, desk, hand[place])
            start_waiting(T, D, S, Q, H, B, N, desk, now)
        elif duty >= 0 and D[desk, WAITING] > 0:
            for place in range(withdraw(D, S, Q, hand, desk, -1)):
                take(T, D, S, Q, H, B, N, duty, hand[place], now)
