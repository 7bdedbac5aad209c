"""Coverage by department: whose checks are done within their interval."""

from __future__ import annotations

import holoviews as hv
import pandas as pd

from workbench.language import Text
from workbench.numbers import percent
from workbench.theme import SERIES
from workbench.views.frame import Look, empty, rows

COLUMNS = ("department", "mean", "low", "high", "n")


def draw(table: pd.DataFrame, t: Text, look: Look) -> hv.Overlay:
    """Bars, best first. `table`: department (`Department`), mean, low, high (shares of premises), n."""
    if table.empty:
        return empty(look, t("figure.nothing"))
    data = table.sort_values("mean", ascending=False, kind="stable")
    labels = [t.called("department", code) for code in data["department"]]
    texts = [f"{percent(value)} %" for value in data["mean"]]
    return rows(
        labels, data, texts, [SERIES[1]] * len(data), look, title=t("coverage.axis"), scale=100, top=100
    )


def say(table: pd.DataFrame, t: Text) -> str:
    """The department least covered."""
    known = table.dropna(subset=["mean"])
    if known.empty:
        return t("figure.nothing")
    worst, best = known.loc[known["mean"].idxmin()], known.loc[known["mean"].idxmax()]
    return t(
        "coverage.sentence",
        worst=t.called("department", worst["department"]),
        worst_share=percent(worst["mean"]),
        best=t.called("department", best["department"]),
        best_share=percent(best["mean"]),
    )
