"""The loop of ruin and recreate: take neighbouring stops out, put loose ones in, accept or not."""

from __future__ import annotations

from typing import Any

import numpy as np
from numba import types

from models.planning.chance import uniform
from models.planning.routes.ruin_kernel import (
    _F,
    AT,
    BEST,
    COLD,
    DAY,
    HALF,
    HITS,
    HOT,
    NOW,
    OUT,
    PER_SECOND,
    REMOVED,
    STRING,
    TAKEN,
    TOURS,
    WALK_PRICE,
    best_position,
    insert,
    keep,
    put_back,
    take_out,
    walk_again,
)
from models.space.compiled import compiled

BY_VALUE, BY_CHANCE, BY_WORTH, BY_WIDTH = 0.87, 0.92, 0.97, 0.99
"""Parts of the steps in which loose stops are put in by worth for their time, at random, by worth, by the
width of their window; in the rest by its end."""
DETOUR, LONG_WAY, SPARE, NOISE = 0.7, 120.0, 30.0, 0.2
"""How much of the detour counts as time of a stop, the seconds of one that is not known, seconds that every
stop takes, and the part by which its value is disturbed."""
SPLIT = 0.5
STRETCH = 0.99
MANY, TRIED, ALL = 10, 20, 0.1
"""Where more than `MANY` stops are out, only the `TRIED` nearest to the ruin are tried, but in `ALL` of the
steps every one: most others would not fit anyway, and looking at them costs most of the time."""


@compiled(types.int64(DAY, TOURS, _F), forced=True, inner=True)
def ruin(day: Any, tours: Any, rule: Any) -> Any:
    """Take strings of stops out of tours near a random stop; returns how many are in the queue."""
    rng, half, size = tours.rng, tours.half, tours.size
    planned: Any = 0
    used: Any = 0
    tours.spot[HITS] = 0
    for tour in range(len(size)):
        planned += size[tour]
        used += size[tour] > 0
    if planned == 0:
        return 0
    longest = min(rule[STRING], planned / used)
    strings = int(uniform(rng) * (4.0 * rule[REMOVED] / (1.0 + longest) - 1.0)) + 1
    seed = int(uniform(rng) * len(half))
    tours.spot[AT] = seed
    loose: Any = 0
    for k in range(-1, day.near.shape[1]):
        s: Any = seed if k < 0 else day.near[seed, k]
        h = np.int64(half[s])
        if h < 0 or tours.ruined[h] != 0:
            continue
        keep(tours, h)
        tours.ruined[h] = 1
        tours.hit[tours.spot[HITS]] = h
        tours.spot[HITS] += 1
        length: Any = int(uniform(rng) * min(longest, float(size[h]))) + 1
        length = min(length, np.int64(size[h]))
        at = np.int64(1)
        while tours.node[h, at] != s:
            at += 1
        spared = 0
        if length > 1 and uniform(rng) < SPLIT:
            while length + spared < size[h] and uniform(rng) > STRETCH - 0.5:
                spared += 1
        window = length + spared
        low: Any = max(1, at - window + 1)
        high: Any = min(at, size[h] - window + 1)
        first = low + int(uniform(rng) * (high - low + 1))
        if spared > 0:
            before = 1 + int(uniform(rng) * (length - 1))
            loose = take_out(tours, h, first + before + spared, length - before, loose)
            loose = take_out(tours, h, first, before, loose)
        else:
            loose = take_out(tours, h, first, length, loose)
        walk_again(day, tours, rule[WALK_PRICE], h)
        strings -= 1
        if strings == 0:
            break
    return loose


@compiled(types.int64(DAY, TOURS, types.int64, types.int64, types.float64), forced=True, inner=True)
def line_up(day: Any, tours: Any, removed: Any, out: Any, chance: Any) -> Any:
    """Add stops that were out before to the `removed` ones in the queue; returns how many are there now."""
    queue, half, loose = tours.queue, tours.half, np.int64(removed)
    seed = np.int64(tours.spot[AT])
    near = out > MANY and removed > 0 and chance > ALL
    count: Any = min(TRIED, day.near.shape[1]) + 1 if near else len(half)
    for k in range(count):
        s: Any = k if not near else (seed if k == 0 else np.int64(day.near[seed, k - 1]))
        if half[s] == OUT and day.free[s] != 0:
            queue[loose] = s
            loose += 1
    return loose


