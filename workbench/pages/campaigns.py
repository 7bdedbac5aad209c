"""The campaigns page: design many runs, see what they cost, launch and watch them, read what they show."""

from __future__ import annotations

import io
from html import escape
from typing import Any

import panel_material_ui as pmui

from models.experiments.campaign.report import USUAL
from models.scenario.faults import Fault, WorkbenchError
from models.scenario.yaml_file import MAX_BYTES
from workbench.campaign_shelf import Shelf
from workbench.catalogue import Catalogue
from workbench.jobs import Jobs
from workbench.language import Text
from workbench.map.upload import Upload
from workbench.pages.campaigns_conduct import Conduct
from workbench.pages.campaigns_form import CampaignForm
from workbench.pages.campaigns_results import Results
from workbench.pages.campaigns_rows import BOX
from workbench.pages.campaigns_statistics import Statistics
from workbench.pages.faults import faults_html
from workbench.pages.late_page import LateView
from workbench.pages.layout import grid, html, line, paper, relabel
from workbench.planner import Planner

NEW = ""
FIRST: dict[str, Any] = {
    "name": "teams",
    "design": "grid",
    "levers": [{"path": "plan.town.teams", "values": [4, 5, 6]}],
    "replications": {"least": 5},
    "days": 28,
    "warmup_days": 28,
    "seed": 1,
    "measures": list(USUAL[:6]),
}
"""What a new campaign begins as: small, and answered in a minute."""


class CampaignsPage(LateView):
    """Lays out the kept campaigns, the design, its running and its results. Built when first looked at."""

    def __init__(self, planner: Planner, jobs: Jobs, catalogue: Catalogue, t: Text) -> None:
        super().__init__(planner, jobs, catalogue, t)
        self.shelf = Shelf(jobs.workspace)
        self._listing = False

    def _build(self) -> None:
        t = self.t
        self.head, self.trouble = html(), html(visible=False)
        self.kept = pmui.Select(label=t.live("campaigns.kept"), options={}, width=240, **BOX)
        self.kept.param.watch(self._chosen, "value")
        self.download = pmui.FileDownload(
            callback=self._file, filename="campaign.yml", label="campaign.yml", variant="outlined",
            size="small", margin=0, color="primary",
        )  # fmt: skip
        self.upload = Upload(
            done=self._read,
            refused=self._too_large,
            accept=".yml,.yaml",
            most_bytes=MAX_BYTES,
            margin=0,
            sizing_mode="stretch_width",
            max_width=420,
        )
        self.form = CampaignForm(self.catalogue, t, self._edited)
        self.conduct = Conduct(self.jobs, self.shelf, self.catalogue, t, self.form.content, self._over)
        self.results = Results(self.planner, self.jobs, self.shelf, self.catalogue, t)
        self.statistics = Statistics(self.planner, self.jobs, self.catalogue, t)
        self.view[:] = [
            paper(self.head, line(self.kept, self.download, self.upload), self.trouble),
            grid(self.form.panel(), self.conduct.panel(), columns="minmax(0, 7fr) minmax(0, 6fr)"),
            self.results.panel(),
            self.statistics.panel(),
        ]
        self._open(next(iter(self.shelf.names()), NEW))

    def redraw(self) -> None:
        """Words again, choices kept."""
        t = self.t
        self.head.object = f"<h2>{escape(t('page.campaigns'))}</h2><p>{escape(t('campaigns.intro'))}</p>"
        limit = t("campaigns.upload_limit", size=MAX_BYTES // 1_000_000)
        self.upload.words = {"label": t("campaigns.upload"), "limit": limit}
        self._list(str(self.kept.value or NEW))
        self.form.redraw()
        self.conduct.redraw()
        self.results.redraw()
        self.statistics.redraw()

    def _list(self, chosen: str) -> None:
        options = {self.t("campaigns.new"): NEW} | {name: name for name in self.shelf.names()}
        self._listing = True
        relabel(self.kept, options, chosen if chosen in options.values() else NEW)
        self._listing = False

    def _chosen(self, _event: object) -> None:
        if not self._listing:
            self._open(str(self.kept.value or NEW))

    def _open(self, name: str) -> None:
        try:
            content = self.shelf.read(name) if name else self._first()
        except WorkbenchError as error:
            self._say(error.faults)
            return
        self.trouble.visible = False
        self._list(name)
        self.form.load(content)
        self.results.open(name)

    def _first(self) -> dict[str, Any]:
        taken, number = set(self.shelf.names()), 1
        while (name := FIRST["name"] + ("" if number == 1 else f"-{number}")) in taken:
            number += 1
        return {**FIRST, "name": name, "scenarios": [self.planner.scenario]}

    def _edited(self) -> None:
        self.conduct.changed()

    def _over(self, name: str) -> None:
        self._list(name)
        self.results.open(name)

    def _file(self) -> io.BytesIO:
        return io.BytesIO(self.shelf.text(self.form.content()))

    def _read(self, name: str, content: bytes) -> None:
        try:
            found = self.shelf.parse(name, content)
        except WorkbenchError as error:
            self._say(error.faults)
            return
        self.trouble.visible = False
        self._list(NEW)
        self.form.load(found)
        self.results.open(str(found["name"]))

    def _too_large(self, name: str, size: int) -> None:
        self._say((Fault(name, f"at most {MAX_BYTES / 1e6:.0f} MB", f"{size / 1e6:.0f} MB"),))

    def _say(self, faults: tuple[Fault, ...]) -> None:
        self.trouble.param.update(object=faults_html(faults, self.t, "campaigns.not_read"), visible=True)
