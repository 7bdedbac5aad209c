"""Which of several is the best, with a declared chance of being right: Kim and Nelson's sequential race.

Kim and Nelson, ACM TOMACS 11 (2001) 251-273, procedure KN with c = 1: after a first stage that estimates the
variances of the differences, one replication more at a time; who falls behind another by more than a
shrinking slack is out. If the best is better than the others by at least the indifference zone, it is chosen
with probability 1 - alpha or more; otherwise one within the zone of the best. Common random numbers are
allowed (and make it fast): only differences enter. Replications must be independent of each other and about
normal.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import brentq
from scipy.special import chdtri, ndtr

from models.measures.window import Floats


@dataclass(frozen=True)
class Race:
    """How far a race has come: who is `in_race` (places in the given order), `replications` judged, and after
    how many each of the others was `out` (None: still in). `decided` says that one is left."""

    in_race: tuple[int, ...]
    replications: int
    out: tuple[int | None, ...]
    at_most: int

    @property
    def decided(self) -> bool:
        """Whether the race is over."""
        return len(self.in_race) == 1


def race(values: Floats, first: int, zone: float, alpha: float = 0.05) -> Race:
    """Judge what there is: `values` has a row for each that is compared and a column a replication, larger is
    better; columns a loser never had may be NaN. `first`: replications of the first stage.

    Judged column by column, so that replications made ahead in batches change nothing. `at_most` is where the
    slack of the last pair ends: the race never lasts longer. ValueError for a first stage below two, a zone
    not above zero, or fewer columns than the first stage.
    """
    count, have = values.shape
    if first < 2 or have < first or not zone > 0 or not 0 < alpha < 1:
        raise ValueError(f"race: expected 2 <= first <= {have}, zone > 0, 0 < alpha < 1")
    if count == 1:
        return Race((0,), first, (None,), first)
    spread = _variances(values[:, :first])
    h2 = 2.0 * eta(count, first, alpha) * (first - 1)
    limit = h2 * spread / zone**2
    longest = int(np.floor(limit.max())) + 1
    racing = np.ones(count, dtype=bool)
    out: list[int | None] = [None] * count
    sums = values[:, :first].sum(axis=1)
    r = first
    while True:
        slack = np.maximum(0.0, zone / 2.0 * (limit - r))
        behind = sums[:, None] < sums[None, :] - slack
        lost = racing & (behind & racing[None, :]).any(axis=1)
        for place in np.flatnonzero(lost):
            out[place] = r
        racing &= ~lost
        if racing.sum() > 1 and r > limit[np.ix_(racing, racing)].max():
            _keep_the_best(racing, sums, out, r)
        if racing.sum() == 1 or r == have:
            return Race(tuple(np.flatnonzero(racing).tolist()), r, tuple(out), max(first, longest))
        sums = sums + np.where(racing, values[:, r], 0.0)
        r += 1


def _keep_the_best(racing: NDArray[np.bool_], sums: Floats, out: list[int | None], r: int) -> None:
    """No slack is left, so equal sums are all that can remain: the first of the largest stays."""
    best = int(np.argmax(np.where(racing, sums, -np.inf)))
    for place in np.flatnonzero(racing):
        if place != best:
            out[place] = r
            racing[place] = False


def _variances(values: Floats) -> Floats:
    """Sample variances of the differences of every two rows."""
    gaps = values[:, None, :] - values[None, :, :]
    found: Floats = gaps.var(axis=2, ddof=1)
    return found


def eta(count: int, first: int, alpha: float) -> float:
    """The constant of the race with c = 1, valid under common random numbers (Kim and Nelson 2001, eq. 3)."""
    return 0.5 * float((2.0 * alpha / (count - 1)) ** (-2.0 / (first - 1)) - 1.0)


def rinott(count: int, first: int, probability: float = 0.95) -> float:
    """Rinott's constant h: two stages, independent draws, ceil((h S / zone)^2) replications each.

    Rinott, Communications in Statistics A7 (1978) 799-811. The integral runs over two
    chi-square variables; tables: Bechhofer, Santner and Goldsman (1995), Banks and others (5th ed.), A.12.
    """
    if count < 2 or first < 2 or not 1.0 / count < probability < 1:
        raise ValueError("rinott: expected two or more, first >= 2, and a probability above chance")
    free = first - 1
    # over the logarithm of chi-square the density is smooth and falls fast: the trapezoidal rule is exact
    chi = np.exp(np.linspace(np.log(chdtri(free, 1.0 - 1e-14)), np.log(chdtri(free, 1e-14)), 200))
    share = np.exp(free / 2.0 * np.log(chi) - chi / 2.0)
    share /= share.sum()
    scale = np.sqrt(free * (1.0 / chi[:, None] + 1.0 / chi[None, :]))

    def short(h: float) -> float:
        inner = (ndtr(h / scale) * share[None, :]).sum(axis=1)
        return float((inner ** (count - 1) * share).sum()) - probability

    return float(brentq(short, 0.0, 1e6, xtol=1e-9))


def two_stage(spreads: Sequence[float], first: int, zone: float, probability: float = 0.95) -> list[int]:
    """What Rinott's two stages ask of each, from the standard deviations of the first: independent draws."""
    h = rinott(len(spreads), first, probability)
    return [max(first, int(np.ceil((h * spread / zone) ** 2))) for spread in spreads]
