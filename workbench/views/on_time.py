"""On-time handling by level: where cases are late."""

from __future__ import annotations

import holoviews as hv
import pandas as pd

from workbench.language import Text
from workbench.numbers import percent
from workbench.theme import SERIES
from workbench.views.frame import Look, empty, rows

COLUMNS = ("level", "mean", "low", "high", "n")


def draw(table: pd.DataFrame, t: Text, look: Look) -> hv.Overlay:
    """Bars by level. `table`: level (`Level`), mean, low, high (shares 0…1; nan without interval), n."""
    if table.empty:
        return empty(look, t("figure.nothing"))
    labels = [t.called("level", code) for code in table["level"]]
    texts = [f"{percent(value)} %" for value in table["mean"]]
    return rows(
        labels, table, texts, [SERIES[0]] * len(table), look, title=t("on_time.axis"), scale=100, top=100
    )


def say(table: pd.DataFrame, t: Text) -> str:
    """The level that is latest, and by how much."""
    known = table.dropna(subset=["mean"])
    if known.empty:
        return t("figure.nothing")
    worst, best = known.loc[known["mean"].idxmin()], known.loc[known["mean"].idxmax()]
    return t(
        "on_time.sentence",
        worst=t.called("level", worst["level"]),
        worst_share=percent(worst["mean"]),
        best=t.called("level", best["level"]),
        best_share=percent(best["mean"]),
    )
