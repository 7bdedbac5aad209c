"""What the points show, measure by measure, in the form that the command prints and the charts draw."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from models.experiments.sensitivity.designs import problem
from models.experiments.sensitivity.factors import Factor
from models.measures.declare import MEASURES
from models.measures.effects import elementary_effects, indices, points_differ, screen
from models.measures.intervals import Interval, difference, holm, interval, p_value
from models.measures.window import Floats

ALPHA = 0.05


def told_morris(measure: str, factors: Sequence[Factor], unit: Floats, values: Floats) -> dict[str, Any]:
    """Screening, the largest mean absolute effect first; `shown`: told apart from noise (Holm over all)."""
    found = screen(elementary_effects(unit, values))
    adjusted = holm({factor.path: one.p for factor, one in zip(factors, found, strict=True)})
    rows: list[dict[str, Any]] = [
        {"factor": factor.path, **vars(one), "p_holm": adjusted[factor.path],
         "shown": _below(adjusted[factor.path])}
        for factor, one in zip(factors, found, strict=True)
    ]  # fmt: skip
    rows.sort(key=lambda row: -float(row["mu_star"]))
    return {**_head(measure, values), "method": "morris", "rows": rows}


def told_sobol(measure: str, factors: Sequence[Factor], values: Floats) -> dict[str, Any]:
    """Indices, the largest total first, noise taken out; `uncorrected` is what SALib makes of the means.

    `shown`: the points differ by more than noise, and the total index' interval lies above zero.
    `noise_share` is the part of the points' variance that is noise: close to one, nothing can be said.
    """
    first, total, noise = indices(values, len(factors))
    plain, differ = _salib(factors, values), points_differ(values, len(factors))
    rows: list[dict[str, Any]] = [
        {
            "factor": factor.path,
            "first": {"mean": one.value, "low": one.low, "high": one.high},
            "total": {"mean": whole.value, "low": whole.low, "high": whole.high},
            "uncorrected": {"first": plain["S1"][i], "total": plain["ST"][i]},
            "shown": differ and whole.low > 0,
        }
        for i, (factor, one, whole) in enumerate(zip(factors, first, total, strict=True))
    ]
    rows.sort(key=lambda row: -float(row["total"]["mean"]))
    return {
        **_head(measure, values),
        "method": "sobol",
        "noise_share": noise,
        "points_differ": differ,
        "rows": rows,
    }


def _salib(factors: Sequence[Factor], values: Floats) -> Mapping[str, list[float | None]]:
    """SALib's own indices of the means (None where nothing varies)."""
    from SALib.analyze import sobol

    means = values.mean(axis=1)
    if not np.ptp(means) > 0:
        return {key: [None] * len(factors) for key in ("S1", "ST")}
    found = sobol.analyze(problem(factors), means, calc_second_order=False, num_resamples=10, seed=1)
    return {key: [float(value) for value in found[key]] for key in ("S1", "ST")}


def told_tornado(measure: str, factors: Sequence[Factor], values: Floats) -> dict[str, Any]:
    """Paired differences to the base at both ends, the widest swing first; Holm over all ends."""
    base, ends = values[0], values[1:].reshape(len(factors), 2, -1)
    raw = {f"{i} {e}": p_value(ends[i, e] - base) for i in range(len(factors)) for e in (0, 1)}
    adjusted = holm(raw)
    rows: list[dict[str, Any]] = []
    for i, factor in enumerate(factors):
        gaps = [difference(ends[i, e], base) for e in (0, 1)]
        swing = difference(ends[i, 1], ends[i, 0])
        reach = [0.0, *(gap.mean for gap in gaps if gap.mean is not None)]
        low, high = factor.ends
        rows.append(
            {
                "factor": factor.path, "low_value": low, "high_value": high, "base_value": factor.base,
                "at_low": _cell(gaps[0]), "at_high": _cell(gaps[1]), "swing": _cell(swing),
                "width": max(reach) - min(reach),
                "p_holm": [adjusted[f"{i} {e}"] for e in (0, 1)],
                "shown": any(_below(adjusted[f"{i} {e}"]) for e in (0, 1)),
            }
        )  # fmt: skip
    rows.sort(key=lambda row: (not row["shown"], -float(row["width"])))
    return {**_head(measure, values), "method": "tornado", "base": _cell(interval(base)), "rows": rows}


def told_response(measure: str, factor: Factor, levels: Sequence[Any], values: Floats) -> dict[str, Any]:
    """The measure at every level, and its paired difference to the base; Holm over the levels."""
    base, along = values[0], values[1:]
    adjusted = holm({str(i): p_value(one - base) for i, one in enumerate(along)})
    rows: list[dict[str, Any]] = [
        {
            "value": level, **_cell(interval(one)), "difference": _cell(difference(one, base)),
            "p_holm": adjusted[str(i)], "shown": _below(adjusted[str(i)]),
        }
        for i, (level, one) in enumerate(zip(levels, along, strict=True))
    ]  # fmt: skip
    told = {"method": "response", "factor": factor.path, "base_value": factor.base}
    return {**_head(measure, values), **told, "base": _cell(interval(base)), "rows": rows}


def _head(measure: str, values: Floats) -> dict[str, Any]:
    return {"measure": measure, "unit": MEASURES[measure].unit, "replications": int(values.shape[1])}


def _cell(span: Interval) -> dict[str, Any]:
    return {"mean": span.mean, "low": span.low, "high": span.high, "n": span.n}


def _below(p: float | None) -> bool:
    return p is not None and p <= ALPHA
