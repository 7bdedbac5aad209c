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


def certify(
    problem: StaffingProblem, fresh: TwinSample, few: TwinSample, point: Point, most: int = 500
) -> Certificate:
    """Judge a plan on `fresh` replications and each single cut on the `few` (both unseen by the search).

    A cut below the offered load needs no simulation; the others share what `most` replications leave.
    """
    limit = np.full(len(fresh.constraints), problem.limit) + fresh.floor
    due, late = fresh.each(point)
    claim, upper = claim_of(due, late, limit)
    share = late.sum(axis=0) / np.maximum(due.sum(axis=0), 1) - fresh.floor
    cuts: dict[str, Claim] = {}
    few_limit = np.full(len(few.constraints), problem.limit) + few.floor
    for n, v in enumerate(problem.variables):
        fewer = point[n] - 1
        if fewer <= v.load or fewer < 1:
            cuts[v.name] = Claim.OVERLOADED
            continue
        if fresh.replications + few.replications + len(few.streams) > most:
            cuts[v.name] = Claim.NOT_SHOWN
            continue
        cuts[v.name], _ = claim_of(*few.each((*point[:n], fewer, *point[n + 1 :])), few_limit)
    names = fresh.constraints
    return Certificate(
        claim, cuts, dict(zip(names, share.tolist(), strict=True)),
        dict(zip(names, (upper - fresh.floor).tolist(), strict=True)),
        names[int(np.argmax(share))], fresh.replications + few.replications,
    )  # fmt: skip
