"""The annealing loop itself: propose, judge, accept, remember the best plan that keeps every bound."""

from __future__ import annotations

from typing import Any

import numpy as np
from numba import types

from models.planning.chance import uniform
from models.planning.grids.kernel import (
    _F,
    ACCEPTED,
    AREA,
    BEST,
    CHAINS,
    COLD,
    COMPACT,
    COST,
    COUNT,
    CUT,
    HOT,
    LAND,
    LOAD,
    PRICE,
    SIZE,
    SNAPS,
    STATE,
    SUM_X,
    SUM_Y,
    TREES,
    TREES_MADE,
    WITHIN,
    WRONG,
    apply,
    broken,
    change,
    grid_cost,
    stays_whole,
)
from models.planning.grids.trees import balanced_cut, halves, spanning_tree
from models.space.compiled import compiled


@compiled(types.float64(LAND, STATE, _F))
def recount(land: Any, state: Any, rule: Any) -> Any:
    """Every sum of the state from its labels alone; returns the cost with penalties."""
    label, sums, touch, cut, cut_at, tick = (
        state.label, state.sums, state.touch, state.cut, state.cut_at, state.tick,
    )  # fmt: skip
    sums[:, :] = 0.0
    touch[:, :] = 0
    tick[CUT] = 0
    tick[WRONG] = 0
    cost = 0.0
    for v in range(len(label)):
        g = label[v]
        sums[g, LOAD] += land.load[v]
        sums[g, SIZE] += land.size[v]
        sums[g, COUNT] += 1.0
        sums[g, SUM_X] += land.x[v]
        sums[g, SUM_Y] += land.y[v]
        if land.area[v] >= 0:
            touch[land.area[v], g] += 1
        if land.home[v] >= 0 and land.home[v] != g:
            cost += rule[PRICE]
    for v in range(len(label)):
        g, m = label[v], sums[label[v], COUNT]
        dx, dy = land.x[v] - sums[g, SUM_X] / m, land.y[v] - sums[g, SUM_Y] / m
        cost += rule[COMPACT] * (dx * dx + dy * dy)
    for e in range(len(land.side_a)):
        cut_at[e] = -1
        if label[land.side_a[e]] != label[land.side_b[e]]:
            cut[tick[CUT]] = e
            cut_at[e] = tick[CUT]
            tick[CUT] += 1
    for v in range(len(label)):
        for k in range(land.start[v], land.start[v + 1]):
            if label[land.to[k]] != label[v]:
                cost += 0.5 * land.weight[k]
    for g in range(sums.shape[0]):
        cost += grid_cost(sums[g, LOAD], sums[g, SIZE], rule)
        if broken(sums[g, LOAD], sums[g, SIZE], rule) > 0.0:
            tick[WRONG] += 1
    for c in range(touch.shape[0]):
        met = 0
        for g in range(touch.shape[1]):
            met += touch[c, g] > 0
        if met > 1:
            cost += rule[AREA] * (met - 1)
    return cost


