"""The compiled parts of ruin and recreate: tours kept with their slack, and where a stop fits best."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
from numba import types

from models.space.compiled import compiled

FAR = 1 << 28
"""Seconds that no half-day has: the way between places without one."""
# Positions in `rule`.
WALK_PRICE, HOT, COLD, BLINK, STRING, REMOVED, PER_SECOND = 0, 1, 2, 3, 4, 5, 6
RULES = 7
# Positions in `value`.
NOW, BEST = 0, 1
# Positions in `spot`, what `best_position` found.
HALF, AT = 0, 1


class Day(NamedTuple):
    """What does not change. Nodes are stops, then the start of every half, then its finish.

    `way[a, b]` seconds between nodes, `needs[p, s]` seconds on site (-1 forbidden), `worth[p, s]`,
    `last[p, s]` the last moment a visit can begin, `near[s]` other stops by distance, `least[s]` the shortest
    ways there and on together, `free[s]` whether it may be planned.
    """

    way: Any
    needs: Any
    worth: Any
    last: Any
    opens: Any
    closes: Any
    near: Any
    half_pair: Any
    begin: Any
    end: Any
    least: Any
    free: Any


class Tours(NamedTuple):
    """What changes.

    Row h of `node` is the start, `size[h]` stops and the finish of half h; beside it when a visit begins,
    when one leaves, and the latest arrival. `half[s]` is the half of a stop or -1, `room[h]` the longest time
    from leaving a place to the latest arrival at the next, `gain[h]` worth less walking.
    """

    node: Any
    size: Any
    starts: Any
    leaves: Any
    late: Any
    half: Any
    room: Any
    gain: Any
    old_node: Any
    old_starts: Any
    old_leaves: Any
    old_late: Any
    old_size: Any
    old_room: Any
    old_gain: Any
    dirty: Any
    ruined: Any
    best_node: Any
    best_size: Any
    value: Any
    queue: Any
    key: Any
    spot: Any
    rng: Any


_I, _L, _F, _U = (t[::1] for t in (types.int32, types.int64, types.float64, types.uint64))
_N, _N2 = types.uint32[::1], types.uint32[:, ::1]
_I2, _F2 = types.int32[:, ::1], types.float64[:, ::1]
DAY = types.NamedTuple((_I2, _I2, _F2, _I2, _I2, _I2, _N2, _N, _I, _I, _I, _I), Day)
TOURS = types.NamedTuple(
    (_N2, _I, _I2, _I2, _I2, _I, _I, _F, _N2, _I2, _I2, _I2, _I, _I, _F, _I, _I, _N2, _I, _F, _N, _F, _L, _U),
    Tours,
)


@compiled(types.float64(_U))
def uniform(rng: Any) -> Any:
    """The next number in [0, 1): xorshift64* (Vigna 2016, ACM TOMS 42(4)); the state is one 64-bit word."""
    word = rng[0]
    word ^= word >> np.uint64(12)
    word ^= word << np.uint64(25)
    word ^= word >> np.uint64(27)
    rng[0] = word
    return np.float64((word * np.uint64(2685821657736338717)) >> np.uint64(11)) / 9007199254740992.0


@compiled(types.boolean(DAY, TOURS, types.float64, types.int64))
def refresh(day: Any, tours: Any, walk_price: Any, h: Any) -> Any:
    """Times, slack and gain of half h from its order alone; says whether the order can be walked."""
    node, starts, leaves, late = tours.node[h], tours.starts[h], tours.leaves[h], tours.late[h]
    way, needs, opens, closes = day.way, day.needs, day.opens, day.closes
    pair, size = day.half_pair[h], np.int64(tours.size[h])
    now, worth, walked = np.int64(day.begin[h]), 0.0, np.int64(0)
    good: Any = True
    starts[0] = leaves[0] = now
    for k in range(1, size + 1):
        s = node[k]
        step = np.int64(way[node[k - 1], s])
        now += step
        walked += step
        need = np.int64(needs[pair, s])
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
        worth += day.worth[pair, s]
    step = np.int64(way[node[size], node[size + 1]])
    walked += step
    starts[size + 1] = leaves[size + 1] = now + step
    good &= now + step <= day.end[h]
    late[size + 1] = last = np.int64(day.end[h])
    room = np.int64(0)
    for k in range(size, 0, -1):
        s = node[k]
        by = last - way[s, node[k + 1]]
        last = np.int64(-1)
        for w in range(opens.shape[1]):
            begin = min(np.int64(closes[s, w]), by) - needs[pair, s]
            if begin >= opens[s, w] and begin > last:
                last = begin
        late[k] = last
        room = max(room, np.int64(late[k + 1]) - leaves[k])
    tours.room[h] = max(room, np.int64(late[1]) - leaves[0])
    tours.gain[h] = worth - walk_price * walked
    return good


@compiled(types.float64(DAY, TOURS, _F, types.int64, types.boolean, types.float64), inline=True)
def best_position(day: Any, tours: Any, rule: Any, s: Any, only_ruined: Any, later: Any) -> Any:
    """The cheapest place for stop s; infinite where it fits nowhere; the place is left in `spot`.

    Seconds of detour, `later` times the seconds by which the next begins later, less what it is worth there.
    """
    way, node, leaves, late, starts = day.way, tours.node, tours.leaves, tours.late, tours.starts
    opens, closes = day.opens, day.closes
    windows, blink, price = opens.shape[1], rule[BLINK], rule[WALK_PRICE]
    least = np.inf
    for h in range(len(day.half_pair)):
        if only_ruined and tours.ruined[h] == 0:
            continue
        pair = day.half_pair[h]
        need, last = np.int64(day.needs[pair, s]), np.int64(day.last[pair, s])
        floor = need + day.least[s]
        if need < 0 or floor > tours.room[h]:
            continue
        worth = day.worth[pair, s]
        base = -worth * rule[PER_SECOND]
        open_first, close_first = np.int64(opens[s, 0]), np.int64(closes[s, 0])
        for k in range(tours.size[h] + 1):
            left = np.int64(leaves[h, k])
            if left > last:
                break
            if late[h, k + 1] - left < floor:
                continue
            a, b = node[h, k], node[h, k + 1]
            out, on = np.int64(way[a, s]), np.int64(way[s, b])
            detour = out + on - way[a, b]
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


@compiled(types.void(TOURS, types.int64))
def keep(tours: Any, h: Any) -> None:
    """Remember half h as it is, the first time it is changed in a step."""
    if tours.dirty[h] == 0:
        tours.dirty[h] = 1
        tours.old_size[h], tours.old_room[h], tours.old_gain[h] = tours.size[h], tours.room[h], tours.gain[h]
        for k in range(tours.size[h] + 2):
            tours.old_node[h, k], tours.old_starts[h, k] = tours.node[h, k], tours.starts[h, k]
            tours.old_leaves[h, k], tours.old_late[h, k] = tours.leaves[h, k], tours.late[h, k]


@compiled(types.void(TOURS, types.int64))
def put_back(tours: Any, h: Any) -> None:
    """Half h as it was when it was remembered; whose its stops are is not touched."""
    tours.size[h], tours.room[h], tours.gain[h] = tours.old_size[h], tours.old_room[h], tours.old_gain[h]
    for k in range(tours.size[h] + 2):
        tours.node[h, k], tours.starts[h, k] = tours.old_node[h, k], tours.old_starts[h, k]
        tours.leaves[h, k], tours.late[h, k] = tours.old_leaves[h, k], tours.old_late[h, k]


@compiled(types.void(DAY, TOURS, types.float64, types.int64, types.int64, types.int64))
def insert(day: Any, tours: Any, walk_price: Any, s: Any, h: Any, at: Any) -> None:
    """Put stop s at that place of half h. Times are those of `refresh`, worked out only where they change."""
    keep(tours, h)
    node, starts, leaves, late = tours.node[h], tours.starts[h], tours.leaves[h], tours.late[h]
    way, needs, opens, closes = day.way, day.needs, day.opens, day.closes
    pair, windows = day.half_pair[h], opens.shape[1]
    a, b = node[at - 1], node[at]
    detour = np.int64(way[a, s]) + way[s, b] - way[a, b]
    tours.gain[h] += day.worth[pair, s] - walk_price * detour
    size = np.int64(tours.size[h]) + 1
    for k in range(size, at - 1, -1):
        node[k + 1] = node[k]
        starts[k + 1] = starts[k]
        leaves[k + 1] = leaves[k]
        late[k + 1] = late[k]
    node[at] = s
    tours.size[h] = size
    tours.half[s] = h
    now = np.int64(leaves[at - 1])
    for k in range(at, size + 1):
        each = node[k]
        now += way[node[k - 1], each]
        need = np.int64(needs[pair, each])
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
    starts[size + 1] = leaves[size + 1] = leaves[size] + way[node[size], node[size + 1]]
    last = np.int64(late[at + 1])
    for k in range(at, 0, -1):
        each = node[k]
        by = last - way[each, node[k + 1]]
        last = np.int64(-1)
        for w in range(windows):
            begin = min(np.int64(closes[each, w]), by) - needs[pair, each]
            if begin >= opens[each, w] and begin > last:
                last = begin
        if k < at and last == late[k]:
            break
        late[k] = last
    room = np.int64(0)
    for k in range(size + 1):
        room = max(room, np.int64(late[k + 1]) - leaves[k])
    tours.room[h] = room


@compiled(types.int64(TOURS, types.int64, types.int64, types.int64, types.int64))
def take_out(tours: Any, h: Any, first: Any, count: Any, loose: Any) -> Any:
    """Take `count` stops from place `first` on out of half h (times are not refreshed); they are put into the
    queue from position `loose` on; returns the new number there."""
    for k in range(first, first + count):
        tours.queue[loose] = tours.node[h, k]
        tours.half[tours.node[h, k]] = -1
        loose += 1
    for k in range(first, tours.size[h] + 2 - count):
        tours.node[h, k] = tours.node[h, k + count]
    tours.size[h] -= count
    return loose
