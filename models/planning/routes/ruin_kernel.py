"""The compiled parts of ruin and recreate: tours kept with their slack, and where a stop fits best."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
from numba import types

from models.planning.chance import WORD, uniform
from models.space.compiled import compiled

FAR = 1 << 28
"""Seconds that no half-day has: the way between places without one."""
# Positions in `rule`.
WALK_PRICE, HOT, COLD, BLINK, STRING, REMOVED, PER_SECOND = 0, 1, 2, 3, 4, 5, 6
RULES = 7
# Positions in `value`.
NOW, BEST = 0, 1
# Positions in `spot`: what `best_position` found, and how many halves stand in `hit`.
HALF, AT, HITS = 0, 1, 2
OUT, TAKEN = -1, -2
"""`half` of a stop that is in no tour: before this step, or since it was taken out in it."""


class Day(NamedTuple):
    """What does not change. Nodes are stops, then the start of every half, then its finish.

    `way[a, b]` seconds between nodes and `back[b, a]` the same (what is looked up of a stop lies side by
    side: else most of the time goes into waiting for memory), `needs[s, p]` seconds on site (-1 forbidden),
    `worth[s, p]`, `last[s, p]` the last moment a visit can begin, `near[s]` other stops by distance,
    `free[s]` whether it may be planned.
    """

    way: Any
    back: Any
    needs: Any
    worth: Any
    last: Any
    opens: Any
    closes: Any
    near: Any
    half_pair: Any
    begin: Any
    end: Any
    free: Any


class Tours(NamedTuple):
    """What changes.

    Row h of `node` is the start, `size[h]` stops and the finish of half h; beside it the way on, when a visit
    begins, when one leaves, and the latest arrival. `half[s]` is the half of a stop, `OUT` or `TAKEN`,
    `room[h]` the longest time to spare on the way from one place to the next (a stop fits nowhere if it needs
    more: no way is shorter by a third place), `gain[h]` worth less walking. `hit` are the halves that were
    ruined, `ruined[h]` says the same.
    """

    node: Any
    size: Any
    leg: Any
    starts: Any
    leaves: Any
    late: Any
    half: Any
    room: Any
    gain: Any
    old_node: Any
    old_leg: Any
    old_starts: Any
    old_leaves: Any
    old_late: Any
    old_size: Any
    old_room: Any
    old_gain: Any
    dirty: Any
    ruined: Any
    hit: Any
    best_node: Any
    best_size: Any
    value: Any
    queue: Any
    key: Any
    spot: Any
    rng: Any


_I, _L, _F = (t[::1] for t in (types.int32, types.int64, types.float64))
_N, _N2 = types.uint32[::1], types.uint32[:, ::1]
_I2, _F2 = types.int32[:, ::1], types.float64[:, ::1]
DAY = types.NamedTuple((_I2, _I2, _I2, _F2, _I2, _I2, _I2, _N2, _N, _I, _I, _I), Day)
TOURS = types.NamedTuple(
    (
        _N2, _I, _I2, _I2, _I2, _I2, _I, _I, _F, _N2, _I2, _I2, _I2, _I2, _I, _I, _F, _I, _I, _N, _N2, _I, _F,
        _N, _F, _L, WORD,
    ),
    Tours,
)  # fmt: skip


@compiled(types.boolean(DAY, TOURS, types.float64, types.int64), forced=True, inner=True)
def walk_again(day: Any, tours: Any, walk_price: Any, h: Any) -> Any:
    """Times, slack and gain of half h from its order alone; says whether the order can be walked."""
    node, starts, leaves, late = tours.node[h], tours.starts[h], tours.leaves[h], tours.late[h]
    way, needs, opens, closes, leg = day.way, day.needs, day.opens, day.closes, tours.leg[h]
    pair, size = day.half_pair[h], np.int64(tours.size[h])
    now, worth, walked = np.int64(day.begin[h]), 0.0, np.int64(0)
    good: Any = True
    starts[0] = leaves[0] = now
    for k in range(1, size + 1):
        s = node[k]
        step = np.int64(way[node[k - 1], s])
        leg[k - 1] = step
        now += step
        walked += step
        need = np.int64(needs[s, pair])
        found = False
        for w in range(opens.shape[1]):
            begin = max(now, np.int64(opens[s, w]))
            if begin + need <= closes[s, w]:
                now, found = begin, True
                break
        good &= found and need >= 0
        starts[k] = now
        now += need
        leaves[k] = now
        worth += day.worth[s, pair]
    step = np.int64(way[node[size], node[size + 1]])
    leg[size] = step
    walked += step
    starts[size + 1] = leaves[size + 1] = now + step
    good &= now + step <= day.end[h]
    late[size + 1] = last = np.int64(day.end[h])
    room = np.int64(0)
    for k in range(size, 0, -1):
        s = node[k]
        by = last - leg[k]
        last = np.int64(-1)
        for w in range(opens.shape[1]):
            begin = min(np.int64(closes[s, w]), by) - needs[s, pair]
            if begin >= opens[s, w] and begin > last:
                last = begin
        late[k] = last
        room = max(room, np.int64(late[k + 1]) - leaves[k] - leg[k])
    tours.room[h] = max(room, np.int64(late[1]) - leaves[0] - leg[0])
    tours.gain[h] = worth - walk_price * walked
    return good


@compiled(types.boolean(DAY, TOURS, types.float64, types.int64))
def refresh(day: Any, tours: Any, walk_price: Any, h: Any) -> Any:
    """The same for callers that are not compiled."""
    return walk_again(day, tours, walk_price, h)


@compiled(types.float64(DAY, TOURS, _F, types.int64, types.boolean, types.float64), inline=True)
def best_position(day: Any, tours: Any, rule: Any, s: Any, only_ruined: Any, later: Any) -> Any:
    """The cheapest place for stop s; infinite where it fits nowhere; the place is left in `spot`.

    Seconds of detour, `later` times the seconds by which the next begins later, less what it is worth there.
    """
    way, back, node, leg = day.way, day.back, tours.node, tours.leg
    leaves, late, starts, opens, closes = tours.leaves, tours.late, tours.starts, day.opens, day.closes
    windows, blink, price = opens.shape[1], rule[BLINK], rule[WALK_PRICE]
    least = np.inf
    for turn in range(tours.spot[HITS] if only_ruined else np.int64(len(day.half_pair))):
        h = np.uint32(tours.hit[turn] if only_ruined else turn)
        pair = day.half_pair[h]
        need, last = np.int64(day.needs[s, pair]), np.int64(day.last[s, pair])
        if need < 0 or need > tours.room[h]:
            continue
        worth = day.worth[s, pair]
        base = -worth * rule[PER_SECOND]
        open_first, close_first = np.int64(opens[s, 0]), np.int64(closes[s, 0])
        for k in range(tours.size[h] + 1):
            left = np.int64(leaves[h, k])
            if left > last:
                break
            if late[h, k + 1] - left - leg[h, k] < need:
                continue
            a, b = node[h, k], node[h, k + 1]
            out, on = np.int64(back[s, a]), np.int64(way[s, b])
            detour = out + on - leg[h, k]
            cost = base + detour
            if cost >= least:
                continue
            arrive, by = left + out, late[h, k + 1] - on
            begin = max(arrive, open_first)
            if begin + need > by or arrive > last:
                continue
            if begin + need > close_first:
                w = 1
                while begin + need > closes[s, w - 1] and w < windows:
                    begin = max(arrive, np.int64(opens[s, w]))
                    w += 1
                if begin + need > by or begin + need > closes[s, w - 1]:
                    continue
            if worth - price * detour <= 1e-9:
                continue
            if later != 0.0:
                onward = begin + need + on - starts[h, k + 1]
                if onward > 0:
                    cost += later * onward
            if cost < least and uniform(tours.rng) >= blink:
                least = cost
                tours.spot[HALF], tours.spot[AT] = h, k + 1
    return least


@compiled(types.void(TOURS, types.int64), forced=True, inner=True)
def keep(tours: Any, h: Any) -> None:
    """Remember half h as it is, the first time it is changed in a step."""
    if tours.dirty[h] == 0:
        tours.dirty[h] = 1
        tours.old_size[h], tours.old_room[h], tours.old_gain[h] = tours.size[h], tours.room[h], tours.gain[h]
        for k in range(tours.size[h] + 2):
            tours.old_node[h, k], tours.old_starts[h, k] = tours.node[h, k], tours.starts[h, k]
            tours.old_leaves[h, k], tours.old_late[h, k] = tours.leaves[h, k], tours.late[h, k]
            tours.old_leg[h, k] = tours.leg[h, k]


@compiled(types.void(TOURS, types.int64), forced=True, inner=True)
def put_back(tours: Any, h: Any) -> None:
    """Half h as it was when it was remembered; whose its stops are is not touched."""
    tours.size[h], tours.room[h], tours.gain[h] = tours.old_size[h], tours.old_room[h], tours.old_gain[h]
    for k in range(tours.size[h] + 2):
        tours.node[h, k], tours.starts[h, k] = tours.old_node[h, k], tours.old_starts[h, k]
        tours.leaves[h, k], tours.late[h, k] = tours.old_leaves[h, k], tours.old_late[h, k]
        tours.leg[h, k] = tours.old_leg[h, k]


@compiled(
    types.void(DAY, TOURS, types.float64, types.int64, types.int64, types.int64), forced=True, inner=True
)
def insert(day: Any, tours: Any, walk_price: Any, s: Any, h: Any, at: Any) -> None:
    """Put stop s at that place of half h. Times are those of `refresh`, worked out only where they change."""
    keep(tours, h)
    node, starts, leaves, late = tours.node[h], tours.starts[h], tours.leaves[h], tours.late[h]
    leg, needs, opens, closes = tours.leg[h], day.needs, day.opens, day.closes
    pair, windows = day.half_pair[h], opens.shape[1]
    out, on = np.int64(day.back[s, node[at - 1]]), np.int64(day.way[s, node[at]])
    tours.gain[h] += day.worth[s, pair] - walk_price * (out + on - leg[at - 1])
    size = np.int64(tours.size[h]) + 1
    for k in range(size, at - 1, -1):
        node[k + 1] = node[k]
        starts[k + 1] = starts[k]
        leaves[k + 1] = leaves[k]
        late[k + 1] = late[k]
        leg[k] = leg[k - 1]
    node[at], leg[at - 1], leg[at] = s, out, on
    tours.size[h] = size
    tours.half[s] = h
    now = np.int64(leaves[at - 1])
    for k in range(at, size + 1):
        each = node[k]
        now += leg[k - 1]
        need = np.int64(needs[each, pair])
        for w in range(windows):
            begin = max(now, np.int64(opens[each, w]))
            if begin + need <= closes[each, w]:
                now = begin
                break
        if k > at and now == starts[k]:
            break
        starts[k] = now
        now += need
        leaves[k] = now
    starts[size + 1] = leaves[size + 1] = leaves[size] + leg[size]
    last = np.int64(late[at + 1])
    for k in range(at, 0, -1):
        each = node[k]
        by = last - leg[k]
        last = np.int64(-1)
        for w in range(windows):
            begin = min(np.int64(closes[each, w]), by) - needs[each, pair]
            if begin >= opens[each, w] and begin > last:
                last = begin
        if k < at and last == late[k]:
            break
        late[k] = last
    room = np.int64(0)
    for k in range(size + 1):
        room = max(room, np.int64(late[k + 1]) - leaves[k] - leg[k])
    tours.room[h] = room


@compiled(types.int64(TOURS, types.int64, types.int64, types.int64, types.int64), forced=True, inner=True)
def take_out(tours: Any, h: Any, first: Any, count: Any, loose: Any) -> Any:
    """Take `count` stops from place `first` on out of half h (times are not refreshed); they are put into the
    queue from position `loose` on; returns the new number there."""
    for k in range(first, first + count):
        tours.queue[loose] = tours.node[h, k]
        tours.half[tours.node[h, k]] = TAKEN
        loose += 1
    for k in range(first, tours.size[h] + 2 - count):
        tours.node[h, k] = tours.node[h, k + count]
    tours.size[h] -= count
    return loose
