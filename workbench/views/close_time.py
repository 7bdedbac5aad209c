"""Time to close by level: the middle, and the tail that on-time rates hide."""

from __future__ import annotations

import holoviews as hv
import numpy as np
import pandas as pd

from workbench.language import Text
from workbench.numbers import plain
from workbench.theme import SERIES
from workbench.views.frame import Look, empty, figure, hover

COLUMNS = ("level", "quantile", "mean", "low", "high", "n")
MARKS = {0.5: "circle", 0.9: "diamond", 0.95: "triangle"}


def draw(table: pd.DataFrame, t: Text, look: Look) -> hv.Overlay:
    """One row a level, a mark per quantile on a logarithmic axis, its interval as a line.

    `table`: level (`Level`), quantile (0.5, 0.9, 0.95), mean, low, high (hours), n.
    """
    if table.empty:
        return empty(look, t("figure.nothing"))
    data = table.dropna(subset=["mean"]).copy()
    if data.empty:
        return empty(look, t("figure.nothing"))
    levels = list(dict.fromkeys(data["level"]))
    data["mean"] = data["mean"].clip(lower=0.02)
    data["y"] = data["level"].map({level: float(len(levels) - 1 - i) for i, level in enumerate(levels)})
    data["label"] = [t.called("level", code) for code in data["level"]]
    data["text"] = [t("close_time.hours", hours=plain(value)) for value in data["mean"]]
    span = data.groupby("level", sort=False).agg(
        first=("mean", "min"), last=("mean", "max"), y=("y", "first")
    )
    layers: list[hv.Element] = [
        hv.Segments((span["first"], span["y"], span["last"], span["y"])).opts(
            color=SERIES[0], line_width=7, line_alpha=0.22, line_cap="round"
        )
    ]
    known = data.dropna(subset=["low", "high"])
    layers.append(
        hv.Segments((known["low"].clip(lower=0.02), known["y"], known["high"], known["y"])).opts(
            color=look.ink, line_width=1.6
        )
    )
    for number, (quantile, mark) in enumerate(MARKS.items()):
        part = data[np.isclose(data["quantile"], quantile)]
        if not part.empty:
            name = t("close_time.quantile", percent=round(100 * quantile))
            dots = hv.Points(part, ["mean", "y"], ["label", "text"], label=name)
            tip = hover(("", "label"), (name, "text"))
            layers.append(dots.opts(marker=mark, size=11, color=SERIES[number], tools=[tip]))
    tail = data.loc[data.groupby("level")["mean"].idxmax()]
    layers.append(
        hv.Labels({"x": tail["mean"] * 1.13, "y": tail["y"], "text": tail["text"]}, ["x", "y"], "text").opts(
            text_align="left", text_color=look.ink, text_font_size="12px"
        )
    )
    return figure(
        hv.Overlay(layers),
        look,
        max(190, 110 + 34 * len(levels)),
        xlabel=t("close_time.axis"),
        ylabel="",
        logx=True,
        xticks=[(0.1, "0.1"), (1, "1"), (10, "10"), (100, "100"), (1000, "1,000")],
        xlim=(float(data["mean"].min()) * 0.6, float(data["mean"].max()) * 4),
        ylim=(-0.6, len(levels) - 0.4),
        yticks=[(float(len(levels) - 1 - i), t.called("level", code)) for i, code in enumerate(levels)],
        legend_position="top",
        legend_cols=3,
        show_legend=True,
    )


def say(table: pd.DataFrame, t: Text) -> str:
    """Half within …, nine of ten within …, at the slowest level."""
    known = table.dropna(subset=["mean"])
    tail = known[np.isclose(known["quantile"], 0.9)]
    if tail.empty:
        return t("figure.nothing")
    slow = tail.loc[tail["mean"].idxmax()]
    middle = known[(known["level"] == slow["level"]) & np.isclose(known["quantile"], 0.5)]
    return t(
        "close_time.sentence",
        level=t.called("level", slow["level"]),
        half=plain(float(middle["mean"].iloc[0])) if len(middle) else "–",
        most=plain(float(slow["mean"])),
    )
