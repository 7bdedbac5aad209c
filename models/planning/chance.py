"""The random numbers of the compiled searches: one small generator, its state in one word of an array."""

from __future__ import annotations

from typing import Any

import numpy as np
from numba import types
from numpy.typing import NDArray

from models.space.compiled import compiled

WORD = types.uint64[::1]


def chance(seed: int) -> NDArray[np.uint64]:
    """The state that a search with this seed begins with; never zero, where the generator would stay."""
    return np.random.SeedSequence(seed).generate_state(1, np.uint64) | np.uint64(1)


@compiled(types.float64(WORD), forced=True, inner=True)
def uniform(rng: Any) -> Any:
    """The next number in [0, 1): xorshift64* (Vigna 2016, ACM TOMS 42(4))."""
    word = rng[0]
    word ^= word >> np.uint64(12)
    word ^= word << np.uint64(25)
    word ^= word >> np.uint64(27)
    rng[0] = word
    return np.float64((word * np.uint64(2685821657736338717)) >> np.uint64(11)) / 9007199254740992.0
