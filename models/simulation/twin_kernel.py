"""The case flow of the twin: what `caseflow` tells as a story, as one compiled kernel over arrays.

A case waits for one thing at a time; `STEP` says for what. `C` is what a case was born with, `S` its
state, `G` and `P` the scenario's whole numbers and probabilities, `R` its stage limits, `L` its handling
limits, `M` the work drawn before (`CaseStream` keeps it), `T` the calendar. A function here says what is
next, as a code, and the loop does it in one place: so everything is compiled once, and into the loop.
"""

# ruff: noqa: N803  # arrays are capitals, as in the text above

from __future__ import annotations

from typing import Any

import numpy as np
from numba import types

from models.simulation.twin_agenda import ARGUMENT, ENTERS
from models.simulation.twin_desk import JOB_COLUMNS
from models.simulation.twin_draws import F1, U1, lognormal, mark
from models.simulation.twin_time import (
    I1,
    I2,
    J2,
    I,
    add_workdays,
    add_working,
    due_after,
    handling_due,
    next_open,
)
from models.space.compiled import compiled

# columns of C
AT, CAME, KIND, KEY, GRID, TRAVEL, NEEDS, CLASS, DEPARTMENT, PRESSING, OVER, INVALID, PARENT, HAZARD = range(
    14
)
FIRST, COUNT, FIXED_SECONDS, FIXED_DUE = range(14, 18)
CASE_COLUMNS = 18
# kinds of births
PLAIN, ONLY_WHILE_OPEN, ATTACHED_WHILE_OPEN, BACKGROUND = range(4)
# columns of S after those of the job
(
    STEP,
    LEVEL,
    NEED,
    OUTCOME,
    REGISTERED,
    CLOSED,
    REWORK,
    BOUNCES,
    EXTENSIONS,
    SUSPENDED,
    VISITS,
    STEPS,
    REOPENED,
    RESTED,
    ATTEMPT,
    ASKED_SITE,
    ACCEPT_DUE,
    ACCEPT_END,
    DISPATCH_BEGIN,
    DISPATCH_DUE,
    DISPATCH_END,
    CHECK_BEGIN,
    CHECK_DUE,
    CHECK_END,
    CLOSURE,
    HIGHEST,
) = range(JOB_COLUMNS, JOB_COLUMNS + 26)
HANDLE_BEGIN = HIGHEST + 1  # three columns each, by level
HANDLE_DUE = HANDLE_BEGIN + 3
HANDLE_END = HANDLE_DUE + 3
STATE_COLUMNS = HANDLE_END + 3
UNBORN, OPEN, ENDED, CANCELLED, DUPLICATE = range(-1, 4)
(ACCEPTING, DISPATCHING, BOUNCING, FIRST_VISIT, PAUSED, SECOND_VISIT, REDOING, CHECKING, CHECKING_ON_SITE,
 REVIEWING, TRANSFERRING, AWAITING_DEADLINE, REINSPECTING, REST) = range(14)  # fmt: skip
# G
(
    SUSPENSION_DAYS,
    ORDER_DAYS,
    EXTENSIONS_MOST,
    WORKDAY,
    DEPARTMENTS,
    END,
    TOWN,
    STAFFED_DEPARTMENT,
    USUAL_WAIT,
    USUAL_REST,
    REVIEW_TIME,
) = range(11)
# P, then mean, sigma and half the variance of five durations
(RECOGNISE, BOUNCE, SECOND, FAIL, ON_SITE, SUSPEND, ORDER, NOT_MET, DELAY_LOW, DELAY_HIGH, EXTEND) = range(11)
AT_DESK, BY_HANDLER, BY_TOWN, BY_DEPARTMENT, TOWN_TRAVEL = range(11, 26, 3)
ON_SITE_OF = BY_HANDLER - 3  # plus three for every level
# columns of M: seconds of a case's first steps at the workstation and of its first visits by a handler
# (without the way), 0 until they are drawn; later ones are few
DRAWN_STEPS, DRAWN_VISITS = 4, 2
# R
ACCEPT, ACCEPT_URGENT, DISPATCH, DISPATCH_URGENT, CHECK = range(5)

# what is next
NOTHING, OPERATOR, VISIT, LOOK, LATER, HANDLED, BEYOND_AUTHORITY, SERVE = range(8)


