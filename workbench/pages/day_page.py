"""What pages about one day of a scenario share: built when first looked at, opened anew with the scenario."""

from __future__ import annotations

from abc import ABC, abstractmethod

import panel_material_ui as pmui

from models.scenario.faults import WorkbenchError
from workbench.catalogue import Catalogue, Opened
from workbench.jobs import Jobs
from workbench.language import Text
from workbench.pages.faults import faults_html
from workbench.pages.job_line import JobLine
from workbench.pages.late_page import LateView
from workbench.pages.layout import html
from workbench.planner import Planner

FIELD = {"margin": 0, "size": "small", "variant": "outlined"}


class DayPage(LateView, ABC):
    """A day to choose (`date`), a line for the job, a place for faults; a subclass shows the rest."""

    def __init__(self, planner: Planner, jobs: Jobs, catalogue: Catalogue, t: Text) -> None:
        super().__init__(planner, jobs, catalogue, t)
        self.opened: Opened | None = None

    @abstractmethod
    def build(self) -> None:
        """Make what is on the page; the common parts are there."""

    @abstractmethod
    def show(self, opened: Opened) -> None:
        """Show a scenario that was opened; `redraw` follows."""

    @abstractmethod
    def redraw(self) -> None:
        """Everything again in the language and theme of the moment; nothing where no scenario is open."""

    def _first_look(self) -> None:
        self.date = pmui.Select(label=self.t.live("routes.day"), options={}, width=200, **FIELD)
        self.job, self.trouble = JobLine(self.jobs, self.t), html(visible=False)
        self.build()
        self.planner.param.watch(lambda _: self._open(), "scenario")
        self.planner.param.watch(lambda _: self.redraw(), "dark")
        self.t.param.watch(lambda _: self.redraw(), "language")
        self._open()

    def _open(self) -> None:
        try:
            self.opened = self.catalogue.open(self.planner.scenario)
            self.trouble.visible = False
        except WorkbenchError as error:
            told = faults_html(error.faults, self.t, "error.scenario")
            self.trouble.param.update(object=told, visible=True)
            return
        self.show(self.opened)
        self.redraw()
