"""The loop of ruin and recreate: take neighbouring stops out, put loose ones in, accept or not."""

from __future__ import annotations

from typing import Any

import numpy as np
from numba import types

from models.planning.routes.ruin_kernel import (
    _F,
    AT,
    BEST,
    COLD,
    DAY,
    HALF,
    HOT,
    NOW,
    PER_SECOND,
    REMOVED,
    STRING,
    TOURS,
    WALK_PRICE,
    best_position,
    insert,
    keep,
    put_back,
    refresh,
    take_out,
    uniform,
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


@compiled(types.int64(DAY, TOURS, _F))
def ruin(day: Any, tours: Any, rule: Any) -> Any:
    """Take strings of stops out of tours near a random stop; returns how many are in the queue."""
    rng, half, size = tours.rng, tours.half, tours.size
    planned: Any = 0
    used: Any = 0
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
        refresh(day, tours, rule[WALK_PRICE], h)
        strings -= 1
        if strings == 0:
            break
    return loose


@compiled(types.int64(DAY, TOURS, types.int64, types.float64))
def line_up(day: Any, tours: Any, removed: Any, chance: Any) -> Any:
    """Add stops that were out before to the `removed` ones in the queue; returns how many are there now."""
    queue, loose = tours.queue, np.int64(removed)
    seed = np.int64(tours.spot[AT])
    out: Any = 0
    for stop in range(len(tours.half)):
        out += tours.half[stop] < 0 and day.free[stop] != 0
    near = out > MANY and removed > 0 and chance > ALL
    count: Any = min(TRIED, day.near.shape[1]) + 1 if near else len(tours.half)
    for k in range(count):
        s: Any = k if not near else (seed if k == 0 else np.int64(day.near[seed, k - 1]))
        if tours.half[s] < 0 and day.free[s] != 0:
            fresh = True
            for other in range(removed):
                if queue[other] == s:
                    fresh = False
                    break
            if fresh:
                queue[loose] = s
                loose += 1
    return loose


@compiled(types.void(DAY, TOURS, _F, types.int64))
def recreate(day: Any, tours: Any, rule: Any, removed: Any) -> None:
    """Put loose stops in greedily, mostly by what they are worth for the time they take in the ruined halves,
    in an order drawn anew each time. Those that were out before only look at the ruined halves, since nothing
    has changed elsewhere; what does not fit there now is dropped, since halves only get fuller."""
    rng, queue, key = tours.rng, tours.queue, tours.key
    loose = line_up(day, tours, removed, uniform(rng))
    luck, later = uniform(rng), 1.0 if uniform(rng) < 0.25 else 0.0
    kept: Any = 0
    for k in range(loose):
        s = np.int64(queue[k])
        cost = best_position(day, tours, rule, s, True, 0.0)
        if k >= removed and cost == np.inf:
            continue
        queue[kept] = s
        worth = day.worth[0, s]
        if luck < BY_VALUE:
            detour = cost + worth * rule[PER_SECOND] if cost < np.inf else LONG_WAY
            time = abs(day.needs[0, s]) + DETOUR * detour + SPARE
            key[kept] = -worth / time * (1.0 + NOISE * (uniform(rng) - 0.5))
        elif luck < BY_CHANCE:
            key[kept] = uniform(rng)
        elif luck < BY_WORTH:
            key[kept] = -worth * (1.0 + 0.3 * uniform(rng))
        elif luck < BY_WIDTH:
            key[kept] = day.closes[s, 0] - day.opens[s, 0]
        else:
            key[kept] = day.closes[s, 0]
        kept += 1
    order = np.argsort(key[:kept])
    for k in range(kept):
        next_one = np.int64(queue[order[k]])
        cost = best_position(day, tours, rule, next_one, order[k] >= removed, later)
        if cost < np.inf:
            insert(day, tours, rule[WALK_PRICE], next_one, tours.spot[HALF], tours.spot[AT])


@compiled(types.void(TOURS))
def undo(tours: Any) -> None:
    """Put every half that was changed back as it was."""
    for h in range(len(tours.size)):
        if tours.dirty[h] != 0:
            for k in range(1, tours.size[h] + 1):
                tours.half[tours.node[h, k]] = -1
    for h in range(len(tours.size)):
        if tours.dirty[h] != 0:
            put_back(tours, h)
            for k in range(1, tours.size[h] + 1):
                tours.half[tours.node[h, k]] = h


@compiled(types.void(DAY, TOURS, _F, types.int64))
def search(day: Any, tours: Any, rule: Any, steps: Any) -> None:
    """So many steps while the temperature falls from `rule[HOT]` to `rule[COLD]`; the best is kept."""
    halves = len(tours.size)
    cooling = np.log(rule[COLD] / rule[HOT]) / max(steps, 1)
    for step in range(steps):
        tours.dirty[:] = 0
        tours.ruined[:] = 0
        loose = ruin(day, tours, rule)
        if loose == 0:
            tours.ruined[:] = 1
        recreate(day, tours, rule, loose)
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
