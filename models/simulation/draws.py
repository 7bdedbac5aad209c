"""Random numbers with a name: seed, replication, stream and entity give the number, never position.

A counter-based hash (the SplitMix64 finaliser of Steele, Lea and Flood 2014, chained over the keys)
maps (seed, replication, stream, keys…) to 53 bits. The scalar, the array and the compiled form (see
`hashing`) give equal bits, so it does not matter who draws first, on which engine, or in which order:
scenarios share their demand.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from functools import cache
from hashlib import blake2b
from statistics import NormalDist
from typing import Any

import numpy as np
import numpy.typing as npt

from models.simulation.hashing import uniform1, uniform2

_MASK = 0xFFFFFFFFFFFFFFFF
_GOLDEN = 0x9E3779B97F4A7C15
_M1 = 0xBF58476D1CE4E5B9
_M2 = 0x94D049BB133111EB
_SCALE = 2.0**-53
_inverse_normal = NormalDist().inv_cdf


def _mix(z: int) -> int:
    z = ((z ^ (z >> 30)) * _M1) & _MASK
    z = ((z ^ (z >> 27)) * _M2) & _MASK
    return z ^ (z >> 31)


def _chain(state: int, *keys: int) -> int:
    for key in keys:
        state = _mix((state + key * _GOLDEN + _GOLDEN) & _MASK)
    return state


def key_of(*parts: str | int) -> int:
    """A stable 63-bit key for an entity known by name (a premises, a community)."""
    text = "\x1f".join(map(str, parts)).encode()
    return int.from_bytes(blake2b(text, digest_size=8).digest(), "big") >> 1


class Draws:
    """The draws of one replication.

    `uniform("visit.minutes", premises, attempt)` is a float in (0, 1), a pure function of its
    arguments, of `seed` and of `replication`. Keys are non-negative integers below 2**63.
    """

    def __init__(self, seed: int, replication: int = 0) -> None:
        self._root = _mix((_mix((seed + _GOLDEN) & _MASK) + replication * _GOLDEN + 1) & _MASK)
        self._streams: dict[str, int] = {}

    def stream(self, name: str) -> int:
        """The state a stream starts from; kept so that a name is hashed once."""
        state = self._streams.get(name)
        if state is None:
            state = self._streams[name] = _mix(self._root ^ key_of(name))
        return state

    def uniform(self, name: str, key: int, *keys: int) -> float:
        """One uniform number in (0, 1) for an entity."""
        state = self._streams.get(name)
        if state is None:
            state = self.stream(name)
        if not keys:
            return uniform1(state, key)
        if len(keys) == 1:
            return uniform2(state, key, keys[0])
        return uniform2(_chain(state, key, *keys[:-2]), *keys[-2:])

    def uniforms(self, name: str, *keys: npt.ArrayLike) -> npt.NDArray[np.float64]:
        """The same numbers for whole arrays of keys, which are broadcast against each other."""
        arrays = np.broadcast_arrays(*(np.asarray(key, dtype=np.uint64) for key in keys))
        state: npt.NDArray[np.uint64] = np.full(arrays[0].shape, self.stream(name), dtype=np.uint64)
        golden = np.uint64(_GOLDEN)
        with np.errstate(over="ignore"):
            for key in arrays:
                z: Any = state + key * golden + golden
                z = (z ^ (z >> np.uint64(30))) * np.uint64(_M1)
                z = (z ^ (z >> np.uint64(27))) * np.uint64(_M2)
                state = z ^ (z >> np.uint64(31))
        result: npt.NDArray[np.float64] = ((state >> np.uint64(11)).astype(np.float64) + 0.5) * _SCALE
        return result


# Inverse transforms: one uniform in, one variate out. Scalars on the paths where entities are born one
# by one; the array forms stand beside them for tables that are filled at once.


def exponential(u: float, mean: float) -> float:
    """Exponential variate with the given mean."""
    return -mean * math.log(u)


def lognormal(u: float, mean: float, cv: float) -> float:
    """Lognormal variate by its mean and coefficient of variation."""
    return lognormal_by(mean, cv)(u)


@cache
def lognormal_by(mean: float, cv: float) -> Callable[[float], float]:
    """The same as a function of the uniform number alone, for many of one distribution."""
    variance = math.log1p(cv * cv)
    sigma, half = math.sqrt(variance), variance / 2.0
    return lambda u: mean * math.exp(sigma * _inverse_normal(u) - half)


def gamma2(u1: float, u2: float, mean: float) -> float:
    """Erlang-2 variate (coefficient of variation 0.71) from two uniforms."""
    return -mean / 2.0 * math.log(u1 * u2)


def poisson(u: float, mean: float) -> int:
    """Poisson variate by inversion; meant for means up to some hundreds (term by term)."""
    if mean > 300.0:
        return max(0, round(mean + math.sqrt(mean) * _inverse_normal(u)))
    term = math.exp(-mean)
    total, count = term, 0
    while u > total and count < 2000:
        count += 1
        term *= mean / count
        total += term
    return count


def pick(u: float, cumulative: list[float]) -> int:
    """Index of the first cumulative weight above `u` (weights end at 1)."""
    for index, edge in enumerate(cumulative):
        if u < edge:
            return index
    return len(cumulative) - 1
