"""The staffing page: people by role and grid, what the twin says of them at once, and the cheapest plan."""

from __future__ import annotations

from html import escape
from pathlib import Path
from typing import Any

import pandas as pd
import panel as pn
import panel_material_ui as pmui
from pydantic import ValidationError

from models.scenario.faults import WorkbenchError
from models.scenario.plan import Plan
from models.scenario.scenario import Scenario
from models.sizing.live import LiveTown
from models.sizing.writing import write_plan
from workbench.catalogue import Catalogue
from workbench.jobs import Jobs
from workbench.language import Text
from workbench.pages import indicators
from workbench.pages.faults import faults_html
from workbench.pages.job_line import JobLine
from workbench.pages.late_page import FIELD, LatePage
from workbench.pages.layout import TEXT_STYLE, grid, html, line, paper, relabel, stack
from workbench.planner import Planner
from workbench.views.staffing import answer_html, confirmed_html, live_cards
from workbench.views.table import EDITED

ROLES = ("inspectors", "handlers", "operators")
CARDS = indicators.STYLE + (
    ".cards { margin-top: 8px; } .bad { color: var(--gw-bad); font-weight: 600; } "
    ".good { color: var(--gw-good); }"
)


_PREPARED: dict[str, LiveTown] = {}
"""Prepared towns by file, shared by the sessions; the newest few."""
KEPT = 4


def _live(scenario: Scenario, file: str) -> LiveTown:
    if file not in _PREPARED:
        while len(_PREPARED) >= KEPT:
            del _PREPARED[next(iter(_PREPARED))]
        _PREPARED[file] = LiveTown(scenario, Path(file))
    return _PREPARED[file]


