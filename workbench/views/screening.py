"""Morris' screening and Sobol' indices: which assumptions matter, and which cannot be told from noise."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import holoviews as hv
import numpy as np
import pandas as pd

from workbench.language import Text
from workbench.numbers import difference_unit, percent, plain
from workbench.theme import SERIES
from workbench.views.factors import amount_text, factor_name, frame_of, scale_of
from workbench.views.frame import Look, empty, figure, rows

MOST = 15
PALE = "#9AA5A3"
"""Colour of what is not told apart from noise."""


def table(found: Mapping[str, Any], t: Text) -> pd.DataFrame:
    """The table behind the figure, the largest first: of Morris `factor, mu, mu_star, low, high, sigma,
    noise, shown`, of Sobol' `factor, first…, total…, shown` with their intervals."""
    out = pd.DataFrame({"factor": [factor_name(row["factor"], t) for row in found["rows"]]})
    if found["method"] == "morris":
        for key in ("mu", "mu_star", "low", "high", "sigma", "noise"):
            out[key] = [row[key] for row in found["rows"]]
    else:
        for key in ("first", "total"):
            out = out.join(
                frame_of([row[key] for row in found["rows"]]).drop(columns="n").add_prefix(f"{key}_")
            )
    return out.assign(shown=[row["shown"] for row in found["rows"]])


def draw(found: Mapping[str, Any], t: Text, look: Look) -> hv.Overlay:
    """`found`: one measure of `sensitivity(method="morris"` or `"sobol")`. Bars with intervals: mean absolute
    effect over the range, or total index; grey where noise alone could have made it."""
    shown = list(found["rows"])[:MOST]
    if not shown:
        return empty(look, t("figure.nothing"))
    names = [factor_name(row["factor"], t) for row in shown]
    colours = [SERIES[0] if row["shown"] else PALE for row in shown]
    if found["method"] == "sobol":
        return _indices(shown, names, colours, t, look)
    cells = [{"mean": r["mu_star"], "low": r["low"], "high": r["high"], "n": None} for r in shown]
    title = t("morris.axis", measure=t.measure(found["measure"]), unit=difference_unit(found["unit"], t))
    texts = [amount_text(row["mu_star"], found["unit"]) for row in shown]
    data = frame_of(cells).astype(float)
    return rows(names, data, texts, colours, look, title=title, scale=scale_of(found["unit"]))


def _indices(
    shown: Sequence[Mapping[str, Any]], names: list[str], colours: list[str], t: Text, look: Look
) -> hv.Overlay:
    """Total index as a bar with its interval, first-order index as a mark on it."""
    cells = [{**row["total"], "mean": max(row["total"]["mean"], 0.0)} for row in shown]
    texts = [plain(row["total"]["mean"], 2) for row in shown]
    bars = rows(names, frame_of(cells).astype(float), texts, colours, look, title=t("sobol.axis"))
    place = np.arange(len(shown))[::-1].astype(float)
    first = np.array([max(row["first"]["mean"], 0.0) for row in shown])
    marks = hv.Segments((first, place - 0.31, first, place + 0.31)).opts(color=SERIES[2], line_width=3)
    return figure(bars * marks, look, max(150, 62 + 30 * len(shown)))


def say(found: Mapping[str, Any], t: Text) -> str:
    """What matters most, and how many factors are told apart from noise."""
    method, everything = found["method"], found["rows"]
    apart = [row for row in everything if row["shown"]]
    if not everything:
        return t("figure.nothing")
    if not apart:
        return t(f"{method}.none", total=len(everything))
    first = apart[0]
    told = (
        {"effect": amount_text(first["mu_star"], found["unit"]), "unit": difference_unit(found["unit"], t)}
        if method == "morris"
        else {"share": percent(first["total"]["mean"], 0)}
    )
    name = factor_name(first["factor"], t)
    return t(f"{method}.sentence", factor=name, shown=len(apart), total=len(everything), **told)
