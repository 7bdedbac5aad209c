"""Utilisation by role and grid: who is stretched, who waits."""

from __future__ import annotations

import holoviews as hv
import pandas as pd

from workbench.language import Text
from workbench.numbers import percent, plain
from workbench.theme import SERIES
from workbench.views.frame import Look, empty, figure, hover

COLUMNS = ("role", "grid", "mean", "low", "high", "n")
WIDTH = 0.24
COLOURS = {
    "inspector": SERIES[0],
    "handler": SERIES[1],
    "operator": SERIES[2],
    "town_team": SERIES[3],
    "department": SERIES[4],
}
"""A colour for each role, in the order in which they stand."""


def draw(table: pd.DataFrame, t: Text, look: Look) -> hv.Overlay:
    """Dots by grid, a colour per role, the interval as a line; a role that serves every grid has the
    grid "" and stands in a column of its own. `table`: role (`Role`), grid, mean, low, high (shares), n."""
    if table.empty:
        return empty(look, t("figure.nothing"))
    data = table.dropna(subset=["mean"]).copy()
    if data.empty:
        return empty(look, t("figure.nothing"))
    data = data[data["role"].isin(list(COLOURS))]
    grids = sorted(dict.fromkeys(data["grid"]), key=lambda grid: grid == "")
    roles = [role for role in COLOURS if (data["role"] == role).any()]
    names = {grid: t.grid(grid) if grid else t("utilisation.all_grids") for grid in grids}
    offset = {role: (i - (len(roles) - 1) / 2) * WIDTH for i, role in enumerate(roles)}
    data[["mean", "low", "high"]] *= 100
    data["x"] = data["grid"].map({grid: float(i) for i, grid in enumerate(grids)}) + data["role"].map(offset)
    data["label"] = [names[grid] for grid in data["grid"]]
    data["text"] = [f"{plain(value)} %" for value in data["mean"]]
    layers: list[hv.Element] = [hv.HLine(100).opts(color=look.muted, line_dash="dashed", line_width=1)]
    for role in roles:
        part = data[data["role"] == role]
        colour = COLOURS[role]
        known = part.dropna(subset=["low", "high"])
        layers.append(
            hv.Segments((part["x"], 0.0 * part["mean"], part["x"], part["mean"])).opts(
                color=colour, line_width=10, line_alpha=0.25
            )
        )
        layers.append(
            hv.Segments((known["x"], known["low"], known["x"], known["high"])).opts(
                color=look.ink, line_width=1.6
            )
        )
        name = t.called("role", role)
        dots = hv.Points(part, ["x", "mean"], ["label", "text"], label=name)
        layers.append(dots.opts(size=9, color=colour, tools=[hover(("", "label"), (name, "text"))]))
    return figure(
        hv.Overlay(layers),
        look,
        310,
        xlabel="",
        ylabel=t("utilisation.axis"),
        xticks=[(float(i), names[grid]) for i, grid in enumerate(grids)],
        xlim=(-0.6, len(grids) - 0.4),
        ylim=(0, max(108, float(data["mean"].max()) * 1.1)),
        legend_position="top",
        legend_cols=2,
        show_legend=True,
    )


def say(table: pd.DataFrame, t: Text) -> str:
    """The busiest and the idlest role, over all grids."""
    known = table.dropna(subset=["mean"])
    if known.empty:
        return t("figure.nothing")
    means = known.groupby("role", sort=False)["mean"].mean()
    busy, idle = str(means.idxmax()), str(means.idxmin())
    return t(
        "utilisation.sentence",
        busy=t.called("role", busy),
        busy_share=percent(means[busy]),
        idle=t.called("role", idle),
        idle_share=percent(means[idle]),
    )
