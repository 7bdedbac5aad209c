"""The state hazards start from: a patrolled place after some weeks, or one that was never patrolled.

The burn-in is arithmetic over arrays (every premises is visited at its interval, stretched where patrol is
overloaded), not a simulation: milliseconds instead of half a year of events. What it simplifies, such as
how long a reported hazard takes to be rectified, the declared warm-up of the run levels out.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

import numpy as np
import numpy.typing as npt

from models.simulation.draws import Draws

DAY = 86_400
NEVER = 2**60
UNPATROLLED_AGE_DAYS = 90.0
"""Mean age of the hazards of a never patrolled place on its first day (K)."""

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]


@dataclass(frozen=True)
class BurnIn:
    """Per premises and department: onset of the hazard that exists or comes next, and its ordinal."""

    onset: Ints
    ordinal: Ints


class ItemView(Protocol):
    """What the hazards (by premises, department, ordinal) look like to patrol."""

    def __call__(self, premises: Ints, department: Ints, ordinal: Ints) -> tuple[Floats, Floats]:
        """On every how many visits the hazard's item is checked, and the chance to see it then."""


@dataclass(frozen=True)
class Routine:
    """Patrol as the burn-in knows it.

    `interval_days` lies between completed visits, `phase_days` is the day of the first; what is not
    `settled` at once takes `handling_days`; a share `visible` is reported by the public after
    `delay_days` in the mean. Arrays are per premises.
    """

    interval_days: Floats
    phase_days: Floats
    view: ItemView
    settled: float
    visible: float
    delay_days: Floats
    handling_days: float
    weeks: int


def patrolled(draws: Draws, per_second: Floats, routine: Routine) -> BurnIn:
    """So many weeks of visits at fixed intervals; `per_second` are onset rates (premises, departments)."""
    ordinal: Ints = np.zeros(per_second.shape, dtype=np.int64)
    index: Ints = np.indices(per_second.shape).astype(np.int64)
    onset = _gap(draws, index[0], index[1], ordinal, per_second) - routine.weeks * 7.0 * DAY
    p, d = np.nonzero(onset < 0)
    while len(p):
        ended = _ended(draws, p, d, ordinal[p, d], onset[p, d], routine)
        over = ended < 0
        p, d, ended = p[over], d[over], ended[over]
        ordinal[p, d] += 1
        onset[p, d] = ended + _gap(draws, p, d, ordinal[p, d], per_second[p, d])
        again = onset[p, d] < 0
        p, d = p[again], d[again]
    return BurnIn(_whole(onset), ordinal)


def never_patrolled(draws: Draws, per_second: Floats, prevalence: Floats) -> BurnIn:
    """A place on its first day: hazards exist with the declared prevalence per premises, spread by rate."""
    index: Ints = np.indices(per_second.shape).astype(np.int64)
    p, d = index[0], index[1]
    total = per_second.sum(axis=1, keepdims=True)
    share = np.divide(per_second, total, out=np.zeros_like(per_second), where=total > 0)
    exists = draws.uniforms("rollout.exists", p, d) < np.minimum(prevalence[:, None] * share, 0.99)
    age = -np.log(draws.uniforms("rollout.age", p, d)) * UNPATROLLED_AGE_DAYS * DAY
    ordinal: Ints = np.zeros(per_second.shape, dtype=np.int64)
    later = _gap(draws, p, d, ordinal, per_second)
    return BurnIn(_whole(np.where(exists, -age, later)), ordinal)


def _gap(draws: Draws, p: Ints, d: Ints, ordinal: Ints, per_second: Floats) -> Floats:
    u = draws.uniforms("hazard.gap", p, d, ordinal)
    with np.errstate(divide="ignore"):
        gap: Floats = -np.log(u) / per_second
    return gap


def _ended(draws: Draws, p: Ints, d: Ints, ordinal: Ints, onset: Floats, routine: Routine) -> Floats:
    """When a hazard ended: the first visit that saw it, or the public's report, then the handling."""
    steps, detection = routine.view(p, d, ordinal)
    interval = routine.interval_days[p] * steps * DAY
    phase = (routine.phase_days[p] - routine.weeks * 7.0) * DAY
    first = phase + np.ceil((onset - phase) / interval) * interval
    with np.errstate(divide="ignore"):
        misses = np.floor(np.log(draws.uniforms("burnin.miss", p, d, ordinal)) / np.log1p(-detection))
    on_the_spot = draws.uniforms("burnin.settled", p, d, ordinal) < routine.settled
    handling = routine.handling_days * DAY
    found = first + misses * interval + np.where(on_the_spot, 0.0, handling)
    seen = draws.uniforms("burnin.visible", p, d, ordinal) < routine.visible
    delay = -np.log(draws.uniforms("burnin.delay", p, d, ordinal)) * routine.delay_days[p] * DAY
    ended: Floats = np.minimum(found, np.where(seen, onset + delay + handling, np.inf))
    return ended


def _whole(onset: Floats) -> Ints:
    return np.where(np.isfinite(onset), np.clip(onset, -NEVER, NEVER), NEVER).astype(np.int64)
