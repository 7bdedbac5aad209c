"""The statistics of calibration: against examples worked by hand, published tables, their own claims."""

from __future__ import annotations

import math

import numpy as np
import pytest

from models.calibration.lognormal import fit_lognormal
from models.calibration.shares import path_shares, rate, rate_ratio, wilson
from models.calibration.survival import kaplan_meier, quantile


def test_kaplan_meier_of_the_remission_times() -> None:
    """The 21 patients on 6-MP (Freireich 1963): 0.857 at 6 weeks, 0.448 at 23, the median is 23."""
    ended = [6, 6, 6, 7, 10, 13, 16, 22, 23]
    going_on = [6, 9, 10, 11, 17, 19, 20, 25, 32, 32, 34, 35]
    times = np.array(ended + going_on, dtype=float)
    curve = kaplan_meier(times, np.array([True] * len(ended) + [False] * len(going_on)))
    left = dict(zip(curve["time"], 1 - curve["done"], strict=True))
    assert left[6.0] == pytest.approx(0.8571, abs=1e-4) and left[23.0] == pytest.approx(0.4482, abs=1e-4)
    assert quantile(curve, 0.5) == 23.0 and math.isnan(quantile(curve, 0.9))
    assert ((curve["low"] <= curve["done"]) & (curve["done"] <= curve["high"])).all()


def test_without_censoring_it_is_the_share_that_is_done() -> None:
    times = np.array([3.0, 1.0, 2.0, 2.0])
    curve = kaplan_meier(times, np.ones(4, dtype=bool))
    assert curve["time"].tolist() == [1.0, 2.0, 3.0] and curve["done"].tolist() == [0.25, 0.75, 1.0]
    assert kaplan_meier(np.zeros(0), np.zeros(0, dtype=bool)).empty


def test_intervals_of_counts() -> None:
    """Wilson for 1 of 10 (Newcombe 1998, by his formula), Garwood for 10 events, a ratio that holds 1."""
    assert wilson(1, 10) == pytest.approx((0.1, 0.0179, 0.4042), abs=1e-4)
    assert rate(10, 2.0) == pytest.approx((5.0, 2.3977, 9.1952), abs=1e-4)
    assert rate(0, 1.0) == pytest.approx((0.0, 0.0, 3.6889), abs=1e-4)
    middle, low, high = rate_ratio(50, 1.0, 100, 2.0) or (0.0, 0.0, 0.0)
    assert middle == 1.0 and low < 1 < high
    assert wilson(0, 0) is rate(1, 0.0) is rate_ratio(1, 1.0, 0, 1.0) is None


def test_shares_of_three_levels_add_up() -> None:
    shares = path_shares(15, 100, 5, 15, 1)
    assert sum(share[0] for share in shares) == pytest.approx(1.0)
    assert all(low < value < high for value, low, high in shares)


def test_a_lognormal_is_found_again_although_much_is_cut_off() -> None:
    """All times over 60 minutes are only known to be longer: leaving them out would halve the mean."""
    rng = np.random.default_rng(5)
    sigma = math.sqrt(math.log(1 + 0.7**2))
    times = rng.lognormal(math.log(50) - sigma**2 / 2, sigma, 2_000)
    fit = fit_lognormal(times[times <= 60], np.full(int((times > 60).sum()), 60.0))
    assert fit is not None and fit.mean[1] < 50 < fit.mean[2] and fit.cv[1] < 0.7 < fit.cv[2]
    assert fit.mean[2] / fit.mean[1] < 1.2
    naive = fit_lognormal(times[times <= 60])
    assert naive is not None and naive.mean[2] < 40


def test_too_little_is_no_fit() -> None:
    assert fit_lognormal(np.array([1.0, 2.0])) is None and fit_lognormal(np.full(50, 3.0)) is None


@pytest.mark.nightly
def test_profile_intervals_cover_as_often_as_they_say() -> None:
    """300 samples of 80 with a third cut off: 95 % intervals of mean and cv, within binomial noise."""
    rng = np.random.default_rng(11)
    sigma, hits = math.sqrt(math.log(1 + 0.7**2)), np.zeros(2)
    for _ in range(300):
        times = rng.lognormal(math.log(35) - sigma**2 / 2, sigma, 80)
        limit = rng.uniform(20, 80, 80)
        ended = times <= limit
        fit = fit_lognormal(times[ended], limit[~ended])
        assert fit is not None
        hits += (fit.mean[1] <= 35 <= fit.mean[2], fit.cv[1] <= 0.7 <= fit.cv[2])
    assert (hits / 300 > 0.91).all() and (hits / 300 < 0.99).all()
