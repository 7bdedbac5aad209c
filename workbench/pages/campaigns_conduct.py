"""Launch a campaign, watch it, cancel it, take it up again; what it costs is said before."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from html import escape
from typing import Any

import panel as pn
import panel_material_ui as pmui

from models.scenario.faults import Fault, WorkbenchError
from workbench.campaign_shelf import Shelf
from workbench.catalogue import Catalogue
from workbench.jobs import Job, Jobs
from workbench.language import Text
from workbench.pages.campaigns_rows import BOX
from workbench.pages.faults import faults_html
from workbench.pages.job_line import JobLine
from workbench.pages.layout import TEXT_STYLE, html, line, paper, relabel
from workbench.pages.repeat import Repeat
from workbench.views.campaign import STYLE, estimate_html, failures_html, watch_html

LOOK_MS = 1000
ENGINES = ("processes", "serial", "dask")


class Followed(JobLine):
    """A job line that can also tell of a job begun elsewhere (another visit of the page)."""

    def follow(self, job: Job) -> None:
        """Take it up: bar, cancel button, and what to do when it is over."""
        self.job = job
        self.box.visible = True
        self._poll.start()


class Conduct:
    """The card beside the design. `content` gives the design on the page, `over` is told when a run of it
    ends, however it ended."""

    def __init__(
        self,
        jobs: Jobs,
        shelf: Shelf,
        catalogue: Catalogue,
        t: Text,
        content: Callable[[], dict[str, Any]],
        over: Callable[[str], None],
    ) -> None:
        self.jobs, self.shelf, self.catalogue, self.t = jobs, shelf, catalogue, t
        self._content, self._over = content, over
        self.name = ""
        self.ahead, self.trouble = html(css=STYLE), html(visible=False)
        self.seen, self.failed = html(css=STYLE), html(css=TEXT_STYLE + STYLE)
        self.state = html()
        self.job = Followed(jobs, t, over=self._ended)
        self.engine = pmui.Select(label=t.live("campaigns.engine"), options={}, width=210, **BOX)
        self.workers = pmui.IntInput(
            label=t.live("campaigns.workers"), value=2, start=1, end=1024, width=100, **BOX
        )
        self.scheduler = pmui.TextInput(
            label=t.live("campaigns.scheduler"), placeholder="tcp://", width=210, **BOX
        )
        self.retry = pmui.Switch(label=t.live("campaigns.retry"), value=False, margin=0, visible=False)
        self.go = pmui.Button(label=t("campaigns.launch"), icon="play_arrow", margin=0, on_click=self._launch)
        self.keep = pmui.Button(
            label=t.live("campaigns.save"), icon="save", variant="outlined", margin=0, on_click=self._save
        )
        self.engine.param.watch(lambda _: self._fold(), "value")
        self._poll = Repeat(lambda: self.look(self.name), LOOK_MS)

    def panel(self) -> pn.viewable.Viewable:
        """The card."""
        return paper(
            html(self.t.live("campaigns.ahead", wrap="<h2>{}</h2>")),
            self.ahead,
            line(self.engine, self.workers, self.scheduler),
            line(self.go, self.keep, self.retry),
            self.trouble, self.job.panel(), self.state, self.seen, self.failed,
        )  # fmt: skip

    def redraw(self) -> None:
        """Words again."""
        t = self.t
        options = {t(f"campaigns.engine_{name}"): name for name in ENGINES}
        relabel(self.engine, options, self.engine.value or ENGINES[0])
        self.job.refresh()
        self.changed()

    def changed(self) -> None:
        """The design was edited: what is ahead now, or every fault of it."""
        try:
            content = self._content()
            found = self.shelf.estimate(content)
        except WorkbenchError as error:
            self.ahead.object = f"<p>{escape(self.t('campaigns.not_whole'))}</p>"
            self._say(error.faults)
            self.go.disabled = True
            return
        self.trouble.visible = False
        self.go.disabled = self.job.busy
        self.ahead.object = estimate_html(found, self.t)
        self.look(str(content["name"]))

    def look(self, name: str) -> None:
        """Show how far the campaign of that name is; take up a job of it that is under way."""
        self.name = name
        self._take_up()
        try:
            told = self.shelf.watch(name)
        except WorkbenchError as error:
            self._say(error.faults)
            return
        begun = bool(told and told["begun"])
        if told is None or not begun:
            self.seen.object = self.failed.object = self.state.object = ""
        else:
            titles = {code: title for title, code in self.catalogue.titles(self.t.language).items()}
            self.seen.object = watch_html(told, titles, self.t)
            self.failed.object = failures_html(told["failed"], self.t)
            self.state.object = f"<p>{escape(self._standing(told))}</p>"
        self.retry.visible = bool(told and told["failed"])
        self.go.label = self.t("campaigns.resume" if begun else "campaigns.launch")

    def _standing(self, told: Mapping[str, Any]) -> str:
        """Under way, finished, or stopped on the way."""
        points = told["points"]
        over = sum(point["done"] + point["failed"] for point in points)
        wanted = sum(max(point["wanted"], point["done"] + point["failed"]) for point in points)
        rules = [rule for point in points for rule in point["rules"]]
        unmet = sum(not rule["met"] for rule in rules)
        key = "going" if self.job.busy else "complete" if over >= wanted else "stopped"
        said = self.t(f"campaigns.standing_{key}", over=over, wanted=wanted)
        if rules:
            tail = self.t("campaigns.rules_unmet", n=unmet) if unmet else self.t("campaigns.rules_met")
            said = f"{said} {tail}"
        return said

    def _take_up(self) -> None:
        if self.job.busy:
            return
        file = str(self.shelf.of(self.name) / "campaign.yml")
        going = (j for j in self.jobs.all() if j.command == "campaign" and not j.state.over)
        if (mine := next((job for job in going if job.args.get("file") == file), None)) is not None:
            self._begin()
            self.job.follow(mine)

    def _launch(self, _event: object) -> None:
        try:
            content = self._content()
            file = self.shelf.save(content)
        except WorkbenchError as error:
            self._say(error.faults)
            return
        self.trouble.visible = False
        self.name = str(content["name"])
        dask = self.engine.value == "dask"
        self._begin()
        self.job.start(
            "campaign", lambda result: None, file=str(file), out=str(self.shelf.folder),
            engine_name=self.engine.value, workers=int(self.workers.value or 1),
            scheduler=str(self.scheduler.value or "").strip() if dask else "", retry=bool(self.retry.value),
        )  # fmt: skip

    def _begin(self) -> None:
        self.go.disabled = True
        self._poll.start()

    def _ended(self) -> None:
        self._poll.stop()
        self.retry.value = False
        self.changed()
        self._over(self.name)

    def _save(self, _event: object) -> None:
        try:
            file = self.shelf.save(self._content())
        except WorkbenchError as error:
            self._say(error.faults)
            return
        self.state.object = (
            f"<p>{escape(self.t('campaigns.saved', file=file.parent.name + '/' + file.name))}</p>"
        )
        self._over(file.parent.name)

    def _say(self, faults: tuple[Fault, ...]) -> None:
        told = faults_html(faults, self.t, "campaigns.not_possible")
        self.trouble.param.update(object=told, visible=True)

    def _fold(self) -> None:
        self.workers.visible = self.engine.value != "serial"
        self.scheduler.visible = self.engine.value == "dask"
