"""What grabbing costs as a picture: how far each policy is from the first, with its paired interval."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import holoviews as hv
import numpy as np
import pandas as pd

from workbench.language import Text
from workbench.theme import SERIES
from workbench.views.frame import Look, empty, figure, hover
from workbench.views.gallery import figure_json

DRAWN = ("inspection_minutes", "overdue_premises")
"""Never visits: who picks the easiest makes more of them and does less work."""
BETTER = {"inspection_minutes": 1.0, "overdue_premises": -1.0}
"""The direction that is wanted."""
UNSURE = "#9AA5A3"
"""Colour of what is not told apart from no difference."""


def gaps(result: Mapping[str, Any], measure: str, t: Text) -> pd.DataFrame:
    """The table behind the figure: `policy, mean, low, high, verdict` (1 better, -1 worse, 0 not told apart),
    a row for every policy but the one they are compared with."""
    rows = []
    for name, gap in result["differences"].items():
        cells = gap[measure]
        known = cells["low"] is not None and cells["low"] * cells["high"] > 0
        verdict = int(np.sign(cells["mean"]) * BETTER[measure]) if known else 0
        rows.append((t(f"routes.policy.{name}"), cells["mean"], cells["low"], cells["high"], verdict))
    table = pd.DataFrame(rows, columns=["policy", "mean", "low", "high", "verdict"])
    return table.astype(dict.fromkeys(("mean", "low", "high"), np.float64))


def draw(result: Mapping[str, Any], measure: str, t: Text, look: Look) -> hv.Overlay:
    """A forest plot: a dot and its interval a policy, the line of no difference; pale where it is crossed."""
    table = gaps(result, measure, t)
    if table.empty:
        return empty(look, t("figure.nothing"))
    place = np.arange(len(table))[::-1].astype(float)
    colours = [UNSURE if verdict == 0 else SERIES[0 if verdict > 0 else 2] for verdict in table["verdict"]]
    dots = table.assign(place=place, colour=colours, text=_texts(table))
    known = dots.dropna(subset=["low", "high"])
    spans = hv.Segments(known, ["low", "place", "high", "place"], ["colour"]).opts(
        color="colour", line_width=3
    )
    points = hv.Points(dots, ["mean", "place"], ["colour", "policy", "text"]).opts(
        color="colour", size=10, tools=[hover(("", "policy"), ("", "text"))]
    )
    reach = 1.08 * float(np.nanmax(np.abs(table[["mean", "low", "high"]].to_numpy()), initial=1.0))
    zero = hv.VLine(0).opts(color=look.muted, line_width=1, line_dash="dashed")
    title = t("routes.gap_axis", measure=t(f"routes.measure.{measure}"))
    return figure(
        zero * spans * points, look, 62 + 30 * len(table), xlabel=title, ylabel="",
        yticks=list(zip(place, table["policy"], strict=True)), xlim=(-reach, reach),
        ylim=(-0.6, len(table) - 0.4), show_grid=False,
    )  # fmt: skip


def say(result: Mapping[str, Any], measure: str, t: Text) -> str:
    """Which policies are told apart, and which way."""
    table = gaps(result, measure, t)
    named = {
        key: t("finding.join").join(table.loc[table["verdict"] == sign, "policy"]) or t("routes.none")
        for key, sign in (("better", 1), ("worse", -1), ("unsure", 0))
    }
    return t("routes.gap_said", policy=_first(result, t), **named)


def draw_policies(
    result: Mapping[str, Any], language: str, dark: bool, progress: Any = None
) -> dict[str, str]:
    """Both figures as the JSON of Bokeh documents, by measure: what a worker does."""
    t, look = Text(language=language), Look(dark)
    return {measure: figure_json(draw(result, measure, t, look)) for measure in DRAWN}


def _first(result: Mapping[str, Any], t: Text) -> str:
    return t(f"routes.policy.{result['compared_with']}")


def _texts(table: pd.DataFrame) -> Sequence[str]:
    return [
        f"{mean:+,.4g} [{low:,.4g}, {high:,.4g}]" if low == low else f"{mean:+,.4g}"
        for mean, low, high in table[["mean", "low", "high"]].itertuples(index=False)
    ]
