"""All charts of a result, drawn to JSON that a browser shows by itself.

Drawing takes HoloViews a third of a second a chart, so it is done in a worker process and kept; a page
only passes text on.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import holoviews as hv
import pandas as pd
from bokeh.document import Document

from workbench.language import Text
from workbench.results import read_result
from workbench.views import backlog, close_time, exposure, utilisation
from workbench.views.frame import Look
from workbench.views.shares import draw_shares, say_shares


@dataclass(frozen=True)
class Chart:
    """A view by name: the table it reads, how it draws and what it says."""

    name: str
    table: str
    draw: Callable[[pd.DataFrame, Text, Look], hv.Overlay]
    say: Callable[[pd.DataFrame, Text], str]


CHARTS = (
    Chart("on_time", "on_time_by_level", draw_shares("level", "on_time", 0), say_shares("level", "on_time")),
    Chart("close_time", "close_time_by_level", close_time.draw, close_time.say),
    Chart("backlog", "backlog", backlog.draw, backlog.say),
    Chart("utilisation", "utilisation", utilisation.draw, utilisation.say),
    Chart(
        "coverage",
        "coverage_by_department",
        draw_shares("department", "coverage", 1, best_first=True),
        say_shares("department", "coverage"),
    ),
    Chart("exposure", "exposure_by_department", exposure.draw, exposure.say),
)


def draw_gallery(
    folder: str, language: str, dark: bool, progress: Callable[[float, str], None] | None = None
) -> dict[str, str]:
    """Every chart of the result in `folder`: name → a Bokeh document as JSON text."""
    result, t, look = read_result(Path(folder)), Text(language=language), Look(dark)
    drawn = {}
    for number, chart in enumerate(CHARTS):
        drawn[chart.name] = figure_json(chart.draw(result.table(chart.table), t, look))
        if progress:
            progress((number + 1) / len(CHARTS), chart.name)
    return drawn


def figure_json(figure: hv.Overlay) -> str:
    """One HoloViews figure as the JSON of a Bokeh document with a single root."""
    document = Document()
    document.add_root(hv.render(figure, backend="bokeh"))
    return json.dumps(document.to_json(deferred=False) | {"defs": []}, ensure_ascii=False)
