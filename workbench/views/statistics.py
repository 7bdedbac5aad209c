"""One way to draw and say what a question of statistics found: warm-up, tornado, response, screening."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd

from workbench.language import Text
from workbench.views import response, screening, tornado, warmup
from workbench.views.frame import Look
from workbench.views.gallery import figure_json

WARMUP = "warmup"
METHODS = (WARMUP, "tornado", "response", "morris", "sobol")
"""Questions, in the order in which they are asked."""
_VIEWS: dict[str, Any] = {
    WARMUP: warmup, "tornado": tornado, "response": response, "morris": screening, "sobol": screening,
}  # fmt: skip


def parts(method: str, result: Mapping[str, Any]) -> dict[str, Mapping[str, Any]]:
    """What is drawn of a result, by name: a daily series each for a warm-up, else a measure each."""
    if method == WARMUP:
        return {each["name"]: each for each in result["series"]}
    return dict(result["measures"])


def say_part(method: str, found: Mapping[str, Any], t: Text) -> str:
    """The sentence of one part."""
    return str(_VIEWS[method].say(found, t))


def table_of(method: str, found: Mapping[str, Any], t: Text) -> pd.DataFrame:
    """The table behind one part."""
    view = _VIEWS[method]
    return view.table(found) if method in (WARMUP, "response") else view.table(found, t)


def draw_statistics(
    method: str, found: Mapping[str, Any], language: str, dark: bool, progress: Any = None
) -> dict[str, str]:
    """The figure of one part as the JSON of a Bokeh document."""
    return {"figure": figure_json(_VIEWS[method].draw(found, Text(language=language), Look(dark)))}
