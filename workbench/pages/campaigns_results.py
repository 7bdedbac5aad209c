"""What a campaign shows: its points with intervals and differences, a response chart, a pivot, files."""

from __future__ import annotations

from html import escape
from pathlib import Path
from typing import Any

import pandas as pd
import panel as pn
import panel_material_ui as pmui

from models.measures.declare import MEASURES
from models.scenario.faults import Fault
from workbench.campaign_shelf import Shelf
from workbench.catalogue import Catalogue
from workbench.jobs import Jobs
from workbench.language import Text
from workbench.numbers import unit_name
from workbench.pages.campaigns_rows import BOX
from workbench.pages.faults import faults_html
from workbench.pages.job_line import JobLine
from workbench.pages.layout import html, line, paper, relabel, stack
from workbench.pages.quiet_job import QuietJob
from workbench.planner import Planner
from workbench.views.campaign import STYLE, axis_name, pivot_html, points_frame
from workbench.views.campaign_chart import response_rows, say
from workbench.views.chart_pane import ChartPane
from workbench.views.table import STYLE as TABLE_STYLE
from workbench.views.table import table_view

FORMS = ("xlsx", "csv", "parquet")
MOST_IN_CHART = 400
NARROW = {"contain": "inline-size"}
"""A wide table scrolls in itself instead of widening the page."""


