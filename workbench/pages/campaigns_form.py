"""The form of a campaign's design: scenarios, levers, kind of design, replications, stop rules, measures."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import panel as pn
import panel_material_ui as pmui

from models.experiments.campaign.report import USUAL
from models.experiments.campaign.spec import Design
from models.measures.declare import MEASURES
from workbench.campaign_values import points_of, told_points
from workbench.catalogue import Catalogue
from workbench.language import Text
from workbench.pages.campaigns_rows import BOX, RANGED, LeverRow, Rows, RuleRow
from workbench.pages.layout import html, line, paper, relabel, stack

NUMBER: dict[str, Any] = {**BOX, "width": 118}


class CampaignForm:
    """`content()` is the mapping of `campaign.yml`; `load` shows one. `changed` is called at every edit."""

    def __init__(self, catalogue: Catalogue, t: Text, changed: Callable[[], None]) -> None:
        self.catalogue, self.t, self._changed = catalogue, t, changed
        self._quiet = False
        self.other: dict[str, Any] = {}
        self.name = pmui.TextInput(label=t.live("campaigns.name"), width=190, max_length=60, **BOX)
        self.scenarios = pmui.MultiChoice(
            label=t.live("campaigns.scenarios"),
            options={},
            sizing_mode="stretch_width",
            margin=0,
            variant="outlined",
        )
        self.design = pmui.Select(label=t.live("campaigns.design"), options={}, width=250, **BOX)
        self.samples = pmui.IntInput(
            label=t.live("campaigns.samples"), value=16, start=1, end=100_000, **NUMBER
        )
        self.points = pmui.TextAreaInput(
            label=t.live("campaigns.points_label"),
            rows=4,
            sizing_mode="stretch_width",
            margin=0,
            variant="outlined",
        )
        self.levers, self.rules = Rows(LeverRow, self.edited, t), Rows(RuleRow, self.edited, t)
        self.least = pmui.IntInput(label=t.live("campaigns.least"), value=5, start=1, end=100_000, **NUMBER)
        self.stop = pmui.Select(label=t.live("campaigns.stop"), options={}, width=250, **BOX)
        self.most = pmui.IntInput(label=t.live("campaigns.most"), value=50, start=1, end=100_000, **NUMBER)
        self.step = pmui.IntInput(label=t.live("campaigns.step"), value=5, start=1, end=1000, **NUMBER)
        self.days = pmui.IntInput(label=t.live("campaigns.days"), value=28, start=1, end=3660, **NUMBER)
        self.warmup = pmui.IntInput(label=t.live("campaigns.warmup"), value=28, start=0, end=3660, **NUMBER)
        self.seed = pmui.IntInput(label=t.live("run.seed"), value=1, start=0, end=2**31 - 1, **NUMBER)
        self.measures = pmui.MultiChoice(
            label=t.live("campaigns.measures"),
            options={},
            sizing_mode="stretch_width",
            margin=0,
            variant="outlined",
        )
        self.keep = pmui.Switch(label=t.live("campaigns.keep_tables"), value=False, margin=0)
        add = {"variant": "text", "size": "small", "margin": 0, "icon": "add"}
        self.add_lever = pmui.Button(label=t.live("campaigns.add_lever"), on_click=self._more_levers, **add)
        self.add_rule = pmui.Button(
            label=t.live("campaigns.add_rule"), on_click=lambda _: self._more(self.rules), **add
        )
        self.until = stack(
            self.rules.panel(), line(self.add_rule), line(self.most, self.step), gap=8, visible=False
        )
        for field in (
            self.name, self.scenarios, self.design, self.samples, self.points, self.least, self.stop,
            self.most, self.step, self.days, self.warmup, self.seed, self.measures, self.keep,
        ):  # fmt: skip
            field.param.watch(lambda _: self.edited(), "value")

    def panel(self) -> pn.viewable.Viewable:
        """The card."""
        t = self.t
        self.help = html()
        return paper(
            html(t.live("campaigns.design_title", wrap="<h2>{}</h2>")),
            line(self.name, self.design, self.samples),
            self.scenarios,
            self.help,
            self.levers.panel(), line(self.add_lever), self.points,
            html(t.live("campaigns.replications_title", wrap="<h2>{}</h2>")),
            line(self.least, self.stop), self.until,
            line(self.days, self.warmup, self.seed, self.keep),
            self.measures,
        )  # fmt: skip

    def edited(self) -> None:
        """Something was changed by hand."""
        self._fold()
        if not self._quiet:
            self._changed()

    def _fold(self) -> None:
        """Show what the kind of design and the stop rule need, no more."""
        kind = str(self.design.value)
        self.samples.visible = kind in RANGED
        self.points.visible = kind == Design.LIST
        for row in self.levers:
            row.values.visible = kind != Design.LIST
        self.until.visible = self.stop.value == "until"
        if hasattr(self, "help") and self.design.value:
            self.help.object = f"<p>{self.t(f'campaigns.help_{kind}')}</p>"

    def _more_levers(self, _event: object) -> None:
        self._quiet = True
        used = {row.path.value for row in self.levers}
        row = self.levers.add()
        free = next((path for path in row.path.options.values() if path not in used), row.path.value)
        row.redraw(str(free))
        row.suggest(str(self.design.value))
        self._quiet = False
        self.edited()

    def _more(self, rows: Rows) -> None:
        rows.add()
        self.edited()

    def content(self) -> dict[str, Any]:
        """The design on the page."""
        kind = str(self.design.value)
        levers = [row.content() for row in self.levers]
        found: dict[str, Any] = {**self.other, "name": str(self.name.value or "").strip()}
        found |= {"scenarios": list(self.scenarios.value), "design": kind}
        if kind == Design.LIST:
            found["points"] = points_of(str(self.points.value or ""), [lever["path"] for lever in levers])
        else:
            found["levers"] = levers
        if kind in RANGED:
            found["samples"] = int(self.samples.value or 1)
        found["replications"] = self._replications()
        found |= {"days": int(self.days.value or 1), "warmup_days": int(self.warmup.value or 0)}
        found |= {"seed": int(self.seed.value or 0), "measures": list(self.measures.value)}
        return found | {"keep_tables": bool(self.keep.value)}

    def _replications(self) -> dict[str, Any]:
        least = int(self.least.value or 1)
        if self.stop.value != "until":
            return {"least": least}
        rules = [row.content() for row in self.rules]
        return {
            "least": least,
            "most": int(self.most.value or 1),
            "step": int(self.step.value or 1),
            "until": rules,
        }

    def load(self, content: Mapping[str, Any]) -> None:
        """Show a design; what the form does not speak of is kept as it is."""
        self._quiet = True
        known = (
            "name",
            "scenarios",
            "design",
            "points",
            "levers",
            "samples",
            "replications",
            "days",
            "warmup_days",
            "seed",
            "measures",
            "keep_tables",
            "format",
        )
        self.other = {key: value for key, value in content.items() if key not in known}
        rule = content.get("replications", {})
        self.name.value = str(content["name"])
        self.redraw(
            list(content["scenarios"]),
            list(content.get("measures", USUAL)),
            str(content.get("design", "grid")),
            "until" if rule.get("until") else "fixed",
        )
        points = content.get("points", [])
        paths = list(dict.fromkeys(path for point in points for path in point))
        self.levers.load(content.get("levers") or [{"path": path} for path in paths])
        self.points.value = told_points(points, paths)
        self.rules.load(rule.get("until", ()))
        for field, value in (
            (self.samples, content.get("samples", 16)), (self.least, rule.get("least", 5)),
            (self.most, rule.get("most") or rule.get("least", 5)), (self.step, rule.get("step", 5)),
            (self.days, content.get("days") or 84), (self.seed, content.get("seed", 1)),
            (self.warmup, 28 if content.get("warmup_days") is None else content["warmup_days"]),
            (self.keep, bool(content.get("keep_tables", False))),
        ):  # fmt: skip
            field.value = value
        self._quiet = False
        self.edited()

    def redraw(
        self,
        scenarios: list[str] | None = None,
        measures: list[str] | None = None,
        design: str = "",
        stop: str = "",
    ) -> None:
        """Words again, choices kept (or these instead)."""
        t, quiet = self.t, self._quiet
        self._quiet = True
        chosen = list(self.scenarios.value) if scenarios is None else scenarios
        titles = self.catalogue.titles(t.language)
        titles |= {name: name for name in chosen if name not in titles.values()}
        relabel(self.scenarios, titles, chosen)
        relabel(
            self.measures,
            {t.measure(name): name for name in MEASURES},
            list(self.measures.value) if measures is None else measures,
        )
        relabel(
            self.design,
            {t(f"campaigns.design_{kind.value}"): kind.value for kind in Design},
            design or self.design.value or "grid",
        )
        relabel(
            self.stop,
            {t(f"campaigns.stop_{each}"): each for each in ("fixed", "until")},
            stop or self.stop.value or "fixed",
        )
        self.levers.redraw()
        self.rules.redraw()
        self._quiet = quiet
        self._fold()
