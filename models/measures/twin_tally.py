"""Counting who is late in the twin's state, compiled: the search asks for little else."""

from __future__ import annotations

from typing import Any

import numpy as np
from numba import types

from models.simulation import twin_kernel as k
from models.simulation.twin_time import I1, I2, I
from models.space.compiled import compiled

KIND, GRID, BACKGROUND = k.KIND, k.GRID, k.BACKGROUND
OUTCOME, UNBORN, CANCELLED, DUPLICATE = k.OUTCOME, k.UNBORN, k.CANCELLED, k.DUPLICATE
STEP, PAUSED, CLOSURE, CLOSED = k.STEP, k.PAUSED, k.CLOSURE, k.CLOSED
ACCEPT_DUE, ACCEPT_END, DISPATCH_BEGIN = k.ACCEPT_DUE, k.ACCEPT_END, k.DISPATCH_BEGIN
DISPATCH_DUE, DISPATCH_END = k.DISPATCH_DUE, k.DISPATCH_END
HANDLE_BEGIN, HANDLE_DUE, HANDLE_END = k.HANDLE_BEGIN, k.HANDLE_DUE, k.HANDLE_END


@compiled(types.void(I2, I, I, I, I, I, I))
def count(table: Any, row: int, due: int, end: int, begin: int, until: int, started: int) -> None:
    """Count a stage that is due in the window, and late where it had not ended by then."""
    if started >= 0 and begin <= due < until:
        table[0, row] += 1
        if end < 0 or end > due:
            table[1, row] += 1


@compiled(I2(I2, I2, I1, I1, I, I, I))
def tally(cases: Any, state: Any, operators: Any, handlers: Any, desks: int, begin: int, until: int) -> Any:
    """Due and late (rows) by desk, then town, district and closing (columns)."""
    table = np.zeros((2, desks + 3), np.int64)
    for n in range(cases.shape[0]):
        fate = state[n, OUTCOME]
        if cases[n, KIND] == BACKGROUND or fate in (UNBORN, CANCELLED, DUPLICATE):
            continue
        if state[n, STEP] == PAUSED:
            continue
        grid = cases[n, GRID]
        operator, handler = operators[grid], handlers[grid]
        count(table, operator, state[n, ACCEPT_DUE], state[n, ACCEPT_END], begin, until, 0)
        started = state[n, DISPATCH_BEGIN]
        count(table, operator, state[n, DISPATCH_DUE], state[n, DISPATCH_END], begin, until, started)
        for level in range(3):
            row = handler if level == 0 else desks + level - 1
            started, due, end = (
                state[n, HANDLE_BEGIN + level],
                state[n, HANDLE_DUE + level],
                state[n, HANDLE_END + level],
            )
            count(table, row, due, end, begin, until, started)
        count(table, desks + 2, state[n, CLOSURE], state[n, CLOSED], begin, until, 0)
    return table