@compiled(types.void(LAND, STATE, _F, types.int64))
def anneal(land: Any, state: Any, rule: Any, proposals: Any) -> None:
    """Make so many proposals while cooling from `rule[HOT]` to `rule[COLD]`; everything is left in `state`.

    `stat[BEST]` is the cost of `best`, the best plan met that keeps every bound (infinite when none yet);
    `stat[COST]` that of `label`; `stat[WITHIN]` the number of looks at which every bound was kept.
    """
    start, to, edge, weight, side_a, side_b = (
        land.start,
        land.to,
        land.edge,
        land.weight,
        land.side_a,
        land.side_b,
    )
    load, size, x, y, area, home = land.load, land.size, land.x, land.y, land.area, land.home
    movable, opened = land.movable, land.opened
    label, sums, touch, cut, cut_at = state.label, state.sums, state.touch, state.cut, state.cut_at
    stamp, queue, tick, rng, stat = state.stamp, state.queue, state.tick, state.rng, state.stat
    cost = recount(land, state, rule)
    cooling = np.log(rule[COLD] / rule[HOT]) / max(proposals, 1)
    every = max(1, len(label) // 256)
    tries = 2 * sums.shape[0] + 8
    heat = rule[HOT]
    stat[WITHIN] = 0.0
    for step in range(proposals):
        if tick[CUT] == 0:
            break
        if step & 63 == 0:
            heat = rule[HOT] * np.exp(cooling * step)
        luck = uniform(rng)
        e = cut[int(uniform(rng) * tick[CUT])]
        v, w = side_a[e], side_b[e]
        if rng[0] & np.uint64(4096):
            v, w = w, v
        a, b = np.int64(label[v]), np.int64(label[w])
        if luck < rule[TREES]:
            if not opened[a] or not opened[b]:
                continue
            queue[0] = v
            found = spanning_tree(
                a, b, start, to, edge, load, area, label, stamp, queue, state.region, state.parent,
                state.link, state.below, state.queue, state.key, tick, rng, rule,
            )  # fmt: skip
            at = balanced_cut(a, b, sums, state.region, state.below, rng, rule)
            if at < 0:
                continue
            if (
                halves(
                    a, b, at, found, state.region, state.parent, label, state.pick, load, movable, stamp, tick
                )
                == 0
            ):
                continue
            stat[TREES_MADE] += 1.0
            delta = 0.0
            for k in range(found):
                u, new = state.region[k], np.int64(state.pick[k])
                old = label[u]
                if new != old:
                    delta += change(
                        u, new, start, to, weight, load, size, x, y, area, home, label, sums, touch, rule
                    )
                    apply(
                        u, new, start, to, edge, load, size, x, y, area, label, sums, touch, cut, cut_at,
                        tick, rule,
                    )  # fmt: skip
                    state.pick[k] = old
                else:
                    state.pick[k] = -1
            if delta > 0.0 and uniform(rng) >= np.exp(-delta / heat):
                for k in range(found):
                    if state.pick[k] >= 0:
                        u, old_grid = state.region[k], np.int64(state.pick[k])
                        apply(
                            u, old_grid, start, to, edge, load, size, x, y, area, label, sums, touch, cut,
                            cut_at, tick, rule,
                        )  # fmt: skip
                continue
            cost += delta
        else:
            if not movable[v] or not opened[b] or sums[a, COUNT] <= 1.0:
                continue
            delta = change(v, b, start, to, weight, load, size, x, y, area, home, label, sums, touch, rule)
            if luck > 1.0 - rule[CHAINS]:
                if not stays_whole(v, start, to, label, stamp, queue, tick):
                    continue
                apply(
                    v, b, start, to, edge, load, size, x, y, area, label, sums, touch, cut, cut_at, tick, rule
                )
                done = False
                for _ in range(tries):
                    e = cut[int(uniform(rng) * tick[CUT])]
                    u, c = np.int64(side_a[e]), np.int64(label[side_b[e]])
                    if label[u] != b:
                        u, c = np.int64(side_b[e]), np.int64(label[side_a[e]])
                        if label[u] != b:
                            continue
                    if u == v or not movable[u] or not opened[c]:
                        break
                    delta += change(
                        u, c, start, to, weight, load, size, x, y, area, home, label, sums, touch, rule
                    )
                    if delta > 0.0 and uniform(rng) >= np.exp(-delta / heat):
                        break
                    if stays_whole(u, start, to, label, stamp, queue, tick):
                        apply(
                            u, c, start, to, edge, load, size, x, y, area, label, sums, touch, cut, cut_at,
                            tick, rule,
                        )  # fmt: skip
                        done = True
                    break
                if not done:
                    apply(
                        v, a, start, to, edge, load, size, x, y, area, label, sums, touch, cut, cut_at,
                        tick, rule,
                    )  # fmt: skip
                    continue
            else:
                if delta > 0.0 and uniform(rng) >= np.exp(-delta / heat):
                    continue
                if not stays_whole(v, start, to, label, stamp, queue, tick):
                    continue
                apply(
                    v, b, start, to, edge, load, size, x, y, area, label, sums, touch, cut, cut_at, tick, rule
                )
            cost += delta
        stat[ACCEPTED] += 1.0
        if tick[WRONG] == 0:
            stat[WITHIN] += 1.0
            if step % every == 0 or step + every >= proposals:
                fresh = cost < stat[BEST] - 1e-9
                if fresh:
                    stat[BEST] = cost
                    state.best[:] = label
                near = cost < 1.03 * stat[BEST] and step & 127 == 0
                if (fresh or near) and state.snaps.shape[0] > 0:
                    state.snaps[tick[SNAPS] % state.snaps.shape[0], :] = label
                    tick[SNAPS] += 1
    stat[COST] = cost
