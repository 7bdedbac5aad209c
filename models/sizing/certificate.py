"""The two-sided certificate: on fresh seeds the plan holds, and what becomes of it with one person fewer.

For every constraint the mean of late - (limit + floor) * due over replications has a one-sided t bound
(a ratio's linear form: Law, Simulation Modeling and Analysis, section 9.4); Bonferroni over the constraints.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from scipy.special import stdtrit

from models.sizing.problem import Floats, Point, StaffingProblem
from models.sizing.sample import TwinSample

CONFIDENCE = 0.95
CUT, LEAST = 20, 5
"""Replications for a cut: so many where there is room, none where there is room for fewer than the least."""


class Claim(StrEnum):
    """What fresh replications show."""

    HOLDS = "holds"
    BREAKS = "breaks"
    NOT_SHOWN = "not_shown"
    OVERLOADED = "overloaded"


@dataclass(frozen=True)
class Certificate:
    """The plan's claim, and of each single cut; `late` and `upper` by constraint, on fresh seeds."""

    claim: Claim
    cuts: Mapping[str, Claim]
    late: Mapping[str, float]
    upper: Mapping[str, float]
    worst: str
    replications: int


def claim_of(
    due: Floats, late: Floats, limit: Floats, confidence: float = CONFIDENCE
) -> tuple[Claim, Floats]:
    """What n replications (rows) say of every constraint (columns) together, and upper bounds of the shares.

    *Holds*: every upper bound is within the limit. *Breaks*: some lower bound lies above it. The chance of a
    false claim is at most 1 - confidence.
    """
    n, many = due.shape
    excess = late - limit * due
    mean, spread = excess.mean(axis=0), excess.std(axis=0, ddof=1) / np.sqrt(n)
    half = float(stdtrit(n - 1, 1.0 - (1.0 - confidence) / many)) * spread
    per_case = np.maximum(due.mean(axis=0), 1e-12)
    upper = limit + (mean + half) / per_case
    if bool((mean - half > 0).any()):
        return Claim.BREAKS, upper
    return (Claim.HOLDS if bool((mean + half <= 1e-12).all()) else Claim.NOT_SHOWN), upper


def hold(problem: StaffingProblem, fresh: TwinSample, point: Point) -> Certificate:
    """Judge a plan on `fresh` replications, unseen by the search; nothing is said of cuts yet."""
    limit = np.full(len(fresh.constraints), problem.limit) + fresh.floor
    due, late = fresh.each(point)
    claim, upper = claim_of(due, late, limit)
    share = late.sum(axis=0) / np.maximum(due.sum(axis=0), 1) - fresh.floor
    names = fresh.constraints
    return Certificate(
        claim, {}, dict(zip(names, share.tolist(), strict=True)),
        dict(zip(names, (upper - fresh.floor).tolist(), strict=True)),
        names[int(np.argmax(share))], fresh.replications,
    )  # fmt: skip


def cuts(problem: StaffingProblem, fresh: TwinSample, point: Point, room: int) -> Mapping[str, Claim]:
    """What becomes of the plan with one person fewer at each desk, on some of the fresh replications.

    A cut below the offered load needs no simulation; the others share `room` replications.
    """
    limit = np.full(len(fresh.constraints), problem.limit) + fresh.floor
    claims = {
        v.name: Claim.OVERLOADED if point[n] - 1 <= v.load or point[n] < 2 else Claim.NOT_SHOWN
        for n, v in enumerate(problem.variables)
    }
    asked = [n for n, v in enumerate(problem.variables) if claims[v.name] is Claim.NOT_SHOWN]
    each = min(CUT, room // max(1, len(asked)))
    for n in asked if each >= LEAST else ():
        fewer = (*point[:n], point[n] - 1, *point[n + 1 :])
        claims[problem.variables[n].name], _ = claim_of(*fresh.each(fewer, each), limit)
    return claims