@compiled(I(I1, I2, I2, I1, I2, I, I, I), forced=True)
def handle_due(T: Any, C: Any, S: Any, G: Any, L: Any, case: int, level: int, t: int) -> int:
    """When handling at a level that starts (or is extended) at `t` is due."""
    row = (C[case, CLASS] * 4 + level) * G[DEPARTMENTS] + C[case, DEPARTMENT]
    return handling_due(T.ctypes, L.ctypes, row, t)


@compiled(types.void(I1, I2, I2, I1, F1, I2, U1, I, I))
def lengthen(T: Any, C: Any, S: Any, G: Any, P: Any, L: Any, states: Any, case: int, now: int) -> None:
    """Extensions of a stage that would be overdue without them."""
    level = S[case, LEVEL]
    column = HANDLE_DUE + level - 1
    asked = 0
    while asked < G[EXTENSIONS_MOST] and mark(states[12], C[case, KEY], level * 10 + asked) < P[EXTEND]:
        asked += 1
    for _ in range(asked - S[case, EXTENSIONS]):
        if now <= S[case, column]:
            return
        S[case, column] = handle_due(T, C, S, G, L, case, level, S[case, column])
        S[case, EXTENSIONS] += 1


@compiled(types.void(I1, I2, I2, I1, F1, I2, U1, I, I), forced=True)
def extend(T: Any, C: Any, S: Any, G: Any, P: Any, L: Any, states: Any, case: int, now: int) -> None:
    """Extensions asked for before the stage was overdue: mostly there is no need to look."""
    if now > S[case, HANDLE_DUE + S[case, LEVEL] - 1]:
        lengthen(T, C, S, G, P, L, states, case, now)


@compiled(types.void(I1, I2, I2, I1, I2, I, I, I), forced=True)
def enter(T: Any, C: Any, S: Any, G: Any, L: Any, case: int, level: int, now: int) -> None:
    """The clock of handling starts at a level."""
    S[case, LEVEL] = level
    S[case, HIGHEST] = max(S[case, HIGHEST], level)
    S[case, HANDLE_BEGIN + level - 1] = now
    S[case, HANDLE_DUE + level - 1] = handle_due(T, C, S, G, L, case, level, now)
    S[case, HANDLE_END + level - 1] = -1


@compiled(I(I2, F1, J2, U1, I, I), forced=True)
def step_seconds(C: Any, P: Any, M: Any, states: Any, case: int, step: int) -> int:
    """How long the case's step at the workstation takes; the first one is number 1."""
    if step <= DRAWN_STEPS and M[case, step - 1] > 0:
        return int(M[case, step - 1])
    seconds = lognormal(P, AT_DESK, mark(states[0], C[case, KEY], step))
    if step <= DRAWN_STEPS:
        M[case, step - 1] = seconds
    return seconds


@compiled(I(I2, I2, F1, J2, U1, I), forced=True)
def visit_seconds(C: Any, S: Any, P: Any, M: Any, states: Any, case: int) -> int:
    """How long somebody of the case's level is on site and on the way."""
    level, visits, key = S[case, LEVEL], S[case, VISITS], C[case, KEY]
    kept = level == 1 and visits < DRAWN_VISITS
    if kept and M[case, DRAWN_STEPS + visits] > 0:
        return int(M[case, DRAWN_STEPS + visits] + C[case, TRAVEL])
    u = mark(states[1], key, visits)
    seconds = lognormal(P, ON_SITE_OF + 3 * level, u)
    if kept:
        M[case, DRAWN_STEPS + visits] = seconds
    if level == 1:
        travel: int = C[case, TRAVEL]
        return seconds + travel
    if level == 2:
        return seconds + lognormal(P, TOWN_TRAVEL, mark(states[2], key, visits))
    return seconds


@compiled(I(I1, I2, I1, F1, U1, I, I, I), forced=True)
def department_day(T: Any, C: Any, G: Any, P: Any, states: Any, case: int, visits: int, now: int) -> int:
    """When a department that is no desk has had its days."""
    days = P[DELAY_LOW] + mark(states[11], C[case, KEY], visits) * (P[DELAY_HIGH] - P[DELAY_LOW])
    whole = int(days)
    later = add_workdays(T.ctypes, now, whole)
    return add_working(T.ctypes, later, int(np.rint((days - whole) * G[WORKDAY])))


