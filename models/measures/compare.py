"""Two plans under the same draws: paired differences, and a verdict in words.

Replication i of both plans shares seed and draws, so the difference has far less noise than the two
means. Several measures are several questions: the verdict follows Holm's adjusted p values.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike

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
    """`ours - base` of one measure: its interval, p value, Holm's p value, the verdict, and the `gain` that
    common draws gave (see `gain`)."""

    measure: str
    interval: Interval
    p: float | None
    p_holm: float | None
    verdict: Verdict
    gain: float | None = None


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
        says = verdict(name, gap, adjusted[name], 1 - confidence)
        out[name] = Difference(name, gap, raw[name], adjusted[name], says, gain(a, b))
    return out


def jointly(
    comparisons: Sequence[Mapping[str, Difference]], confidence: float = 0.95
) -> list[dict[str, Difference]]:
    """Several comparisons with the same base, corrected as one family of questions.

    Holm over every measure of every comparison: the chance that any verdict of all of them is false stays
    below one minus `confidence`, however many variants there are.
    """
    raw = {f"{n} {name}": gap.p for n, each in enumerate(comparisons) for name, gap in each.items()}
    adjusted = holm(raw)

    def corrected(n: int, name: str, gap: Difference) -> Difference:
        p = adjusted[f"{n} {name}"]
        return replace(gap, p_holm=p, verdict=verdict(name, gap.interval, p, 1 - confidence))

    return [
        {name: corrected(n, name, gap) for name, gap in each.items()} for n, each in enumerate(comparisons)
    ]


def gain(ours: ArrayLike, base: ArrayLike) -> float | None:
    """The part of a difference's variance that common draws took away: 1 - var(d) / (var(a) + var(b)).

    Pairs without a value are left out. None below two pairs, and where nothing varies; negative where common
    draws did harm.
    """
    a, b = np.asarray(ours, dtype=np.float64), np.asarray(base, dtype=np.float64)
    both = ~(np.isnan(a) | np.isnan(b))
    if both.sum() < 2:
        return None
    a, b = a[both], b[both]
    apart = float(a.var(ddof=1) + b.var(ddof=1))
    return None if not apart > 0 else 1.0 - float((a - b).var(ddof=1)) / apart


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