class Results:
    """Reads the ledger in a worker; everything on the card comes from what the worker told."""

    def __init__(self, planner: Planner, jobs: Jobs, shelf: Shelf, catalogue: Catalogue, t: Text) -> None:
        self.planner, self.shelf, self.catalogue, self.t = planner, shelf, catalogue, t
        self.name = ""
        self.told: dict[str, Any] | None = None
        self.behind = pd.DataFrame(columns=["x"])
        self._quiet = False
        self.reader, self.drawer = QuietJob(jobs, self._trouble), QuietJob(jobs, self._trouble)
        self.measure = pmui.Select(label=t.live("campaigns.measure"), options={}, width=260, **BOX)
        self.along = pmui.Select(label=t.live("campaigns.along"), options={}, width=240, **BOX)
        self.by = pmui.Select(label=t.live("campaigns.by"), options={}, width=240, **BOX)
        self.head, self.table, self.pivot = html(), stack(styles=NARROW), html(css=STYLE, visible=False)
        self.chart = ChartPane(sizing_mode="stretch_width", margin=0)
        self.figure = stack(self.chart, visible=False)
        self.below = stack(visible=False)
        self.form = pmui.Select(
            label=t.live("campaigns.format"), options=list(FORMS), value="xlsx", width=110, **BOX
        )
        self.prepare = pmui.Button(
            label=t.live("campaigns.export"),
            icon="download",
            variant="outlined",
            margin=0,
            on_click=self._export,
        )
        self.files = line()
        self.exporting = JobLine(jobs, t)
        for field in (self.measure, self.along, self.by):
            field.param.watch(lambda _: self._show(), "value")
        self.chart.param.watch(lambda _: self._table_behind(), "table_open")
        self.choices = stack(line(self.measure, self.along, self.by), visible=False)
        self.out = stack(line(self.form, self.prepare), visible=False)
        planner.param.watch(lambda _: self._show(), "dark")

    def panel(self) -> pn.viewable.Viewable:
        """The card."""
        return paper(
            html(self.t.live("campaigns.results", wrap="<h2>{}</h2>")),
            self.head, self.choices, self.table, self.figure, self.below, self.pivot, self.out,
            self.exporting.panel(), self.files,
        )  # fmt: skip

    def open(self, name: str) -> None:
        """Read the ledger of a campaign; nothing to see where it has none."""
        if name != self.name:
            self.told = None
            self.files.objects = []
        self.name = name
        if not self.shelf.begun(name):
            self.reader.forget()
            self.told = None
            self.redraw()
            return
        self.reader.ask("campaign_browse", self._got, folder=str(self.shelf.of(name)))
        self.redraw()

    def _got(self, told: dict[str, Any]) -> None:
        self.told = told
        self.redraw()

    def _trouble(self, faults: list[Fault]) -> None:
        self.head.object = faults_html(faults, self.t, "campaigns.not_read")

    def redraw(self) -> None:
        """Words again, choices kept."""
        t, told = self.t, self.told
        shown = told is not None and bool(self._names())
        for part in (self.choices, self.table, self.figure, self.below, self.pivot, self.out):
            part.visible = shown
        if told is None or not shown:
            key = (
                "campaigns.reading"
                if self.shelf.begun(self.name) and told is None
                else "campaigns.no_results"
            )
            self.head.object = f"<p>{escape(t(key))}</p>"
            return
        runs = told["runs"]
        self.head.object = f"<p>{escape(t('campaigns.told', done=runs['done'], seed=told['seed']))}</p>"
        measures = {t("campaigns.all_measures"): ""} | {t.measure(name): name for name in self._names()}
        axes = [*told["levers"], *(["scenario"] if len(told["scenarios"]) > 1 else [])]
        named = {axis_name(axis, t): axis for axis in axes}
        self._quiet = True
        self._offer(self.measure, measures, self._names()[0])
        self._offer(self.along, named, axes[0] if axes else None)
        self._offer(self.by, {t("campaigns.none"): ""} | named, axes[1] if len(axes) > 1 else "")
        self._quiet = False
        self._show()

    def _offer(self, widget: Any, options: dict[str, Any], first: Any) -> None:
        known = bool(widget.options) and widget.value in options.values()
        relabel(widget, options, widget.value if known else first)

    def _names(self) -> list[str]:
        points = self.told["variants"] if self.told else []
        return list(points[0]["measures"]) if points else []

    def _show(self) -> None:
        """Table, chart and pivot of what is chosen."""
        if self._quiet or self.told is None or not self._names():
            return
        t, measure = self.t, str(self.measure.value or "")
        titles = {code: title for title, code in self.catalogue.titles(t.language).items()}
        frame = points_frame(self.told, measure, titles, t)
        self.table.objects = [self._tabulator(frame, measure)]
        along, by = str(self.along.value or ""), str(self.by.value or "")
        self.figure.visible = bool(measure and along)
        crossed = bool(measure and along and by and along != by)
        self.pivot.visible = crossed
        if crossed:
            note = t("campaigns.pivot", measure=t.measure(measure), unit=unit_name(MEASURES[measure].unit, t))
            self.pivot.object = f"<p>{escape(note)}</p>{pivot_html(self.told, measure, along, by, t)}"
        if self.figure.visible:
            self._draw(measure, along, by if crossed else "")

    def _draw(self, measure: str, along: str, by: str) -> None:
        assert self.told is not None
        t = self.t
        rows = response_rows(self.told, measure, along, by, t)
        self.behind = rows
        self.chart.param.update(
            heading=t("campaigns.response_title", measure=t.measure(measure), along=axis_name(along, t)),
            sentence=say(rows, measure, along, t),
            figure="",
        )
        self._table_behind()
        shown = {"variants": self.told["variants"][:MOST_IN_CHART]}
        self.drawer.ask(
            "campaign_chart", self._drawn, told=shown, measure=measure, along=along, by=by,
            language=t.language, dark=self.planner.dark,
        )  # fmt: skip

    def _drawn(self, result: dict[str, Any]) -> None:
        self.chart.figure = result["figure"]

    def _table_behind(self) -> None:
        asked = self.chart.table_open
        self.chart.button = self.t("table.hide" if asked else "table.show")
        self.below.objects = [table_view(self.behind.drop(columns="x"), self.t)] if asked else []
        self.below.visible = asked and self.figure.visible

    def _tabulator(self, frame: pd.DataFrame, measure: str) -> pn.widgets.Tabulator:
        t = self.t
        titles = {name: t(f"campaigns.column_{name}") for name in frame.columns if name not in MEASURES}
        titles |= {
            name: f"{t.measure(name)} {unit_name(MEASURES[name].unit, t)}".strip()
            for name in frame.columns
            if name in MEASURES
        }
        return pn.widgets.Tabulator(
            frame,
            titles=titles,
            text_align={name: "right" for name in frame.columns if name not in ("point", "verdict")},
            frozen_columns=["place"],
            show_index=False,
            disabled=True,
            selectable=False,
            layout="fit_data_stretch",
            theme="simple",
            height=min(430, 52 + 33 * max(1, len(frame))),
            sizing_mode="stretch_width",
            stylesheets=[TABLE_STYLE],
            margin=0,
        )

    def _export(self, _event: object) -> None:
        out = self.shelf.of(self.name) / "export"
        self.files.objects = []
        self.exporting.start(
            "campaign_export", self._exported, folder=str(self.shelf.of(self.name)),
            out=str(out / str(self.form.value)), form=self.form.value,
        )  # fmt: skip

    def _exported(self, result: dict[str, Any]) -> None:
        self.files.objects = [
            pmui.FileDownload(
                file=file, filename=Path(file).name, label=Path(file).name, variant="outlined", size="small",
                margin=0, color="primary",
            )
            for file in result["files"]
        ]  # fmt: skip