class StaffingPage(LatePage):
    """Lays out table, sliders, cards and answers. Built when it is first looked at."""

    def __init__(self, planner: Planner, jobs: Jobs, catalogue: Catalogue, t: Text) -> None:
        super().__init__(planner, jobs, catalogue, t)
        self.live: LiveTown | None = None
        self.told: dict[str, Any] | None = None
        self.answer: dict[str, Any] | None = None

    def _build(self) -> None:
        t = self.t
        self.head, self.trouble = html(), html(visible=False)
        self.cards, self.said, self.confirmed = html(css=CARDS), html(), html(css=CARDS + TEXT_STYLE)
        self.table = stack()
        self.handlers = pmui.Switch(label=t.live("staff_page.pool_handlers"), margin=0)
        self.operators = pmui.Switch(label=t.live("staff_page.pool_operators"), margin=0)
        self.teams = pmui.IntSlider(
            label=t.live("staff_page.teams"), start=1, end=20, value=5, margin=0, width=240
        )
        self.cap = pmui.IntInput(label=t.live("staff_page.cap"), value=40, start=1, end=5000, **FIELD)
        self.late = pmui.FloatInput(label=t.live("staff_page.late"), value=5.0, start=0.1, end=99.0, **FIELD)
        self.coverage = pmui.FloatInput(
            label=t.live("staff_page.coverage"), description=t.live("staff_page.coverage_tip"), value=0.0,
            start=0.0, end=100.0, **(FIELD | {"width": 180}),
        )  # fmt: skip
        self.objective = pmui.Select(label=t.live("staff_page.objective"), options={}, **FIELD)
        self.line, self.search, self.check = (JobLine(self.jobs, t) for _ in range(3))
        find = pmui.Button(label=t.live("staff_page.find"), icon="search", on_click=self._find, margin=0)
        confirm = pmui.Button(
            label=t.live("staff_page.confirm"),
            icon="verified",
            variant="outlined",
            on_click=self._confirm,
            margin=0,
        )
        for widget in (self.handlers, self.operators, self.teams, self.cap):
            widget.param.watch(lambda _: self._changed(), "value")
        left = stack(
            paper(self.head, line(self.handlers, self.operators, self.teams), self.table, self.line.panel()),
        )
        right = stack(
            paper(html(t.live("staff_page.live", wrap="<h2>{}</h2>")), self.cards, self.trouble),
            paper(
                line(self.objective, self.cap, self.late, self.coverage, find, confirm),
                self.search.panel(), self.check.panel(), self.said,
                self.confirmed,
            ),
        )  # fmt: skip
        self.view[:] = [grid(left, right, columns="minmax(0, 6fr) minmax(0, 7fr)")]

    def _open(self) -> None:
        try:
            self.opened = self.catalogue.open(self.planner.scenario)
        except WorkbenchError as error:
            self.trouble.param.update(object=faults_html(error.faults, self.t), visible=True)
            return
        plan = self.opened.plan
        self.live = self.told = self.answer = None
        self.said.object = self.confirmed.object = ""
        self.rows = pd.DataFrame(
            [{"grid": name, **{r: getattr(g.staffing, r) for r in ROLES}} for name, g in plan.grids.items()]
        )
        self.handlers.value, self.operators.value = plan.pooled.handlers, plan.pooled.operators
        self.teams.param.update(value=plan.town.teams, end=max(20, 3 * plan.town.teams))
        folder = str(self.jobs.workspace / "live")
        self.line.start("prepare_live", self._ready, folder=str(self.opened.folder), out=folder)
        self.redraw()

    def _ready(self, result: dict[str, Any]) -> None:
        if self.opened is not None and result["fingerprint"] == self.opened.scenario.fingerprint:
            self.live = _live(self.opened.scenario, result["file"])
            self._changed()

    def redraw(self) -> None:
        """Everything in the language of the moment."""
        t = self.t
        assert self.opened is not None
        title = escape(self.opened.title(t.language))
        words = {t("staff_page.objective_cost"): "cost", t("staff_page.objective_lateness"): "worst-lateness"}
        relabel(self.objective, words, self.objective.value or "cost")
        self.head.object = f"<h2>{title}</h2><p>{escape(t('staff_page.intro'))}</p>"
        shown = self.rows.assign(grid=[t.grid(name) for name in self.rows["grid"]])
        table = pn.widgets.Tabulator(
            shown,
            titles={"grid": t("staff_page.grid")} | {r: t.called("role", r[:-1]) for r in ROLES},
            editors={"grid": None} | {r: {"type": "number", "min": 0, "max": 500, "step": 1} for r in ROLES},
            show_index=False,
            selectable=False,
            sortable=False,
            layout="fit_columns",
            theme="simple",
            sizing_mode="stretch_width",
            stylesheets=[EDITED],
            margin=0,
        )
        table.on_edit(self._edited)
        self.table[:] = [table]
        self._show()

    def _edited(self, event: Any) -> None:
        value = event.value
        if isinstance(value, int | float) and value == value:
            self.rows.loc[event.row, event.column] = int(value)
        self._changed()

    def plan(self) -> Plan:
        """The plan on the page; pydantic's ValidationError where it cannot be."""
        assert self.opened is not None
        content = self.opened.plan.model_dump(mode="json")
        for row in self.rows.to_dict("records"):
            content["grids"][row["grid"]]["staffing"] = {r: int(row[r]) for r in ROLES}
        content["pooled"] = {"handlers": self.handlers.value, "operators": self.operators.value}
        content["town"]["teams"] = int(self.teams.value)
        return Plan.model_validate({**content, "visits": self.opened.plan.visits})

    def _changed(self) -> None:
        """Something was set by hand: ask the twin, which answers at once."""
        if self.live is None:
            return
        try:
            self.told = self.live.indicators(self.plan())
            self.trouble.visible = False
        except ValidationError as error:
            words = "".join(f"<li>{escape(str(each['msg']))}</li>" for each in error.errors())
            self.trouble.param.update(object=f"<ul>{words}</ul>", visible=True)
            return
        self._show()

    def _show(self) -> None:
        t = self.t
        if self.told is None:
            self.cards.object = f"<p class='note'>{escape(t('staff_page.preparing'))}</p>"
        else:
            label = escape(t("staff_page.from_twin", n=self.told["replications"]))
            self.cards.object = f"<p class='note'>{label}</p>{live_cards(self.told, self.cap.value, t)}"
        self.said.object = answer_html(self.answer, t) if self.answer else ""

    def _find(self, _event: object) -> None:
        assert self.opened is not None
        asked = {
            "late": self.late.value / 100, "heads": int(self.cap.value), "objective": self.objective.value,
            "coverage": self.coverage.value / 100 if self.coverage.value else None,
        }  # fmt: skip
        self.search.start("staff", self._found, folder=str(self.opened.folder), **asked)

    def _found(self, result: dict[str, Any]) -> None:
        self.answer = result
        plan = result["plan"] or (result.get("closest") or {}).get("plan")
        if plan:
            for index, name in enumerate(self.rows["grid"]):
                for role in ROLES:
                    self.rows.loc[index, role] = plan["grids"][name]["staffing"][role]
            self.handlers.value = plan["pooled"]["handlers"]
            self.operators.value = plan["pooled"]["operators"]
            self.teams.value = plan["town"]["teams"]
        self.redraw()
        self._changed()

    def _confirm(self, _event: object) -> None:
        """Write the plan as a scenario of its own and simulate it in full."""
        assert self.opened is not None
        try:
            plan = self.plan().model_dump(mode="json", include={"grids", "pooled", "town", "pair_size"})
        except ValidationError:
            return
        number = len(list((self.jobs.workspace / "staffings").glob("*"))) + 1
        folder = self.jobs.workspace / "staffings" / f"{self.opened.name}-staffing-{number}"
        write_plan(self.opened.folder, plan, folder)
        out = str(self.jobs.workspace / "runs")
        asked = {"replications": 4, "engine_name": "serial", "structural": False}
        self.check.start("simulate", self._simulated, folder=str(folder), out=out, **asked)

    def _simulated(self, result: dict[str, Any]) -> None:
        self.confirmed.object = confirmed_html(result["measures"], result["replications"], self.t)
