"""The calibration page: a real case log in, measured assumptions beside the defaults, a scenario out."""

from __future__ import annotations

import shutil
from html import escape
from io import BytesIO
from pathlib import Path
from typing import Any

import pandas as pd
import panel as pn
import panel_material_ui as pmui

from models.exchange.log_mapping import make_mapping
from models.scenario.faults import Fault, WorkbenchError
from models.scenario.yaml_file import write_yaml
from workbench.catalogue import Catalogue
from workbench.jobs import Jobs
from workbench.language import Text
from workbench.map.upload import Upload
from workbench.pages.calibration_mapping import MappingCard
from workbench.pages.chart_card import ChartCard
from workbench.pages.faults import faults_html
from workbench.pages.job_line import JobLine
from workbench.pages.late_page import FIELD, LateView
from workbench.pages.layout import grid, html, line, paper, stack
from workbench.planner import Planner
from workbench.views.calibration import CHARTS, estimate_rows, told_html
from workbench.views.table import STYLE

MOST_BYTES = 60_000_000
SUFFIXES = (".csv", ".xes", ".gz")
WIDE = {"assumption": 300, "default": 110, "measured": 100, "interval": 160, "n": 80}


class CalibrationPage(LateView):
    """Upload, choose columns, calibrate, look, keep. Built when it is first looked at."""

    def __init__(self, planner: Planner, jobs: Jobs, catalogue: Catalogue, t: Text) -> None:
        super().__init__(planner, jobs, catalogue, t)
        self.folder = jobs.workspace / "calibrations"
        self.file: Path | None = None
        self.made: Path | None = None
        self.told: dict[str, Any] | None = None
        self.simulated = ""

    def _first_look(self) -> None:
        super()._first_look()
        self.planner.param.watch(lambda _: self._draw(), "dark")

    def _build(self) -> None:
        t = self.t
        self.upload = Upload(
            done=self._uploaded, refused=self._too_large, accept=",".join(SUFFIXES), margin=0,
            most_bytes=MOST_BYTES, sizing_mode="stretch_width",
        )  # fmt: skip
        self.intro, self.trouble, self.said, self.kept = html(), html(visible=False), html(), html()
        self.mapping = MappingCard(t)
        self.peek, self.work, self.beside, self.drawing = (JobLine(self.jobs, t) for _ in range(4))
        self.go = pmui.Button(
            label=t.live("calibration.go"), icon="straighten", on_click=self._go, margin=0, visible=False
        )
        self.name = pmui.TextInput(label=t.live("calibration.name"), value="", **(FIELD | {"width": 240}))
        save = pmui.Button(label=t.live("calibration.save"), icon="save", on_click=self._save, margin=0)
        self.book = pn.widgets.FileDownload(
            callback=self._assumptions,
            filename="assumptions.yml",
            label="assumptions.yml",
            margin=0,
            width=180,
        )
        self.cards = [ChartCard(chart, t) for chart in CHARTS]
        self.table = stack()
        self.results = stack(
            paper(self.said, line(self.name, save, self.book), self.kept),
            paper(html(t.live("calibration.estimates", wrap="<h2>{}</h2>")), self.table),
            paper(html(t.live("calibration.beside", wrap="<h2>{}</h2>")), self.beside.panel()),
            self.drawing.panel(),
            grid(*(card.panel() for card in self.cards), columns="repeat(2, minmax(0, 1fr))"),
            visible=False,
        )
        self.columns = paper(self.mapping.panel(), line(self.go), self.work.panel())
        self.columns.visible = False
        self.view[:] = [
            paper(self.intro, self.upload, self.trouble, self.peek.panel()),
            self.columns,
            self.results,
        ]

    def redraw(self) -> None:
        """Everything in the language of the moment."""
        t = self.t
        self.intro.object = f"<h2>{escape(t('page.calibration'))}</h2><p>{escape(t('calibration.intro'))}</p>"
        limit = t("calibration.limit", most=MOST_BYTES // 1_000_000)
        self.upload.words = {"label": t("calibration.choose"), "limit": limit}
        self.mapping.redraw()
        self._show()
        self._draw()

    def _too_large(self, name: str, size: int) -> None:
        got = f"{size / 1e6:.0f} MB"
        remedy = "workbench calibrate FILE --mapping FILE"
        self._tell([Fault(name, f"at most {MOST_BYTES // 1_000_000} MB", got, remedy)])

    def _tell(self, faults: list[Fault] | tuple[Fault, ...]) -> None:
        self.trouble.param.update(object=faults_html(faults, self.t, "calibration.refused"), visible=True)

    def _uploaded(self, name: str, content: bytes) -> None:
        """Keep the file under a plain name, and have a worker look into it."""
        ending = ".xes.gz" if name.lower().endswith(".xes.gz") else Path(name).suffix.lower()
        if ending not in (".csv", ".xes", ".xes.gz"):
            self._tell([Fault(name, "a file .csv, .xes or .xes.gz", ending or "another")])
            return
        stem = "".join(sign if sign.isalnum() else "-" for sign in name.removesuffix(ending))[:60] or "log"
        self.trouble.visible = False
        target = self._fresh(stem)
        target.mkdir(parents=True)
        self.file = target / f"{stem}{ending}"
        self.file.write_bytes(content)
        self.peek.start("peek_log", self._peeked, file=str(self.file))

    def _fresh(self, stem: str) -> Path:
        number = 1
        while (self.folder / f"{stem}-{number}").exists():
            number += 1
        return self.folder / f"{stem}-{number}"

    def _peeked(self, result: dict[str, Any]) -> None:
        self.mapping.show(result)
        self.peek.box.visible = False
        self.go.visible = self.columns.visible = True
        self.name.value = f"{self.planner.scenario}-measured"

    def _go(self, _event: object) -> None:
        """Check the mapping here, read and measure in a worker."""
        assert self.file is not None
        content = self.mapping.content() | {"name": self.file.name}
        try:
            make_mapping(content)
        except WorkbenchError as error:
            self._tell(error.faults)
            return
        self.trouble.visible = False
        mapping = self.file.with_name("mapping.yml")
        write_yaml(mapping, content)
        number = len(list(self.file.parent.glob("scenario-*"))) + 1
        self.made = self.file.with_name(f"scenario-{number}")
        self.simulated = str(self.catalogue.open(self.planner.scenario).folder)
        self.work.start(
            "calibrate", self._done, log=str(self.file), mapping=str(mapping), scenario=self.simulated,
            out=str(self.made), compare=False,
        )  # fmt: skip

    def _done(self, result: dict[str, Any]) -> None:
        self.told = result
        self.results.visible = True
        self.kept.object = ""
        self.work.box.visible = False
        self._show()
        self._draw()
        self.beside.start(
            "calibrate_compare", self._compared, scenario=self.simulated, measured_folder=str(self.made),
            days=result["days"], charts=result["charts"],
        )  # fmt: skip

    def _compared(self, charts: dict[str, Any]) -> None:
        if self.told is not None:
            self.told["charts"] = charts
            self._show()
            self._draw()

    def _show(self) -> None:
        if self.told is None:
            return
        t = self.t
        self.said.object = told_html(self.told, t)
        rows = estimate_rows(self.told, t)
        self.table[:] = [
            pn.widgets.Tabulator(
                rows, titles={name: t(f"calibration.head_{name}") for name in rows.columns}, widths=WIDE,
                show_index=False, disabled=True, selectable=False, layout="fit_columns", theme="simple",
                height=420, sizing_mode="stretch_width", stylesheets=[STYLE], margin=0,
            )
        ]  # fmt: skip
        for card in self.cards:
            card.show(pd.DataFrame(self.told["charts"][card.chart.table]))

    def _draw(self) -> None:
        """Have the charts drawn in the language and theme of the moment."""
        if self.told is not None:
            self.drawing.start(
                "draw_calibration", self._drawn, charts=self.told["charts"], language=self.t.language,
                dark=self.planner.dark,
            )  # fmt: skip

    def _drawn(self, figures: dict[str, str]) -> None:
        for card in self.cards:
            card.draw(figures[card.chart.name])
        self.drawing.box.visible = False

    def _save(self, _event: object) -> None:
        """Keep the measured scenario under a name."""
        if self.made is None:
            return
        name = "".join(sign if sign.isalnum() or sign in "-_" else "-" for sign in self.name.value.strip())[
            :60
        ]
        target = self.jobs.workspace / "scenarios" / (name or "measured")
        if target.exists():
            self.kept.object = f"<p>{escape(self.t('calibration.taken', name=target.name))}</p>"
            return
        shutil.copytree(self.made, target)
        self.kept.object = f"<p>{escape(self.t('calibration.saved', folder=str(target)))}</p>"

    def _assumptions(self) -> BytesIO:
        return BytesIO((self.made / "assumptions.yml").read_bytes() if self.made else b"")
