"""Backlog over time: does the work pile up?"""

from __future__ import annotations

import holoviews as hv
import pandas as pd

from workbench.language import Text
from workbench.numbers import plain
from workbench.theme import SERIES
from workbench.views.frame import Look, band, empty, figure

COLUMNS = ("day", "measure", "mean", "low", "high", "n")
COLOURS = {"open": SERIES[1], "overdue": SERIES[2]}


def draw(table: pd.DataFrame, t: Text, look: Look) -> hv.Overlay:
    """Lines with bands. `table`: day (0 = first measured day), measure (open, overdue), mean, low, high
    (cases at the end of the day), n."""
    if table.empty:
        return empty(look, t("figure.nothing"))
    layers: list[hv.Element] = []
    for measure, colour in COLOURS.items():
        part = table[table["measure"] == measure]
        if not part.empty:
            layers.extend(band(part.sort_values("day"), "day", colour, t(f"backlog.{measure}")))
    return figure(
        hv.Overlay(layers),
        look,
        270,
        xlabel=t("backlog.days"),
        ylabel=t("backlog.cases"),
        legend_position="top",
        legend_cols=2,
        show_legend=True,
        show_grid=True,
        ylim=(0, None),
    )


def say(table: pd.DataFrame, t: Text) -> str:
    """Rising, falling or steady: the mean of the last fifth of the days against the first fifth."""
    open_ = table[table["measure"] == "open"].sort_values("day")
    if len(open_) < 5:
        return t("figure.nothing")
    fifth = max(1, len(open_) // 5)
    first, last = float(open_["mean"].head(fifth).mean()), float(open_["mean"].tail(fifth).mean())
    change = (last - first) / max(first, 1.0)
    trend = "rises" if change > 0.1 else "falls" if change < -0.1 else "steady"
    return t(f"backlog.{trend}", first=plain(first), last=plain(last))
