"""The twin's loop: births and the agenda in the order in which they happen, and the books at the end."""

# ruff: noqa: N803, N806  # arrays are capitals, as in `twin_kernel`

from __future__ import annotations

from typing import Any

import numpy as np
from numba import carray, types

from models.simulation.twin_agenda import (
    AFTER,
    AGENDA_COLUMNS,
    ARGUMENT,
    COUNTERS,
    ENTERS,
    FIRST_UP,
    FROM,
    LAST,
    ORDERS,
    SINCE,
    SLOT,
    TIME,
    UNTIL,
    WIDTH,
    first_up,
    plan,
    slot_bits,
)
from models.simulation.twin_desk import (
    DESK_COLUMNS,
    HOLDER,
    IDLE,
    NUMBER,
    URGENT,
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
    BEYOND_AUTHORITY,
    CAME,
    CASE_COLUMNS,
    CHECK,
    CLOSED,
    CLOSURE,
    DISPATCH,
    DISPATCH_URGENT,
    DRAWN_STEPS,
    DRAWN_VISITS,
    END,
    EXTENSIONS,
    FIXED_DUE,
    FIXED_SECONDS,
    GRID,
    HANDLE_BEGIN,
    HANDLE_DUE,
    HANDLE_END,
    HANDLED,
    HIGHEST,
    KEY,
    KIND,
    LATER,
    LEVEL,
    LOOK,
    NEED,
    NEEDS,
    NOTHING,
    ONLY_WHILE_OPEN,
    OPEN,
    OPERATOR,
    OUTCOME,
    PARENT,
    PLAIN,
    PRESSING,
    REGISTERED,
    REOPENED,
    REST,
    RESTED,
    SERVE,
    STAFFED_DEPARTMENT,
    STATE_COLUMNS,
    STEP,
    STEPS,
    SUSPENDED,
    TOWN,
    UNBORN,
    VISIT,
    VISITS,
    department_day,
    enter,
    extend,
    go_on,
    handle_due,
    level_done,
    look_end,
    step_seconds,
    visit_seconds,
)
from models.simulation.twin_time import I1, I2, J2, PI, I, due_after, next_open, shift_end
from models.space.compiled import compiled


@compiled(I(I1, I2, I2, I1, I2, I, I), forced=True)
def born(T: Any, C: Any, S: Any, N: Any, R: Any, case: int, now: int) -> int:
    """A report comes in, or work from elsewhere for the town's teams; what is next."""
    kind = C[case, KIND]
    if kind == BACKGROUND:
        return SERVE
    parent = C[case, PARENT]
    if kind != PLAIN and (parent < 0 or S[parent, OUTCOME] != OPEN):
        if kind == ONLY_WHILE_OPEN:
            return NOTHING
        C[case, PARENT] = -1
    row = ACCEPT_URGENT if C[case, PRESSING] else ACCEPT
    S[case, OUTCOME], S[case, LEVEL], S[case, STEP] = OPEN, 1, ACCEPTING
    S[case, ACCEPT_DUE] = N[ARGUMENT] = due_after(T.ctypes, R[row, 0], R[row, 1], now)
    return OPERATOR


@compiled(types.void(I1, I2, I2, I1, F1, I2, I2, U1, I), forced=True)
def settle(T: Any, C: Any, S: Any, G: Any, P: Any, R: Any, L: Any, states: Any, case: int) -> None:
    """Extensions that are due by the end, and the due time of closing (`Limits.closure`)."""
    for level in range(1, 4):
        if S[case, HANDLE_BEGIN + level - 1] >= 0 and S[case, HANDLE_END + level - 1] < 0:
            extend(T, C, S, G, P, L, states, case, G[END])
    row = DISPATCH_URGENT if C[case, PRESSING] else DISPATCH
    moment = due_after(T.ctypes, R[row, 0], R[row, 1], S[case, ACCEPT_DUE])
    rounds = S[case, HIGHEST] + S[case, REOPENED] + S[case, EXTENSIONS]
    for turn in range(rounds):
        level = turn + 1
        if turn >= S[case, HIGHEST]:
            level = 1 if turn < S[case, HIGHEST] + S[case, REOPENED] else S[case, LEVEL]
        moment = handle_due(T, C, S, G, L, case, level, moment)
    if S[case, LEVEL] == 1:
        moment = due_after(T.ctypes, R[CHECK, 0], R[CHECK, 1], moment)
    S[case, CLOSURE] = moment + S[case, SUSPENDED] + S[case, RESTED]


PJ, PF, PU = (types.CPointer(x) for x in (types.int32, types.float64, types.uint64))
"""Bare pointers: arrays made of them carry no reference counts, which would cost more than the work."""


