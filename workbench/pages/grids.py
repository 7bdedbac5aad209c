"""The grids page: boundaries drawn by hand, proposed or repaired by the solver, compared and simulated."""

from __future__ import annotations

import json
from html import escape
from typing import Any

import panel as pn
import panel_material_ui as pmui

from models.scenario.faults import WorkbenchError
from workbench.catalogue import Catalogue
from workbench.drafting.board import Board
from workbench.drafting.draft import Draft
from workbench.drafting.studio import Studio, studio
from workbench.drafting.versions import read_version
from workbench.jobs import Jobs
from workbench.language import Text
from workbench.map.grid_list import GridList
from workbench.pages.faults import faults_html
from workbench.pages.grids_keep import Files, Versions
from workbench.pages.grids_map import GridsMap
from workbench.pages.grids_problems import Problems
from workbench.pages.grids_proposals import Proposals
from workbench.pages.grids_tools import GridTools
from workbench.pages.grids_trial import Trial
from workbench.pages.layout import PLAIN, html, paper, relabel, stack
from workbench.pages.repeat import Repeat
from workbench.planner import Planner
from workbench.views.grid_numbers import TILES, list_rows, list_words, tiles, totals

POLL_MS, LOOK_MS = 120, 1500
PAUSE_MS = 10
"""Between two parts of the page, so that the first one leaves."""
SIDE, WIDE = '"map numbers" "ask numbers"', '"map map" "ask numbers"'
"""Map beside the numbers, or two maps above them."""
LAYOUT = """
:host {{ display: grid !important; grid-template: {areas}; gap: 14px; align-items: start;
  grid-template-columns: repeat(2, minmax(0, 1fr)); grid-template-rows: max-content 1fr; }}
:host > * {{ min-width: 0; height: auto !important; align-self: start !important; }}
@media (max-width: 1200px) {{
  :host {{ grid-template: "map" "numbers" "ask"; grid-template-columns: minmax(0, 1fr);
    grid-template-rows: auto; }}
}}
"""
PAGE = {"padding": "18px 22px 40px", "max-width": "1720px", "margin": "0 auto", "min-height": "max-content"}


