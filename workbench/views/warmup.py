"""Warm-up shown: a daily series with the day from which it is steady, and the warm-up that is configured."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import holoviews as hv
import pandas as pd

from workbench.language import Text
from workbench.numbers import plain
from workbench.theme import SERIES
from workbench.views.frame import Look, band, empty, figure


def table(found: Mapping[str, Any]) -> pd.DataFrame:
    """The table behind the figure: day (1 = end of the first day of the run), mean, low, high, n."""
    return pd.DataFrame({key: found[key] for key in ("day", "mean", "low", "high", "n")}).astype("float64")


def draw(found: Mapping[str, Any], t: Text, look: Look) -> hv.Overlay:
    """`found`: one series of `warmup()["series"]`. A dashed line at the configured warm-up, a full one where
    the series is steady from (none where it is not)."""
    rows = table(found)
    if rows["mean"].dropna().empty:
        return empty(look, t("figure.nothing"))
    top = float(rows[["mean", "high"]].max().max()) or 1.0
    layers: list[hv.Element] = [*band(rows, "day", SERIES[1], t.called("daily_series", found["name"]))]
    marks = [("configured", found["configured_days"], "dashed", look.muted)]
    if found["steady"]:
        marks.append(("steady_from", found["truncation_day"], "solid", SERIES[2]))
    for key, day, dash, colour in marks:
        layers.append(hv.VLine(day).opts(color=colour, line_dash=dash, line_width=1.6))
        place = top * (1.12 if key == "configured" else 1.03)
        words = hv.Labels({"x": [day], "y": [place], "text": [f" {t(f'warmup.{key}')}"]}, ["x", "y"], "text")
        layers.append(words.opts(text_align="left", text_color=colour, text_font_size="12px"))
    return figure(
        hv.Overlay(layers),
        look,
        250,
        xlabel=t("warmup.days"),
        ylabel=t.called("daily_series", found["name"]),
        show_grid=True,
        show_legend=False,
        ylim=(0, top * 1.2),
        xlim=(0, float(rows["day"].max()) + 1),
    )


def say(found: Mapping[str, Any], t: Text) -> str:
    """Whether the series becomes steady, from when, and whether the configured warm-up is long enough."""
    name, configured = t.called("daily_series", found["name"]), plain(found["configured_days"], 0)
    if not found["steady"]:
        return t("warmup.unsteady", series=name, configured=configured)
    key = "warmup.covered" if found["covered"] else "warmup.too_short"
    return t(key, series=name, day=plain(found["truncation_day"], 0), configured=configured)