@compiled(types.int64(PI, PI, PI, PI, PI, PF, PI, PI, PJ, PU, PI, PI, PI, PI, PI, PJ, PI, PI, I1, I))
def _live(
    p_t: Any, p_c: Any, p_s: Any, p_d: Any, p_g: Any, p_p: Any, p_r: Any, p_l: Any, p_m: Any, p_states: Any,
    p_operators: Any, p_handlers: Any, p_waits: Any, p_q: Any, p_h: Any, p_b: Any, p_hand: Any, p_n: Any,
    sizes: Any, window: int,
) -> int:  # fmt: skip
    """The loop of `live`; `sizes` are the lengths of the arrays behind the pointers."""
    n, desks = sizes[1], sizes[2]
    T = carray(p_t, sizes[0])
    C, S = carray(p_c, (n, CASE_COLUMNS)), carray(p_s, (n, STATE_COLUMNS))
    D, Q = carray(p_d, (desks, DESK_COLUMNS)), carray(p_q, (desks, n + 1))
    H, B, hand = carray(p_h, (n + 1, AGENDA_COLUMNS)), carray(p_b, sizes[6]), carray(p_hand, n + 1)
    G, P, R = carray(p_g, 11), carray(p_p, 26), carray(p_r, (5, 2))
    L, states = carray(p_l, (sizes[3], 5)), carray(p_states, 13)
    M = carray(p_m, (n, DRAWN_STEPS + DRAWN_VISITS))
    operators, handlers = carray(p_operators, sizes[4]), carray(p_handlers, sizes[4])
    waits = carray(p_waits, (sizes[5], 2))
    N = carray(p_n, COUNTERS)
    end = G[END]
    N[FROM], N[UNTIL], N[LAST] = window, -1, end
    N[WIDTH], N[SLOT], N[FIRST_UP] = sizes[7], -1, -1
    opens, coming, lived = 1, 0, 0
    plan(H, B, N, next_open(T.ctypes, 0), 0, n)  # the bell comes after the cases
    while True:
        born_at = C[coming, AT] if coming < n else end
        who = first_up(H, B, N, min(born_at, end - 1))
        # what was on the agenda before a report was under way happens before it
        first = who >= 0 and (
            H[who, TIME] < born_at or (H[who, TIME] == born_at and H[who, SINCE] < C[coming, CAME] * ORDERS)
        )
        now = H[who, TIME] if first else born_at
        if now >= end:
            break
        lived += 1
        if first:
            N[FIRST_UP] = H[who, AFTER]
            if who == n:
                ring(T, D, S, Q, H, B, N, hand, opens, now)
                bell = shift_end(T.ctypes, now) if opens else next_open(T.ctypes, now)
                opens = 1 - opens
                code, when, since = LATER, bell, now
            else:
                desk = S[who, HOLDER]
                if desk >= 0:
                    S[who, HOLDER] = -1
                    D[desk, IDLE] += 1
                    start_waiting(T, D, S, Q, H, B, N, desk, now)
                code = go_on(T, C, S, N, G, P, R, states, who, now)
                when, since = N[ARGUMENT], now
        else:
            who = coming
            coming += 1
            code = born(T, C, S, N, R, who, now)
            when, since = N[ARGUMENT], now
        if code == NOTHING:
            continue
        if code in (HANDLED, BEYOND_AUTHORITY):
            code = level_done(T, C, S, N, G, P, R, L, states, who, code, now)
            when = N[ARGUMENT]
        if N[ENTERS] > 0:
            enter(T, C, S, G, L, who, N[ENTERS], now)
            N[ENTERS] = 0
        desk, seconds, due = -1, 0, when
        if code == OPERATOR:
            S[who, STEPS] += 1  # first: the numbers of steps start at 1
            seconds = step_seconds(C, P, M, states, who, S[who, STEPS])
            desk = operators[C[who, GRID]]
        elif code == VISIT:
            level = S[who, LEVEL]
            S[who, STEP], due = N[ARGUMENT], S[who, HANDLE_DUE + level - 1]
            if level < 3 or G[STAFFED_DEPARTMENT] >= 0:
                seconds = visit_seconds(C, S, P, M, states, who)
                desk = G[TOWN] if level == 2 else G[STAFFED_DEPARTMENT]
                if level == 1:
                    desk = handlers[C[who, GRID]]
            else:
                when = department_day(T, C, G, P, states, who, S[who, VISITS], now)
        elif code == LOOK:
            S[who, STEP] = N[ARGUMENT]
            when = since = look_end(T, C, S, G, waits, who, now)
        elif code == SERVE:
            S[who, STEP] = REST
            desk, seconds, due = G[TOWN], C[who, FIXED_SECONDS], C[who, FIXED_DUE]
        if desk >= 0:
            serve(T, D, S, Q, H, B, N, desk, who, seconds, due, now)
        else:
            plan(H, B, N, when, since, who)
    for case in range(n):
        if C[case, KIND] != BACKGROUND and S[case, OUTCOME] != UNBORN:
            settle(T, C, S, G, P, R, L, states, case)
    return lived


@compiled(types.int64(I1, I2, I2, I2, I1, F1, I2, I2, J2, U1, I1, I1, I2, I))
def live(
    T: Any, C: Any, S: Any, D: Any, G: Any, P: Any, R: Any, L: Any, M: Any, states: Any, operators: Any,
    handlers: Any, waits: Any, window: int,
) -> int:  # fmt: skip
    """Live through a replication; S and D are filled in place. The number of events that happened."""
    n = C.shape[0]
    Q = np.empty((D.shape[0], n + 1), np.int64)
    H = np.empty((n + 1, AGENDA_COLUMNS), np.int64)
    bits = slot_bits(G[END], n)
    B = np.full((G[END] >> bits) + 1, -1, np.int32)
    hand, N = np.empty(n + 1, np.int64), np.zeros(COUNTERS, np.int64)
    sizes = np.array(
        [T.shape[0], n, D.shape[0], L.shape[0], operators.shape[0], waits.shape[0], B.shape[0], bits]
    )
    return _live(
        T.ctypes, C.ctypes, S.ctypes, D.ctypes, G.ctypes, P.ctypes, R.ctypes, L.ctypes, M.ctypes,
        states.ctypes, operators.ctypes, handlers.ctypes, waits.ctypes, Q.ctypes, H.ctypes, B.ctypes,
        hand.ctypes, N.ctypes, sizes, window,
    )  # fmt: skip


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