class GridsPage:
    """Paint blocks between grids and see what it does to the work. Built when it is first looked at.

    `asked` are the words of the page's address: `version` opens a kept plan to look at only, `readonly` the
    working plan.
    """

    def __init__(
        self, planner: Planner, jobs: Jobs, catalogue: Catalogue, t: Text, asked: dict[str, str]
    ) -> None:
        self.planner, self.jobs, self.catalogue, self.t = planner, jobs, catalogue, t
        self.asked = asked
        self.board = Board(read_only=bool(asked.get("version") or asked.get("readonly")))
        self.built = False
        self.list: GridList | None = None
        self.cards: list[Proposals | Trial | Versions | Files] = []
        self.furniture = [self._tell, self._try, self._keep]
        self.seen = -1
        self.view = stack(styles=PAGE, visible=False)
        self._poll = Repeat(self._await, POLL_MS)
        self.view.param.watch(self._looked_at, "visible")

    def panel(self) -> pn.viewable.Viewable:
        """What is shown."""
        return self.view

    # ---- building
    def _looked_at(self, _event: object) -> None:
        if not self.view.visible:
            return
        if not self.built:
            self.built = True
            self._build()
            self.planner.param.watch(self._looked_at, "scenario")
            self.planner.param.watch(lambda _: self.redraw(), "dark")
            self.t.param.watch(lambda _: self.redraw(), "language")
            self.board.param.watch(lambda _: self.refresh(), "changed")
            self.board.param.watch(self._aimed, "target")
            self.board.param.watch(self._put_beside, "beside")
            limits = ["tolerance", "least", "most", "size", "across"]
            self.board.param.watch(lambda *_: self.refresh(), limits)
            self.board.param.watch(lambda _: self.redraw(), "result")
            Repeat(self._look_again, LOOK_MS).start()
            self._open()
        elif self.opened != self.planner.scenario:
            self._open()

    def _build(self) -> None:
        board, t = self.board, self.t
        box: dict[str, Any] = {"width": 260, "margin": 0, "size": "small", "variant": "outlined"}
        self.picker = pmui.Select(label=t.live("simulation.scenario"), options={}, **box)
        self.picker.param.watch(self._choose, "value")
        self.head = html()
        self.waiting, self.trouble, self.tiles = html(), html(visible=False), html(css=TILES)
        self.map = GridsMap(board, self.planner, t, drawn=self._furnish)
        drawing = self.map.panel(self.picker, self.head)
        drawing.styles = {"grid-area": "map"}
        self.proposals = Proposals(self.board, self.jobs, self.t)
        self.cards.append(self.proposals)
        self.asking = self.proposals.panel()
        self.asking.styles = {**self.asking.styles, "grid-area": "ask"}
        self.numbers = stack(self.tiles, gap=12, styles={"grid-area": "numbers"})
        self.body = pn.Column(
            drawing,
            self.asking,
            self.numbers,
            sizing_mode="stretch_width",
            margin=0,
            stylesheets=[PLAIN, LAYOUT.format(areas=SIDE)],
            visible=False,
        )
        self.view[:] = [self.waiting, self.trouble, self.body]

    def _furnish(self) -> None:
        """What is below map and proposals, once the map has been seen: these widgets take longer than ten
        thousand blocks. The browser draws one part while the next is made."""
        make = self.furniture.pop(0)
        with pn.io.hold():
            make()
        if self.furniture:
            pn.state.curdoc.add_timeout_callback(self._furnish, PAUSE_MS)
        else:
            self.proposals.prepare()

    def _tell(self) -> None:
        self.problems = Problems(self.board, self.t, self.map.map.show_grid)
        self.tools = GridTools(self.board, self.t)
        self.list = GridList(hear=self._hear, sizing_mode="stretch_width", margin=0)
        self.numbers.extend(
            [paper(self.problems.panel(), gap=6), paper(self.list, self.tools.panel(), gap=8)]
        )
        self._refresh_lists()

    def _try(self) -> None:
        self._put(Trial(self.board, self.jobs, self.t))

    def _keep(self) -> None:
        self._put(Versions(self.board, self.t), Files(self.board, self.t))

    def _put(self, *cards: Trial | Versions | Files) -> None:
        self.cards.extend(cards)
        self.numbers.extend([card.panel() for card in cards])
        for card in cards:
            card.redraw()

    # ---- opening
    def _open(self) -> None:
        self.opened = self.planner.scenario
        self.body.visible = False
        self.trouble.visible = False
        self.waiting.param.update(object=f"<p>{escape(self.t('grids.preparing'))}</p>", visible=True)
        relabel(self.picker, self.catalogue.titles(self.t.language), self.opened)
        try:
            self._coming = studio(self.catalogue.open(self.opened), self.jobs.workspace)
        except WorkbenchError as error:
            self._refuse(error)
            return
        self._await()

    def _await(self) -> None:
        if not self._coming.done():
            self._poll.start()
            return
        self._poll.stop()
        try:
            self._opened(self._coming.result())
        except WorkbenchError as error:
            self._refuse(error)

    def _opened(self, made: Studio) -> None:
        board = self.board
        viewed = None
        if version := self.asked.get("version"):
            kept = read_version(made.versions, version)
            viewed = Draft.of(made.ground.blocks, kept.plan)
            self.kept = kept
        with param_quiet(board):
            board.studio, board.viewed, board.beside, board.result = made, viewed, None, ""
            board.result_of = None
            board.target = board.draft.grids[0] if board.draft.grids else ""
        self.seen = made.revision
        self.map.open()
        for card in self.cards:
            card.open()
        if not self.furniture:
            self.proposals.prepare()
        self.redraw()
        self.waiting.visible = False
        self.body.visible = True

    def _refuse(self, error: WorkbenchError) -> None:
        self.waiting.visible = False
        self.trouble.param.update(object=faults_html(error.faults, self.t, "grids.cannot"), visible=True)

    # ---- showing
    def redraw(self) -> None:
        """Everything again in the language and theme of the moment."""
        if self.board.studio is None or self.opened != self.board.studio.opened.name:
            return
        with pn.io.hold():
            relabel(self.picker, self.catalogue.titles(self.t.language), self.opened)
            self.map.redraw()
            for card in self.cards:
                card.redraw()
            self.refresh()

    def refresh(self) -> None:
        """The plan and its numbers again, from the plan alone."""
        board, t = self.board, self.t
        if board.studio is None:
            return
        made, draft = board.studio, board.draft
        self.seen = made.revision
        m = self.measured = made.measured(draft, board.across)
        with pn.io.hold():  # what the hand waits for goes first
            self.map.show()
            now = totals(m, int(made.moved(draft, made.saved).sum()))
            self.tiles.object = tiles(now, totals(made.base, 0), m, board.rules.tolerance, t)
            self.head.object = self._headline()
        if self.list is not None:
            with pn.io.hold():
                self._refresh_lists()

    def _refresh_lists(self) -> None:
        """The table of grids, what is broken, the buttons for whole grids."""
        board, t, m, draft = self.board, self.t, self.measured, self.board.draft
        known, results = self.map.hues(draft), self.map.by_grid()
        hues, locked = [known[grid] for grid in draft.grids], sorted(draft.locked)
        rows = list_rows(draft.grids, m, hues, locked, board.rules.tolerance, t, results or None, board.size)
        self.list.param.update(
            rows=json.dumps(rows, ensure_ascii=False),
            words=list_words(t, t.measure(self.map.colour_by) if results else "", board.size),
            chosen=board.target_at,
            editable=not board.read_only,
        )
        self.problems.show(board.studio.findings(draft, board.rules), m)
        self.tools.redraw()

    def _aimed(self, _event: object) -> None:
        """Another grid is painted: nothing about the plan has changed."""
        if self.board.studio is None:
            return
        with pn.io.hold():
            self.map.map.target = self.board.target_at
            if self.list is not None:
                self.list.chosen = self.board.target_at
                self.tools.redraw()

    def _put_beside(self, _event: object) -> None:
        areas = SIDE if self.board.beside is None else WIDE
        self.body.stylesheets = [PLAIN, LAYOUT.format(areas=areas)]
        self.refresh()

    def _headline(self) -> str:
        t, board = self.t, self.board
        if board.viewed is not None:
            told = t("grids.viewing", name=self.kept.name, time=self.kept.kept_at)
            return f"<p class='strong'>{escape(told)}</p>"
        if board.read_only:
            return f"<p class='strong'>{escape(t('grids.read_only'))}</p>"
        told = f"<p>{escape(t('grids.autosaved', strokes=board.studio.plan.at))}</p>"
        if aside := board.studio.plan.put_aside:
            told += f"<p class='strong'>{escape(t('grids.put_aside', file=aside.name))}</p>"
        return told

    # ---- hearing
    def _choose(self, _event: object) -> None:
        if self.picker.value and self.picker.value != self.planner.scenario:
            self.planner.choose(self.picker.value)

    def _look_again(self) -> None:
        """Another tab on the same plan may have changed it."""
        made = self.board.studio
        if not self.view.visible or made is None or self.board.viewed is not None:
            return
        made.look()
        if made.revision != self.seen:
            self.refresh()
            self.map.map.tell(self.t("grids.changed_elsewhere"))

    def _hear(self, said: dict[str, Any]) -> None:
        kind, at, grids = said.get("kind"), said.get("grid"), self.board.draft.grids
        if not isinstance(at, int) or not 0 <= at < len(grids):
            return
        if kind == "target":
            self.board.target = grids[at]
        elif kind == "zoom":
            self.map.map.show_grid(at)
        elif kind == "lock" and not self.board.read_only:
            self.board.toggle(grids[at])


def param_quiet(board: Board) -> Any:
    """Several changes of the board at once, nobody told."""
    import param

    return param.parameterized.discard_events(board)
