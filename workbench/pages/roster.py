"""The roster page: a week's shifts, swapped and locked by hand, with the audit beside them."""

from __future__ import annotations

import tempfile
from datetime import date
from html import escape
from io import BytesIO
from pathlib import Path
from typing import Any

import pandas as pd
import panel as pn
import panel_material_ui as pmui

from models.exchange.roster_files import write_calendars, write_workbook
from models.experiments.roster import week_of
from models.planning.roster.problem import Roster, RosterProblem, Shift
from models.planning.roster_audit import audit_roster
from models.scenario.faults import WorkbenchError
from workbench.catalogue import Catalogue
from workbench.jobs import Jobs
from workbench.language import Text
from workbench.pages.faults import faults_html
from workbench.pages.job_line import JobLine
from workbench.pages.late_page import FIELD, LatePage
from workbench.pages.layout import TEXT_STYLE, grid, html, line, paper, stack
from workbench.planner import Planner
from workbench.views.table import EDITED

FINDINGS = TEXT_STYLE + ".sound { color: var(--gw-good); } .wrong { color: var(--gw-bad); }"


class RosterPage(LatePage):
    """Plan a week, change it in the table, see at once which rule breaks. Built when first looked at."""

    def __init__(self, planner: Planner, jobs: Jobs, catalogue: Catalogue, t: Text) -> None:
        super().__init__(planner, jobs, catalogue, t)
        self.problem: RosterProblem | None = None
        self.assigned: dict[tuple[str, date], Shift] = {}
        self.locked: dict[tuple[str, date], Shift | None] = {}

    def _build(self) -> None:
        t = self.t
        self.week = pmui.TextInput(
            label=t.live("roster_page.week"), value="2026-03-02", **(FIELD | {"width": 170})
        )
        self.job = JobLine(self.jobs, t)
        plan = pmui.Button(
            label=t.live("roster_page.plan"), icon="calendar_month", on_click=self._plan, margin=0
        )
        self.keep = pmui.Switch(label=t.live("roster_page.keep"), value=False, margin=0)
        files: dict[str, Any] = {
            "margin": 0, "variant": "outlined", "size": "small", "color": "primary", "disabled": True
        }  # fmt: skip
        self.book = pmui.FileDownload(callback=self._workbook, filename="roster.xlsx", label="XLSX", **files)
        self.calendar = pmui.FileDownload(
            callback=self._ics, filename="roster.ics", label="iCalendar", **files
        )
        self.intro, self.findings, self.trouble = html(), html(css=FINDINGS), html(visible=False)
        self.table = stack()
        self.week_card = paper(self.table)
        self.view[:] = [
            paper(
                self.intro,
                line(self.week, plan, self.keep, self.book, self.calendar),
                self.job.panel(),
                self.trouble,
            ),
            grid(self.week_card, paper(self.findings), columns="minmax(0, 3fr) minmax(0, 1fr)"),
        ]

    def _open(self) -> None:
        try:
            self.opened = self.catalogue.open(self.planner.scenario)
        except WorkbenchError as error:
            self.trouble.param.update(object=faults_html(error.faults, self.t), visible=True)
            return
        self.problem, self.assigned, self.locked = None, {}, {}
        self.week.value = str(self.opened.scenario.spec.calendar.start)
        self.redraw()

    def _plan(self, _event: object) -> None:
        assert self.opened is not None
        try:
            self.problem = week_of(self.opened.scenario, self.week.value)
            self.trouble.visible = False
        except WorkbenchError as error:
            self.trouble.param.update(object=faults_html(error.faults, self.t), visible=True)
            return
        locks = (
            [[who, str(day), shift] for (who, day), shift in self.locked.items()] if self.keep.value else []
        )
        self.job.start(
            "roster", self._planned, folder=str(self.opened.folder), week=self.week.value, locks=locks
        )

    def _planned(self, result: dict[str, Any]) -> None:
        self.assigned = {
            (row["person"], date.fromisoformat(row["day"])): Shift(row["shift"]) for row in result["shifts"]
        }
        if not self.keep.value:
            self.locked = {}
        self.redraw()

    def redraw(self) -> None:
        """Everything in the language of the moment."""
        t = self.t
        self.intro.object = f"<h2>{escape(t('page.roster'))}</h2><p>{escape(t('roster_page.intro'))}</p>"
        for button in (self.book, self.calendar):
            button.disabled = not self.assigned
        self.table[:] = [self._tabulator()] if self.problem is not None and self.assigned else []
        self.week_card.visible = bool(self.table)
        self._audit()

    def _words(self) -> dict[str, Shift | None]:
        """What may stand in a cell."""
        return {"": None} | {self.t(f"roster_page.cell_{shift}"): shift for shift in Shift}

    def _tabulator(self) -> pn.widgets.Tabulator:
        problem, t = self.problem, self.t
        assert problem is not None
        spoken = {shift: word for word, shift in self._words().items()}
        rows = [
            {
                "person": self._who(person.name),
                **{str(day): spoken[self.assigned.get((person.name, day))] for day in problem.days},
            }
            for person in problem.people
        ]
        heads = {str(day): f"{day:%m-%d} {t(f'weekday.{day.weekday()}')}" for day in problem.days}
        table = pn.widgets.Tabulator(
            pd.DataFrame(rows),
            titles={"person": t("roster.person")} | heads,
            editors={"person": None}
            | {day: {"type": "list", "values": list(self._words())} for day in heads},
            show_index=False,
            selectable=False,
            sortable=False,
            widths={"person": 190} | dict.fromkeys(heads, 92),
            layout="fit_data_stretch",
            theme="simple",
            height=620,
            sizing_mode="stretch_width",
            stylesheets=[EDITED],
            margin=0,
        )
        table.on_edit(self._edited)
        return table

    def _edited(self, event: Any) -> None:
        """A shift changed by hand is locked, and audited at once."""
        assert self.problem is not None
        key = self.problem.people[event.row].name, date.fromisoformat(event.column)
        shift = self._words().get(event.value)
        self.assigned.pop(key, None)
        if shift is not None:
            self.assigned[key] = shift
        self.locked[key] = shift
        self._audit()

    def _audit(self) -> None:
        t = self.t
        if self.problem is None or not self.assigned:
            self.findings.object = f"<p>{escape(t('roster_page.none'))}</p>"
            return
        found = audit_roster(self.problem, self.assigned)
        if not found:
            self.findings.object = f"<p class='sound'>{escape(t('roster_page.sound'))}</p>{self._locks()}"
            return
        lines = [
            f"<li>{escape(t(f'roster_rule.{f.rule}'))}: {escape(self._who(f.who))} {f.day:%m-%d}</li>"
            for f in found
        ]
        head = escape(t("roster_page.wrong", n=len(found)))
        self.findings.object = f"<p class='wrong'>{head}</p><ul>{''.join(lines)}</ul>{self._locks()}"

    def _locks(self) -> str:
        return f"<p>{escape(self.t('roster_page.locks', n=len(self.locked)))}</p>"

    def _who(self, code: str) -> str:
        """A person (`luohu-3.handler.2`) in the words of the page; groups keep their code."""
        if code.count(".") < 2:
            return code
        where, role, number = code.rsplit(".", 2)
        return f"{self.t.grid(where)} · {self.t.called('role', role)} {number}"

    def _roster(self) -> Roster:
        return Roster("by_hand", self.assigned, (), 0.0, 0.0, ())

    def _workbook(self) -> BytesIO:
        assert self.problem is not None
        with tempfile.TemporaryDirectory() as folder:
            file = write_workbook(self.problem, self._roster(), Path(folder) / "week.xlsx", self.t.language)
            return BytesIO(file.read_bytes())

    def _ics(self) -> BytesIO:
        assert self.problem is not None and self.opened is not None
        zone = self.opened.scenario.spec.calendar.timezone
        with tempfile.TemporaryDirectory() as folder:
            files = write_calendars(self.problem, self.assigned, Path(folder), self.t.language, zone)
            return BytesIO(files[-1].read_bytes())
