"""A first plan in haste: every pair always goes on to the stop that is worth most for the time it takes."""

from __future__ import annotations

from typing import Any

import numpy as np
from numba import types

from models.planning.routes.ruin_kernel import _I, _I2, DAY, FAR, Day
from models.space.compiled import compiled

WALKING = (1.0, 1.5, 2.0, 3.0)
"""A second of walking counts as so many on site: which is best depends on the day, so each is tried."""


def nearest_orders(day: Day, walk_price: float) -> list[list[int]]:
    """Positions of stops, one list a half of `day`, of the best of a few such plans."""
    halves, stops = len(day.half_pair), len(day.needs)
    best: list[list[int]] = [[] for _ in range(halves)]
    most = -np.inf
    for price in WALKING:
        node = np.zeros((halves, stops + 1), dtype=np.int32)
        size = np.zeros(halves, dtype=np.int32)
        gained = nearest(day, price, walk_price, node, size)
        if gained > most:
            most, best = gained, [node[h, : size[h]].tolist() for h in range(halves)]
    return best


@compiled(types.float64(DAY, types.float64, types.float64, _I2, _I))
def nearest(day: Any, walking: Any, walk_price: Any, node: Any, size: Any) -> Any:
    """Fill `node` and `size`; the pair that is free first chooses first. Returns worth less walking."""
    halves, stops = len(day.half_pair), len(day.needs)
    loose = day.free.copy()
    now = np.empty(halves, dtype=np.int64)
    here = np.empty(halves, dtype=np.int64)
    going = np.ones(halves, dtype=np.int64)
    for h in range(halves):
        now[h] = day.begin[h]
        here[h] = stops + h
    gained = 0.0
    while True:
        half = -1
        for h in range(halves):
            if going[h] != 0 and (half < 0 or now[h] < now[half]):
                half = h
        if half < 0:
            return gained
        pair, a, home = day.half_pair[half], here[half], stops + halves + half
        best, rate, leaves = -1, 0.0, now[half]
        for s in range(stops):
            need, out = np.int64(day.needs[s, pair]), np.int64(day.way[a, s])
            if loose[s] == 0 or need < 0 or out >= FAR:
                continue
            arrive = now[half] + out
            begin = np.int64(-1)
            for w in range(day.opens.shape[1]):
                starts = max(arrive, np.int64(day.opens[s, w]))
                if starts + need <= day.closes[s, w]:
                    begin = starts
                    break
            if begin < 0 or begin + need + day.way[s, home] > day.end[half]:
                continue
            each = day.worth[s, pair] / (begin - arrive + need + walking * out + 1.0)
            if each > rate:
                best, rate, leaves = s, each, begin + need
        if best < 0:
            going[half] = 0
            gained -= walk_price * day.way[a, home]
            continue
        gained += day.worth[best, pair] - walk_price * day.way[a, best]
        loose[best] = 0
        node[half, size[half]] = best
        size[half] += 1
        here[half], now[half] = best, leaves