@compiled(types.void(DAY, TOURS, _F, types.int64, types.int64), forced=True, inner=True)
def recreate(day: Any, tours: Any, rule: Any, removed: Any, out: Any) -> None:
    """Put loose stops in greedily, mostly by what they are worth for the time they take in the ruined halves,
    in an order drawn anew each time. Those that were out before only look at the ruined halves, since nothing
    has changed elsewhere; what does not fit there now is dropped, since halves only get fuller."""
    rng, queue, key, half = tours.rng, tours.queue, tours.key, tours.half
    loose = line_up(day, tours, removed, out, uniform(rng))
    luck, later = uniform(rng), 1.0 if uniform(rng) < 0.25 else 0.0
    kept: Any = 0
    for k in range(loose):
        s = np.int64(queue[k])
        cost = best_position(day, tours, rule, s, True, 0.0)
        if half[s] != TAKEN and cost == np.inf:
            continue
        worth = day.worth[s, 0]
        if luck < BY_VALUE:
            detour = cost + worth * rule[PER_SECOND] if cost < np.inf else LONG_WAY
            time = abs(day.needs[s, 0]) + DETOUR * detour + SPARE
            first = -worth / time * (1.0 + NOISE * (uniform(rng) - 0.5))
        elif luck < BY_CHANCE:
            first = uniform(rng)
        elif luck < BY_WORTH:
            first = -worth * (1.0 + 0.3 * uniform(rng))
        elif luck < BY_WIDTH:
            first = np.float64(day.closes[s, 0] - day.opens[s, 0])
        else:
            first = np.float64(day.closes[s, 0])
        at: Any = kept
        while at > 0 and key[at - 1] > first:
            key[at], queue[at] = key[at - 1], queue[at - 1]
            at -= 1
        key[at], queue[at] = first, s
        kept += 1
    for k in range(kept):
        s = np.int64(queue[k])
        cost = best_position(day, tours, rule, s, half[s] != TAKEN, later)
        if cost < np.inf:
            insert(day, tours, rule[WALK_PRICE], s, tours.spot[HALF], tours.spot[AT])
        else:
            half[s] = OUT


@compiled(types.void(TOURS), forced=True, inner=True)
def undo(tours: Any) -> None:
    """Put every half that was changed back as it was."""
    for h in range(len(tours.size)):
        if tours.dirty[h] != 0:
            for k in range(1, tours.size[h] + 1):
                tours.half[tours.node[h, k]] = OUT
    for h in range(len(tours.size)):
        if tours.dirty[h] != 0:
            put_back(tours, h)
            for k in range(1, tours.size[h] + 1):
                tours.half[tours.node[h, k]] = h


@compiled(types.void(DAY, TOURS, _F, types.int64), forced=True, inner=True)
def _steps(day: Any, tours: Any, rule: Any, steps: Any) -> None:
    """So many steps while the temperature falls from `rule[HOT]` to `rule[COLD]`; the best is kept."""
    halves = len(tours.size)
    free: Any = 0
    for stop in range(len(day.free)):
        free += day.free[stop]
    cooling = np.log(rule[COLD] / rule[HOT]) / max(steps, 1)
    for step in range(steps):
        tours.dirty[:] = 0
        tours.ruined[:] = 0
        out: Any = free
        for h in range(halves):
            out -= tours.size[h]
        loose = ruin(day, tours, rule)
        if loose == 0:
            tours.spot[HITS] = halves
            for h in range(halves):
                tours.hit[h], tours.ruined[h] = h, 1
        recreate(day, tours, rule, loose, out + loose)
        total = 0.0
        for h in range(halves):
            total += tours.gain[h]
        heat = rule[HOT] * np.exp(cooling * step)
        if total > tours.value[NOW] + heat * np.log(max(uniform(tours.rng), 1e-300)):
            tours.value[NOW] = total
            if total > tours.value[BEST] + 1e-9:
                tours.value[BEST] = total
                for h in range(halves):
                    tours.best_size[h] = tours.size[h]
                    for k in range(tours.size[h] + 2):
                        tours.best_node[h, k] = tours.node[h, k]
        else:
            undo(tours)


@compiled(types.void(DAY, TOURS, _F, types.int64))
def search(day: Any, tours: Any, rule: Any, steps: Any) -> None:
    """The same for callers that are not compiled."""
    _steps(day, tours, rule, steps)
