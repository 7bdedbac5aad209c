"""Tornado: every factor at its low and high end, one at a time, against the scenario as it is."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import holoviews as hv
import numpy as np
import pandas as pd

from workbench.language import Text
from workbench.numbers import difference_unit
from workbench.theme import SERIES
from workbench.views.factors import amount_text, factor_name, frame_of, numbers_of, value_text
from workbench.views.frame import Look, empty, figure, hover

ENDS = (("at_low", "low_value", SERIES[1]), ("at_high", "high_value", SERIES[2]))
MOST = 15
"""Bars on one chart; the table has them all."""


def table(found: Mapping[str, Any], t: Text) -> pd.DataFrame:
    """The table behind the figure, the widest swing first: factor, low and high value, the paired difference
    at both ends (mean, low, high, n), and whether it is told apart from noise."""
    out = pd.DataFrame(
        {
            "factor": [factor_name(row["factor"], t) for row in found["rows"]],
            "low_value": [value_text(row["low_value"]) for row in found["rows"]],
            "high_value": [value_text(row["high_value"]) for row in found["rows"]],
        }
    )
    for end, _, _ in ENDS:
        out = out.join(frame_of([row[end] for row in found["rows"]]).add_prefix(f"{end}_"))
    return out.assign(shown=[row["shown"] for row in found["rows"]])


def draw(found: Mapping[str, Any], t: Text, look: Look) -> hv.Overlay:
    """`found`: one measure of `sensitivity(method="tornado")`. Bars with their intervals from the base; what
    is not told apart from noise is pale."""
    rows = list(found["rows"])[:MOST]
    if not rows:
        return empty(look, t("figure.nothing"))
    unit, place = found["unit"], np.arange(len(rows))[::-1].astype(float)
    pale = [0.85 if row["shown"] else 0.3 for row in rows]
    layers: list[hv.Element] = []
    reach = 0.0
    for end, value, colour in ENDS:
        cells = [row[end] for row in rows]
        mean, low, high = (numbers_of(cells, key, unit) for key in ("mean", "low", "high"))
        reach = max(reach, float(np.nanmax(np.abs([mean, low, high]), initial=0.0)))
        texts = [f"{value_text(row[value])}: {amount_text(row[end]['mean'], unit)}" for row in rows]
        bars = pd.DataFrame({"x0": 0.0, "y0": place - 0.3, "x1": mean, "y1": place + 0.3, "pale": pale})
        names = [factor_name(row["factor"], t) for row in rows]
        bars = bars.assign(label=names, text=texts).dropna(subset=["x1"])
        layers.append(
            hv.Rectangles(bars, ["x0", "y0", "x1", "y1"], ["pale", "label", "text"]).opts(
                color=colour, fill_alpha="pale", line_alpha=0, tools=[hover(("", "label"), ("", "text"))]
            )
        )
        has = np.isfinite(low) & np.isfinite(high)
        layers.append(
            hv.Segments((low[has], place[has], high[has], place[has])).opts(color=look.ink, line_width=1.3)
        )
    layers.append(hv.VLine(0).opts(color=look.muted, line_width=1))
    labels = [
        f"{factor_name(r['factor'], t)} ({value_text(r['low_value'])}–{value_text(r['high_value'])})"
        for r in rows
    ]
    return figure(
        hv.Overlay(layers),
        look,
        max(170, 70 + 30 * len(rows)),
        xlabel=t("tornado.axis", measure=t.measure(found["measure"]), unit=difference_unit(unit, t)),
        ylabel="",
        yticks=list(zip(place, labels, strict=True)),
        xlim=(-1.1 * (reach or 1.0), 1.1 * (reach or 1.0)),
        ylim=(-0.6, len(rows) - 0.4),
        show_grid=False,
    )


def say(found: Mapping[str, Any], t: Text) -> str:
    """The factor with the widest swing, and how many are told apart from noise."""
    rows = found["rows"]
    shown = [row for row in rows if row["shown"]]
    if not rows:
        return t("figure.nothing")
    if not shown:
        return t("tornado.none", total=len(rows))
    first = shown[0]
    ends = sorted((first[end]["mean"] for end, _, _ in ENDS if first[end]["mean"] is not None), key=float)
    return t(
        "tornado.sentence",
        factor=factor_name(first["factor"], t),
        low=amount_text(ends[0], found["unit"]),
        high=amount_text(ends[-1], found["unit"]),
        unit=difference_unit(found["unit"], t),
        shown=len(shown),
        total=len(rows),
    )
