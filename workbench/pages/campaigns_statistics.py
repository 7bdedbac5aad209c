"""Questions of statistics about one scenario: is the warm-up long enough, which assumptions matter."""

from __future__ import annotations

from html import escape
from typing import Any

import panel as pn
import panel_material_ui as pmui

from models.experiments.campaign.levers import known_levers
from models.measures.declare import MEASURES
from workbench.catalogue import Catalogue
from workbench.jobs import Jobs
from workbench.language import Text
from workbench.pages.campaigns_rows import BOX
from workbench.pages.job_line import JobLine
from workbench.pages.layout import html, line, paper, relabel, stack
from workbench.pages.quiet_job import QuietJob
from workbench.planner import Planner
from workbench.views.campaign import lever_label
from workbench.views.chart_pane import ChartPane
from workbench.views.statistics import METHODS, WARMUP, parts, say_part, table_of
from workbench.views.table import table_view

FIRST_FACTORS = ("assumptions.handling.minutes_mean", "assumptions.patrol.walking_km_h")
NUMBER: dict[str, Any] = {**BOX, "width": 118}


class Statistics:
    """Asks a worker, through a ledger of its own where runs are varied; shows one chart and its table."""

    def __init__(self, planner: Planner, jobs: Jobs, catalogue: Catalogue, t: Text) -> None:
        self.planner, self.jobs, self.catalogue, self.t = planner, jobs, catalogue, t
        self.method, self.result = WARMUP, None
        self._quiet = False
        self.scenario = pmui.Select(label=t.live("campaigns.scenario"), options={}, width=260, **BOX)
        self.how = pmui.Select(label=t.live("statistics_page.method"), options={}, width=250, **BOX)
        self.measure = pmui.Select(
            label=t.live("campaigns.measure"), options={}, width=250, searchable=True, **BOX
        )
        self.factors = pmui.MultiChoice(
            label=t.live("statistics_page.factors"), options={}, sizing_mode="stretch_width", margin=0,
            variant="outlined",
        )  # fmt: skip
        self.days = pmui.IntInput(label=t.live("campaigns.days"), value=28, start=1, end=3660, **NUMBER)
        self.repeats = pmui.IntInput(label=t.live("campaigns.least"), value=5, start=2, end=1000, **NUMBER)
        self.go = pmui.Button(
            label=t.live("statistics_page.go"), icon="query_stats", margin=0, on_click=self._ask
        )
        self.job, self.drawer = JobLine(jobs, t), QuietJob(jobs)
        self.part = pmui.Select(label=t.live("statistics_page.series"), options={}, width=250, **BOX)
        self.chart = ChartPane(sizing_mode="stretch_width", margin=0)
        self.below = stack(visible=False)
        self.shown = stack(line(self.part), self.chart, self.below, visible=False)
        self.varied = stack(line(self.measure), self.factors, visible=False)
        self.note = html()
        self.how.param.watch(lambda _: self._fold(), "value")
        self.part.param.watch(lambda _: self._show(), "value")
        self.chart.param.watch(lambda _: self._table(), "table_open")
        planner.param.watch(lambda _: self._show(), "dark")

    def panel(self) -> pn.viewable.Viewable:
        """The card."""
        return paper(
            html(self.t.live("statistics_page.title", wrap="<h2>{}</h2>")),
            self.note, line(self.scenario, self.how, self.days, self.repeats), self.varied, line(self.go),
            self.job.panel(), self.shown,
        )  # fmt: skip

    def redraw(self) -> None:
        """Words again, choices kept."""
        t = self.t
        self._quiet = True
        relabel(
            self.scenario, self.catalogue.titles(t.language), self.scenario.value or self.planner.scenario
        )
        options = {t(f"statistics_page.method_{name}"): name for name in METHODS}
        relabel(self.how, options, self.how.value or WARMUP)
        relabel(self.measure, {t.measure(name): name for name in MEASURES}, self.measure.value or "coverage")
        ranged = [path for path, known in known_levers().items() if None not in (known.low, known.high)]
        levers = {lever_label(path, t): path for path in ranged if path.startswith("assumptions.")}
        relabel(self.factors, levers, list(self.factors.value) or list(FIRST_FACTORS))
        self._quiet = False
        self._fold()
        self._name_parts()
        self._show()

    def _fold(self) -> None:
        self.varied.visible = self.how.value != WARMUP
        if self.how.value:
            self.note.object = f"<p>{escape(self.t(f'statistics_page.help_{self.how.value}'))}</p>"

    def _ask(self, _event: object) -> None:
        method = str(self.how.value)
        given: dict[str, Any] = {
            "folder": str(self.catalogue.open(str(self.scenario.value)).folder),
            "days": int(self.days.value or 1), "replications": int(self.repeats.value or 2),
        }  # fmt: skip
        if method == WARMUP:
            self.job.start("warmup", lambda result: self._got(method, result), **given)
            return
        self.job.start(
            "sensitivity", lambda result: self._got(method, result), method=method, engine_name="serial",
            measures=[self.measure.value], out=str(self.jobs.workspace / "studies"),
            factors=[path.removeprefix("assumptions.") for path in self.factors.value], **given,
        )  # fmt: skip

    def _got(self, method: str, result: dict[str, Any]) -> None:
        self.method, self.result = method, result
        self._name_parts()
        self._show()

    def _name_parts(self) -> None:
        if self.result is None:
            return
        t, named = self.t, {}
        for name in parts(self.method, self.result):
            named[t.called("daily_series", name) if self.method == WARMUP else t.measure(name)] = name
        self._quiet = True
        keep = self.part.value if self.part.value in named.values() else next(iter(named.values()), None)
        relabel(self.part, named, keep)
        self._quiet = False

    def _show(self) -> None:
        if self._quiet or self.result is None or not self.part.value:
            return
        found = parts(self.method, self.result).get(str(self.part.value))
        if found is None:
            return
        t = self.t
        self.shown.visible = True
        heading = next(label for label, name in self.part.options.items() if name == self.part.value)
        self.chart.param.update(
            heading=f"{t(f'statistics_page.method_{self.method}')} · {heading}",
            sentence=say_part(self.method, found, t),
            figure="",
        )
        self._table()
        self.drawer.ask(
            "statistics_chart", self._drawn, method=self.method, found=found, language=t.language,
            dark=self.planner.dark,
        )  # fmt: skip

    def _drawn(self, result: dict[str, Any]) -> None:
        self.chart.figure = result["figure"]

    def _table(self) -> None:
        asked = self.chart.table_open
        self.chart.button = self.t("table.hide" if asked else "table.show")
        self.below.visible = asked
        if asked and self.result is not None:
            found = parts(self.method, self.result)[str(self.part.value)]
            self.below.objects = [table_view(table_of(self.method, found, self.t), self.t)]
