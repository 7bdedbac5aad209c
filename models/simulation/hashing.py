"""The compiled counter-based hash behind every draw: SplitMix64's finaliser, chained over the keys.

Steele, Lea and Flood (2014), "Fast splittable pseudorandom number generators". `draws` says what it is for.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numba import types

from models.space.compiled import compiled

_GOLDEN = np.uint64(0x9E3779B97F4A7C15)
_M1 = np.uint64(0xBF58476D1CE4E5B9)
_M2 = np.uint64(0x94D049BB133111EB)
_11, _27, _30, _31 = (np.uint64(bits) for bits in (11, 27, 30, 31))
_SCALE = 2.0**-53

_state = types.uint64


@compiled(_state(_state, _state), inline=True)
def chained(state: Any, key: Any) -> Any:
    """The state after one more key."""
    z = state + key * _GOLDEN + _GOLDEN
    z = (z ^ (z >> _30)) * _M1
    z = (z ^ (z >> _27)) * _M2
    return z ^ (z >> _31)


@compiled(types.float64(_state), inline=True)
def unit(state: Any) -> float:
    """The state as a number in (0, 1): its upper 53 bits."""
    return (np.float64(state >> _11) + 0.5) * _SCALE


@compiled(types.float64(_state, _state))
def uniform1(state: int, key: int) -> float:
    """The number of one key in a stream that starts from `state`."""
    return unit(chained(state, key))


@compiled(types.float64(_state, _state, _state))
def uniform2(state: int, key: int, then: int) -> float:
    """The number of two keys."""
    return unit(chained(chained(state, key), then))
