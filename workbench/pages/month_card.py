"""The visit calendar of a scenario: a month of one grid at a time, and what it gives."""

from __future__ import annotations

from html import escape
from typing import Any

import panel as pn
import panel_material_ui as pmui

from workbench.catalogue import Opened
from workbench.jobs import Jobs
from workbench.language import Text
from workbench.pages.job_line import JobLine
from workbench.pages.layout import html, line, paper, relabel
from workbench.views.route_day import STYLE, month, policies_table

FIELD: dict[str, Any] = {"margin": 0, "size": "small", "variant": "outlined"}


class MonthCard:
    """Pick a grid and a month; the calendar is the plan's own, or the one that would be made. What it gives
    is found by trying it against random due dates."""

    def __init__(self, jobs: Jobs, t: Text) -> None:
        self.t = t
        self.opened: Opened | None = None
        self.found: dict[str, Any] | None = None
        self.tried: dict[str, Any] | None = None
        self.grid = pmui.Select(label=t.live("routes.grid"), options={}, width=170, **FIELD)
        self.month = pmui.Select(label=t.live("routes.month"), options={}, width=140, **FIELD)
        self.go = pmui.Button(
            label=t.live("routes.calendar_make"), icon="calendar_month", margin=0, on_click=self._make
        )
        self.try_it = pmui.Button(
            label=t.live("routes.calendar_try"), variant="outlined", margin=0, on_click=self._try
        )
        self.job, self.told, self.gain = JobLine(jobs, t), html(css=STYLE), html(css=STYLE)
        for each in (self.grid, self.month):
            each.param.watch(lambda _: self._show(), "value")

    def panel(self) -> pn.viewable.Viewable:
        """The card."""
        title = html(self.t.live("routes.calendar", wrap="<h2>{}</h2>"))
        tools = line(self.grid, self.month, self.go, self.try_it)
        return paper(title, tools, self.job.panel(), self.told, self.gain)

    def open(self, opened: Opened) -> None:
        """Another scenario: nothing is known of its calendar yet."""
        self.opened, self.found, self.tried = opened, None, None

    def _make(self, _event: object) -> None:
        if self.opened is not None:
            self.job.start("visit_months", self._got, folder=str(self.opened.folder))

    def _try(self, _event: object) -> None:
        if self.opened is not None:
            self.job.start(
                "calendar_what_if", self._was_tried, folder=str(self.opened.folder), engine_name="processes"
            )

    def _was_tried(self, result: dict[str, Any]) -> None:
        self.tried = result
        self.redraw()

    def _got(self, result: dict[str, Any]) -> None:
        self.found = result
        self.redraw()

    def redraw(self) -> None:
        """Words and the month again."""
        t = self.t
        self.gain.object = policies_table(self.tried, t) if self.tried else ""
        grids = list(self.found["grids"]) if self.found else []
        self.grid.visible = self.month.visible = bool(grids)
        if grids and self.found:
            chosen = self.grid.value if self.grid.value in grids else grids[0]
            relabel(self.grid, {t.grid(g): g for g in grids}, chosen)
            months = list(dict.fromkeys(day[:7] for day in self.found["grids"][grids[0]]))
            kept = self.month.value if self.month.value in months else months[0]
            relabel(self.month, {m: m for m in months}, kept)
        self._show()

    def _show(self) -> None:
        hint = f"<p>{escape(self.t('routes.calendar_hint'))}</p>"
        days = self.found["grids"].get(self.grid.value) if self.found else None
        if not days or not self.month.value:
            self.told.object = hint
            return
        year, number = map(int, self.month.value.split("-"))
        self.told.object = month(days, year, number, self.t) + hint