@compiled(I(I1, I2, I2, I1, I2, I, I), forced=True)
def look_end(T: Any, C: Any, S: Any, G: Any, waits: Any, case: int, now: int) -> int:
    """An inspector looks at it: as long as the record says, or as long as is usual."""
    nth = S[case, ASKED_SITE]
    S[case, ASKED_SITE] += 1
    working, rest = G[USUAL_WAIT], G[USUAL_REST]
    if nth < C[case, COUNT]:
        working, rest = waits[C[case, FIRST] + nth, 0], waits[C[case, FIRST] + nth, 1]
    end: int = add_working(T.ctypes, now, working) + rest
    return end


@compiled(I(I1, I2, I2, I1, I2, I, I), forced=True)
def to_operator(T: Any, C: Any, S: Any, N: Any, R: Any, case: int, now: int) -> int:
    """An operator sends it on, within the limit of dispatching."""
    row = DISPATCH_URGENT if C[case, PRESSING] else DISPATCH
    N[ARGUMENT] = due_after(T.ctypes, R[row, 0], R[row, 1], now)
    return OPERATOR


@compiled(I(I1, I2, I2, I1, I1, F1, I2, I2, U1, I, I, I), forced=True)
def level_done(
    T: Any,
    C: Any,
    S: Any,
    N: Any,
    G: Any,
    P: Any,
    R: Any,
    L: Any,
    states: Any,
    case: int,
    code: int,
    now: int,
) -> int:
    """Handling is over at this level: the clock stops; check or review, or the next level takes over."""
    level = S[case, LEVEL]
    S[case, HANDLE_END + level - 1] = now
    extend(T, C, S, G, P, L, states, case, now)
    if code == BEYOND_AUTHORITY:
        if level == 1:
            S[case, STEP] = TRANSFERRING
            return to_operator(T, C, S, N, R, case, now)
        S[case, ATTEMPT] = 0
        N[ENTERS], N[ARGUMENT] = 3, FIRST_VISIT
        return VISIT
    if level > 1:
        S[case, STEP], N[ARGUMENT] = REVIEWING, add_working(T.ctypes, now, G[REVIEW_TIME])
        return LATER
    S[case, CHECK_BEGIN], S[case, CHECK_END] = now, -1
    S[case, CHECK_DUE] = due_after(T.ctypes, R[CHECK, 0], R[CHECK, 1], now)
    if mark(states[7], C[case, KEY], 0) < P[ON_SITE]:
        N[ARGUMENT] = CHECKING_ON_SITE
        return LOOK
    S[case, STEP], N[ARGUMENT] = CHECKING, S[case, CHECK_DUE]
    return OPERATOR


@compiled(I(I1, I2, I2, I1, I1, F1, U1, I, I), forced=True)
def judge(T: Any, C: Any, S: Any, N: Any, G: Any, P: Any, states: Any, case: int, now: int) -> int:
    """Checked or reviewed: close the case, or do it again with what was left of the time."""
    key, level = C[case, KEY], S[case, LEVEL]
    if mark(states[6], key, S[case, ATTEMPT]) < P[FAIL]:
        S[case, ATTEMPT] += 1
        S[case, REWORK] += 1
        S[case, HANDLE_DUE + level - 1] += now - S[case, HANDLE_END + level - 1]
        S[case, HANDLE_END + level - 1] = -1
        N[ARGUMENT] = REDOING
        return VISIT
    S[case, CLOSED], S[case, OUTCOME], S[case, STEP] = now, ENDED, REST
    if C[case, HAZARD] and mark(states[9], key, 0) < P[ORDER]:
        day = add_workdays(T.ctypes, now, G[ORDER_DAYS]) // 86_400
        S[case, STEP], N[ARGUMENT] = AWAITING_DEADLINE, next_open(T.ctypes, day * 86_400)
        return LATER
    return NOTHING


