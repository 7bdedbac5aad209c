"""The compiled annealer: flips, chains of two flips and recombination of two neighbours, in place.

Everything is an array and every change costs O(degree). The kernel knows no names, files or clocks; it works
through a given number of proposals and can be called again to go on (`models.planning.grids.anneal` does).
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
from numba import types

from models.planning.chance import WORD
from models.space.compiled import compiled

# Positions in `rule`, the numbers that the objective and its penalties are made of.
LEAST, MOST, SIZE_LEAST, SIZE_MOST, SHARE, LOAD_UNIT, SIZE_UNIT = 0, 1, 2, 3, 4, 5, 6
PENALTY, BALANCE, AREA, COMPACT, PRICE, HOT, COLD, CHAINS, TREES = 7, 8, 9, 10, 11, 12, 13, 14, 15
RULES = 16
# Positions in `sums[grid]`.
LOAD, SIZE, COUNT, SUM_X, SUM_Y = 0, 1, 2, 3, 4
# Positions in `stat`, what a call reports.
BEST, COST, WITHIN, ACCEPTED, TREES_MADE = 0, 1, 2, 3, 4
# Positions in `tick`.
STAMP, CUT, WRONG, SNAPS = 0, 1, 2, 3
STEP = 0.3  # every broken bound costs this much of the penalty, however little it is broken


class Land(NamedTuple):
    """What does not change while annealing: the graph, the blocks, the locks."""

    start: Any
    to: Any
    edge: Any
    weight: Any
    side_a: Any
    side_b: Any
    load: Any
    size: Any
    x: Any
    y: Any
    area: Any
    home: Any
    movable: Any
    opened: Any


class State(NamedTuple):
    """What changes: the plan, its sums, the list of cut borders, random state, best plan, snapshots,
    scratch."""

    label: Any
    sums: Any
    touch: Any
    cut: Any
    cut_at: Any
    best: Any
    snaps: Any
    stat: Any
    tick: Any
    rng: Any
    stamp: Any
    queue: Any
    region: Any
    parent: Any
    below: Any
    key: Any
    pick: Any
    link: Any


_I, _F, _B, _L = (t[::1] for t in (types.int32, types.float64, types.uint8, types.int64))
_I2, _F2 = types.int32[:, ::1], types.float64[:, ::1]
LAND = types.NamedTuple((_I, _I, _I, _F, _I, _I, _F, _F, _F, _F, _I, _I, _B, _B), Land)
STATE = types.NamedTuple((_I, _F2, _I2, _I, _I, _I, _I2, _F, _L, WORD, _L, _I, _I, _I, _F, _F, _I, _I), State)


@compiled(types.float64(types.float64, types.float64, _F))
def broken(load: Any, size: Any, rule: Any) -> Any:
    """How far a grid is out of its bounds, in average blocks, with a step so that a little costs too."""
    out = 0.0
    if load < rule[LEAST]:
        out += STEP + (rule[LEAST] - load) / rule[LOAD_UNIT]
    elif load > rule[MOST]:
        out += STEP + (load - rule[MOST]) / rule[LOAD_UNIT]
    if size < rule[SIZE_LEAST]:
        out += STEP + (rule[SIZE_LEAST] - size) / rule[SIZE_UNIT]
    elif size > rule[SIZE_MOST]:
        out += STEP + (size - rule[SIZE_MOST]) / rule[SIZE_UNIT]
    return out


@compiled(types.float64(types.float64, types.float64, _F))
def grid_cost(load: Any, size: Any, rule: Any) -> Any:
    """Balance and penalty of one grid."""
    off = abs(load - rule[SHARE]) / rule[SHARE]
    return rule[BALANCE] * off + rule[PENALTY] * broken(load, size, rule)


@compiled(types.float64(types.int64, types.int64, _I, _I, _F, _F, _F, _F, _F, _I, _I, _I, _F2, _I2, _F))
def change(
    v: Any, b: Any, start: Any, to: Any, weight: Any, load: Any, size: Any, x: Any, y: Any,
    area: Any, home: Any, label: Any, sums: Any, touch: Any, rule: Any,
) -> Any:  # fmt: skip
    """What moving block v into grid b adds to the cost."""
    a = label[v]
    delta = 0.0
    for k in range(start[v], start[v + 1]):
        other = label[to[k]]
        if other == a:
            delta += weight[k]
        elif other == b:
            delta -= weight[k]
    delta += grid_cost(sums[a, LOAD] - load[v], sums[a, SIZE] - size[v], rule)
    delta -= grid_cost(sums[a, LOAD], sums[a, SIZE], rule)
    delta += grid_cost(sums[b, LOAD] + load[v], sums[b, SIZE] + size[v], rule)
    delta -= grid_cost(sums[b, LOAD], sums[b, SIZE], rule)
    c = area[v]
    if c >= 0 and rule[AREA] != 0.0:
        if touch[c, a] == 1:
            delta -= rule[AREA]
        if touch[c, b] == 0:
            delta += rule[AREA]
    h = home[v]
    if h >= 0:
        if a == h:
            delta += rule[PRICE]
        elif b == h:
            delta -= rule[PRICE]
    if rule[COMPACT] != 0.0:
        m = sums[a, COUNT]
        if m > 1.0:
            dx, dy = x[v] - sums[a, SUM_X] / m, y[v] - sums[a, SUM_Y] / m
            delta -= rule[COMPACT] * m / (m - 1.0) * (dx * dx + dy * dy)
        m = sums[b, COUNT]
        if m > 0.0:
            dx, dy = x[v] - sums[b, SUM_X] / m, y[v] - sums[b, SUM_Y] / m
            delta += rule[COMPACT] * m / (m + 1.0) * (dx * dx + dy * dy)
    return delta


@compiled(types.void(types.int64, types.int64, _I, _I, _I, _F, _F, _F, _F, _I, _I, _F2, _I2, _I, _I, _L, _F))
def apply(
    v: Any, b: Any, start: Any, to: Any, edge: Any, load: Any, size: Any, x: Any, y: Any,
    area: Any, label: Any, sums: Any, touch: Any, cut: Any, cut_at: Any, tick: Any, rule: Any,
) -> None:  # fmt: skip
    """Move block v into grid b and keep every sum and the list of cut borders true."""
    a = label[v]
    was = broken(sums[a, LOAD], sums[a, SIZE], rule) > 0.0
    tick[WRONG] -= np.int64(was) + np.int64(broken(sums[b, LOAD], sums[b, SIZE], rule) > 0.0)
    for g, sign in ((np.int64(a), -1.0), (b, 1.0)):
        sums[g, LOAD] += sign * load[v]
        sums[g, SIZE] += sign * size[v]
        sums[g, COUNT] += sign
        sums[g, SUM_X] += sign * x[v]
        sums[g, SUM_Y] += sign * y[v]
        if area[v] >= 0:
            touch[area[v], g] += np.int32(sign)
        tick[WRONG] += np.int64(broken(sums[g, LOAD], sums[g, SIZE], rule) > 0.0)
    label[v] = b
    for k in range(start[v], start[v + 1]):
        other, e = label[to[k]], edge[k]
        if other == b:
            last = cut[tick[CUT] - 1]
            cut[cut_at[e]] = last
            cut_at[last] = cut_at[e]
            cut_at[e] = -1
            tick[CUT] -= 1
        elif other == a:
            cut[tick[CUT]] = e
            cut_at[e] = tick[CUT]
            tick[CUT] += 1


@compiled(types.boolean(types.int64, _I, _I, _I, _L, _I, _L))
def stays_whole(v: Any, start: Any, to: Any, label: Any, stamp: Any, queue: Any, tick: Any) -> Any:
    """Whether block v's grid hangs together without v: search from one neighbour until all are met."""
    a = label[v]
    tick[STAMP] += 2
    wanted, met = tick[STAMP], tick[STAMP] + 1
    missing = 0
    for k in range(start[v], start[v + 1]):
        u = to[k]
        if label[u] == a:
            stamp[u] = wanted
            missing += 1
            queue[0] = u
    if missing <= 1:
        return missing == 1
    stamp[v] = met
    stamp[queue[0]] = met
    missing -= 1
    head, tail = 0, 1
    while head < tail:
        w = queue[head]
        head += 1
        for k in range(start[w], start[w + 1]):
            u = to[k]
            if label[u] != a or stamp[u] == met:
                continue
            if stamp[u] == wanted:
                missing -= 1
                if missing == 0:
                    return True
            stamp[u] = met
            queue[tail] = u
            tail += 1
    return False
