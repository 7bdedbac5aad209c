"""The calendar as one array, and its arithmetic compiled: what the twin asks of working time.

The kernels take a bare pointer `p` to it: in a call an array is seven arguments and two reference counts,
which cost more than the arithmetic. `T` begins with `HEADER` numbers (columns below); then, for every shift,
starts, ends; for every half-hour the shift at its first second; for every day the working days before it;
last the working days.
"""

# ruff: noqa: N803, N806  # arrays are capitals, as in the text above

# mypy: disable-error-code="no-any-return"
# compiled kernels: what arrays hold is Any to a type checker

from __future__ import annotations

from typing import Any

import numpy as np
from numba import carray, types
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
J2 = types.Array(types.int32, 2, "C")
PI = types.CPointer(types.int64)
REACH = 1 << 40
"""A length for arrays made of pointers: nobody asks for it, and no place is counted from the end."""
LEAD = 30
"""Days before the start, and `TAIL` after the end, that the arrays know."""
TAIL = 420
FIRST_DAY, OPENING, SHIFTS, PARTS, ENDS, BY_PART, RANK, WORKDAYS = range(8)
HEADER = 8
HANDLING_COLUMNS = 5
PART = 1_800
"""Seconds of the parts of a day by which shifts are looked up; most shifts begin and end with one."""
PARTS_A_DAY = DAY // PART
NEVER = 1 << 40
"""The day after the last working day."""
CODES = {
    Clock.CONTINUOUS_HOURS: 0,
    Clock.WORKING_HOURS: 1,
    Clock.WORKING_DAYS: 2,
    Clock.CALENDAR_DAYS: 3,
}


def clock_array(calendar: Calendar, end: int) -> Ints:
    """`T` from `LEAD` days before the start to `TAIL` days after `end`; shifts that touch are one."""
    last = end // DAY + TAIL
    workdays = calendar.workdays(-LEAD, last)
    starts: list[int] = []
    ends: list[int] = []
    for begin, until in (shift for day in workdays for shift in calendar.half_days(day)):
        if ends and ends[-1] == begin:
            ends[-1] = until
        else:
            starts.append(begin)
            ends.append(until)
    days = np.arange(-LEAD, last)
    parts_of_days = np.arange(-LEAD * PARTS_A_DAY, last * PARTS_A_DAY)
    at_part = np.searchsorted(starts, parts_of_days * PART, side="right") - 1
    opening = calendar.half_days(workdays[0])[0][0] - workdays[0] * DAY
    n, m = len(starts), len(at_part)
    places = np.cumsum([HEADER + n, n, m, len(days)]).tolist()
    head = [-LEAD, opening, n, m, *places]
    parts = [head, starts, ends, at_part, np.searchsorted(workdays, days), workdays, [NEVER]]
    return np.concatenate([np.asarray(part, dtype=np.int64) for part in parts])


def shifts_of(T: Ints) -> tuple[Ints, Ints]:
    """Starts and ends of the shifts."""
    return T[HEADER : T[ENDS]], T[T[ENDS] : T[BY_PART]]


def rule_row(limit: Limit) -> tuple[int, int]:
    """A limit as the code of its clock and its seconds or days."""
    amount = int(limit.amount) if limit.clock.in_days else round(limit.amount * HOUR)
    return CODES[limit.clock], amount


def handling_table(table: LimitTable) -> Ints:
    """Row (class * 4 + level) * departments + department: number of limits, then clock and amount of each."""
    departments = tuple(Department)
    rows = np.zeros((len(table.classes) * 4 * len(departments), HANDLING_COLUMNS), dtype=np.int64)
    for kind in range(len(table.classes)):
        for level in (1, 2, 3):
            for place, department in enumerate(departments):
                limits = table.handling(kind, LEVELS[level], department)
                flat = [number for limit in limits for number in rule_row(limit)]
                row = rows[(kind * 4 + level) * len(departments) + place]
                row[0] = len(limits)
                row[1 : 1 + len(flat)] = flat
    return rows


@compiled(I(PI, I), forced=True)
def latest(p: Any, t: int) -> int:
    """The last shift that has begun by `t` (-1: none)."""
    T = carray(p, REACH)
    part = min(max(t // PART - T[FIRST_DAY] * PARTS_A_DAY, 0), T[PARTS] - 1)
    i = T[T[BY_PART] + part]
    while i + 1 < T[SHIFTS] and T[HEADER + i + 1] <= t:
        i += 1
    return i


@compiled(I(PI, I, I))
def add_working(p: Any, t: int, seconds: int) -> int:
    """`Calendar.add_working`."""
    if seconds <= 0:
        return t
    T = carray(p, REACH)
    i, ends, left = latest(p, t), T[ENDS], seconds
    if t < T[ends + i]:
        if t + seconds <= T[ends + i]:
            return t + seconds
        left -= T[ends + i] - t
    i += 1
    while left > T[ends + i] - T[HEADER + i]:
        left -= T[ends + i] - T[HEADER + i]
        i += 1
    return T[HEADER + i] + left


@compiled(I(PI, I, I))
def working_between(p: Any, begin: int, end: int) -> int:
    """`Calendar.working_between`."""
    T = carray(p, REACH)
    i, ends, total = max(latest(p, begin), 0), T[ENDS], 0
    while i < T[SHIFTS] and T[HEADER + i] < end:
        total += max(0, min(end, T[ends + i]) - max(begin, T[HEADER + i]))
        i += 1
    return total


@compiled(I(PI, I, I))
def add_workdays(p: Any, t: int, n: int) -> int:
    """`Calendar.add_workdays`."""
    T = carray(p, REACH)
    day = t // 86_400
    second = t - day * 86_400
    place = T[WORKDAYS] + T[T[RANK] + day - T[FIRST_DAY]]
    if T[place] != day:
        second = T[OPENING]
    return T[place + n] * 86_400 + second


@compiled(types.boolean(PI, I))
def is_open(p: Any, t: int) -> bool:
    """`Calendar.is_open`."""
    T = carray(p, REACH)
    i = latest(p, t)
    return i >= 0 and t < T[T[ENDS] + i]


@compiled(I(PI, I))
def next_open(p: Any, t: int) -> int:
    """`Calendar.next_open`."""
    T = carray(p, REACH)
    i = latest(p, t)
    if i >= 0 and t < T[T[ENDS] + i]:
        return t
    return T[HEADER + i + 1]


@compiled(I(PI, I))
def shift_end(p: Any, t: int) -> int:
    """`Calendar.shift_end`."""
    T = carray(p, REACH)
    return T[T[ENDS] + latest(p, next_open(p, t))]


@compiled(I(PI, I, I, I))
def due_after(p: Any, code: int, amount: int, t: int) -> int:
    """When a limit that starts at `t` has run out."""
    if code == 0:
        return t + amount
    if code == 1:
        return add_working(p, t, amount)
    if code == 2:
        return add_workdays(p, t, amount)
    return t + amount * 86_400


@compiled(I(PI, PI, I, I))
def handling_due(p: Any, table: Any, row: int, t: int) -> int:
    """When handling is due: of several limits the one that ends last; `table` points to `handling_table`."""
    limits = carray(table, (row + 1, HANDLING_COLUMNS))
    due = due_after(p, limits[row, 1], limits[row, 2], t)
    if limits[row, 0] == 2:
        due = max(due, due_after(p, limits[row, 3], limits[row, 4], t))
    return due
