"""The card that compares policies of grabbing: figures with their intervals, and the table behind them."""

from __future__ import annotations

from html import escape
from typing import Any

import panel as pn

from workbench.jobs import Jobs
from workbench.language import Text
from workbench.pages.layout import grid, html, paper
from workbench.pages.quiet_job import QuietJob
from workbench.planner import Planner
from workbench.views.chart_pane import ChartPane
from workbench.views.policies import DRAWN, say
from workbench.views.route_day import STYLE, policies_table


class PoliciesCard:
    """Hidden until there is a comparison; figures are drawn by a worker."""

    def __init__(self, planner: Planner, jobs: Jobs, t: Text) -> None:
        self.planner, self.t = planner, t
        self.result: dict[str, Any] | None = None
        self.drawer = QuietJob(jobs)
        self.charts = {name: ChartPane(sizing_mode="stretch_width", margin=0) for name in DRAWN}
        self.table = html(css=STYLE)
        self.view = paper(
            grid(*self.charts.values(), columns="repeat(auto-fit, minmax(min(100%, 420px), 1fr))"),
            self.table, visible=False,
        )  # fmt: skip

    def panel(self) -> pn.viewable.Viewable:
        """The card."""
        return self.view

    def show(self, result: dict[str, Any] | None) -> None:
        """Another comparison, or none."""
        self.result = result
        self.redraw()

    def redraw(self) -> None:
        """Words, table and figures again, in the language and theme of the moment."""
        self.view.visible = self.result is not None
        if self.result is None:
            self.drawer.forget()
            return
        t = self.t
        for name, chart in self.charts.items():
            heading = t(f"routes.measure.{name}")
            chart.param.update(heading=heading, sentence=say(self.result, name, t), button="")
        self.table.object = f"<h2>{escape(t('routes.compare'))}</h2>" + policies_table(self.result, t)
        self.drawer.ask(
            "policies_chart", self._drawn, result=self.result, language=t.language, dark=self.planner.dark
        )

    def _drawn(self, figures: dict[str, str]) -> None:
        for name, chart in self.charts.items():
            chart.figure = figures[name]
