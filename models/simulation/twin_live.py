"""The twin's loop: births and the agenda in the order in which they happen, and the books at the end."""

# ruff: noqa: N803, N806  # arrays are capitals, as in `twin_kernel`

from __future__ import annotations

from typing import Any

import numpy as np
from numba import carray, types

from models.simulation.twin_desk import (
    BELL,
    DESK_COLUMNS,
    EVENTS,
    FROM,
    HOLDER,
    IDLE,
    NUMBER,
    SCHEDULED,
    TIME,
    URGENT,
    happen,
    plan,
    ring,
    serve,
    start_waiting,
)
from models.simulation.twin_draws import F1, U1
from models.simulation.twin_kernel import (
    ACCEPT,
    ACCEPT_DUE,
    ACCEPT_END,
    ACCEPT_URGENT,
    ACCEPTING,
    AT,
    BACKGROUND,
    CAME,
    CASE_COLUMNS,
    CHECK,
    CLOSED,
    CLOSURE,
    DISPATCH,
    DISPATCH_URGENT,
    END,
    EXTENSIONS,
    FIXED_DUE,
    FIXED_SECONDS,
    HANDLE_BEGIN,
    HANDLE_END,
    HIGHEST,
    KEY,
    KIND,
    LEVEL,
    NEED,
    NEEDS,
    ONLY_WHILE_OPEN,
    OPEN,
    OUTCOME,
    PARENT,
    PLAIN,
    PRESSING,
    REGISTERED,
    REOPENED,
    REST,
    RESTED,
    STATE_COLUMNS,
    STEP,
    SUSPENDED,
    TOWN,
    UNBORN,
    WORLD,
    desk_step,
    extend,
    go_on,
    handle_due,
)
from models.simulation.twin_time import CLOCK, I1, I2, I, due_after, next_open, shift_end
from models.space.compiled import compiled


@compiled(types.void(*WORLD, I, I), forced=True)
def born(
    clock: Any, C: Any, S: Any, D: Any, Q: Any, H: Any, N: Any, G: Any, P: Any, R: Any, L: Any, states: Any,
    operators: Any, handlers: Any, waits: Any, case: int, now: int,
) -> None:  # fmt: skip
    """A report comes in, or work from elsewhere for the town's teams."""
    kind = C[case, KIND]
    if kind == BACKGROUND:
        S[case, STEP] = REST
        serve(clock, D, S, Q, H, N, G[TOWN], case, C[case, FIXED_SECONDS], C[case, FIXED_DUE], now)
        return
    parent = C[case, PARENT]
    if kind != PLAIN and (parent < 0 or S[parent, OUTCOME] != OPEN):
        if kind == ONLY_WHILE_OPEN:
            return
        C[case, PARENT] = -1
    row = ACCEPT_URGENT if C[case, PRESSING] else ACCEPT
    S[case, OUTCOME], S[case, LEVEL], S[case, STEP] = OPEN, 1, ACCEPTING
    S[case, ACCEPT_DUE] = due_after(clock, R[row, 0], R[row, 1], now)
    due = S[case, ACCEPT_DUE]
    desk_step(clock, C, S, D, Q, H, N, G, P, R, L, states, operators, handlers, waits, case, due, now)


@compiled(types.void(CLOCK, I2, I2, I1, F1, I2, I2, U1, I), forced=True)
def settle(clock: Any, C: Any, S: Any, G: Any, P: Any, R: Any, L: Any, states: Any, case: int) -> None:
    """Extensions that are due by the end, and the due time of closing (`Limits.closure`)."""
    for level in range(1, 4):
        if S[case, HANDLE_BEGIN + level - 1] >= 0 and S[case, HANDLE_END + level - 1] < 0:
            extend(clock, C, S, G, P, L, states, case, G[END])
    row = DISPATCH_URGENT if C[case, PRESSING] else DISPATCH
    moment = due_after(clock, R[row, 0], R[row, 1], S[case, ACCEPT_DUE])
    for level in range(1, S[case, HIGHEST] + 1):
        moment = handle_due(clock, C, S, G, L, case, level, moment)
    for _ in range(S[case, REOPENED]):
        moment = handle_due(clock, C, S, G, L, case, 1, moment)
    for _ in range(S[case, EXTENSIONS]):
        moment = handle_due(clock, C, S, G, L, case, S[case, LEVEL], moment)
    if S[case, LEVEL] == 1:
        moment = due_after(clock, R[CHECK, 0], R[CHECK, 1], moment)
    S[case, CLOSURE] = moment + S[case, SUSPENDED] + S[case, RESTED]


PI, PF, PU = (types.CPointer(kind) for kind in (types.int64, types.float64, types.uint64))
"""Bare pointers: arrays made of them carry no reference counts, which would cost more than the work."""


