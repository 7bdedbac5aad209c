"""MSER on series whose answer is known, and on one whose answer is that there is none."""

from __future__ import annotations

import numpy as np
import pytest

from models.measures.warmup import batch_means, mser, mser_over


def noise(count: int, seed: int = 7) -> np.ndarray:
    return np.random.default_rng(seed).normal(size=count)


def test_a_climb_of_three_batches_is_cut_off() -> None:
    """15 observations rise from 0 to 10, the rest stays there: three batches of five are left out."""
    series = np.concatenate([np.linspace(0, 9, 15), 10.0 + np.tile([0.1, -0.1], 43)[:85]])
    found = mser(series)
    assert found.cut == 15 and found.steady and found.reason == "steady"
    assert found.mean == pytest.approx(10.0, abs=0.05)


def test_the_statistic_is_that_of_the_paper() -> None:
    """Twelve batch means by hand: the cut of one batch leaves eleven equal ones and no error."""
    series = np.repeat([5.0] + [1.0] * 11, 5)
    found = mser(series)
    assert found.errors[0] == pytest.approx(((5 - 4 / 3) ** 2 + 11 * (1 / 3) ** 2) / 144)
    assert found.errors[1] == 0.0 and found.cut == 5


def test_what_grows_has_no_steady_state() -> None:
    found = mser(np.arange(100.0))
    assert not found.steady and found.reason == "no_steady_state"


def test_a_short_run_says_so() -> None:
    found = mser(noise(45))
    assert not found.steady and found.reason == "too_short" and found.cut == 0


def test_noise_alone_seldom_looks_unsteady() -> None:
    """Sixteen weeks of steady days: the least error lies in the second half in few of 300 series."""
    rows = noise(300 * 112).reshape(300, 112)
    assert np.mean([not mser(row, batch=7).steady for row in rows]) < 0.2


def test_weeks_are_batches_and_replications_are_averaged() -> None:
    """A weekly rhythm is no warm-up; two replications that err in opposite ways are none either."""
    week = np.tile([0.0, 5.0, 5.0, 5.0, 5.0, 5.0, 0.0], 20)
    assert mser_over([week]).cut == 0
    swing = np.concatenate([np.full(35, 3.0), np.zeros(105)])
    assert mser_over([week + swing, week - swing]).cut == 0
    assert mser_over([week + swing, week]).cut == 35


def test_the_last_batch_is_whole() -> None:
    """What does not fill a batch is left out at the beginning, and counts to the cut."""
    assert batch_means([9.0, 1.0, 3.0, 5.0, 7.0], 2).tolist() == [2.0, 6.0]
    series = np.concatenate([[100.0, 100.0], np.full(5, 50.0), np.ones(60)])
    assert mser(series).cut == 7


def test_holes_and_unequal_lengths_are_refused() -> None:
    with pytest.raises(ValueError, match="every observation"):
        mser([1.0, np.nan])
    with pytest.raises(ValueError, match="one length"):
        mser_over([[1.0], [1.0, 2.0]])