@compiled(I(I1, I2, I2, I1, I1, F1, U1, I, I), forced=True)
def visited(T: Any, C: Any, S: Any, N: Any, G: Any, P: Any, states: Any, case: int, now: int) -> int:
    """The first visit at a level is over: resolved, beyond authority, or nothing there."""
    level, key = S[case, LEVEL], C[case, KEY]
    if level == 1 and C[case, OVER]:
        S[case, HANDLE_END], S[case, OUTCOME], S[case, STEP] = now, CANCELLED, REST
        return NOTHING
    if S[case, NEED] > level:
        return BEYOND_AUTHORITY
    S[case, ATTEMPT] = 0
    if level < 3:
        if S[case, SUSPENDED] == 0 and mark(states[8], key, 0) < P[SUSPEND]:
            pause = add_workdays(T.ctypes, now, G[SUSPENSION_DAYS]) - now
            if pause > 0:
                S[case, HANDLE_DUE + level - 1] += pause
                S[case, SUSPENDED] += pause
                S[case, STEP], N[ARGUMENT] = PAUSED, now + pause
                return LATER
        if mark(states[5], key, S[case, REOPENED]) < P[SECOND]:
            N[ARGUMENT] = SECOND_VISIT
            return VISIT
    return HANDLED


@compiled(I(I1, I2, I2, I1, F1, I2, U1, I, I), forced=True)
def registered(T: Any, C: Any, S: Any, N: Any, P: Any, R: Any, states: Any, case: int, now: int) -> int:
    """The operator has looked at the report: a case, a duplicate, or nothing."""
    S[case, REGISTERED] = S[case, ACCEPT_END] = now
    parent = C[case, PARENT]
    S[case, STEP] = REST
    if parent >= 0 and S[parent, OUTCOME] == OPEN:
        S[case, OUTCOME] = DUPLICATE
        return NOTHING
    if C[case, INVALID] or (C[case, OVER] and mark(states[3], C[case, KEY], 0) < P[RECOGNISE]):
        S[case, OUTCOME] = CANCELLED
        return NOTHING
    code = to_operator(T, C, S, N, R, case, now)
    S[case, DISPATCH_BEGIN], S[case, DISPATCH_DUE] = now, N[ARGUMENT]
    S[case, STEP] = DISPATCHING
    return code


@compiled(I(I2, I2, I1, F1, U1, I), forced=True)
def dispatched(C: Any, S: Any, N: Any, P: Any, states: Any, case: int) -> int:
    """Sent to a handler; a wrong dispatch bounces and is sent again."""
    if mark(states[4], C[case, KEY], S[case, BOUNCES]) < P[BOUNCE]:
        S[case, BOUNCES] += 1
        S[case, STEP] = BOUNCING
        N[ARGUMENT] = S[case, DISPATCH_DUE]
        return OPERATOR
    N[ARGUMENT] = FIRST_VISIT
    return VISIT


@compiled(I(I1, I2, I2, I1, I1, F1, I2, U1, I, I), forced=True)
def go_on(T: Any, C: Any, S: Any, N: Any, G: Any, P: Any, R: Any, states: Any, case: int, now: int) -> int:
    """What the case waited for has happened; what is next."""
    step = S[case, STEP]
    if step == ACCEPTING:
        return registered(T, C, S, N, P, R, states, case, now)
    if step in (DISPATCHING, BOUNCING):
        if step == DISPATCHING:
            S[case, DISPATCH_END] = now
            N[ENTERS] = 1
        return dispatched(C, S, N, P, states, case)
    if step == FIRST_VISIT:
        S[case, VISITS] += 1
        return visited(T, C, S, N, G, P, states, case, now)
    if step in (SECOND_VISIT, REDOING):
        S[case, VISITS] += 1
        return HANDLED
    if step in (CHECKING, CHECKING_ON_SITE, REVIEWING):
        if step != REVIEWING:
            S[case, CHECK_END] = now
        return judge(T, C, S, N, G, P, states, case, now)
    if step == PAUSED:
        N[ARGUMENT] = SECOND_VISIT
        return VISIT
    if step == TRANSFERRING:
        N[ENTERS], N[ARGUMENT] = 2, FIRST_VISIT
        return VISIT
    if step == AWAITING_DEADLINE:
        N[ARGUMENT] = REINSPECTING
        return LOOK
    if step == REINSPECTING:
        S[case, STEP] = REST
        if mark(states[10], C[case, KEY], S[case, REOPENED]) < P[NOT_MET]:
            S[case, REOPENED] += 1
            S[case, RESTED] += now - S[case, CLOSED]
            S[case, OUTCOME], S[case, CLOSED], S[case, NEED] = OPEN, -1, 1
            N[ENTERS], N[ARGUMENT] = 1, FIRST_VISIT
            return VISIT
    return NOTHING
