"""Effects and noise: Morris on a linear function, Sobol' on Ishigami's, both with noise added."""

from __future__ import annotations

import numpy as np
import pytest
from SALib.analyze import morris as analysed
from SALib.sample import morris, sobol

from models.measures.effects import elementary_effects, indices, points_differ, screen

CUBE = {"num_vars": 3, "names": ["a", "b", "c"], "bounds": [[0.0, 1.0]] * 3}
CIRCLE = {**CUBE, "bounds": [[-np.pi, np.pi]] * 3}
FIRST, TOTAL = (0.3139, 0.4424, 0.0), (0.5576, 0.4424, 0.2437)
"""Ishigami's indices for a = 7, b = 0.1 (Ishigami and Homma 1990; Saltelli and others 2008, p. 196)."""


def noisy(answers: np.ndarray, own: float, common: float, n: int = 6, seed: int = 3) -> np.ndarray:
    """Answers of every point with noise of its own, and noise that all points of a replication share."""
    rng = np.random.default_rng(seed)
    shared = common * rng.normal(size=(1, n))
    return answers[:, None] + own * rng.normal(size=(len(answers), n)) + shared


def linear(unit: np.ndarray) -> np.ndarray:
    return 3.0 * unit[:, 0] - 2.0 * unit[:, 1]


def ishigami(x: np.ndarray) -> np.ndarray:
    return np.sin(x[:, 0]) + 7 * np.sin(x[:, 1]) ** 2 + 0.1 * x[:, 2] ** 4 * np.sin(x[:, 0])


def test_a_linear_function_is_its_slopes() -> None:
    """Without noise mu is the slope, mu* its size, sigma nothing; SALib says the same."""
    unit = morris.sample(CUBE, 12, seed=1)
    found = screen(elementary_effects(unit, linear(unit)[:, None]))
    theirs = analysed.analyze(CUBE, unit, linear(unit), seed=1)
    for i, (one, slope) in enumerate(zip(found, (3.0, -2.0, 0.0), strict=True)):
        assert one.mu == pytest.approx(slope, abs=1e-9) and one.mu == pytest.approx(theirs["mu"][i], abs=1e-9)
        assert one.mu_star == pytest.approx(abs(slope), abs=1e-9) and one.sigma == pytest.approx(
            0.0, abs=1e-9
        )
        assert one.p is None and one.noise is None


def test_screening_tells_an_effect_from_noise() -> None:
    """mu* of the factor without effect is far from zero, and still not shown; its interval says nothing of
    that, the test does. What all points share is no noise here."""
    unit = morris.sample(CUBE, 12, seed=1)
    found = screen(elementary_effects(unit, noisy(linear(unit), own=0.4, common=20.0)))
    assert [one.p is not None and one.p < 0.01 for one in found] == [True, True, False]
    assert found[2].mu_star > 0.05 and found[2].noise is not None and found[2].mu_star < found[2].noise
    assert found[0].low < 3.0 < found[0].high


@pytest.mark.nightly
def test_noise_seldom_passes_for_an_effect() -> None:
    """Of 100 screenings of three factors that do nothing, the smallest of three p (times three) is below 5 %
    in few; half of the noise moves whole trajectories of a replication together."""
    unit = morris.sample(CUBE, 6, seed=1)
    false = 0
    for seed in range(100):
        slope = np.random.default_rng([seed, 1]).normal(size=(3, 5))
        values = noisy(np.zeros(len(unit)), 0.5, 1.0, 5, seed) + unit @ slope
        false += min(one.p or 1.0 for one in screen(elementary_effects(unit, values))) * 3 < 0.05
    assert false <= 11


@pytest.mark.parametrize("own", [0.0, 4.0])
def test_ishigamis_indices_come_out_whatever_the_noise(own: float) -> None:
    """Noise of four in every run: SALib's total indices of the means would be a fifth too large and more."""
    points = sobol.sample(CIRCLE, 1024, calc_second_order=False, seed=1)
    first, total, noise = indices(noisy(ishigami(points), own, 5.0), 3)
    for found, known in ((first, FIRST), (total, TOTAL)):
        for one, value in zip(found, known, strict=True):
            assert one.value == pytest.approx(value, abs=0.03 if own == 0 else 0.09)
            assert one.low <= value <= one.high
    assert noise == pytest.approx(own**2 / 6 / (13.845 + own**2 / 6), abs=0.02)
    assert first[2].low < 0.0 < first[2].high and total[1].low > 0.2


def test_where_nothing_varies_there_is_nothing_to_share() -> None:
    first, total, noise = indices(np.ones((40, 3)), 3)
    assert noise == 0.0 and {one.value for one in [*first, *total]} == {0.0}


def test_noise_alone_has_no_indices() -> None:
    """A sample of noise: all of its variance is noise, and its points do not differ by more."""
    values = noisy(np.zeros(5 * 128), 1.0, 1.0)
    assert indices(values, 3)[2] > 0.7 and not points_differ(values, 3)
    assert points_differ(values + np.tile(np.arange(640.0) % 7, (6, 1)).T, 3)
    assert not points_differ(values[:, :1], 3) and not points_differ(np.ones((40, 3)), 3)
