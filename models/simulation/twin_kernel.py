"""The case flow of the twin: what `caseflow` tells as a story, as one compiled kernel over arrays.

A case waits for one thing at a time; `STEP` says for what. `C` is what a case was born with, `S` its
state, `G`
and `P` the scenario's whole numbers and probabilities, `R` its stage limits, `L` its handling limits.
"""

# ruff: noqa: N803  # arrays are capitals, as in the text above

from __future__ import annotations

from typing import Any

import numpy as np
from numba import types

from models.simulation.twin_desk import (
    JOB_COLUMNS,
    plan,
    serve,
)
from models.simulation.twin_draws import F1, U1, lognormal_seconds, mark
from models.simulation.twin_time import (
    CLOCK,
    I1,
    I2,
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
AT_DESK, BY_HANDLER, BY_DEPARTMENT, BY_TOWN, TOWN_TRAVEL = range(11, 26, 3)
# R
ACCEPT, ACCEPT_URGENT, DISPATCH, DISPATCH_URGENT, CHECK = range(5)

WORLD = (CLOCK, I2, I2, I2, I2, I2, I1, I1, F1, I2, I2, U1, I1, I1, I2)
"""clock, C, S, D, Q, H, N, G, P, R, L, states, operators, handlers, waits: what every step may need."""


@compiled(I(CLOCK, I2, I2, I1, I2, I, I, I), forced=True)
def handle_due(clock: Any, C: Any, S: Any, G: Any, L: Any, case: int, level: int, t: int) -> int:
    """When handling at a level that starts (or is extended) at `t` is due."""
    row = (C[case, CLASS] * 4 + level) * G[DEPARTMENTS] + C[case, DEPARTMENT]
    return handling_due(clock, L, row, t)


@compiled(types.void(CLOCK, I2, I2, I1, F1, I2, U1, I, I), forced=True)
def extend(clock: Any, C: Any, S: Any, G: Any, P: Any, L: Any, states: Any, case: int, now: int) -> None:
    """Extensions asked for before the stage was overdue."""
    level = S[case, LEVEL]
    column = HANDLE_DUE + level - 1
    if now <= S[case, column]:
        return
    asked = 0
    while asked < G[EXTENSIONS_MOST] and mark(states, 12, C[case, KEY], level * 10 + asked) < P[EXTEND]:
        asked += 1
    for _ in range(asked - S[case, EXTENSIONS]):
        if now <= S[case, column]:
            return
        S[case, column] = handle_due(clock, C, S, G, L, case, level, S[case, column])
        S[case, EXTENSIONS] += 1


@compiled(types.void(*WORLD, I, I, I), forced=True)
def desk_step(
    clock: Any, C: Any, S: Any, D: Any, Q: Any, H: Any, N: Any, G: Any, P: Any, R: Any, L: Any, states: Any,
    operators: Any, handlers: Any, waits: Any, case: int, due: int, now: int,
) -> None:  # fmt: skip
    """One step of an operator."""
    S[case, STEPS] += 1  # first: the numbers of steps start at 1
    seconds = lognormal_seconds(P, AT_DESK, mark(states, 0, C[case, KEY], S[case, STEPS]))
    serve(clock, D, S, Q, H, N, operators[C[case, GRID]], case, seconds, due, now)


@compiled(types.void(*WORLD, I, I, I))
def act(
    clock: Any, C: Any, S: Any, D: Any, Q: Any, H: Any, N: Any, G: Any, P: Any, R: Any, L: Any, states: Any,
    operators: Any, handlers: Any, waits: Any, case: int, step: int, now: int,
) -> None:  # fmt: skip
    """Somebody of the case's level goes on site (or a department takes its days)."""
    S[case, STEP] = step
    level = S[case, LEVEL]
    visits, key = S[case, VISITS], C[case, KEY]
    due = S[case, HANDLE_DUE + level - 1]
    if level == 3 and G[STAFFED_DEPARTMENT] < 0:
        days = P[DELAY_LOW] + mark(states, 11, key, visits) * (P[DELAY_HIGH] - P[DELAY_LOW])
        whole = int(days)
        later = add_workdays(clock, now, whole)
        plan(H, N, add_working(clock, later, int(np.rint((days - whole) * G[WORKDAY]))), now, case)
        return
    u = mark(states, 1, key, visits)
    if level == 1:
        desk, seconds = handlers[C[case, GRID]], lognormal_seconds(P, BY_HANDLER, u) + C[case, TRAVEL]
    elif level == 2:
        seconds = lognormal_seconds(P, BY_TOWN, u)
        seconds += lognormal_seconds(P, TOWN_TRAVEL, mark(states, 2, key, visits))
        desk = G[TOWN]
    else:
        desk, seconds = G[STAFFED_DEPARTMENT], lognormal_seconds(P, BY_DEPARTMENT, u)
    serve(clock, D, S, Q, H, N, desk, case, seconds, due, now)


@compiled(types.void(*WORLD, I, I, I), forced=True)
def enter(
    clock: Any, C: Any, S: Any, D: Any, Q: Any, H: Any, N: Any, G: Any, P: Any, R: Any, L: Any, states: Any,
    operators: Any, handlers: Any, waits: Any, case: int, level: int, now: int,
) -> None:  # fmt: skip
    """The clock of handling starts at a level."""
    S[case, LEVEL] = level
    S[case, HIGHEST] = max(S[case, HIGHEST], level)
    S[case, HANDLE_BEGIN + level - 1] = now
    S[case, HANDLE_DUE + level - 1] = handle_due(clock, C, S, G, L, case, level, now)
    S[case, HANDLE_END + level - 1] = -1


@compiled(types.void(CLOCK, I2, I2, I2, I1, I1, I2, I, I, I), forced=True)
def send_inspector(
    clock: Any, C: Any, S: Any, H: Any, N: Any, G: Any, waits: Any, case: int, step: int, now: int
) -> None:
    """An inspector looks at it: as long as the record says, or as long as is usual."""
    S[case, STEP] = step
    nth = S[case, ASKED_SITE]
    S[case, ASKED_SITE] += 1
    working, rest = G[USUAL_WAIT], G[USUAL_REST]
    if nth < C[case, COUNT]:
        working, rest = waits[C[case, FIRST] + nth, 0], waits[C[case, FIRST] + nth, 1]
    end = add_working(clock, now, working) + rest
    plan(H, N, end, end, case)


@compiled(types.void(*WORLD, I, I))
def check(
    clock: Any, C: Any, S: Any, D: Any, Q: Any, H: Any, N: Any, G: Any, P: Any, R: Any, L: Any, states: Any,
    operators: Any, handlers: Any, waits: Any, case: int, now: int,
) -> None:  # fmt: skip
    """Check at the community, or review by the command centre above it."""
    if S[case, LEVEL] > 1:
        S[case, STEP] = REVIEWING
        plan(H, N, add_working(clock, now, G[REVIEW_TIME]), now, case)
        return
    S[case, CHECK_BEGIN], S[case, CHECK_END] = now, -1
    S[case, CHECK_DUE] = due_after(clock, R[CHECK, 0], R[CHECK, 1], now)
    if mark(states, 7, C[case, KEY], 0) < P[ON_SITE]:
        send_inspector(clock, C, S, H, N, G, waits, case, CHECKING_ON_SITE, now)
        return
    S[case, STEP] = CHECKING
    desk_step(
        clock, C, S, D, Q, H, N, G, P, R, L, states, operators, handlers, waits, case, S[case, CHECK_DUE], now
    )


@compiled(types.void(*WORLD, I, I), forced=True)
def judge(
    clock: Any, C: Any, S: Any, D: Any, Q: Any, H: Any, N: Any, G: Any, P: Any, R: Any, L: Any, states: Any,
    operators: Any, handlers: Any, waits: Any, case: int, now: int,
) -> None:  # fmt: skip
    """Checked or reviewed: close the case, or do it again with what was left of the time."""
    key, level = C[case, KEY], S[case, LEVEL]
    failed = mark(states, 6, key, S[case, ATTEMPT]) < P[FAIL]
    if failed:
        S[case, ATTEMPT] += 1
        S[case, REWORK] += 1
        S[case, HANDLE_DUE + level - 1] += now - S[case, HANDLE_END + level - 1]
        S[case, HANDLE_END + level - 1] = -1
        act(clock, C, S, D, Q, H, N, G, P, R, L, states, operators, handlers, waits, case, REDOING, now)
        return
    S[case, CLOSED], S[case, OUTCOME], S[case, STEP] = now, ENDED, REST
    if C[case, HAZARD] and mark(states, 9, key, 0) < P[ORDER]:
        day = add_workdays(clock, now, G[ORDER_DAYS]) // 86_400
        S[case, STEP] = AWAITING_DEADLINE
        plan(H, N, next_open(clock, day * 86_400), now, case)


@compiled(types.void(*WORLD, I, I), forced=True)
def handled(
    clock: Any, C: Any, S: Any, D: Any, Q: Any, H: Any, N: Any, G: Any, P: Any, R: Any, L: Any, states: Any,
    operators: Any, handlers: Any, waits: Any, case: int, now: int,
) -> None:  # fmt: skip
    """Handling is done at this level: the clock stops, then check or review."""
    S[case, HANDLE_END + S[case, LEVEL] - 1] = now
    extend(clock, C, S, G, P, L, states, case, now)
    check(clock, C, S, D, Q, H, N, G, P, R, L, states, operators, handlers, waits, case, now)


@compiled(types.void(*WORLD, I, I), forced=True)
def visited(
    clock: Any, C: Any, S: Any, D: Any, Q: Any, H: Any, N: Any, G: Any, P: Any, R: Any, L: Any, states: Any,
    operators: Any, handlers: Any, waits: Any, case: int, now: int,
) -> None:  # fmt: skip
    """The first visit at a level is over: resolved, beyond authority, or nothing there."""
    level, key = S[case, LEVEL], C[case, KEY]
    if level == 1 and C[case, OVER]:
        S[case, HANDLE_END], S[case, OUTCOME], S[case, STEP] = now, CANCELLED, REST
        return
    if S[case, NEED] > level:
        S[case, HANDLE_END + level - 1] = now
        extend(clock, C, S, G, P, L, states, case, now)
        if level == 1:
            S[case, STEP] = TRANSFERRING
            row = DISPATCH_URGENT if C[case, PRESSING] else DISPATCH
            due = due_after(clock, R[row, 0], R[row, 1], now)
            desk_step(clock, C, S, D, Q, H, N, G, P, R, L, states, operators, handlers, waits, case, due, now)
        else:
            S[case, ATTEMPT] = 0
            enter(clock, C, S, D, Q, H, N, G, P, R, L, states, operators, handlers, waits, case, 3, now)
            act(
                clock, C, S, D, Q, H, N, G, P, R, L, states, operators, handlers, waits, case, FIRST_VISIT,
                now,
            )  # fmt: skip
        return
    S[case, ATTEMPT] = 0
    if level < 3:
        if S[case, SUSPENDED] == 0 and mark(states, 8, key, 0) < P[SUSPEND]:
            pause = add_workdays(clock, now, G[SUSPENSION_DAYS]) - now
            if pause > 0:
                S[case, HANDLE_DUE + level - 1] += pause
                S[case, SUSPENDED] += pause
                S[case, STEP] = PAUSED
                plan(H, N, now + pause, now, case)
                return
        if mark(states, 5, key, S[case, REOPENED]) < P[SECOND]:
            act(
                clock, C, S, D, Q, H, N, G, P, R, L, states, operators, handlers, waits, case, SECOND_VISIT,
                now,
            )  # fmt: skip
            return
    handled(clock, C, S, D, Q, H, N, G, P, R, L, states, operators, handlers, waits, case, now)


@compiled(types.void(*WORLD, I, I), forced=True)
def dispatched(
    clock: Any, C: Any, S: Any, D: Any, Q: Any, H: Any, N: Any, G: Any, P: Any, R: Any, L: Any, states: Any,
    operators: Any, handlers: Any, waits: Any, case: int, now: int,
) -> None:  # fmt: skip
    """Sent to a handler; a wrong dispatch bounces and is sent again."""
    if mark(states, 4, C[case, KEY], S[case, BOUNCES]) < P[BOUNCE]:
        S[case, BOUNCES] += 1
        S[case, STEP] = BOUNCING
        due = S[case, DISPATCH_DUE]
        desk_step(clock, C, S, D, Q, H, N, G, P, R, L, states, operators, handlers, waits, case, due, now)
    else:
        act(clock, C, S, D, Q, H, N, G, P, R, L, states, operators, handlers, waits, case, FIRST_VISIT, now)


@compiled(types.void(*WORLD, I, I), forced=True)
def registered(
    clock: Any, C: Any, S: Any, D: Any, Q: Any, H: Any, N: Any, G: Any, P: Any, R: Any, L: Any, states: Any,
    operators: Any, handlers: Any, waits: Any, case: int, now: int,
) -> None:  # fmt: skip
    """The operator has looked at the report: a case, a duplicate, or nothing."""
    S[case, REGISTERED] = S[case, ACCEPT_END] = now
    parent = C[case, PARENT]
    S[case, STEP] = REST
    if parent >= 0 and S[parent, OUTCOME] == OPEN:
        S[case, OUTCOME] = DUPLICATE
    elif C[case, INVALID] or (C[case, OVER] and mark(states, 3, C[case, KEY], 0) < P[RECOGNISE]):
        S[case, OUTCOME] = CANCELLED
    else:
        row = DISPATCH_URGENT if C[case, PRESSING] else DISPATCH
        S[case, DISPATCH_BEGIN] = now
        S[case, DISPATCH_DUE] = due_after(clock, R[row, 0], R[row, 1], now)
        S[case, STEP] = DISPATCHING
        due = S[case, DISPATCH_DUE]
        desk_step(clock, C, S, D, Q, H, N, G, P, R, L, states, operators, handlers, waits, case, due, now)


@compiled(types.void(*WORLD, I, I), forced=True)
def go_on(
    clock: Any, C: Any, S: Any, D: Any, Q: Any, H: Any, N: Any, G: Any, P: Any, R: Any, L: Any, states: Any,
    operators: Any, handlers: Any, waits: Any, case: int, now: int,
) -> None:  # fmt: skip
    """What the case waited for has happened."""
    step = S[case, STEP]
    if step == ACCEPTING:
        registered(clock, C, S, D, Q, H, N, G, P, R, L, states, operators, handlers, waits, case, now)
    elif step == DISPATCHING:
        S[case, DISPATCH_END] = now
        enter(clock, C, S, D, Q, H, N, G, P, R, L, states, operators, handlers, waits, case, 1, now)
        dispatched(clock, C, S, D, Q, H, N, G, P, R, L, states, operators, handlers, waits, case, now)
    elif step == BOUNCING:
        dispatched(clock, C, S, D, Q, H, N, G, P, R, L, states, operators, handlers, waits, case, now)
    elif step == FIRST_VISIT:
        S[case, VISITS] += 1
        visited(clock, C, S, D, Q, H, N, G, P, R, L, states, operators, handlers, waits, case, now)
    elif step == PAUSED:
        act(clock, C, S, D, Q, H, N, G, P, R, L, states, operators, handlers, waits, case, SECOND_VISIT, now)
    elif step in (SECOND_VISIT, REDOING):
        S[case, VISITS] += 1
        handled(clock, C, S, D, Q, H, N, G, P, R, L, states, operators, handlers, waits, case, now)
    elif step in (CHECKING, CHECKING_ON_SITE):
        S[case, CHECK_END] = now
        judge(clock, C, S, D, Q, H, N, G, P, R, L, states, operators, handlers, waits, case, now)
    elif step == REVIEWING:
        judge(clock, C, S, D, Q, H, N, G, P, R, L, states, operators, handlers, waits, case, now)
    elif step == TRANSFERRING:
        enter(clock, C, S, D, Q, H, N, G, P, R, L, states, operators, handlers, waits, case, 2, now)
        act(clock, C, S, D, Q, H, N, G, P, R, L, states, operators, handlers, waits, case, FIRST_VISIT, now)
    elif step == AWAITING_DEADLINE:
        send_inspector(clock, C, S, H, N, G, waits, case, REINSPECTING, now)
    elif step == REINSPECTING:
        S[case, STEP] = REST
        if mark(states, 10, C[case, KEY], S[case, REOPENED]) < P[NOT_MET]:
            S[case, REOPENED] += 1
            S[case, RESTED] += now - S[case, CLOSED]
            S[case, OUTCOME], S[case, CLOSED], S[case, NEED] = OPEN, -1, 1
            enter(clock, C, S, D, Q, H, N, G, P, R, L, states, operators, handlers, waits, case, 1, now)
            act(
                clock, C, S, D, Q, H, N, G, P, R, L, states, operators, handlers, waits, case, FIRST_VISIT,
                now,
            )  # fmt: skip
