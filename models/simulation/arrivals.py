"""When citizens report: a Poisson stream per day with a morning peak, drawn for the whole run at once."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from models.simulation.draws import Draws, poisson

DAY = 86_400
HOUR = 3_600
PER_DAY = 10_000
"""Most reports of one stream on one day that stay distinguishable by number."""


@dataclass(frozen=True)
class Arrivals:
    """Reports in order of time: seconds, and the number (day times `PER_DAY` plus ordinal) that keys them."""

    at: npt.NDArray[np.int64]
    number: npt.NDArray[np.int64]


def daily_arrivals(
    draws: Draws,
    stream: str,
    per_day: npt.NDArray[np.float64],
    hours: npt.NDArray[np.float64],
) -> Arrivals:
    """Reports of a stream: `per_day` is the expected number on each day, `hours` 24 weights within a day.

    The n-th report of a day keeps its time when the rate changes: a higher rate adds reports.
    """
    days = np.arange(len(per_day))
    u = draws.uniforms(f"{stream}.count", days)
    counts = np.array([poisson(float(x), float(mean)) for x, mean in zip(u, per_day, strict=True)])
    counts = np.minimum(counts, PER_DAY - 1)
    day = np.repeat(days, counts)
    ordinal = np.concatenate([np.arange(n) for n in counts]) if len(counts) else np.zeros(0, dtype=np.int64)
    number = day * PER_DAY + ordinal.astype(np.int64)
    edges = np.concatenate([[0.0], np.cumsum(hours / hours.sum())])
    moment = np.interp(draws.uniforms(f"{stream}.moment", number), edges, np.arange(25) * float(HOUR))
    at = (day * DAY + np.minimum(np.floor(moment), DAY - 1)).astype(np.int64)
    order = np.lexsort((number, at))
    return Arrivals(at[order], number[order])
