"""The first page: a scenario on the map, what its simulation says, and a button to run it again."""

from __future__ import annotations

import time
from html import escape
from pathlib import Path
from typing import Any

import pandas as pd
import panel as pn
import panel_material_ui as pmui

from models.scenario.faults import WorkbenchError
from workbench.catalogue import Catalogue, Opened
from workbench.differences import differences
from workbench.drawings import Drawings
from workbench.jobs import Jobs
from workbench.language import Text
from workbench.pages import findings, indicators
from workbench.pages.chart_card import ChartCard
from workbench.pages.faults import faults_html
from workbench.pages.layout import grid, html, line, paper, relabel, stack
from workbench.pages.map_card import MapCard
from workbench.pages.repeat import Repeat
from workbench.pages.run_controls import RunControls
from workbench.planner import Planner
from workbench.results import Result, read_result

POLL_MS = 150


class SimulationPage:
    """Lays out the parts and passes them the result to show."""

    def __init__(
        self,
        planner: Planner,
        jobs: Jobs,
        drawings: Drawings,
        catalogue: Catalogue,
        t: Text,
        looked_at: bool = True,
    ) -> None:
        self.planner = planner
        self.drawings = drawings
        self.catalogue = catalogue
        self.t = t
        self.opened: Opened | None = None
        self.result: Result | None = None
        self.changes: dict[str, dict[str, Any]] = {}
        self.picker = pmui.Select(
            label=t.live("simulation.scenario"),
            options={},
            width=300,
            margin=0,
            size="small",
            variant="outlined",
        )
        self.facts = html()
        self.trouble = html(visible=False)
        self.findings = html(css=findings.STYLE)
        self.cards = html(css=indicators.STYLE)
        self.map = MapCard(planner, t, drawn=self._furnish)
        self.looked_at = looked_at  # thousands of blocks travel only to where they are seen
        self.run = RunControls(planner, jobs, catalogue, t)
        self.charts: list[ChartCard] = []
        self.gallery = grid(columns="repeat(2, minmax(0, 1fr))")
        self._poll = Repeat(self._fetch, POLL_MS)
        self.show()
        self.picker.param.watch(self._choose, "value")
        planner.param.watch(lambda *_: self.show(), ["scenario", "shown"])
        planner.param.watch(lambda _: self.redraw(), "dark")
        t.param.watch(lambda _: self.redraw(), "language")

    def panel(self) -> pn.viewable.Viewable:
        """The whole page."""
        head = paper(
            line(self.picker, *self.run.controls(), gap=12),
            self.facts,
            self.run.below(),
            self.trouble,
        )
        title = html(self.t.live("simulation.findings", wrap="<h2>{}</h2>"))
        right = stack(paper(title, self.findings), self.cards)
        upper = grid(self.map.panel(), right, columns="minmax(0, 11fr) minmax(0, 9fr)")
        self.parts = [head, upper, self.gallery]
        view = stack(
            *(self.parts if self.looked_at else ()),
            visible=self.looked_at,
            styles={
                "padding": "18px 22px 40px",
                "max-width": "1720px",
                "margin": "0 auto",
                "min-height": "max-content",
            },
        )
        view.param.watch(self._look, "visible")
        return view

    def _look(self, event: Any) -> None:
        if event.new and not self.looked_at:
            self.looked_at = True
            event.obj[:] = self.parts
            if self.opened is not None:
                self.map.show(self.opened, self.result)
                self.map.redraw()

    def _furnish(self) -> None:
        """The charts, once the map has been seen: the first screen does not wait for what is below it."""
        from workbench.views.gallery import CHARTS  # with HoloViews, which takes a second to load

        self.charts = [ChartCard(chart, self.t) for chart in CHARTS]
        self._fill()
        self.gallery[:] = [card.panel() for card in self.charts]

    def show(self) -> None:
        """Open what the planner chose and show it; faults are listed where it cannot be opened."""
        try:
            self.opened = self.catalogue.open(self.planner.scenario)
            self.result = (
                read_result(Path(self.planner.shown)) if self.planner.shown else self.opened.baseline
            )
            self.trouble.visible = False
        except WorkbenchError as error:
            self.trouble.param.update(
                object=faults_html(error.faults, self.t, "error.scenario"), visible=True
            )
            self.result = None
        if self.opened is not None and self.looked_at:
            self.map.show(self.opened, self.result)
        self.redraw()

    def redraw(self) -> None:
        """Everything again in the language and theme of the moment, selections kept."""
        t = self.t
        self.changes = self._changes()
        options = self.catalogue.titles(t.language)
        relabel(self.picker, options, self.planner.scenario)
        if self.opened is not None:
            facts = self.opened.facts
            self.facts.object = (
                f"<p class='strong'>{escape(t('simulation.place_line', **facts))}\u3000"
                f"{escape(t('simulation.staff_line', **facts))}</p>{self._source()}"
            )
        self.cards.object = self._cards()
        self.findings.object = findings.findings(self.result, t) if self.result else ""
        self.map.redraw()
        self._fill()

    def _fill(self) -> None:
        for card in self.charts:
            card.show(self.result.table(card.chart.table) if self.result else pd.DataFrame())
        self._fetch()

    def _fetch(self) -> None:
        """Pass on the charts as soon as they are drawn; ask again in a moment until then."""
        if self.result is None or not self.charts:
            return
        drawn = self.drawings.get(str(self.result.folder), self.t.language, self.planner.dark)
        if drawn is None:
            self._poll.start()
            return
        self._poll.stop()
        for card in self.charts:
            card.draw(drawn.get(card.chart.name, ""))

    def _cards(self) -> str:
        if self.result is None:
            return ""
        return indicators.cards(self.result, self.changes, self.t)

    def _changes(self) -> dict[str, dict[str, Any]]:
        """Differences of what is shown to what the scenario is compared with, by measure."""
        base = self.opened.reference if self.opened else None
        if base is None or self.result is None or self.result is base:
            return {}
        return differences(self.result, base, indicators.SHOWN)

    def _compared(self) -> str:
        """How the differences were taken, or why there are none."""
        t, base = self.t, self.opened.reference if self.opened else None
        if base is None or self.result is None or self.result is base:
            return ""
        if not self.changes:
            return t("card.not_compared", days=base.summary["days"])
        paired = [change["n"] for change in self.changes.values() if change["paired"]]
        return t("card.pairs", n=max(paired)) if paired else t("card.apart")

    def _source(self) -> str:
        t, result = self.t, self.result
        if result is None:
            return f"<p>{escape(t('simulation.no_result'))}</p>"
        summary = result.summary
        measured = t(
            "simulation.measured",
            days=summary["days"],
            warmup=summary["warmup_days"],
            replications=summary["replications"],
            seed=summary["seed"],
        )
        where = t("simulation.shown_baseline")
        if self.planner.shown:
            made = time.localtime((result.folder / "summary.json").stat().st_mtime)
            where = t("simulation.shown_run", time=time.strftime("%H:%M", made))
        few = summary["replications"]
        caution = t("run.no_interval") if few < 2 else t("run.indicative") if few < 10 else ""
        caution = f"{caution} {self._compared()}".strip()
        tail = f" · {escape(caution)}" if caution else ""
        return f"<p><b>{escape(where)}</b> · {escape(measured)}{tail}</p>"

    def _choose(self, _event: object) -> None:
        if self.picker.value and self.picker.value != self.planner.scenario:
            self.planner.choose(self.picker.value)
