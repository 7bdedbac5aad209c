"""Allowances from the closing pattern: where no due time is logged, closings crowd just before a limit."""

from __future__ import annotations

import numpy as np
from scipy.stats import binomtest

from models.calibration.facts import Times
from models.scenario.calendar import Calendar
from models.scenario.clocks import Clock, Limit, elapsed

USUAL = tuple(
    [Limit(amount=hours, clock=Clock.WORKING_HOURS) for hours in (1, 2, 4, 8)]
    + [Limit(amount=hours, clock=Clock.CONTINUOUS_HOURS) for hours in (1, 2, 4, 24, 48, 72)]
    + [Limit(amount=days, clock=Clock.WORKING_DAYS) for days in (1, 2, 3, 5, 7, 10, 15)]
)
"""Limits that cities publish: only these are looked for."""
WIDTH = 0.15
SURE = 0.001
TWICE = 2.0


def bunched(starts: Times, ends: Times, calendar: Calendar) -> Limit | None:
    """The usual limit before which closings crowd most clearly; None where they crowd nowhere.

    Compared are equally wide stretches of the clock just before and just after the limit: people who work
    to a deadline close at least twice as often before it, beyond chance (binomial test, Bonferroni).
    """
    best: tuple[float, Limit] | None = None
    for clock in (Clock.WORKING_HOURS, Clock.CONTINUOUS_HOURS, Clock.WORKING_DAYS):
        pairs = zip(starts.tolist(), ends.tolist(), strict=True)
        lasted = np.array([elapsed(calendar, a, b, clock) for a, b in pairs])
        for limit in (each for each in USUAL if each.clock is clock):
            width = WIDTH * limit.amount
            before = int(((lasted > limit.amount - width) & (lasted <= limit.amount)).sum())
            after = int(((lasted > limit.amount) & (lasted <= limit.amount + width)).sum())
            earlier = limit.amount - 2 * width
            rising = int(((lasted > earlier) & (lasted <= earlier + width)).sum())
            if before < 20 or before < TWICE * max(after, 1) or before <= rising:
                continue
            p = float(binomtest(before, before + after, 0.5, alternative="greater").pvalue)
            if p < SURE / len(USUAL) and (best is None or p < best[0]):
                best = p, limit
    return None if best is None else best[1]
