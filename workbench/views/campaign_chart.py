"""Response: a measure along a lever, point by point with intervals, a series for each value of another."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import holoviews as hv
import pandas as pd

from models.measures.declare import MEASURES
from workbench.language import Text
from workbench.numbers import number, unit_name
from workbench.theme import SERIES
from workbench.views.campaign import axis_name, axis_value
from workbench.views.frame import Look, empty, figure, hover
from workbench.views.gallery import figure_json

DODGE = 0.012
"""Series stand this part of the axis apart, so that their intervals can be told apart."""


def response_rows(told: Mapping[str, Any], measure: str, along: str, by: str, t: Text) -> pd.DataFrame:
    """The table behind the figure: x (number or None), label, series, mean, low, high, n. Points without the
    measure are left out."""
    rows = []
    for point in told["variants"]:
        cells = point["measures"][measure]
        if cells["mean"] is None:
            continue
        label, value = axis_value(point, along, t)
        series = axis_value(point, by, t)[0] if by else ""
        numeric = isinstance(value, int | float) and not isinstance(value, bool)
        rows.append({"x": float(value) if numeric else None, "label": label, "series": series, **cells})
    return pd.DataFrame(rows, columns=["x", "label", "series", "mean", "low", "high", "n"])


def draw(rows: pd.DataFrame, measure: str, along: str, by: str, t: Text, look: Look) -> hv.Overlay:
    """`rows` of `response_rows`. Values that are not all numbers stand in a row in their first order."""
    if rows.empty:
        return empty(look, t("figure.nothing"))
    unit = MEASURES[measure].unit
    scale = 100.0 if unit == "share" else 1.0
    numeric = rows["x"].notna().all()
    labels = list(dict.fromkeys(rows["label"]))
    data = rows.assign(
        at=rows["x"].astype(float) if numeric else rows["label"].map(labels.index).astype(float)
    )
    data[["mean", "low", "high"]] = data[["mean", "low", "high"]].astype(float) * scale
    data["text"] = [f"{number(mean, unit)} {unit_name(unit, t)}" for mean in rows["mean"]]
    names = list(dict.fromkeys(data["series"]))
    width = float(data["at"].max() - data["at"].min()) or 1.0
    layers: list[hv.Element] = []
    for place, name in enumerate(names):
        part = data[data["series"] == name].sort_values("at", kind="stable")
        part = part.assign(at=part["at"] + DODGE * width * (place - (len(names) - 1) / 2))
        layers += _series(part, name, SERIES[place % len(SERIES)], axis_name(along, t), t.measure(measure))
    ticks = {} if numeric else {"xticks": [(float(place), label) for place, label in enumerate(labels)]}
    legend = {"legend_position": "top", "legend_cols": 3} if by else {}
    return figure(
        hv.Overlay(layers), look, 300, xlabel=axis_name(along, t), show_grid=True, show_legend=bool(by),
        ylabel=f"{t.measure(measure)} {unit_name(unit, t)}".strip(), **ticks, **legend,
    )  # fmt: skip


def _series(part: pd.DataFrame, name: str, colour: str, x: str, y: str) -> Sequence[hv.Element]:
    layers: list[hv.Element] = []
    if part["label"].is_unique and len(part) > 1:  # one point a value: the eye may follow a line
        layers.append(hv.Curve(part, "at", "mean").opts(color=colour, line_width=1.6, line_alpha=0.7))
    known = part.dropna(subset=["low", "high"])
    ends = (known["at"], known["low"], known["at"], known["high"])
    layers.append(hv.Segments(ends).opts(color=colour, line_width=1.8))
    dots = hv.Points(part, ["at", "mean"], ["label", "text"], label=name)
    layers.append(dots.opts(size=8, color=colour, tools=[hover((x, "label"), (y, "text"))]))
    return layers


def say(rows: pd.DataFrame, measure: str, along: str, t: Text) -> str:
    """Where the measure is lowest and highest."""
    if rows.empty:
        return t("figure.nothing")
    unit = MEASURES[measure].unit
    low, high = rows.loc[rows["mean"].idxmin()], rows.loc[rows["mean"].idxmax()]
    return t(
        "campaigns.response",
        measure=t.measure(measure),
        along=axis_name(along, t),
        unit=unit_name(unit, t),
        low=number(low["mean"], unit),
        at_low=low["label"],
        high=number(high["mean"], unit),
        at_high=high["label"],
    ).strip()


def draw_response(
    told: Mapping[str, Any],
    measure: str,
    along: str,
    by: str,
    language: str,
    dark: bool,
    progress: Any = None,
) -> dict[str, str]:
    """The figure as the JSON of a Bokeh document; `told` is what `browse` says (its `variants` suffice)."""
    t = Text(language=language)
    rows = response_rows(told, measure, along, by, t)
    return {"figure": figure_json(draw(rows, measure, along, by, t, Look(dark)))}
