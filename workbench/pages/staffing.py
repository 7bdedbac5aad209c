"""The staffing page: people by role and grid, what the twin says of them at once, and the cheapest plan."""

from __future__ import annotations

from collections.abc import Mapping
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
from workbench.catalogue import Catalogue
from workbench.jobs import Jobs
from workbench.language import Text
from workbench.numbers import percent
from workbench.pages import indicators
from workbench.pages.faults import faults_html
from workbench.pages.job_line import JobLine
from workbench.pages.late_page import FIELD, LatePage
from workbench.pages.layout import TEXT_STYLE, grid, html, line, paper, relabel, stack
from workbench.planner import Planner
from workbench.saved import keep_staffing
from workbench.views.staffing import answer_html, confirmed_html, live_cards, load_table, plan_faults
from workbench.views.table import EDITED

ROLES = ("inspectors", "handlers", "operators")
CARDS = indicators.STYLE + (
    ".cards { margin-top: 8px; } .bad { color: var(--gw-bad); font-weight: 600; } "
    ".good { color: var(--gw-good); } "
    "table { border-collapse: collapse; width: 100%; font: 400 12.5px/1.5 var(--gw-font); } "
    "table { margin: 10px 0 2px; } "
    "th { text-align: left; font-weight: 500; color: var(--gw-muted); } "
    "th, td { padding: 4px 10px 4px 0; border-bottom: 1px solid var(--gw-divider); } "
    "td.n { font-variant-numeric: tabular-nums; white-space: nowrap; } small { color: var(--gw-muted); } "
    ".wide { overflow-x: auto; } tr.mine td { font-weight: 600; } "
    "i.bar { display: block; height: 3px; border-radius: 2px; background: var(--gw-accent); } "
    "i.bar.bad { background: var(--gw-bad); } p.note { margin-top: 8px; }"
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
        self.cards, self.said = html(css=CARDS), html(css=CARDS + TEXT_STYLE)
        self.confirmed, self.total, self.kept = html(css=CARDS + TEXT_STYLE), html(), html()
        self.loads = html(css=CARDS + TEXT_STYLE)
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
        self.pooling = pmui.Select(label=t.live("staff_page.pooling"), options={}, **(FIELD | {"width": 180}))
        self.overtime = pmui.FloatInput(
            label=t.live("staff_page.overtime_price"), value=1.5, start=0.0, end=10.0,
            **(FIELD | {"width": 180}),
        )  # fmt: skip
        self.rules = pmui.TextInput(
            label=t.live("staff_page.rules"), description=t.live("staff_page.rules_tip"),
            **(FIELD | {"width": 272}),
        )  # fmt: skip
        self.name = pmui.TextInput(label=t.live("staff_page.name"), max_length=60, **(FIELD | {"width": 180}))
        save = pmui.Button(
            label=t.live("staff_page.save"), icon="save", variant="outlined", on_click=self._save, margin=0
        )
        reset = pmui.Button(
            label=t.live("staff_page.reset"), variant="text", on_click=lambda _: self._reset(), margin=0
        )
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
            paper(
                self.head, line(self.handlers, self.operators, self.teams), self.table, self.total,
                self.loads,
                self.line.panel(), line(self.name, save, reset), self.kept,
            ),
        )  # fmt: skip
        right = stack(
            paper(html(t.live("staff_page.live", wrap="<h2>{}</h2>")), self.trouble, self.cards),
            paper(
                html(t.live("staff_page.question", wrap="<h2>{}</h2>")),
                line(self.objective, self.cap, self.late, self.coverage),
                line(self.pooling, self.overtime, self.rules),
                line(find, confirm),
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
        self.said.object = self.confirmed.object = self.kept.object = ""
        self.teams.end = max(20, 3 * plan.town.teams)
        self._fill(plan.model_dump(mode="json", include={"grids", "pooled", "town"}))
        folder = str(self.jobs.workspace / "live")
        self.line.start("prepare_live", self._ready, folder=str(self.opened.folder), out=folder)
        self.redraw()

    def _fill(self, plan: Mapping[str, Any]) -> None:
        """People, pooling and town teams of a plan onto the page."""
        self.rows = pd.DataFrame(
            [{"grid": name, **{r: g["staffing"][r] for r in ROLES}} for name, g in plan["grids"].items()]
        )
        pooled = plan["pooled"]
        self.handlers.value, self.operators.value = pooled["handlers"], pooled["operators"]
        self.teams.value = plan["town"]["teams"]

    def _reset(self) -> None:
        """Back to the people of the scenario's own plan."""
        if self.opened is not None:
            self._fill(self.opened.plan.model_dump(mode="json", include={"grids", "pooled", "town"}))
            self.redraw()
            self._changed()

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
        ways = {t(f"staff_page.pooling_{way}"): way for way in ("best", "plan", "none", "all")}
        relabel(self.pooling, ways, self.pooling.value or "best")
        self.head.object = f"<h2>{title}</h2><p>{escape(t('staff_page.intro'))}</p>"
        shown = self.rows.assign(grid=[t.grid(name) for name in self.rows["grid"]])
        table = pn.widgets.Tabulator(
            shown,
            titles={"grid": t("staff_page.grid")} | {r: t.called("role", r[:-1]) for r in ROLES},
            editors={"grid": None} | {r: {"type": "number", "min": 0, "max": 500, "step": 1} for r in ROLES},
            show_index=False,
            selectable=False,
            sortable=False,
            header_align={"grid": "left"} | dict.fromkeys(ROLES, "right"),
            configuration={"columnDefaults": {"resizable": False}},
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
        self._add_up()
        if self.live is None:
            return
        try:
            self.told = self.live.indicators(self.plan())
            self.trouble.visible, self.cards.visible = False, True
        except ValidationError as error:
            self.cards.visible = False  # they are about other people
            words = "".join(plan_faults(str(each["msg"]), self.t) for each in error.errors())
            self.trouble.param.update(object=words, visible=True)
            return
        self._show()

    def _add_up(self) -> None:
        heads = {role: int(self.rows[role].sum()) for role in ROLES}
        self.total.object = f"<p>{escape(self.t('staff_page.total', **heads))}</p>"

    def _show(self) -> None:
        t = self.t
        self._add_up()
        if self.told is None:
            self.cards.object = f"<p class='note'>{escape(t('staff_page.preparing'))}</p>"
        else:
            label = escape(t("staff_page.from_twin", n=self.told["replications"]))
            self.cards.object = f"<p class='note'>{label}</p>{live_cards(self.told, self.cap.value, t)}"
            self.loads.object = load_table(self.told["desks"], t)
        self.said.object = answer_html(self.answer, t) + self._filled() if self.answer else ""

    def _filled(self) -> str:
        """What the answer has put into the table."""
        closest = (self.answer or {}).get("closest")
        if self.answer and self.answer["plan"]:
            said = self.t("staff_page.filled")
        elif closest:
            said = self.t("staff_page.filled_closest", late=percent(closest["late"]))
        else:
            return ""
        return f"<p>{escape(said)}</p>"

    def _find(self, _event: object) -> None:
        assert self.opened is not None
        asked = {
            "late": (self.late.value or 0.0) / 100, "heads": self.cap.value,
            "objective": self.objective.value,
            "coverage": self.coverage.value / 100 if self.coverage.value else None,
            "pooling": self.pooling.value, "overtime": self.overtime.value,
            "rules": [each.strip() for each in (self.rules.value or "").split(",") if each.strip()],
        }  # fmt: skip
        self.search.start("staff", self._found, folder=str(self.opened.folder), **asked)

    def _found(self, result: dict[str, Any]) -> None:
        self.answer = result
        plan = result["plan"] or (result.get("closest") or {}).get("plan")
        if plan:
            self._fill(plan)
        self.redraw()
        self._changed()

    def _keep(self, name: str) -> Path | None:
        """The plan on the page as a scenario of its own; None where it is no plan."""
        assert self.opened is not None
        try:
            plan = self.plan().model_dump(mode="json", include={"grids", "pooled", "town", "pair_size"})
        except ValidationError:
            self._changed()
            return None
        return keep_staffing(self.jobs.workspace, self.opened, plan, name)

    def _save(self, _event: object) -> None:
        """Keep the plan under a name, for the Comparison page."""
        name = " ".join((self.name.value or "").split())
        if folder := self._keep(name):
            said = self.t("staff_page.saved", name=name or folder.name)
            self.kept.object = f"<p>{escape(said)}</p>"
            self.name.value = ""

    def _confirm(self, _event: object) -> None:
        """Write the plan as a scenario of its own and simulate it in full."""
        if (folder := self._keep("")) is None:
            return
        out = str(self.jobs.workspace / "runs")
        asked = {"replications": 4, "engine_name": "serial", "structural": False}
        self.check.start("simulate", self._simulated, folder=str(folder), out=out, **asked)

    def _simulated(self, result: dict[str, Any]) -> None:
        self.confirmed.object = confirmed_html(result["measures"], result["replications"], self.t)
