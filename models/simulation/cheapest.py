"""The inner loop of grabbing, compiled: which task of a pool costs a pair least."""

from __future__ import annotations

from math import inf

import numpy as np
import numpy.typing as npt
from numba import types

from models.space.compiled import compiled

WHERE, SKILL, SECONDS, RANK, PENALTY = range(5)
"""What a slot of a pool holds: premises, skill code, seconds on site, rank, penalty for a lacking skill."""

FREE = (0.0, 0.0, 0.0, inf, 0.0)
"""A slot without a task: its rank is infinite, so that it is never the best."""

_WALKING = types.Array(types.int32, 2, "C", readonly=True)


@compiled(
    types.Tuple((types.float64, types.int64))(
        _WALKING, types.int64, types.int64, types.float64[:, ::1], types.float64[::1],
        types.float64, types.float64, types.float64,
    )
)  # fmt: skip
def cheapest(
    walking: npt.NDArray[np.int32],
    at: int,
    base: int,
    slots: npt.NDArray[np.float64],
    lacking: npt.NDArray[np.float64],
    walk_weight: float,
    slower: float,
    left: float,
) -> tuple[float, int]:
    """Least cost in a pool and its slot; infinity and -1 where nothing fits.

    A pair at stop `at` compares `slots` (see `WHERE` …): the cost is the rank, plus `walk_weight` a second
    of walking, plus the penalty where the pair is `lacking` the skill (1 by skill code, else 0). A task
    fits when walking there, working (`slower` more seconds a second without the skill) and walking back
    to `base` take `left` seconds at most. Ties go to the lower slot.
    """
    least, best = inf, -1
    for slot in range(slots.shape[0]):
        rank = slots[slot, RANK]
        if rank >= least:
            continue  # walking costs nothing at the least, and its times lie scattered in memory
        lacks = lacking[int(slots[slot, SKILL])]
        rank += slots[slot, PENALTY] * lacks
        if rank >= least:
            continue
        where = int(slots[slot, WHERE])
        there = walking[at, where]
        cost = there * walk_weight + rank
        if cost < least:
            needed = there + walking[base, where] + slots[slot, SECONDS] * (1.0 + slower * lacks)
            if needed <= left:
                least, best = cost, slot
    return least, best
