"""Effects told apart from noise: Morris' screening and Sobol' indices of replicated points.

A simulated point is a mean over replications, so what differs between points is effect and noise.
Replications share their draws among the points: a replication's own level cancels in every difference; what
is left is estimated from how the differences vary over replications, and either taken out (Sobol') or
compared with the effect (Morris). Arrays have the shape (points, replications), the points in SALib's order.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.special import fdtrc, stdtr, stdtrit

from models.measures.intervals import CONFIDENCE, p_value
from models.measures.window import Floats

RESAMPLES = 400


@dataclass(frozen=True)
class Screened:
    """Morris' statistics of one factor, in the measure's unit over the factor's whole range.

    `low`, `high`: interval of `mu_star` by resampling trajectories and replications; `noise`: what noise
    alone makes of `mu_star` at the worst, in one case of twenty; `p`: the chance of such effects where there
    are none (None below two replications).
    """

    mu: float
    mu_star: float
    sigma: float
    low: float
    high: float
    noise: float | None
    p: float | None


@dataclass(frozen=True)
class Share:
    """A Sobol' index with its interval; noise taken out, so it may fall below zero by chance."""

    value: float
    low: float
    high: float


def elementary_effects(unit: Floats, values: Floats) -> Floats:
    """Effects over the whole range, shape (trajectories, factors, replications).

    `unit`: the design in the unit cube, trajectories one after another, one factor changed at a time.
    """
    factors = unit.shape[1]
    steps = unit.reshape(-1, factors + 1, factors)
    results = values.reshape(len(steps), factors + 1, -1)
    moved, gained = np.diff(steps, axis=1), np.diff(results, axis=1)
    which = np.abs(moved).argmax(axis=2)
    size = np.take_along_axis(moved, which[..., None], axis=2)
    effects = np.empty_like(gained)
    np.put_along_axis(effects, which[..., None], gained / size, axis=1)
    return effects


def screen(effects: Floats, seed: int = 0, confidence: float = CONFIDENCE) -> list[Screened]:
    """Every factor's statistics from its elementary effects.

    Two tests share the risk: whether the mean effect of every replication is zero on average (Student; sharp
    where a factor works in one direction), and whether `mu_star` is more than noise makes of it. That noise
    has the standard error s; in the worst case that it is the same in every trajectory, `mu_star / s` is the
    absolute value of Student's t (for factors that work in both directions).
    """
    trajectories, factors, n = effects.shape
    means = effects.mean(axis=2)

    def stars(rows: NDArray[np.int64], columns: NDArray[np.int64]) -> Floats:
        found: Floats = np.abs(effects[np.ix_(rows, np.arange(factors), columns)].mean(axis=2)).mean(axis=0)
        return found

    spans = _spread(stars, np.abs(means).mean(axis=0), trajectories, n, seed, confidence)
    out = []
    for i in range(factors):
        star = float(np.abs(means[:, i]).mean())
        error = float(np.sqrt(effects[:, i].var(axis=1, ddof=1).mean() / n)) if n > 1 else None
        one_way = p_value(effects[:, i].mean(axis=0))
        out.append(
            Screened(
                mu=float(means[:, i].mean()),
                mu_star=star,
                sigma=float(means[:, i].std(ddof=1)) if trajectories > 1 else 0.0,
                low=float(spans[0][i]),
                high=float(spans[1][i]),
                noise=None if error is None else float(stdtrit(n - 1, 0.5 + confidence / 2)) * error,
                p=None
                if error is None or one_way is None
                else min(1.0, 2.0 * min(one_way, _p_of(star, error, n - 1))),
            )
        )
    return out


def _p_of(star: float, error: float, free: int) -> float:
    if error <= 0:
        return 0.0 if star > 0 else 1.0
    return float(2 * stdtr(free, -star / error))


