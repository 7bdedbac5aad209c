"""Ask the solver: new grids, or a repair with few moves; look at what it offers, accept or reject."""

from __future__ import annotations

import json
from html import escape
from typing import Any

import numpy as np
import panel as pn
import panel_material_ui as pmui

from models.experiments.grid_asked import asked_faults
from models.planning.grids.ground import homes_of
from models.scenario.faults import Fault, WorkbenchError
from workbench.drafting.board import Beside, Board
from workbench.drafting.draft import Draft
from workbench.jobs import Jobs
from workbench.language import Text
from workbench.map.proposal_list import ProposalList
from workbench.numbers import percent, plain
from workbench.pages.faults import fault_words, faults_html
from workbench.pages.job_line import JobLine
from workbench.pages.layout import html, line, paper, relabel, stack
from workbench.views.grid_numbers import told_finding, told_limit

SHOWN = "proposal-"
"""What is compared with is of this kind, followed by the name of the proposal."""
MOST = 6
"""So many findings are told on a card."""


class Proposals:
    """The card with what is asked for, and a card for every proposal."""

    def __init__(self, board: Board, jobs: Jobs, t: Text) -> None:
        self.board, self.t = board, t
        number: dict[str, Any] = {"width": 90, "margin": 0, "size": "small", "variant": "outlined"}
        self.least = pmui.IntInput(label=t.live("grids.from"), value=8, **number)
        self.most = pmui.IntInput(label=t.live("grids.to"), value=8, **number)
        wide = number | {"width": 122}
        self.tolerance = pmui.FloatInput(
            label=t.live("grids.tolerance"), value=board.tolerance, step=1, **wide
        )
        self.smallest = pmui.IntInput(label=t.live("grids.least"), value=0, step=100, **wide)
        self.largest = pmui.IntInput(label=t.live("grids.most"), value=0, step=100, **wide)
        for field in (self.tolerance, self.smallest, self.largest):
            field.param.watch(lambda _: self._hold(), "value")
        self.size = pmui.Select(
            label=t.live("grids.size"), options={}, value="households", **number | {"width": 140}
        )
        self.size.param.watch(lambda event: event.new and setattr(board, "size", event.new), "value")
        self.community = pmui.Select(label=t.live("grids.community"), options={}, **number | {"width": 190})
        self.community.param.watch(lambda _: self._count(), "value")
        self.across = pmui.Checkbox(label=t.live("grids.across"), margin=0)
        self.across.param.watch(self._crossed, "value")
        self.towns = stack(line(self.community, self.across), visible=False)
        self.propose = pmui.Button(
            label=t.live("grids.propose"), icon="auto_awesome", margin=0, on_click=self._propose
        )
        self.repair = pmui.Button(
            label=t.live("grids.repair"), icon="build", variant="outlined", margin=0, on_click=self._repair
        )
        self.clear = pmui.Button(
            label=t.live("grids.reject_all"), variant="text", margin=0, visible=False, on_click=self._reject
        )
        self.jobs, self.job = jobs, JobLine(jobs, t, failed="grids.not_solved")
        self.note, self.trouble = html(), html(visible=False)
        self.cards = ProposalList(hear=self._hear, sizing_mode="stretch_width", margin=0)
        self.found: list[dict[str, Any]] = []
        self.fresh, self.number = False, 0
        self.asked_of: Draft | None = None
        self.counted: str | None = None
        self.refused: list[dict[str, Any]] = []
        board.param.watch(lambda _: self._show(), "beside")
        board.param.watch(lambda _: self._changed(), "changed")

    def panel(self) -> pn.viewable.Viewable:
        """The card."""
        title = html(self.t.live("grids.proposals", wrap="<h2>{}</h2>"))
        return paper(
            title,
            self.towns,
            line(self.least, self.most, self.tolerance, self.smallest, self.largest, self.size),
            line(self.propose, self.repair, self.clear),
            self.job.panel(), self.trouble, self.note, self.cards,
        )  # fmt: skip

    def open(self) -> None:
        """Another plan on the table: what is found for the one before does not count; ask for as many grids
        as this one has."""
        self.job.drop()
        several = self.board.studio.ground.community_names[1:] != ()
        self.towns.visible = several
        self.community.value, self.across.value = None, False
        self.found, self.refused, self.counted = [], [], None
        self.redraw()
        self._count()

    def prepare(self) -> None:
        """Whichever worker is asked first will have land and solver at hand."""
        for _ in range(self.jobs.width):
            self.jobs.start("grids_ready", folder=str(self.board.studio.opened.folder))

    def _changed(self) -> None:
        """The plan is another one: what is offered was made of the one before; the number that is asked for
        follows the number of grids, unless somebody has typed another."""
        own = self._own()
        if own != self.number and self.least.value == self.most.value == self.number:
            self.least.value = self.most.value = own
        self.number = own
        if self.found:
            self.note.object = self._note()

    def _crossed(self, event: Any) -> None:
        self.board.across = bool(event.new)
        self.community.disabled = self.board.across
        self._count()

    @property
    def planned(self) -> str:
        """The community that is planned by itself; "" where the whole place is."""
        names = self.board.studio.ground.community_names
        return "" if self.board.across or len(names) < 2 else str(self.community.value or names[0])

    def _own(self) -> int:
        """How many grids there are in what is planned."""
        ground, draft = self.board.studio.ground, self.board.draft
        if not self.planned:
            return max(len(draft.grids), 1)
        home = homes_of(ground, draft.labels.astype(np.int64), len(draft.grids))
        return max(int((home == ground.community_names.index(self.planned)).sum()), 1)

    def _count(self) -> None:
        """As many grids as there are, when something else is planned (new words alone change nothing)."""
        if self.board.studio is not None and self.counted != self.planned:
            self.counted = self.planned
            self.number = self.least.value = self.most.value = self._own()

    def _propose(self, _event: object) -> None:
        self._ask(int(self.least.value or 0), int(self.most.value or 0), repair=False)

    def _repair(self, _event: object) -> None:
        count = self._own()
        self._ask(count, count, repair=True)

    def _typed(self) -> tuple[float, int, int]:
        """Tolerance (per cent), least and most size as they stand in the fields."""
        return (
            float(self.tolerance.value or 0.0),
            int(self.smallest.value or 0),
            int(self.largest.value or 0),
        )

    def _hold(self) -> None:
        """Plans are held to what was typed from now on, where it is possible; else it is said why not."""
        tolerance, least, most = self._typed()
        if not self._refused(1, 1, "grids.rules_stay"):
            self.board.param.update(tolerance=tolerance, least=least, most=most)

    def _refused(self, least: int, most: int, head: str) -> bool:
        """Whether what is asked for is impossible anywhere; it is said."""
        tolerance, smallest, largest = self._typed()
        bounds = (smallest, largest or max(smallest, 0))
        faults = asked_faults(least, most, tolerance / 100, self.board.size, bounds)
        told = faults_html(faults, self.t, head) if faults else ""
        self.trouble.param.update(object=told, visible=bool(faults))
        return bool(faults)

    def _ask(self, least: int, most: int, repair: bool) -> None:
        board = self.board
        if self._refused(least, most, "grids.not_solved"):
            return
        bounds = board.rules.bounds
        if bounds is not None and bounds[1] == float("inf"):
            ground = board.studio.ground  # no grid has more than all; JSON has no infinity
            all_of_it = (ground.people if board.size == "people" else ground.households).sum()
            bounds = (bounds[0], max(bounds[0], float(all_of_it)))
        self.fresh, self.asked_of = True, board.draft
        self.job.start(
            "propose", self._got, self._came, **board.args(), **board.locks(),
            least=least, most=most, tolerance=board.rules.tolerance, repair=repair, size_bounds=bounds,
            size=board.size, community=self.planned, across=board.across,
        )  # fmt: skip

    def _came(self, proposal: dict[str, Any]) -> None:
        """One of several."""
        if self.fresh:
            self.found, self.refused, self.fresh = [], [], False
        self.found.append(proposal)
        with pn.io.hold():  # told to the browser in one go
            self.clear.visible = True
            self._show()

    def _got(self, result: dict[str, Any]) -> None:
        if self.fresh:
            self.found = []
        self.refused = result["refused"]
        self._show()

    def _show(self) -> None:
        """What is offered, and what there is to say about it."""
        self.note.object = self._note()
        beside = self.board.beside
        kind = beside.kind if beside is not None else ""
        self.cards.param.update(
            cards=json.dumps([self._card(each) for each in self.found], ensure_ascii=False),
            words={"look": self.t("grids.look"), "accept": self.t("grids.accept"),
                   "drop": self.t("grids.reject")},
            shown=kind.removeprefix(SHOWN) if kind.startswith(SHOWN) else "",
            editable=not self.board.read_only,
        )  # fmt: skip

    def redraw(self) -> None:
        """The cards again, in the language of the moment."""
        if self.board.studio is None:
            return
        t, names = self.t, self.board.studio.ground.community_names
        sizes = {t(f"grids.size_{name}"): name for name in ("households", "people")}
        relabel(self.size, sizes, self.board.size)
        relabel(self.community, {t.called("place", name): name for name in names}, self.planned or names[0])
        self.propose.disabled = self.repair.disabled = self.board.read_only
        self.clear.visible = bool(self.found)
        self._show()

    def _note(self) -> str:
        t = self.t
        lines = [
            t("grids.no_number", grids=each["grids"],
              why=" ".join(fault_words(Fault(**fault), t) for fault in each["told"]))
            for each in self.refused
        ]  # fmt: skip
        if self.found and self.found[0]["name"].split("-")[1] == "moved":
            moves = [plain(each["moved"], 0) for each in self.found]
            lines.insert(0, t("grids.trade_off", moves=t("grids.or").join(moves)))
        elif not self.found and not self.refused:
            lines.append(t("grids.proposals_help"))
        if self.found and not self.board.draft.same_blocks(self.asked_of):
            lines.insert(0, t("grids.changed_since"))
        return "".join(f"<p>{escape(each)}</p>" for each in lines)

    def title(self, each: dict[str, Any]) -> str:
        """What a proposal is called."""
        aim = each["aim"]
        if aim.startswith("moved-"):
            return self.t("grids.repair_title", count=each["moved"])
        return f"{each['grids']} · {self.t(f'aim.{aim}')}"

    def _card(self, each: dict[str, Any]) -> dict[str, Any]:
        """What the card of a proposal says."""
        t, bound = self.t, each["gap"]
        share = sum(each["hours"].values()) / max(len(each["hours"]), 1)
        figures = [
            (f"{percent(each['deviation'])} %", "deviation"),
            (f"{plain(each['cut_border_metres'] / 1000)} km", "cut"),
            ("–" if each["area_splits"] is None else plain(each["area_splits"], 0), "splits"),
            (plain(each["moved"], 0), "moved"), (plain(each["heads"], 0), "heads"),
        ]  # fmt: skip
        wrong = [told_finding(f, share, t, self.board.size) for f in each["findings"][:MOST]]
        more = len(each["findings"]) - MOST
        return {
            "name": each["name"],
            "title": self.title(each),
            "status": t(f"status.{each['status']}")
            + ("" if bound is None else t("grids.gap", gap=percent(bound, 1))),
            "figures": [(value, t(f"grids.tile.{name}")) for value, name in figures],
            "wrong": wrong + ([t("grids.more", count=more)] if more > 0 else []),
            "limits": [told_limit(one, t) for one in each["limiting"][:2]],
        }

    def _hear(self, said: dict[str, Any]) -> None:
        """A button of a card."""
        each = next((one for one in self.found if one["name"] == said.get("name")), None)
        act = {"look": self._look, "accept": self._accept, "drop": self._drop}.get(str(said.get("kind")))
        if each is not None and act is not None:
            act(each)

    def _look(self, each: dict[str, Any]) -> None:
        draft = Draft.of(self.board.studio.ground.blocks, each["plan"])
        self.board.beside = Beside(self.title(each), SHOWN + each["name"], draft)

    def _accept(self, each: dict[str, Any]) -> None:
        if self.board.read_only:
            return
        try:
            self.board.take_over(each["plan"])
        except WorkbenchError as error:
            self.trouble.param.update(
                object=faults_html(error.faults, self.t, "grids.not_applied"), visible=True
            )
            return
        self._reject(None)

    def _drop(self, each: dict[str, Any]) -> None:
        beside = self.board.beside
        if beside is not None and beside.kind == SHOWN + each["name"]:
            self.board.beside = None
        self.found = [other for other in self.found if other is not each]
        self.redraw()

    def _reject(self, _event: object) -> None:
        self.found, self.refused = [], []
        if self.board.beside is not None and self.board.beside.kind.startswith(SHOWN):
            self.board.beside = None
        self.trouble.visible = False
        self.redraw()
