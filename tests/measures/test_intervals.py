"""What several replications can tell, and what one cannot."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from models.measures.intervals import Interval, difference, holm, interval, over_replications, p_value


def test_three_numbers_and_the_table_of_student() -> None:
    """10, 12, 14: mean 12, standard deviation 2, t(0.975, 2) = 4.3027, so 12 -+ 4.3027 * 2 / sqrt 3."""
    shown = interval([10.0, 12.0, 14.0])
    assert shown.mean == 12.0
    assert shown.n == 3
    assert shown.low == pytest.approx(12 - 4.968, abs=1e-3)
    assert shown.high == pytest.approx(12 + 4.968, abs=1e-3)
    assert shown.half_width == pytest.approx(4.968, abs=1e-3)
    assert shown.indicative


def test_one_replication_has_no_interval() -> None:
    """The issue: null below two replications."""
    assert interval([7.0]) == Interval(7.0, None, None, 1)
    assert interval([]) == Interval(None, None, None, 0)
    assert not interval([7.0]).excludes_zero()


def test_a_replication_where_nothing_was_due_is_left_out_of_n() -> None:
    """NaN is no value; counting it as zero would be a lie."""
    assert interval([np.nan, 3.0, 5.0]) == interval([3.0, 5.0])


def test_ten_replications_are_no_longer_indicative() -> None:
    """Nine are."""
    assert interval(np.arange(9.0)).indicative
    assert not interval(np.arange(10.0)).indicative


def test_pairing_removes_what_both_share() -> None:
    """A large shared noise, a small steady difference: only the paired interval excludes zero."""
    shared = np.array([100.0, 250.0, 40.0, 400.0, 180.0])
    gap = difference(shared + np.array([1.0, 1.2, 0.8, 1.1, 0.9]), shared)
    assert gap.mean == pytest.approx(1.0)
    assert gap.excludes_zero()
    with pytest.raises(ValueError, match="got 2, 1"):
        difference([1.0, 2.0], [1.0])


def test_p_value_agrees_with_the_interval() -> None:
    """p is 0.05 exactly where the 95 % interval touches zero: move the sample by its low end."""
    sample = np.array([3.1, 2.2, 4.8, 3.9, 2.7])
    low = interval(sample).low
    assert low is not None
    assert p_value(sample - low) == pytest.approx(0.05)
    assert p_value([4.0, 4.0]) == 0.0
    assert p_value([0.0, 0.0]) == 1.0
    assert p_value([1.0]) is None


def test_holm_by_hand() -> None:
    """0.01, 0.03, 0.04: 3 * 0.01 = 0.03, 2 * 0.03 = 0.06, then not below 0.06; None is not asked."""
    assert holm({"b": 0.03, "a": 0.01, "c": 0.04, "d": None}) == {
        "b": pytest.approx(0.06),
        "a": pytest.approx(0.03),
        "c": pytest.approx(0.06),
        "d": None,
    }
    assert holm({"a": 0.8, "b": 0.9}) == {"a": 1.0, "b": 1.0}


@pytest.mark.parametrize("n", [2, 5, 20])
def test_coverage_of_the_interval_is_what_it_says(n: int) -> None:
    """4,000 experiments of n normal values: 95 % intervals hold the mean 95 % of the time.

    The standard error of the share is 0.34 points; four of them are allowed, so a right interval fails
    about once in 15,000 seeds, while a normal one instead of Student's (n = 5: 88 %) always does.
    """
    samples = np.random.default_rng(20260102 + n).normal(3.0, 2.0, size=(4000, n))
    held = 0
    for sample in samples:
        shown = interval(sample)
        assert shown.low is not None and shown.high is not None
        held += shown.low <= 3.0 <= shown.high
    assert abs(held / 4000 - 0.95) < 4 * np.sqrt(0.95 * 0.05 / 4000)


def test_frames_over_replications_are_intervals_row_by_row() -> None:
    """A row that only some replications have counts those."""
    one = pd.DataFrame({"key": ["a", "b"], "value": [1.0, 5.0]})
    two = pd.DataFrame({"key": ["a"], "value": [3.0]})
    out = over_replications([one, two], ["key"])
    assert list(out.columns) == ["key", "mean", "low", "high", "n"]
    a, b = interval([1.0, 3.0]), out.set_index("key").loc["b"]
    assert out.iloc[0].to_list() == ["a", a.mean, pytest.approx(a.low), pytest.approx(a.high), 2]
    assert (b["mean"], b["n"]) == (5.0, 1)
    assert np.isnan(b["low"]) and np.isnan(b["high"])
    assert over_replications([], ["key"]).empty
