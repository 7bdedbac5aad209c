"""The comparison page: scenarios side by side, differences in words, and a report to print."""

from __future__ import annotations

from html import escape
from io import StringIO
from typing import Any

import panel_material_ui as pmui

from models.scenario.faults import WorkbenchError
from workbench.catalogue import Catalogue
from workbench.jobs import Jobs
from workbench.language import Text
from workbench.pages.faults import faults_html
from workbench.pages.job_line import JobLine
from workbench.pages.late_page import FIELD, LateView
from workbench.pages.layout import TEXT_STYLE, html, line, paper, relabel
from workbench.planner import Planner
from workbench.saved import folder_of, saved_plans
from workbench.views.comparison import comparison_html

BEFORE_AND_AFTER = ["luohu-departmental", "luohu"]
"""The example that ships: before the merger against after."""
BY = (
    "on_time_handling_rate",
    "on_time_closure_rate",
    "worst_grid_on_time_rate",
    "coverage",
    "hazard_exposure_days",
)
TABLE = """
table { border-collapse: collapse; width: 100%; font: 400 13px/1.5 var(--gw-font); margin: 8px 0 18px; }
th { text-align: left; font-weight: 500; color: var(--gw-muted); }
th, td { padding: 5px 10px 5px 0; border-bottom: 1px solid var(--gw-divider); }
td.n { font-variant-numeric: tabular-nums; white-space: nowrap; }
td small { color: var(--gw-muted); } .wide { overflow-x: auto; }
td.better { color: var(--gw-good); } td.worse { color: var(--gw-bad); }
ol { margin: 4px 0 14px; padding-left: 22px; font: 400 13px/1.6 var(--gw-font); }
h2 { margin-top: 14px; }
.legend span { margin-right: 16px; white-space: nowrap; }
.legend i { display: inline-block; width: 10px; height: 10px; border-radius: 50%; margin-right: 6px; }
.multiples { display: grid; grid-template-columns: repeat(auto-fill, minmax(190px, 1fr)); gap: 12px;
  margin: 10px 0 18px; }
figure { margin: 0; padding: 8px 10px 4px; border: 1px solid var(--gw-divider); border-radius: 10px;
  break-inside: avoid; color: var(--gw-muted); }
figcaption { font: 500 12.5px/1.4 var(--gw-font); color: var(--gw-text); }
figure svg { width: 100%; display: block; } p.values span { margin-right: 12px; font-weight: 600; }
p.values { font-variant-numeric: tabular-nums; }
"""
PRINTED = """
:root { --gw-font: system-ui, sans-serif; --gw-text: #1c2430; --gw-muted: #5c6674; --gw-divider: #d9dee5;
  --gw-good: #1d7a46; --gw-bad: #b3362b; }
p, ul { font: 400 13px/1.55 var(--gw-font); } h2 { font: 650 15.5px/1.4 var(--gw-font); }
body { max-width: 900px; margin: 32px auto; color: var(--gw-text); font-family: var(--gw-font); }
"""