@compiled(
    types.int64(PI, PI, PI, PI, PI, PI, PI, PI, PI, PI, PF, PI, PI, PU, PI, PI, PI, PI, PI, PI, PI, I1, I)
)
def _live(
    c0: Any, c1: Any, c2: Any, c3: Any, c4: Any, c5: Any, p_c: Any, p_s: Any, p_d: Any, p_g: Any, p_p: Any,
    p_r: Any, p_l: Any, p_states: Any, p_operators: Any, p_handlers: Any, p_waits: Any, p_q: Any, p_h: Any,
    p_hand: Any, p_n: Any, sizes: Any, window: int,
) -> int:  # fmt: skip
    """The loop of `live`; `sizes` are the lengths of the arrays behind the pointers."""
    starts = sizes[0]
    clock = (
        carray(c0, starts),
        carray(c1, starts),
        carray(c2, starts),
        carray(c3, sizes[1]),
        carray(c4, sizes[2]),
        carray(c5, 4),
    )
    n, desks = sizes[3], sizes[4]
    C, S = carray(p_c, (n, CASE_COLUMNS)), carray(p_s, (n, STATE_COLUMNS))
    D, Q = carray(p_d, (desks, DESK_COLUMNS)), carray(p_q, (desks, n + 1))
    H, hand = carray(p_h, (n + 4, 4)), carray(p_hand, n + 1)
    G, P, R = carray(p_g, 11), carray(p_p, 26), carray(p_r, (5, 2))
    L, states = carray(p_l, (sizes[5], 5)), carray(p_states, 13)
    operators, handlers = carray(p_operators, sizes[6]), carray(p_handlers, sizes[6])
    waits = carray(p_waits, (sizes[7], 2))
    N = carray(p_n, 3)
    end = G[END]
    N[FROM] = window
    opens, coming, lived = 1, 0, 0
    bell = next_open(clock, 0)
    if bell < end:
        plan(H, N, bell, 0, BELL)
    while True:
        # what was on the agenda before a report was under way happens before it
        first = N[EVENTS] > 0 and (
            coming >= n
            or H[0, TIME] < C[coming, AT]
            or (H[0, TIME] == C[coming, AT] and H[0, SCHEDULED] < C[coming, CAME])
        )
        if not first and coming >= n:
            break
        now = H[0, TIME] if first else C[coming, AT]
        if now >= end:
            break
        lived += 1
        if not first:
            born(clock, C, S, D, Q, H, N, G, P, R, L, states, operators, handlers, waits, coming, now)
            coming += 1
            continue
        who = happen(H, N)
        if who == BELL:
            ring(clock, D, S, Q, H, N, hand, opens, now)
            bell = shift_end(clock, now) if opens else next_open(clock, now)
            opens = 1 - opens
            if bell < end:
                plan(H, N, bell, now, BELL)
            continue
        desk = S[who, HOLDER]
        if desk >= 0:
            S[who, HOLDER] = -1
            D[desk, IDLE] += 1
            start_waiting(clock, D, S, Q, H, N, desk, now)
        go_on(clock, C, S, D, Q, H, N, G, P, R, L, states, operators, handlers, waits, who, now)
    for case in range(n):
        if C[case, KIND] != BACKGROUND and S[case, OUTCOME] != UNBORN:
            settle(clock, C, S, G, P, R, L, states, case)
    return lived


@compiled(types.int64(CLOCK, I2, I2, I2, I1, F1, I2, I2, U1, I1, I1, I2, I))
def live(
    clock: Any, C: Any, S: Any, D: Any, G: Any, P: Any, R: Any, L: Any, states: Any, operators: Any,
    handlers: Any, waits: Any, window: int,
) -> int:  # fmt: skip
    """Live through a replication; S and D are filled in place. The number of events that happened."""
    n = C.shape[0]
    Q = np.empty((D.shape[0], n + 1), np.int64)
    H = np.empty((n + 4, 4), np.int64)
    hand, N = np.empty(n + 1, np.int64), np.zeros(3, np.int64)
    sizes = np.array(
        [
            clock[0].shape[0], clock[3].shape[0], clock[4].shape[0], n, D.shape[0], L.shape[0],
            operators.shape[0], waits.shape[0],
        ]
    )  # fmt: skip
    c0, c1, c2, c3, c4, kept = clock
    c5 = kept.copy()  # the loop writes into it
    c5[3] = -1
    return _live(
        c0.ctypes,
        c1.ctypes,
        c2.ctypes,
        c3.ctypes,
        c4.ctypes,
        c5.ctypes,
        C.ctypes,
        S.ctypes,
        D.ctypes,
        G.ctypes,
        P.ctypes,
        R.ctypes,
        L.ctypes,
        states.ctypes,
        operators.ctypes,
        handlers.ctypes,
        waits.ctypes,
        Q.ctypes,
        H.ctypes,
        hand.ctypes,
        N.ctypes,
        sizes,
        window,
    )


@compiled(types.void(I2, I2))
def prepare(C: Any, S: Any) -> None:
    """State of everybody before the run."""
    S[:] = 0
    for case in range(C.shape[0]):
        S[case, HOLDER] = S[case, OUTCOME] = S[case, REGISTERED] = S[case, CLOSED] = -1
        for column in range(ACCEPT_END, STATE_COLUMNS):
            S[case, column] = -1
        S[case, NUMBER], S[case, URGENT] = C[case, KEY], C[case, PRESSING]
        S[case, NEED], S[case, HIGHEST], S[case, STEP] = C[case, NEEDS], 0, REST
