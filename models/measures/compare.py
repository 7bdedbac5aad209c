"""Two plans under the same draws: paired differences, and a verdict in words.

Replication i of both plans shares seed and draws, so the difference has far less noise than the two
means. Several measures are several questions: the verdict follows Holm's adjusted p values.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

import numpy as np
import pandas as pd

from models.measures.declare import MEASURES, Direction
from models.measures.intervals import Interval, difference, holm, p_value
from models.measures.reading import Reading


class Verdict(StrEnum):
    """What a comparison shows. *No difference shown* is not *no difference*: the interval says how large
    a difference may still be."""

    BETTER = "better"
    WORSE = "worse"
    MORE = "more"
    LESS = "less"
    NO_DIFFERENCE_SHOWN = "no_difference_shown"
    CANNOT_TELL = "cannot_tell"


@dataclass(frozen=True)
class Difference:
    """`ours - base` of one measure: its interval, p value, Holm's p value, and the verdict."""

    measure: str
    interval: Interval
    p: float | None
    p_holm: float | None
    verdict: Verdict


def compare(
    ours: Sequence[Mapping[str, float]],
    base: Sequence[Mapping[str, float]],
    names: Sequence[str] | None = None,
    confidence: float = 0.95,
) -> dict[str, Difference]:
    """Paired differences of the measures both have; replication i of one goes with i of the other.

    `names` limits the questions asked, and so what Holm has to correct for. Raises ValueError where the
    numbers of replications differ.
    """
    if len(ours) != len(base):
        raise ValueError(f"compare: expected paired replications, got {len(ours)} and {len(base)}")
    if names is None:
        both = [set(ours[0]) & set(base[0])] if ours else []
        names = [name for name in MEASURES if both and name in both[0]]
    pairs = {
        name: (
            np.array([r.get(name, np.nan) for r in ours], dtype=np.float64),
            np.array([r.get(name, np.nan) for r in base], dtype=np.float64),
        )
        for name in names
    }
    raw = {name: p_value(a - b) for name, (a, b) in pairs.items()}
    adjusted = holm(raw)
    out: dict[str, Difference] = {}
    for name, (a, b) in pairs.items():
        gap = difference(a, b, confidence)
        out[name] = Difference(
            name, gap, raw[name], adjusted[name], verdict(name, gap, adjusted[name], 1 - confidence)
        )
    return out


def compare_readings(
    ours: Sequence[Reading], base: Sequence[Reading], names: Sequence[str] | None = None
) -> dict[str, Difference]:
    """The same of readings, which know their seeds: raises ValueError where they do not pair up."""
    keys = [[(r.seed, r.replication) for r in side] for side in (ours, base)]
    if keys[0] != keys[1]:
        raise ValueError(f"compare: expected the same seeds and replications, got {keys[0]} and {keys[1]}")
    return compare([r.measures for r in ours], [r.measures for r in base], names)


def verdict(name: str, gap: Interval, p_holm: float | None, alpha: float = 0.05) -> Verdict:
    """Better or worse by the measure's direction; more or less where neither is good by itself."""
    if p_holm is None or gap.mean is None:
        return Verdict.CANNOT_TELL
    if p_holm > alpha or gap.mean == 0:
        return Verdict.NO_DIFFERENCE_SHOWN
    direction = MEASURES[name].direction if name in MEASURES else Direction.NEUTRAL
    if direction is Direction.NEUTRAL:
        return Verdict.MORE if gap.mean > 0 else Verdict.LESS
    return Verdict.BETTER if (gap.mean > 0) == (direction is Direction.HIGHER) else Verdict.WORSE


def table(differences: Mapping[str, Difference]) -> pd.DataFrame:
    """Differences as rows: measure, mean, low, high, n, p, p_holm, verdict."""
    rows = [
        (
            d.measure,
            d.interval.mean,
            d.interval.low,
            d.interval.high,
            d.interval.n,
            d.p,
            d.p_holm,
            str(d.verdict),
        )
        for d in differences.values()
    ]
    return pd.DataFrame(rows, columns=["measure", "mean", "low", "high", "n", "p", "p_holm", "verdict"])
