"""The roster page: a week's shifts, swapped and locked by hand, with the audit beside them."""

from __future__ import annotations

import re
import tempfile
from dataclasses import replace
from datetime import date, timedelta
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
from workbench.pages.layout import TEXT_STYLE, grid, html, line, paper, relabel, stack
from workbench.planner import Planner
from workbench.views.roster import audit_html, fairness_html, person_words
from workbench.views.table import EDITED

FINDINGS = TEXT_STYLE + ".sound { color: var(--gw-good); } .wrong { color: var(--gw-bad); }"
MARKS = ("absent", "wish")
LOCKED = " ●"
DATE = re.compile(r"\d{4}-\d{2}-\d{2}")
LONGEST = 31
"""Days that one entry of an absence may last."""

Key = tuple[str, date]


class RosterPage(LatePage):
    """Plan a week, change it in the table, see at once which rule breaks. Built when first looked at."""

    def __init__(self, planner: Planner, jobs: Jobs, catalogue: Catalogue, t: Text) -> None:
        super().__init__(planner, jobs, catalogue, t)
        self._forget()

    def _forget(self) -> None:
        self.problem: RosterProblem | None = None
        self.assigned: dict[Key, Shift] = {}
        self.locked: dict[Key, Shift | None] = {}
        self.marks: dict[Key, str] = {}
        self.planned: dict[str, Any] = {}

    def _build(self) -> None:
        t = self.t
        self.week = pmui.TextInput(
            label=t.live("roster_page.week"), value="2026-03-02", **(FIELD | {"width": 170})
        )
        self.job = JobLine(self.jobs, t)
        plan = pmui.Button(
            label=t.live("roster_page.plan"), icon="calendar_month", on_click=self._plan, margin=0
        )
        self.keep = pmui.Switch(label=t.live("roster_page.keep"), value=True, margin=0)
        files: dict[str, Any] = {
            "margin": 0, "variant": "outlined", "size": "small", "color": "primary", "disabled": True
        }  # fmt: skip
        self.book = pmui.FileDownload(callback=self._workbook, filename="roster.xlsx", label="XLSX", **files)
        self.calendar = pmui.FileDownload(
            callback=self._ics, filename="roster.ics", label="iCalendar", **files
        )
        self.intro, self.findings, self.trouble = html(), html(css=FINDINGS), html(visible=False)
        self.table = stack()
        self.legend = html(t.live("roster_page.legend", wrap="<p>{}</p>"))
        self.week_card = paper(self._by_hand(), self.table, self.legend)
        self.view[:] = [
            paper(
                self.intro,
                line(self.week, plan, self.keep, self.book, self.calendar),
                self._away(),
                self.job.panel(),
                self.trouble,
            ),
            grid(self.week_card, paper(self.findings), columns="minmax(0, 3fr) minmax(0, 1fr)"),
        ]

    def _by_hand(self) -> pn.viewable.Viewable:
        """Two people swap a day, or one is locked to what he has."""
        t, wide = self.t, FIELD | {"width": 210}
        self.first = pmui.Select(label=t.live("roster_page.person"), options={}, **wide)
        self.second = pmui.Select(label=t.live("roster_page.other"), options={}, **wide)
        self.day = pmui.Select(label=t.live("roster_page.day"), options={}, **(FIELD | {"width": 150}))
        buttons = [
            pmui.Button(
                label=t.live(f"roster_page.{name}"), icon=icon, variant="outlined", size="small", margin=0,
                on_click=call,
            )
            for name, icon, call in (
                ("swap", "swap_horiz", self._swap),
                ("lock", "lock", lambda _: self._lock(True)),
                ("unlock", "lock_open", lambda _: self._lock(False)),
            )
        ]  # fmt: skip
        return line(self.first, self.day, self.second, *buttons)

    def _away(self) -> pn.viewable.Viewable:
        """Absences and wishes for one or several days."""
        t = self.t
        self.who = pmui.Select(label=t.live("roster_page.person"), options={}, **(FIELD | {"width": 210}))
        self.kind = pmui.Select(label=t.live("roster_page.kind"), options={}, **FIELD)
        self.when = pmui.TextInput(
            label=t.live("roster_page.when"), description=t.live("roster_page.when_tip"),
            **(FIELD | {"width": 250}),
        )  # fmt: skip
        enter = pmui.Button(
            label=t.live("roster_page.mark"), icon="event_busy", variant="outlined", margin=0,
            on_click=self._mark,
        )  # fmt: skip
        return line(self.who, self.kind, self.when, enter)

    def _open(self) -> None:
        try:
            self.opened = self.catalogue.open(self.planner.scenario)
        except WorkbenchError as error:
            self._say(error)
            return
        self._forget()
        self.week.value = str(self.opened.scenario.spec.calendar.start)
        self._read_week()
        self.redraw()

    def _say(self, error: WorkbenchError) -> None:
        self.trouble.param.update(object=faults_html(error.faults, self.t), visible=True)

    def _read_week(self) -> bool:
        """The problem of the week on the page, with what was entered for it; False where it cannot be."""
        assert self.opened is not None
        try:
            self.problem = week_of(self.opened.scenario, self.week.value, self.marks)
        except WorkbenchError as error:
            self._say(error)
            return False
        self.trouble.visible = False
        return True

    def _plan(self, _event: object) -> None:
        assert self.opened is not None
        if not self._read_week():
            return
        days = self.problem.days if self.problem else ()
        locks = [
            [who, str(day), shift]
            for (who, day), shift in self.locked.items()
            if self.keep.value and day in days
        ]
        marks = [[who, str(day), kind] for (who, day), kind in self.marks.items()]
        self.job.start(
            "roster", self._planned, folder=str(self.opened.folder), week=self.week.value, locks=locks,
            marks=marks,
        )  # fmt: skip

    def _planned(self, result: dict[str, Any]) -> None:
        self.planned = result
        self.assigned = {
            (row["person"], date.fromisoformat(row["day"])): Shift(row["shift"]) for row in result["shifts"]
        }
        kept = self.locked if self.keep.value and self.problem else {}
        self.locked = {key: shift for key, shift in kept.items() if key[1] in self.problem.days}
        self.redraw()

    def redraw(self) -> None:
        """Everything in the language of the moment."""
        t = self.t
        self.intro.object = f"<h2>{escape(t('page.roster'))}</h2><p>{escape(t('roster_page.intro'))}</p>"
        for button in (self.book, self.calendar):
            button.disabled = not self.assigned
        self.table[:] = [self._tabulator()] if self.problem is not None and self.assigned else []
        self.week_card.visible = bool(self.table)
        self._relabel()
        self._audit()

    def _relabel(self) -> None:
        """Names and days to choose from."""
        t, problem = self.t, self.problem
        relabel(
            self.kind, {t(f"roster_page.cell_{kind}"): kind for kind in MARKS}, self.kind.value or MARKS[0]
        )
        if problem is None:
            return
        people = {person_words(person.name, t): person.name for person in problem.people}
        names = list(people.values())
        for chooser, usual in ((self.first, 0), (self.second, 1), (self.who, 0)):
            kept = chooser.value if chooser.value in names else names[min(usual, len(names) - 1)]
            relabel(chooser, people, kept)
        days = {f"{day:%m-%d} {t(f'weekday.{day.weekday()}')}": str(day) for day in problem.days}
        relabel(self.day, days, self.day.value if self.day.value in days.values() else str(problem.monday))

    def _words(self) -> dict[str, Shift | str | None]:
        """What may stand in a cell: a shift, nothing, an absence, a wish."""
        codes: tuple[Shift | str, ...] = (*Shift, *MARKS)
        return {"": None} | {self.t(f"roster_page.cell_{code}"): code for code in codes}

    def _cell(self, key: Key) -> str:
        """A person's day in words, with a dot where it is locked."""
        code = self.assigned.get(key) or self.marks.get(key)
        word = self.t(f"roster_page.cell_{code}") if code else ""
        return word + LOCKED if key in self.locked else word

    def _tabulator(self) -> pn.widgets.Tabulator:
        problem, t = self.problem, self.t
        assert problem is not None
        rows = [
            {
                "person": person_words(person.name, t),
                **{str(day): self._cell((person.name, day)) for day in problem.days},
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
            frozen_columns=["person"],
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
        """A cell changed by hand: a shift or a day off is locked; an absence or a wish is one."""
        assert self.problem is not None
        key = self.problem.people[event.row].name, date.fromisoformat(event.column)
        code = self._words().get(str(event.value).removesuffix(LOCKED))
        self._free(key)
        self.marks.pop(key, None)
        if code in MARKS:
            self.marks[key] = str(code)
        else:
            self._set(key, code)
        self._told([key])

    def _free(self, key: Key) -> None:
        """Nothing on a day: who is away, or wishes to be, leaves his shift to the next plan."""
        self.assigned.pop(key, None)
        self.locked.pop(key, None)

    def _set(self, key: Key, shift: Any) -> None:
        self.assigned.pop(key, None)
        if shift is not None:
            self.assigned[key] = shift
        self.locked[key] = shift

    def _swap(self, _event: object) -> None:
        """Two people exchange what they have on a day; both are locked."""
        day = date.fromisoformat(self.day.value)
        one, other = (self.first.value, day), (self.second.value, day)
        ours, theirs = self.assigned.get(one), self.assigned.get(other)
        self._set(one, theirs)
        self._set(other, ours)
        self._told([one, other])

    def _lock(self, locked: bool) -> None:
        key = self.first.value, date.fromisoformat(self.day.value)
        if locked:
            self.locked[key] = self.assigned.get(key)
        else:
            self.locked.pop(key, None)
        self._told([key])

    def _mark(self, _event: object) -> None:
        """An absence or a wish over one or several days, if they lie in the week."""
        try:
            ends = [date.fromisoformat(each) for each in DATE.findall(self.when.value or "")]
        except ValueError:
            ends = []
        if not 1 <= len(ends) <= 2 or not 0 <= (ends[-1] - ends[0]).days < LONGEST:
            said = escape(self.t("roster_page.when_bad"))
            self.trouble.param.update(object=f"<p>{said}</p>", visible=True)
            return
        days = [ends[0] + timedelta(days=n) for n in range((ends[-1] - ends[0]).days + 1)]
        before, keys = dict(self.marks), [(self.who.value, day) for day in days]
        self.marks |= dict.fromkeys(keys, self.kind.value)
        if not self._read_week():
            self.marks = before
            return
        for key in keys:
            self._free(key)
        self.when.value = ""
        self._told(keys)

    def _told(self, keys: list[Key]) -> None:
        """Show changed cells in the table, and audit."""
        problem = self.problem
        if problem is None:
            return
        wishes = {kind: {k for k, v in self.marks.items() if v == kind} for kind in MARKS}
        self.problem = replace(problem, absent=frozenset(wishes["absent"]), wishes=frozenset(wishes["wish"]))
        if self.table:
            rows = {person.name: n for n, person in enumerate(problem.people)}
            for who, day in keys:
                self.table[0].patch({str(day): [(rows[who], self._cell((who, day)))]})
        self._audit()

    def _audit(self) -> None:
        t, problem = self.t, self.problem
        marked = f"<p>{escape(t('roster_page.locks', n=len(self.locked)))}</p>"
        if problem is None or not self.assigned:
            self.findings.object = f"<p>{escape(t('roster_page.none'))}</p>{marked}"
            return
        told = audit_html(problem, audit_roster(problem, self.assigned), self.assigned, t)
        proof = "" if self.locked else self._proof()
        self.findings.object = f"{told}{proof}{marked}{fairness_html(problem, self.assigned, t)}"

    def _proof(self) -> str:
        """What the solver proved of the week, as long as nothing was changed by hand."""
        if self.planned.get("status") == "optimal":
            said = self.t("roster_page.proven")
        else:
            bound, cost = (f"{self.planned.get(key, 0):g}" for key in ("bound", "cost"))
            said = self.t("roster_page.feasible", bound=bound, cost=cost)
        return f"<p>{escape(said)}</p>"

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
