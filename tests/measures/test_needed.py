"""Replications needed: the formula turned around, its range, and when there is no answer."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.stats import chi2, t

from models.measures.compare import Verdict, compare, gain, jointly
from models.measures.needed import needed, replications

PILOT = np.array([1.20, 0.90, 1.68, 1.89, 0.95, 1.49, 1.58, 1.55, 0.50, 1.09])
"""A pilot of ten."""


def test_the_smallest_number_that_is_narrow_enough() -> None:
    found = needed(PILOT, 0.1)
    spread = PILOT.std(ddof=1)
    assert found.n is not None
    wide = [t.ppf(0.975, n - 1) * spread / np.sqrt(n) > 0.1 for n in (found.n - 1, found.n)]
    assert wide == [True, False]


def test_the_range_is_what_the_pilots_variance_leaves_open() -> None:
    found, free = needed(PILOT, 0.1), len(PILOT) - 1
    spreads = [PILOT.std(ddof=1) * np.sqrt(free / chi2.ppf(p, free)) for p in (0.975, 0.025)]
    assert (found.low, found.high) == tuple(replications(spread, 0.1) for spread in spreads)
    assert found.low is not None and found.high is not None and found.n is not None
    assert found.low < found.n < found.high and found.high > 3 * found.n
    more = needed(np.tile(PILOT, 20), 0.1)
    assert more.low is not None and more.high is not None and more.high - more.low < found.high - found.low


def test_a_share_of_the_mean_is_made_absolute() -> None:
    """5 % of a mean of 1.283 is 0.05 / 1.05 of it."""
    found = needed(PILOT, 0.05, relative=True)
    assert found.half_width == pytest.approx(0.05 / 1.05 * PILOT.mean())
    assert found.n == needed(PILOT, float(found.half_width or 0)).n


def test_there_is_not_always_an_answer() -> None:
    assert needed([1.0], 0.1).reason == "too_few" and needed([np.nan, 1.0], 0.1).n is None
    assert needed([-1.0, 1.0, 0.5], 0.1, relative=True).reason == "mean_near_zero"
    assert needed([0.0, 1e6], 1e-3).reason == "too_many"
    assert needed([2.0, 2.0, 2.0], 0.1).n == 2
    with pytest.raises(ValueError, match="above 0"):
        needed(PILOT, 0.0)


def test_a_pilot_finds_what_is_needed() -> None:
    """Of 200 pilots of ten, about 95 % have the true need within their range (sigma 1, half width 0.5)."""
    truth = replications(1.0, 0.5)
    rows = np.random.default_rng(3).normal(size=(200, 10))
    ranges = [needed(row, 0.5) for row in rows]
    assert truth is not None
    held = np.mean([each.low <= truth <= each.high for each in ranges if each.low and each.high])
    assert 0.9 <= held <= 0.99


def test_several_variants_are_one_family_of_questions() -> None:
    """A difference of p about 0.03 is shown alone, and no longer among five comparisons."""
    gaps = np.array([0.02, 0.05, -0.01, 0.06, 0.04, 0.03, -0.02, 0.05, 0.01, 0.0])
    base = [{"coverage": 0.5} for _ in gaps]
    ours = [{"coverage": 0.5 + gap} for gap in gaps]
    alone = compare(ours, base)
    assert alone["coverage"].verdict is Verdict.BETTER
    together = jointly([alone] * 5)
    assert together[0]["coverage"].verdict is Verdict.NO_DIFFERENCE_SHOWN
    raw = alone["coverage"].p
    assert raw is not None and together[0]["coverage"].p_holm == pytest.approx(5 * raw)
    assert jointly([alone])[0] == alone


def test_the_gain_of_common_draws() -> None:
    """Correlation r of equal variances: the difference keeps 1 - r of the variance of independent runs."""
    rng = np.random.default_rng(5)
    common, own = rng.normal(size=(2, 20_000))
    base, ours = common, 0.8 * common + 0.6 * own
    assert gain(ours, base) == pytest.approx(0.8, abs=0.02)
    assert gain([1.0, np.nan, 2.0], [1.0, 5.0, 2.0]) == 1.0
    assert gain([1.0, 1.0], [2.0, 2.0]) is None and gain([1.0], [2.0]) is None
    assert (
        compare([{"visits": 1.0}, {"visits": 2.0}], [{"visits": 0.0}, {"visits": 1.0}])["visits"].gain == 1.0
    )
