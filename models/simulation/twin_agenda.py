"""The twin's agenda, a calendar queue (Brown 1988): what is next costs the same however much is planned.

Everybody (a case, or the bell) waits for one thing at a time: row `who` of `H` says when, since when, and who
comes after it. Time is cut into slots; `B` holds who was planned last in each slot that is still to come.
What is in the slots up to the present one stands in one list in the order in which it happens.
"""

# ruff: noqa: N803  # arrays are capitals, as in the text above

# mypy: disable-error-code="no-any-return"
# compiled kernels: what arrays hold is Any to a type checker

from __future__ import annotations

from typing import Any

from numba import types

from models.simulation.twin_time import I1, I2, I
from models.space.compiled import compiled

J1 = types.Array(types.int32, 1, "C")
# columns of H: time; when it was put there and in which order, as one number; who comes after it
TIME, SINCE, AFTER = range(3)
AGENDA_COLUMNS = 3
ORDERS = 1 << 32
"""Orders that `SINCE` has room for below the second at which an entry was put on the agenda."""
# counters: entries ever, start of the window, whether shifts are on and until when, what the step of a case
# leaves to the loop, and of the agenda: bits of a slot's width, the present slot, who is first, the end
NEXT, FROM, OPEN_NOW, UNTIL, ARGUMENT, ENTERS, WIDTH, SLOT, FIRST_UP, LAST = range(10)
COUNTERS = 10
SLOTS_PER_CASE = 16
"""Slots for every case at the most: a slot then holds a handful of entries at the busiest time of the day."""


@compiled(I(I, I))
def slot_bits(end: int, cases: int) -> int:
    """Bits of the width of a slot, in seconds."""
    bits = 0
    while end >> bits > SLOTS_PER_CASE * cases + 64:
        bits += 1
    return bits


@compiled(types.void(I2, I1, I), forced=True)
def enlist(H: Any, N: Any, who: int) -> None:
    """Put somebody into the list of the present, in order."""
    time, since = H[who, TIME], H[who, SINCE]
    last, then = -1, N[FIRST_UP]
    while then >= 0 and (H[then, TIME] < time or (H[then, TIME] == time and H[then, SINCE] < since)):
        last, then = then, H[then, AFTER]
    H[who, AFTER] = then
    if last < 0:
        N[FIRST_UP] = who
    else:
        H[last, AFTER] = who


@compiled(types.void(I2, J1, I1, I, I, I), forced=True)
def plan(H: Any, B: Any, N: Any, time: int, scheduled: int, who: int) -> None:
    """Put on the agenda that something happens to `who`; what comes after the end is left out."""
    if time >= N[LAST]:
        return
    N[NEXT] += 1
    H[who, TIME], H[who, SINCE] = time, scheduled * ORDERS + N[NEXT]
    slot = time >> N[WIDTH]
    if slot > N[SLOT]:
        H[who, AFTER] = B[slot]
        B[slot] = who
    else:
        enlist(H, N, who)


@compiled(I(I2, J1, I1, I), forced=True)
def first_up(H: Any, B: Any, N: Any, until: int) -> int:
    """To whom something happens next; -1 where there is nothing in the slots up to that of `until`."""
    if N[FIRST_UP] < 0:
        slot, last = N[SLOT], until >> N[WIDTH]
        who = -1
        while who < 0 and slot < last:
            slot += 1
            who = B[slot]
        N[SLOT] = slot
        while who >= 0:
            then = H[who, AFTER]
            enlist(H, N, who)
            who = then
    return N[FIRST_UP]
