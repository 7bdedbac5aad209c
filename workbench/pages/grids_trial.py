"""From grids to simulation: the working plan against the saved one under the same draws, in one click."""

from __future__ import annotations

from html import escape
from typing import Any

import panel as pn
import panel_material_ui as pmui

from models.measures.declare import MEASURES
from models.measures.intervals import INDICATIVE_BELOW
from workbench.drafting.board import Board
from workbench.drafting.draft import Draft
from workbench.jobs import Jobs
from workbench.language import Text
from workbench.numbers import amount, interval, number
from workbench.pages.job_line import JobLine
from workbench.pages.layout import html, line, paper
from workbench.views.grid_numbers import finding_words

STYLE = """
:host { color: var(--gw-text); font: 12.5px/1.5 var(--gw-font); overflow-x: auto; }
table { width: 100%; border-collapse: collapse; font-variant-numeric: tabular-nums; }
th { padding: 4px 8px; text-align: right; font-size: 11.5px; font-weight: 600; color: var(--gw-muted);
  border-bottom: 1px solid var(--gw-divider); white-space: nowrap; }
td { padding: 5px 8px; text-align: right; border-bottom: 1px solid var(--gw-divider); white-space: nowrap; }
th:first-child, td:first-child { text-align: left; white-space: normal; min-width: 116px; }
.better { color: var(--gw-good); font-weight: 650; } .worse { color: var(--gw-bad); font-weight: 650; }
.quiet { color: var(--gw-muted); }
p { margin: 0 0 6px; color: var(--gw-muted); }
"""
WORDS = {"better": "better", "worse": "worse", "more": "", "less": ""}


class Trial:
    """Days, replications, seed, one button; a table of paired differences when it is done."""

    def __init__(self, board: Board, jobs: Jobs, t: Text) -> None:
        self.board, self.jobs, self.t = board, jobs, t
        box: dict[str, Any] = {"width": 118, "margin": 0, "size": "small", "variant": "outlined"}
        self.days = pmui.IntInput(label=t.live("run.days"), value=28, **box)
        self.replications = pmui.IntInput(label=t.live("run.replications"), value=5, **box)
        self.seed = pmui.IntInput(label=t.live("run.seed"), value=1, **box)
        self.go = pmui.Button(
            label=t.live("grids.simulate"), icon="play_arrow", margin=0, on_click=self._start
        )
        self.job, self.told, self.trouble = (
            JobLine(jobs, t, failed="grids.not_tried"),
            html(css=STYLE),
            html(visible=False),
        )
        self.found: dict[str, Any] | None = None
        self.asked_of: Draft | None = None
        board.param.watch(self._changed, "changed")

    def panel(self) -> pn.viewable.Viewable:
        """The card."""
        return paper(
            html(self.t.live("grids.trial", wrap="<h2>{}</h2>")),
            line(self.days, self.replications, self.seed, self.go),
            self.job.panel(), self.trouble, self.told,
        )  # fmt: skip

    def _start(self, _event: object) -> None:
        board = self.board
        whole = [
            f
            for f in board.studio.findings(board.draft, board.rules)
            if f.rule in ("unassigned", "empty_grid")
        ]
        if whole:
            listed = "".join(f"<li>{escape(finding_words(f, 0.0, self.t))}</li>" for f in whole)
            head = escape(self.t("grids.not_simulated"))
            self.trouble.param.update(object=f'<p class="strong">{head}</p><ul>{listed}</ul>', visible=True)
            return
        self.trouble.visible = False
        self.asked_of = board.draft
        self.job.start(
            "trial", self._got, **board.args(), days=int(self.days.value or 0),
            replications=int(self.replications.value or 0), seed=int(self.seed.value or 0),
            out=str(self.jobs.workspace / "runs"), label=board.studio.opened.name,
        )  # fmt: skip

    def _changed(self, _event: object) -> None:
        self.trouble.visible = False  # what kept it from being simulated may be mended by now
        if self.found is not None:
            self.redraw()

    def _got(self, result: dict[str, Any]) -> None:
        self.found = result
        self.board.result_of = self.asked_of
        self.board.result = str(result["ours"])
        self.redraw()

    def open(self) -> None:
        """Another scenario: what was found, or is being looked for, is about something else."""
        self.job.drop()
        self.found = None
        self.redraw()

    def redraw(self) -> None:
        """The table again, in the language of the moment."""
        t, found = self.t, self.found
        self.go.disabled = self.board.read_only
        if found is None:
            self.told.object = f"<p>{escape(t('grids.trial_help'))}</p>"
            return
        names = ("measure", "saved", "working", "difference", "verdict")
        head = "".join(f"<th>{escape(t(f'grids.trial_column.{name}'))}</th>" for name in names)
        rows = "".join(self._row(name, each) for name, each in found["differences"].items())
        told = t("grids.trial_told", days=found["days"], replications=found["replications"])
        if found["replications"] < INDICATIVE_BELOW:
            told += " " + t("run.indicative" if found["replications"] > 1 else "run.no_interval")
        if not self.board.draft.same_blocks(self.board.result_of):
            told = f"{t('grids.result_is_old')} {told}"
        self.told.object = (
            f"<p>{escape(told)}</p><table><thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table>"
        )

    def _row(self, name: str, each: dict[str, Any]) -> str:
        t, declared = self.t, MEASURES.get(name)
        unit = declared.unit if declared else ""
        verdict = str(each["verdict"])
        kind = verdict if verdict in ("better", "worse") else "quiet"
        mean = each["mean"]
        sign = "+" if mean is not None and mean > 0 else ""
        span = interval(each["low"], each["high"], unit)
        gap = f"{sign}{number(mean, unit)}" + (f" <span class='quiet'>[{span}]</span>" if span else "")
        return (
            f"<tr><td>{escape(t.measure(name))}</td><td>{escape(amount(each['base'], unit, t))}</td>"
            f"<td>{escape(amount(each['ours'], unit, t))}</td><td>{gap}</td>"
            f'<td class="{kind}">{escape(t(f"verdict.{verdict}"))}</td></tr>'
        )