def indices(
    values: Floats, factors: int, seed: int = 0, confidence: float = CONFIDENCE
) -> tuple[list[Share], list[Share], float]:
    """First-order and total Sobol' indices of every factor, and the noise's share of the points' variance.

    `values`: Saltelli's design without second order: A, the factors' AB, B by turns. First order by Saltelli
    and others (2010), total by Jansen (1999); from each product of means the covariance of its noise over the
    replications is taken away, so that more noise means wider intervals and not smaller or larger indices.
    """
    level = values.mean(axis=0, keepdims=True)
    blocks = (values - level).reshape(-1, factors + 2, values.shape[1])
    rows, n = len(blocks), values.shape[1]
    first, total, noise = _indices(blocks)

    def again(some: NDArray[np.int64], columns: NDArray[np.int64]) -> Floats:
        return np.concatenate(_indices(blocks[some][:, :, columns])[:2])

    low, high = _spread(again, np.concatenate([first, total]), rows, n, seed, confidence)
    shares = [
        Share(float(v), float(a), float(b))
        for v, a, b in zip(np.concatenate([first, total]), low, high, strict=True)
    ]
    return shares[:factors], shares[factors:], noise


def points_differ(values: Floats, factors: int, alpha: float = 1.0 - CONFIDENCE) -> bool:
    """Whether the points of Saltelli's design differ by more than noise: an F test of their means.

    Where they do not, shares of their variance are shares of nothing. Never below two replications.
    """
    n = values.shape[1]
    if n < 2:
        return False
    blocks = (values - values.mean(axis=0, keepdims=True)).reshape(-1, factors + 2, n)
    ends = blocks[:, [0, -1]].reshape(-1, n)
    noise, seen = float(_covariance(ends, ends).mean()), float(ends.mean(axis=1).var(ddof=1))
    count = len(ends)
    return seen > 0 and (noise <= 0 or float(fdtrc(count - 1, count * (n - 1), seen / noise)) <= alpha)


def _indices(blocks: Floats) -> tuple[Floats, Floats, float]:
    """First-order and total indices of blocks (rows, A and AB and B, replications), noise taken out."""
    a, mixed, b = blocks[:, :1], blocks[:, 1:-1], blocks[:, -1:]
    ends = blocks[:, [0, -1]].reshape(-1, blocks.shape[2])
    noise = float(_covariance(ends, ends).mean())
    seen = float(ends.mean(axis=1).var(ddof=1))
    variance = seen - noise
    if not variance > 0:
        nothing = np.zeros(mixed.shape[1])
        return nothing, nothing, 1.0 if seen > 0 else 0.0
    step = mixed - a
    first = (b.mean(axis=2) * step.mean(axis=2) - _covariance(np.broadcast_to(b, step.shape), step)).mean(
        axis=0
    )
    total = (step.mean(axis=2) ** 2 - _covariance(step, step)).mean(axis=0) / 2.0
    return first / variance, total / variance, noise / seen


def _covariance(one: Floats, other: Floats) -> Floats:
    """Covariance of two means over the last axis, from how the replications vary; 0 below two of them."""
    n = one.shape[-1]
    if n < 2:
        return np.zeros(one.shape[:-1])
    gaps = (one - one.mean(axis=-1, keepdims=True)) * (other - other.mean(axis=-1, keepdims=True))
    found: Floats = gaps.sum(axis=-1) / (n - 1) / n
    return found


def _spread(
    statistic: Callable[[NDArray[np.int64], NDArray[np.int64]], Floats],
    value: Floats,
    rows: int,
    columns: int,
    seed: int,
    confidence: float,
) -> tuple[Floats, Floats]:
    """Interval of a statistic by resampling design rows and replications, each with replacement.

    What resampling spreads around its own mean is laid around the value: drawing noisy points again adds
    noise that the value does not have, and a plain percentile would carry that as a bias.
    """
    rng = np.random.default_rng(seed)
    drawn = np.array(
        [
            statistic(rng.integers(rows, size=rows), rng.integers(columns, size=columns))
            for _ in range(RESAMPLES)
        ]
    )
    tail = (1.0 - confidence) / 2.0
    shift = value - drawn.mean(axis=0)
    low, high = np.quantile(drawn, [tail, 1.0 - tail], axis=0)
    return low + shift, high + shift
