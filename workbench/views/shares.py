"""Shares as bars: on-time handling by level, coverage by department. One way to draw, one way to say it."""

from __future__ import annotations

from collections.abc import Callable

import holoviews as hv
import pandas as pd

from workbench.language import Text
from workbench.numbers import percent
from workbench.theme import SERIES
from workbench.views.frame import Look, empty, rows


def draw_shares(
    kind: str, chart: str, hue: int, best_first: bool = False
) -> Callable[[pd.DataFrame, Text, Look], hv.Overlay]:
    """A function that draws one bar for each code of `kind` (`level`), in the series colour `hue`.

    Its table: the code, mean, low, high (shares 0…1; NaN without interval), n. `chart` is where its words
    stand in the text tables.
    """

    def draw(table: pd.DataFrame, t: Text, look: Look) -> hv.Overlay:
        if table.empty:
            return empty(look, t("figure.nothing"))
        data = table.sort_values("mean", ascending=False, kind="stable") if best_first else table
        labels = [t.called(kind, code) for code in data[kind]]
        texts = [f"{percent(value)} %" for value in data["mean"]]
        colours = [SERIES[hue]] * len(data)
        return rows(labels, data, texts, colours, look, title=t(f"{chart}.axis"), scale=100, top=100)

    return draw


def say_shares(kind: str, chart: str) -> Callable[[pd.DataFrame, Text], str]:
    """A function that names the worst and the best of the same table, with their shares."""

    def say(table: pd.DataFrame, t: Text) -> str:
        known = table.dropna(subset=["mean"])
        if known.empty:
            return t("figure.nothing")
        worst, best = known.loc[known["mean"].idxmin()], known.loc[known["mean"].idxmax()]
        return t(
            f"{chart}.sentence",
            worst=t.called(kind, worst[kind]),
            worst_share=percent(worst["mean"]),
            best=t.called(kind, best[kind]),
            best_share=percent(best["mean"]),
        )

    return say