class ComparisonPage(LateView):
    """Choose scenarios, have them simulated under the same draws, read what differs."""

    def __init__(self, planner: Planner, jobs: Jobs, catalogue: Catalogue, t: Text) -> None:
        super().__init__(planner, jobs, catalogue, t)
        self.told: dict[str, Any] | None = None
        self.asked: dict[str, str] = {}

    def _build(self) -> None:
        t = self.t
        self.chosen = pmui.MultiChoice(
            label=t.live("compare_page.scenarios"),
            options={},
            value=[],
            margin=0,
            sizing_mode="stretch_width",
            max_width=460,
            variant="outlined",
        )
        self.by = pmui.Select(label=t.live("compare_page.by"), options={}, **(FIELD | {"width": 220}))
        self.days = pmui.IntInput(label=t.live("run.days"), value=84, start=1, end=730, **FIELD)
        self.repeats = pmui.IntInput(label=t.live("run.replications"), value=10, start=2, end=200, **FIELD)
        self.job = JobLine(self.jobs, t)
        go = pmui.Button(label=t.live("compare_page.go"), icon="compare_arrows", on_click=self._go, margin=0)
        self.printed = pmui.FileDownload(
            callback=self._report, filename="comparison.html", label=t("compare_page.print"), margin=0,
            disabled=True, variant="outlined", size="small", color="primary",
        )  # fmt: skip
        self.intro, self.result = html(), html(css=TEXT_STYLE + TABLE)
        self.view.param.watch(lambda _: self._offer(), "visible")
        self.view[:] = [
            paper(
                self.intro,
                line(self.chosen, self.by, self.days, self.repeats, go),
                self.job.panel(),
                self.printed,
            ),
            paper(self.result),
        ]

    def redraw(self) -> None:
        """Words again, selections kept."""
        t = self.t
        self.intro.object = f"<h2>{escape(t('page.comparison'))}</h2><p>{escape(t('compare_page.intro'))}</p>"
        self._offer()
        relabel(self.by, {t.measure(name): name for name in BY}, self.by.value or BY[0])
        self.printed.label = t("compare_page.print")
        self._show()

    def _offer(self) -> None:
        """Scenarios that ship, and what planners have kept by now."""
        known = [name for name in BEFORE_AND_AFTER if name in self.catalogue.names]
        options = self.catalogue.titles(self.t.language) | self._saved()
        kept = [key for key in self.chosen.value if key in options.values()]
        relabel(self.chosen, options, kept or known)

    def _saved(self) -> dict[str, str]:
        found = saved_plans(self.jobs.workspace, self.catalogue, self.t.language)
        return {f"{title} ({self.t('compare_page.saved')})": key for title, key in found.items()}

    def _go(self, _event: object) -> None:
        keys = list(self.chosen.value)
        if len(keys) < 2:
            self.result.object = f"<p>{escape(self.t('compare_page.two'))}</p>"
            return
        try:
            folders = [str(folder_of(key, self.jobs.workspace, self.catalogue)) for key in keys]
        except WorkbenchError as error:
            self.result.object = faults_html(error.faults, self.t)
            return
        self.asked = dict(zip(folders, keys, strict=True))
        self.job.start(
            "compare", self._done, folders=folders,
            replications=self.repeats.value, days=self.days.value, by=self.by.value, engine_name="serial",
            out=str(self.jobs.workspace / "runs"),
        )  # fmt: skip

    def _done(self, result: dict[str, Any]) -> None:
        self.told = result
        self._show()

    def _show(self) -> None:
        self.printed.disabled = self.told is None
        self.result.object = self._words() if self.told else f"<p>{escape(self.t('compare_page.none'))}</p>"

    def _words(self) -> str:
        assert self.told is not None
        title_of = {key: title for title, key in self.chosen.options.items()}
        scenarios = self.told["scenarios"]
        titles = [title_of.get(self.asked[each["folder"]], each["name"]) for each in scenarios]
        basis = self.t(
            "compare_page.basis", n=self.told["replications"], days=self.told["days"], seed=self.told["seed"]
        )
        return f"<p>{escape(basis)}</p>{comparison_html(self.told, titles, self.t)}"

    def _report(self) -> StringIO:
        """One file with everything in it, to be opened and printed anywhere."""
        title = escape(self.t("page.comparison"))
        scenarios = self.told["scenarios"] if self.told else []
        marks = "".join(f"<p>{escape(s['name'])} · {escape(s['fingerprint'])}</p>" for s in scenarios)
        return StringIO(
            f"<!doctype html><html lang='{self.t.language}'><head>"
            f"<meta charset='utf-8'><title>{title}</title>"
            f"<style>{PRINTED}{TABLE}</style></head><body><h1>{title}</h1>{self._words()}{marks}</body></html>"
        )
