"""The state hazards start from: a patrolled place after some weeks, or one that was never patrolled.

The burn-in is arithmetic over arrays (every premises is visited at its interval, stretched where patrol is
overloaded), not a simulation: a few milliseconds instead of half a year of events. What it simplifies,
such as how long a reported hazard takes to be rectified, the declared warm-up of the run levels out.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from models.simulation.draws import Draws

DAY = 86_400

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]


@dataclass(frozen=True)
class BurnIn:
    """Per premises and department: onset of the hazard that exists or comes next, and its ordinal."""

    onset: Ints
    ordinal: Ints


def patrolled(
    draws: Draws,
    per_second: Floats,
    interval_days: Floats,
    phase_days: Floats,
    detection: Floats,
    settled: float,
    visible: float,
    delay_days: Floats,
    handling_days: float,
    weeks: int,
) -> BurnIn:
    """So many weeks of visits at fixed intervals.

    `per_second` and `detection` have shape (premises, departments); `interval_days` is the interval
    between completed visits, `phase_days` the day of the first one; a find that is not `settled` at once
    takes `handling_days`; the public reports as in the run.
    """
    count, departments = per_second.shape
    p, d = np.arange(count)[:, None], np.arange(departments)[None, :]
    begin = -float(weeks * 7 * DAY)
    ordinal = np.zeros((count, departments), dtype=np.int64)
    onset = begin + _gap(draws, p, d, ordinal, per_second)
    interval = (interval_days * DAY)[:, None]
    phase = begin + (phase_days * DAY)[:, None]
    for _ in range(2 * weeks + 1):
        active = onset < 0
        if not active.any():
            break
        ended = _ended(draws, p, d, ordinal, onset, phase, interval, detection, settled, handling_days * DAY)
        seen = draws.uniforms("burnin.visible", p, d, ordinal) < visible
        delay = -np.log(draws.uniforms("burnin.delay", p, d, ordinal)) * delay_days[:, None] * DAY
        public = np.where(seen, onset + delay + handling_days * DAY, np.inf)
        ended = np.minimum(ended, public)
        over = active & (ended < 0)
        if not over.any():
            break
        ordinal = np.where(over, ordinal + 1, ordinal)
        onset = np.where(over, ended + _gap(draws, p, d, ordinal, per_second), onset)
    return BurnIn(_whole(onset), ordinal)


def never_patrolled(draws: Draws, per_second: Floats, prevalence: float) -> BurnIn:
    """A place on its first day: hazards exist with the declared prevalence per premises, spread by rate."""
    count, departments = per_second.shape
    p, d = np.arange(count)[:, None], np.arange(departments)[None, :]
    ordinal = np.zeros((count, departments), dtype=np.int64)
    total = per_second.sum(axis=1, keepdims=True)
    share = np.divide(per_second, total, out=np.zeros_like(per_second), where=total > 0)
    mean_total = float(total.mean()) or 1.0
    # prevalence is a mean over premises; riskier premises have more
    chance = np.minimum(prevalence * share * (total / mean_total), 0.99)
    exists = draws.uniforms("rollout.exists", p, d) < chance
    age = -np.log(draws.uniforms("rollout.age", p, d)) * 90.0 * DAY
    later = _gap(draws, p, d, ordinal, per_second)
    return BurnIn(_whole(np.where(exists, -age, later)), ordinal)


def _gap(draws: Draws, p: npt.ArrayLike, d: npt.ArrayLike, ordinal: Ints, per_second: Floats) -> Floats:
    u = draws.uniforms("hazard.gap", p, d, ordinal)
    with np.errstate(divide="ignore"):
        gap: Floats = -np.log(u) / per_second
    return gap


def _ended(
    draws: Draws,
    p: npt.ArrayLike,
    d: npt.ArrayLike,
    ordinal: Ints,
    onset: Floats,
    phase: Floats,
    interval: Floats,
    detection: Floats,
    settled: float,
    handling: float,
) -> Floats:
    """When patrol would have ended a hazard: the first visit that sees it, then the handling."""
    with np.errstate(invalid="ignore", divide="ignore"):
        first = phase + np.ceil((onset - phase) / interval) * interval
        misses = np.floor(np.log(draws.uniforms("burnin.miss", p, d, ordinal)) / np.log(1.0 - detection))
        on_the_spot = draws.uniforms("burnin.settled", p, d, ordinal) < settled
        found: Floats = first + misses * interval + np.where(on_the_spot, 0.0, handling)
    return found


def _whole(onset: Floats) -> Ints:
    return np.where(np.isfinite(onset), np.minimum(onset, 2.0**60), 2.0**60).astype(np.int64)
