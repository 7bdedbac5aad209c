"""The replay page: a simulated day played on the map."""

from __future__ import annotations

from html import escape
from typing import Any

import panel_material_ui as pmui

from workbench.catalogue import Catalogue, Opened
from workbench.jobs import Jobs
from workbench.language import Text
from workbench.map.picture import shade_by_grid
from workbench.map.replay_map import ReplayMap, in_units, replay_words
from workbench.map.route_map import encode_streets
from workbench.pages.day_page import DayPage
from workbench.pages.day_picker import day_options
from workbench.pages.layout import html, line, paper, relabel
from workbench.planner import Planner
from workbench.theme import LIGHT

KEYS = (
    ("legend_walk", "background:var(--gw-accent);border-radius:50%"),
    ("legend_inspect", "background:var(--gw-accent);border-radius:50%;box-shadow:0 0 0 2px var(--gw-text)"),
    ("legend_handle", "background:#3B78C9;border-radius:50%"),
    ("legend_team", "background:#A8479B;border-radius:50%"),
    ("legend_task", f"background:var(--gw-warn, {LIGHT['warn']})"),
    ("legend_case", "border:2px solid hsl(40 70% 45%);border-radius:50%;width:8px;height:8px"),
)
LEGEND = """
.legend { display: flex; flex-wrap: wrap; gap: 5px 16px; font: 12.5px/1.5 var(--gw-font);
  color: var(--gw-text); }
.legend span { display: inline-flex; gap: 7px; align-items: center; }
.legend i { width: 10px; height: 10px; }
p { margin: 0; font: 400 13px/1.55 var(--gw-font); color: var(--gw-muted); }
"""


class ReplayPage(DayPage):
    """Choose a day, have it simulated, watch it. Built when it is first looked at."""

    def __init__(self, planner: Planner, jobs: Jobs, catalogue: Catalogue, t: Text) -> None:
        self.day: dict[str, Any] = {}
        super().__init__(planner, jobs, catalogue, t)

    def build(self) -> None:
        """The tools and the map."""
        t = self.t
        self.go = pmui.Button(label=t.live("replay.load"), icon="movie", margin=0, on_click=self._load)
        self.map = ReplayMap(sizing_mode="stretch_width", height=640, margin=0)
        self.legend = html(css=LEGEND)
        head = paper(
            html(t.live("replay.sentence", wrap="<p>{}</p>")), line(self.date, self.go),
            self.job.panel(), self.trouble,
        )  # fmt: skip
        self.view.objects = [head, paper(self.map, self.legend)]

    def show(self, opened: Opened) -> None:
        """No day is loaded yet there."""
        drawing = opened.drawing
        shade, colours = shade_by_grid(drawing)
        self.day = {}
        self.map.param.update(
            geometry=drawing.geometry, grid_of=drawing.grid_of.astype("<i2").tobytes(), shade=shade,
            colours=[f"{colour}33" for colour in colours], stations=drawing.stations, day={},
            streets=encode_streets(opened.place), attribution=opened.place.attribution,
        )  # fmt: skip

    def redraw(self) -> None:
        """Everything again in the language and theme of the moment."""
        if self.opened is None:
            return
        t, days = self.t, day_options(self.opened.scenario, self.t)
        relabel(self.date, days, self.date.value or next(iter(days.values())))
        day = in_units(self.opened.place, self.day, t) if self.day else {}
        self.map.param.update(
            words=replay_words(day, t), labels=[t.grid(name) for name in self.opened.drawing.grids], day=day,
            dark=self.planner.dark,
        )  # fmt: skip
        keys = "".join(f'<span><i style="{css}"></i>{escape(t(f"replay.{key}"))}</span>' for key, css in KEYS)
        nothing = "" if day else f"<p>{escape(t('replay.nothing'))}</p>"
        self.legend.object = f'{nothing}<div class="legend">{keys}</div>'

    def _load(self, _event: object) -> None:
        assert self.opened is not None
        self.job.start("replay", self._got, folder=str(self.opened.folder), day=self.date.value)

    def _got(self, result: dict[str, Any]) -> None:
        self.day = result
        self.redraw()
