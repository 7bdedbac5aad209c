"""Marks of cases, compiled: uniform numbers keyed by case and occasion, judged by what they decide.

A rule is three numbers: mean minutes, sigma and half the variance of the logarithm of lognormal work; or the
chance of what happens or does not, and twice `CHANCE`.
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np
from numba import types
from numba.np.unsafe.ndarray import to_fixed_tuple

from models.simulation.hashing import chained, unit
from models.simulation.twin_draws import lognormal_seconds
from models.space.compiled import compiled

CHANCE = -1.0
Rule = tuple[float, float, float]

EARLY = {
    "desk.minutes": 4,
    "site.minutes": 2,
    "case.recognised": 1,
    "case.bounce": 2,
    "case.second_visit": 1,
    "case.review": 2,
    "case.check": 1,
    "case.suspension": 1,
    "case.order": 1,
    "case.order_not_met": 1,
}
"""How many marks of each stream a case is born with, drawn in one go; the others are drawn when they are
needed, which is seldom."""
COUNT = sum(EARLY.values())

_states = types.Array(types.uint64, 1, "C")
_keys = types.Array(types.int64, 1, "C")
_rules = types.Array(types.float64, 2, "C")


def work(mean: float, cv: float) -> Rule:
    """The rule of lognormal minutes."""
    variance = math.log1p(cv * cv)
    return mean, math.sqrt(variance), variance / 2.0


def chance(share: float) -> Rule:
    """The rule of what happens with that probability."""
    return share, CHANCE, CHANCE


@compiled(types.int64(types.uint64, types.float64, types.float64, types.float64, types.uint64, types.uint64))
def late_mark(stream: Any, scale: float, sigma: float, half: float, number: Any, key: Any) -> int:
    """Whole seconds of work (at least one), or 1 for what happens and 0 for what does not."""
    u = unit(chained(chained(stream, number), key))
    if sigma == CHANCE:
        return int(u < scale)
    return lognormal_seconds(scale, sigma, half, u)


@compiled(types.UniTuple(types.int64, COUNT)(_states, _keys, _rules, types.uint64))
def early_marks(streams: Any, keys: Any, rules: Any, number: Any) -> tuple[int, ...]:
    """The same for all marks of a birth: a stream (where it starts from), a key and a rule for each."""
    marks = np.empty(COUNT, dtype=np.int64)
    for i in range(COUNT):
        marks[i] = late_mark(streams[i], rules[i, 0], rules[i, 1], rules[i, 2], number, np.uint64(keys[i]))
    return to_fixed_tuple(marks, COUNT)  # type: ignore[no-any-return]
