"""Response: what a measure does along the range of one factor."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import holoviews as hv
import pandas as pd

from workbench.language import Text
from workbench.numbers import unit_name
from workbench.theme import SERIES
from workbench.views.factors import amount_text, factor_name, frame_of, scale_of, value_text
from workbench.views.frame import Look, band, empty, figure, hover


def table(found: Mapping[str, Any]) -> pd.DataFrame:
    """The table behind the figure: value, mean, low, high, n, and the paired difference to the base."""
    out = frame_of(found["rows"])
    out.insert(0, "value", [row["value"] for row in found["rows"]])
    gaps = frame_of([row["difference"] for row in found["rows"]]).add_prefix("difference_")
    return out.join(gaps).assign(shown=[row["shown"] for row in found["rows"]])


def draw(found: Mapping[str, Any], t: Text, look: Look) -> hv.Overlay:
    """`found`: one measure of `sensitivity(method="response")`. A line with its band over the values (places
    in a row where they are not numbers); a dashed line where the scenario stands."""
    rows = table(found)
    if rows["mean"].dropna().empty:
        return empty(look, t("figure.nothing"))
    unit, numeric = found["unit"], all(isinstance(v, int | float) for v in rows["value"])
    rows[["mean", "low", "high"]] = rows[["mean", "low", "high"]].astype(float) * scale_of(unit)
    rows["x"] = rows["value"].astype(float) if numeric else range(len(rows))
    rows["label"] = [value_text(value) for value in rows["value"]]
    rows["text"] = [amount_text(row["mean"], unit) for row in found["rows"]]
    factor, measure = factor_name(found["factor"], t), t.measure(found["measure"])
    layers: list[hv.Element] = [*band(rows, "x", SERIES[0], measure)]
    dots = hv.Points(rows, ["x", "mean"], ["label", "text"])
    layers.append(dots.opts(size=8, color=SERIES[0], tools=[hover((factor, "label"), (measure, "text"))]))
    if numeric and isinstance(found["base_value"], int | float):
        layers.append(hv.VLine(found["base_value"]).opts(color=look.muted, line_dash="dashed", line_width=1))
    ticks = {} if numeric else {"xticks": list(zip(rows["x"].astype(float), rows["label"], strict=True))}
    return figure(
        hv.Overlay(layers),
        look,
        270,
        xlabel=factor,
        ylabel=f"{measure} {unit_name(unit, t)}".strip(),
        show_grid=True,
        show_legend=False,
        **ticks,
    )


def say(found: Mapping[str, Any], t: Text) -> str:
    """The values at which the measure is lowest and highest, or that no difference is shown."""
    known = [row for row in found["rows"] if row["mean"] is not None]
    if not known:
        return t("figure.nothing")
    factor, measure = factor_name(found["factor"], t), t.measure(found["measure"])
    if not any(row["shown"] for row in known):
        return t("response.none", factor=factor, measure=measure)
    low, high = (end(known, key=lambda row: row["mean"]) for end in (min, max))
    return t(
        "response.sentence",
        factor=factor,
        measure=measure,
        low=amount_text(low["mean"], found["unit"]),
        at_low=value_text(low["value"]),
        high=amount_text(high["mean"], found["unit"]),
        at_high=value_text(high["value"]),
        unit=unit_name(found["unit"], t),
    )
