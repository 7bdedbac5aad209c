"""Recombination: two neighbouring grids are joined, a random spanning tree is drawn and cut into two again.

After DeFord, Duchin and Solomon, "Recombination: a family of Markov chains for redistricting" (2021).
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numba import types

from models.planning.chance import WORD, uniform
from models.planning.grids.kernel import (
    _B,
    _F,
    _F2,
    _I,
    _L,
    AREA,
    COUNT,
    LEAST,
    LOAD,
    LOAD_UNIT,
    MOST,
    STAMP,
)
from models.space.compiled import compiled


@compiled(
    types.int64(
        types.int64, types.int64, _I, _I, _I, _F, _I, _I, _L, _I, _I, _I, _I, _F, _I, _F, _L, WORD, _F
    )
)
def spanning_tree(
    a: Any, b: Any, start: Any, to: Any, edge: Any, load: Any, area: Any, label: Any, stamp: Any, queue: Any,
    region: Any, parent: Any, link: Any, below: Any, root_of: Any, key: Any, tick: Any, rng: Any, rule: Any,
) -> Any:  # fmt: skip
    """Draw a random tree over grids a and b; `region` lists its blocks, parents first. Returns their number.

    Prim's algorithm with random keys; borders between areas come later. `queue[0]` holds
    a block of either grid on entry; `below[v]` is the work of v's subtree on return.
    """
    tick[STAMP] += 2
    fringe, inside = tick[STAMP], tick[STAMP] + 1
    waiting = 1
    link[0] = queue[0]
    parent[queue[0]] = -1
    stamp[queue[0]] = fringe
    key[queue[0]] = 0.0
    found = 0
    apart = 1.0 if rule[AREA] > 0.0 else 0.0
    while waiting > 0:
        # The fringe is a binary heap in `link`, by key; `root_of[v]` is v's place in it.
        v = link[0]
        waiting -= 1
        last = link[waiting]
        at = 0
        while True:
            child = 2 * at + 1
            if child >= waiting:
                break
            if child + 1 < waiting and key[link[child + 1]] < key[link[child]]:
                child += 1
            if key[last] <= key[link[child]]:
                break
            link[at] = link[child]
            root_of[link[at]] = at
            at = child
        link[at] = last
        root_of[last] = at
        stamp[v] = inside
        region[found] = v
        found += 1
        below[v] = load[v]
        for k in range(start[v], start[v + 1]):
            u = to[k]
            if (label[u] != a and label[u] != b) or stamp[u] == inside:
                continue
            new = uniform(rng) + (apart if area[u] != area[v] else 0.0)
            if stamp[u] == fringe and key[u] <= new:
                continue
            if stamp[u] != fringe:
                stamp[u] = fringe
                root_of[u] = waiting
                waiting += 1
            key[u] = new
            parent[u] = v
            at = root_of[u]
            while at > 0 and key[link[(at - 1) // 2]] > new:
                link[at] = link[(at - 1) // 2]
                root_of[link[at]] = at
                at = (at - 1) // 2
            link[at] = u
            root_of[u] = at
    for k in range(found - 1, 0, -1):
        below[parent[region[k]]] += below[region[k]]
    return found


@compiled(types.int64(types.int64, types.int64, _F2, _I, _F, WORD, _F))
def balanced_cut(a: Any, b: Any, sums: Any, region: Any, below: Any, rng: Any, rule: Any) -> Any:
    """A random block whose subtree is one grid and the rest the other, both nearly in bounds; -1 if none."""
    found = np.int64(sums[a, COUNT] + sums[b, COUNT])
    total = sums[a, LOAD] + sums[b, LOAD]
    room = 0.5 * rule[LOAD_UNIT]
    chosen, seen = np.int64(-1), 0
    for k in range(1, found):
        one = below[region[k]]
        other = total - one
        if min(one, other) >= rule[LEAST] - room and max(one, other) <= rule[MOST] + room:
            seen += 1
            if uniform(rng) * seen < 1.0:
                chosen = np.int64(k)
    return chosen


@compiled(types.int64(types.int64, types.int64, types.int64, types.int64, _I, _I, _I, _I, _F, _B, _L, _L))
def halves(
    a: Any, b: Any, cut: Any, found: Any, region: Any, parent: Any, label: Any, pick: Any, load: Any,
    movable: Any, stamp: Any, tick: Any,
) -> Any:  # fmt: skip
    """Write into `pick` (by place in `region`) the new grid of each block; 0 when a lock forbids it.

    The label with the larger overlap stays, or the number of moved blocks would explode.
    """
    tick[STAMP] += 2
    under = tick[STAMP]
    stamp[region[cut]] = under
    same = 0.0
    for k in range(found):
        v = region[k]
        if k > cut and stamp[parent[v]] == under:
            stamp[v] = under
        inside = stamp[v] == under
        same += load[v] if inside == (label[v] == a) else -load[v]
    inner, outer = (a, b) if same >= 0.0 else (b, a)
    for _ in range(2):
        fits = True
        for k in range(found):
            v = region[k]
            pick[k] = inner if stamp[v] == under else outer
            if movable[v] == 0 and pick[k] != label[v]:
                fits = False
                break
        if fits:
            return 1
        inner, outer = outer, inner
    return 0
