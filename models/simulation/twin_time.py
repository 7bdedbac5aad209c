"""The calendar as arrays, and its arithmetic compiled: what the twin asks of working time."""

# mypy: disable-error-code="no-any-return"
# compiled kernels: what arrays hold is Any to a type checker

from __future__ import annotations

from typing import Any

import numpy as np
from numba import types
from numpy.typing import NDArray

from models.scenario.assumed_cases import Limits as LimitTable
from models.scenario.calendar import Calendar
from models.scenario.calendar_spec import DAY
from models.scenario.clocks import HOUR, Clock, Limit
from models.scenario.words import Department
from models.simulation.case import LEVELS
from models.space.compiled import compiled

Ints = NDArray[np.int64]
I = types.int64  # noqa: E741  # the name numba's own examples give it
I1 = types.Array(types.int64, 1, "C")
I2 = types.Array(types.int64, 2, "C")
CLOCK = types.UniTuple(I1, 6)
LEAD = 30
"""Days before the start, and `TAIL` after the end, that the arrays know."""
TAIL = 420
CODES = {
    Clock.CONTINUOUS_HOURS: 0,
    Clock.WORKING_HOURS: 1,
    Clock.WORKING_DAYS: 2,
    Clock.CALENDAR_DAYS: 3,
}


def clock_arrays(calendar: Calendar, end: int) -> tuple[Ints, ...]:
    """Shift starts, shift ends, working seconds before each, working days, their rank by day, and
    (first day, second at which a working day opens, and two places for
    `in_shift`); shifts that touch are one."""
    last = end // DAY + TAIL
    days = calendar.workdays(-LEAD, last)
    starts: list[int] = []
    ends: list[int] = []
    for begin, until in (shift for day in days for shift in calendar.half_days(day)):
        if ends and ends[-1] == begin:
            ends[-1] = until
        else:
            starts.append(begin)
            ends.append(until)
    first, until_ = np.array(starts, np.int64), np.array(ends, np.int64)
    before = np.concatenate([[0], np.cumsum(until_ - first)[:-1]]).astype(np.int64)
    worked = np.array(days, np.int64)
    rank = np.searchsorted(worked, np.arange(-LEAD, last)).astype(np.int64)
    opening = calendar.half_days(days[0])[0][0] - days[0] * DAY
    return first, until_, before, worked, rank, np.array([-LEAD, opening, 0, -1], np.int64)


def rule_row(limit: Limit) -> tuple[int, int]:
    """A limit as the code of its clock and its seconds or days."""
    amount = int(limit.amount) if limit.clock.in_days else round(limit.amount * HOUR)
    return CODES[limit.clock], amount


def handling_table(table: LimitTable) -> Ints:
    """Row (class * 4 + level) * departments + department: number of limits, then clock and amount of each."""
    departments = tuple(Department)
    rows = np.zeros((len(table.classes) * 4 * len(departments), 5), dtype=np.int64)
    for kind in range(len(table.classes)):
        for level in (1, 2, 3):
            for place, department in enumerate(departments):
                limits = table.handling(kind, LEVELS[level], department)
                flat = [number for limit in limits for number in rule_row(limit)]
                row = rows[(kind * 4 + level) * len(departments) + place]
                row[0] = len(limits)
                row[1 : 1 + len(flat)] = flat
    return rows


@compiled(I(I1, I), forced=True)
def after(sorted_values: Any, value: int) -> int:
    """How many of the sorted values are at most `value`."""
    low, high = 0, sorted_values.shape[0]
    while low < high:
        middle = (low + high) // 2
        if sorted_values[middle] <= value:
            low = middle + 1
        else:
            high = middle
    return low


@compiled(I(CLOCK, I, I), forced=True)
def add_working(clock: Any, t: int, seconds: int) -> int:
    """`Calendar.add_working`."""
    if seconds <= 0:
        return t
    starts, ends, before = clock[0], clock[1], clock[2]
    i = after(starts, t) - 1
    if t < ends[i] and t + seconds <= ends[i]:
        return t + seconds
    target = before[i] + min(t, ends[i]) - starts[i] + seconds
    low, high = i, starts.shape[0]
    while low < high:  # the first shift that has at least `target` before it
        middle = (low + high) // 2
        if before[middle] < target:
            low = middle + 1
        else:
            high = middle
    j = low - 1
    return starts[j] + target - before[j]


@compiled(I(CLOCK, I, I), forced=True)
def add_workdays(clock: Any, t: int, n: int) -> int:
    """`Calendar.add_workdays`."""
    day = t // 86_400
    second = t - day * 86_400
    place = clock[4][day - clock[5][0]]
    if place >= clock[3].shape[0] or clock[3][place] != day:
        second = clock[5][1]
    return clock[3][place + n] * 86_400 + second


@compiled(types.boolean(CLOCK, I), forced=True)
def is_open(clock: Any, t: int) -> bool:
    """`Calendar.is_open`."""
    i = after(clock[0], t) - 1
    return i >= 0 and t < clock[1][i]


@compiled(I(CLOCK, I), forced=True)
def next_open(clock: Any, t: int) -> int:
    """`Calendar.next_open`."""
    i = after(clock[0], t) - 1
    if t < clock[1][i]:
        return t
    return clock[0][i + 1]


@compiled(I(CLOCK, I), forced=True)
def shift_end(clock: Any, t: int) -> int:
    """`Calendar.shift_end`."""
    return clock[1][after(clock[0], next_open(clock, t)) - 1]


@compiled(types.boolean(CLOCK, I), forced=True)
def in_shift(clock: Any, now: int) -> bool:
    """`is_open` for a clock that only runs forward: the answer is kept until it changes (`clock[5][3]`)."""
    kept = clock[5]
    if now >= kept[3]:
        kept[2] = 1 if is_open(clock, now) else 0
        kept[3] = shift_end(clock, now) if kept[2] else next_open(clock, now)
    return bool(kept[2] == 1)


@compiled(I(CLOCK, I, I, I), forced=True)
def due_after(clock: Any, code: int, amount: int, t: int) -> int:
    """When a limit that starts at `t` has run out."""
    if code == 0:
        return t + amount
    if code == 1:
        return add_working(clock, t, amount)
    if code == 2:
        return add_workdays(clock, t, amount)
    return t + amount * 86_400


@compiled(I(CLOCK, I2, I, I), forced=True)
def handling_due(clock: Any, table: Any, row: int, t: int) -> int:
    """When handling is due: of several limits the one that ends last."""
    due = due_after(clock, table[row, 1], table[row, 2], t)
    if table[row, 0] == 2:
        due = max(due, due_after(clock, table[row, 3], table[row, 4], t))
    return due
