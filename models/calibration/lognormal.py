"""Lognormal times, some cut off: maximum likelihood, with profile intervals of mean and coefficient of
variation."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy.optimize import brentq, minimize, minimize_scalar
from scipy.stats import norm

Minutes = npt.NDArray[np.float64]
HALF_CHI = 1.9207294103470615
"""Half the 95 % point of chi-square with one degree of freedom (Wilks 1938)."""
SIGMA = (1e-3, 5.0)


@dataclass(frozen=True)
class LognormalFit:
    """Mean and coefficient of variation, each with its interval; `misfit` is the largest distance between
    the fitted and the empirical distribution of what has ended (Kolmogorov's)."""

    mean: tuple[float, float, float]
    cv: tuple[float, float, float]
    n: int
    censored: int
    misfit: float


class _Likelihood:
    """Log likelihood in (mu, sigma); what has ended enters by its sums alone."""

    def __init__(self, ended: Minutes, going_on: Minutes) -> None:
        self.x, self.c = np.log(ended), np.log(going_on)
        self.n, self.total, self.square = len(self.x), float(self.x.sum()), float((self.x**2).sum())

    def at(self, mu: float, sigma: float) -> float:
        """The log likelihood, constants left out."""
        squares = self.square - 2 * mu * self.total + self.n * mu * mu
        value = -self.n * math.log(sigma) - squares / (2 * sigma * sigma)
        if len(self.c):
            value += float(norm.logsf((self.c - mu) / sigma).sum())
        return value


def fit_lognormal(ended: Minutes, going_on: Minutes | None = None) -> LognormalFit | None:
    """Fit times above 0; `going_on` are those that had lasted so long when last seen.

    None with fewer than three that ended, or where all are the same.
    """
    going_on = np.zeros(0) if going_on is None else going_on[going_on > 0]
    ended = ended[ended > 0]
    if len(ended) < 3 or float(np.ptp(ended)) <= 0:
        return None
    likelihood = _Likelihood(ended, going_on)
    mu, sigma = _best(likelihood)
    top = likelihood.at(mu, sigma)
    mean, cv = math.exp(mu + sigma**2 / 2), math.sqrt(math.expm1(sigma**2))

    def by_mean(log_mean: float) -> float:
        return _most(lambda s: likelihood.at(log_mean - s * s / 2, s), *SIGMA)

    def by_sigma(s: float) -> float:
        if not len(likelihood.c):
            return likelihood.at(likelihood.total / likelihood.n, s)
        return _most(lambda m: likelihood.at(m, s), mu - 3 * sigma, mu + 3 * sigma)

    step = sigma / math.sqrt(likelihood.n)
    means = [math.exp(_edge(by_mean, math.log(mean), top, way * step)) for way in (-1, 1)]
    sigmas = [_edge(by_sigma, sigma, top, way * step, SIGMA[0]) for way in (-1, 1)]
    cvs = [math.sqrt(math.expm1(s * s)) for s in sigmas]
    found = np.sort(likelihood.x)
    fitted, steps = norm.cdf((found - mu) / sigma), np.arange(len(found) + 1) / len(found)
    misfit = float(max((fitted - steps[:-1]).max(), (steps[1:] - fitted).max()))
    return LognormalFit((mean, means[0], means[1]), (cv, cvs[0], cvs[1]), len(ended), len(going_on), misfit)


def _best(likelihood: _Likelihood) -> tuple[float, float]:
    mu = likelihood.total / likelihood.n
    sigma = max(math.sqrt(max(likelihood.square / likelihood.n - mu * mu, 0.0)), SIGMA[0])
    if not len(likelihood.c):
        return mu, sigma
    start = np.array([mu, math.log(sigma)], dtype=np.float64)

    def loss(at: npt.NDArray[np.float64]) -> float:
        return -likelihood.at(float(at[0]), math.exp(min(max(float(at[1]), -6.9), 1.6)))

    found = minimize(loss, start, method="Nelder-Mead", tol=1e-8)
    return float(found.x[0]), math.exp(min(max(float(found.x[1]), -6.9), 1.6))


def _most(value: Callable[[float], float], low: float, high: float) -> float:
    found = minimize_scalar(
        lambda x: -value(x), bounds=(low, high), method="bounded", options={"xatol": 1e-6}
    )
    return -float(found.fun)


def _edge(
    value: Callable[[float], float], best: float, top: float, step: float, floor: float = -math.inf
) -> float:
    """Where the profile has fallen by `HALF_CHI`, going from the best value in steps that double."""
    inside, outside = best, best + step
    for _ in range(60):
        if outside <= floor:
            return floor
        if value(outside) < top - HALF_CHI:
            break
        inside, step = outside, 2 * step
        outside = inside + step
    return float(brentq(lambda x: value(x) - top + HALF_CHI, inside, outside, xtol=1e-7))
