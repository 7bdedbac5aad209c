"""Hazard exposure: how long hazards stand before they are put right."""

from __future__ import annotations

import holoviews as hv
import pandas as pd

from workbench.language import Text
from workbench.numbers import percent, plain
from workbench.theme import SERIES
from workbench.views.frame import Look, empty, rows

COLUMNS = ("department", "mean", "low", "high", "n")


def draw(table: pd.DataFrame, t: Text, look: Look) -> hv.Overlay:
    """Bars, most exposed first. `table`: department, mean, low, high (hazard-days per premises over the
    measured period), n."""
    if table.empty:
        return empty(look, t("figure.nothing"))
    data = table.sort_values("mean", ascending=False, kind="stable")
    labels = [t.called("department", code) for code in data["department"]]
    texts = [plain(value, 2) for value in data["mean"]]
    return rows(labels, data, texts, [SERIES[2]] * len(data), look, title=t("exposure.axis"))


def say(table: pd.DataFrame, t: Text) -> str:
    """The department with most exposure and its part of the whole."""
    known = table.dropna(subset=["mean"])
    total = float(known["mean"].sum())
    if known.empty or total <= 0:
        return t("figure.nothing")
    most = known.loc[known["mean"].idxmax()]
    return t(
        "exposure.sentence",
        department=t.called("department", most["department"]),
        days=plain(float(most["mean"]), 2),
        part=percent(float(most["mean"]) / total, 0),
    )
