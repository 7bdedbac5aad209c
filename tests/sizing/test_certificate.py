"""The certificate's claims on cases whose truth is known, and the coverage behind them."""

from __future__ import annotations

import numpy as np
import pytest

from models.measures.intervals import interval
from models.sizing.certificate import Claim, claim_of

DUE = 400


def claims(truth: float, limit: float, experiments: int = 300, replications: int = 40) -> list[Claim]:
    """Claims of many experiments in which a share `truth` of the cases is late at each of three desks."""
    random = np.random.default_rng(7)
    due = np.full((replications, 3), float(DUE))
    return [
        claim_of(due, random.binomial(DUE, truth, (replications, 3)).astype(float), np.full(3, limit))[0]
        for _ in range(experiments)
    ]


def test_it_hardly_ever_claims_what_is_false():
    """At the limit itself neither holds nor breaks is true beyond doubt: each is claimed in at most 5 %."""
    found = claims(0.05, 0.05)
    assert found.count(Claim.HOLDS) <= 0.05 * len(found)
    assert found.count(Claim.BREAKS) <= 0.08 * len(found)
    assert claims(0.06, 0.05).count(Claim.HOLDS) == 0
    assert claims(0.04, 0.05).count(Claim.BREAKS) == 0


def test_it_claims_what_is_plain():
    """Far from the limit it says so nearly always."""
    assert claims(0.03, 0.05).count(Claim.HOLDS) >= 0.95 * 300
    assert claims(0.07, 0.05).count(Claim.BREAKS) >= 0.95 * 300


def test_intervals_cover():
    """1,000 small experiments: the 95 % interval covers the truth in 93 to 97 of a hundred."""
    random = np.random.default_rng(11)
    covered = 0
    for _ in range(1000):
        due = random.poisson(DUE, 20)
        told = interval(random.binomial(due, 0.06) / due)
        covered += told.low <= 0.06 <= told.high
    assert 930 <= covered <= 970


def test_nobody_due_is_no_claim_of_lateness():
    """Constraints without cases hold."""
    due = np.zeros((20, 2))
    claim, upper = claim_of(due, due, np.full(2, 0.05))
    assert claim is Claim.HOLDS
    assert upper == pytest.approx([0.05, 0.05])
