"""The maps of the grids page: the working plan under the planner's hand, and another plan beside it."""

from __future__ import annotations

from collections.abc import Callable
from html import escape
from pathlib import Path
from typing import Any

import numpy as np
import panel as pn
import panel_material_ui as pmui

from models.measures.declare import MEASURES
from workbench.drafting.board import Board
from workbench.drafting.draft import NOBODY, Draft
from workbench.language import Text
from workbench.map.geometry import colour_grids
from workbench.map.paint_map import PaintMap
from workbench.map.picture import shade_by_value
from workbench.numbers import amount, plain
from workbench.pages.layout import grid, html, line, paper, relabel
from workbench.pages.map_card import LEGEND
from workbench.planner import Planner
from workbench.results import Result, read_result
from workbench.theme import GRIDS

HEIGHT = {"height": "min(620px, 120vw)"}
TOOLS = ("pan", "tap", "brush", "box", "lasso", "area", "lock", "undo", "redo", "help")
KEYS = {"pan": "V", "tap": "T", "brush": "B", "box": "X", "lasso": "L", "area": "A", "lock": "F",
        "undo": "Z", "redo": "Y", "help": "?"}  # fmt: skip
HELP = ("V T B X L A F", "1-9 [ ]", "I U", "Enter", "arrows", "Shift", "Z Y", "K", "N", ", .", "Space",
        "0 + -", "Esc")  # fmt: skip
VALUES = ("hours", "households", "people", "hazards")
RESULTS = ("on_time_handling_rate", "coverage", "hazard_exposure_days", "overdue_backlog")


class GridsMap:
    """Passes strokes on to the board and shows what became of them.

    `drawn` is told when the browser has drawn the map.
    """

    def __init__(self, board: Board, planner: Planner, t: Text, drawn: Callable[[], None]) -> None:
        self.board, self.planner, self.t = board, planner, t
        self.map = PaintMap(
            drawn=drawn, hear=self._hear, sizing_mode="stretch_width", styles=HEIGHT, margin=0
        )
        self.other = PaintMap(
            editable=False, tool="pan", sizing_mode="stretch_width", styles=HEIGHT, margin=0
        )
        self.colour = pmui.Select(
            label=t.live("map.colour_by"), options={}, size="small", width=210, margin=0, variant="outlined"
        )
        self.colour_by, self.answering = "grid", 0
        self.legend, self.heading = html(css=LEGEND), html()
        self.right = paper(self.heading, self.other, styles={"padding": "12px 14px"}, visible=False)
        self.results: dict[str, Result] = {}
        self.colour.param.watch(self._choose, "value")
        self.map.param.watch(self._aim, "target")

    def panel(self, picker: pn.viewable.Viewable, head: pn.viewable.Viewable) -> pn.viewable.Viewable:
        """The card of the working plan, with the other plan's right of it when there is one."""
        left = paper(line(self.colour, picker), head, self.map, self.legend, styles={"padding": "12px 14px"})
        self.pair = grid(left, columns="minmax(0, 1fr)")
        return self.pair

    def hues(self, draft: Draft) -> dict[str, int]:
        """A colour for every grid, kept while it lasts; a new one gets what its neighbours have least."""
        known = self.board.studio.hues
        if missing := [g for g in draft.grids if g not in known]:
            ground, labels = self.board.studio.ground, draft.labels
            ends = np.sort(np.column_stack([labels[ground.first], labels[ground.second]]), axis=1)
            kept = ends[(ends[:, 0] != ends[:, 1]) & (ends[:, 0] >= 0)]
            pairs = {(int(a), int(b)) for a, b in np.unique(kept, axis=0)}
            fresh = colour_grids(len(draft.grids), pairs, len(GRIDS))
            for name in missing:
                k = draft.names[name]
                near = {known.get(draft.grids[b if a == k else a]) for a, b in pairs if k in (a, b)}
                used = [list(known.values()).count(c) for c in range(len(GRIDS))]
                free = [c for c in range(len(GRIDS)) if c not in near]
                known[name] = min(free, key=lambda c: (used[c], c)) if free else fresh[k]
        return known

    # ---- showing
    def open(self) -> None:
        """Another place: its geometry travels."""
        self.map.param.update(**self._place())
        self.other.geometry = b""
        self.redraw()

    def _place(self) -> dict[str, Any]:
        studio = self.board.studio
        drawing, areas = studio.opened.drawing, studio.ground.area.astype("<i2").tobytes()
        return {
            "geometry": drawing.geometry, "dots": drawing.dots, "stations": drawing.stations, "areas": areas,
            "attribution": studio.opened.place.attribution, "figures": self._figures(),
            "colours": list(GRIDS),
        }  # fmt: skip

    def redraw(self) -> None:
        """Words, colours and plan again."""
        t, studio = self.t, self.board.studio
        words: dict[str, Any] = {
            name: t(f"map.{name}") for name in ("zoom_in", "zoom_out", "fit", "unassigned")
        }
        words |= {name: t(f"grids.tool.{name}") for name in TOOLS}
        words |= {"keys": KEYS, "role": t("grids.map_role"), "hint": t("grids.map_hint")}
        told = ("tools", "painting", "target_locked", "block_locked", "locked", "unanswered")
        words |= {name: t(f"grids.{name}") for name in told}
        words["describe"] = t("grids.map_describe", blocks=len(studio.ground.blocks))
        words["help_rows"] = [[t("grids.arrows") if key == "arrows" else key, t(f"grids.help.{k}")]
                              for k, key in enumerate(HELP)]  # fmt: skip
        options = {t("map.grid"): "grid"} | {t(f"grids.colour.{name}"): name for name in VALUES}
        options |= {t.measure(name): name for name in self._results_known()}
        with pn.io.hold():
            relabel(self.colour, options, self.colour_by if self.colour_by in options.values() else "grid")
            self.map.param.update(words=words, facts=self._facts(), dark=self.planner.dark)
            self.map.editable = not self.board.read_only
            self.shade()
            self.show()

    def _facts(self) -> dict[str, Any]:
        t, studio = self.t, self.board.studio
        rows = [(t("map.block_households"), 0), (t("map.block_population"), 0), (t("map.block_premises"), 0),
                (t("grids.colour.hours"), 1), (t("grids.colour.hazards"), 1)]  # fmt: skip
        named = [t.called("area", area) for area in studio.ground.area_names]
        names = "\n".join(studio.ground.blocks)  # one value: a list would be looked through at every change
        return {"names": names, "area": t("map.area"), "area_names": named, "rows": [list(r) for r in rows]}

    def _figures(self) -> bytes:
        ground, premises = self.board.studio.ground, self.board.studio.opened.drawing.premises
        rows = (ground.households, ground.people, premises, ground.hours, ground.hazards)
        return bytes(np.concatenate([np.asarray(row, dtype="<f4") for row in rows]).tobytes())

    def show(self) -> None:
        """The plan as it is now, and which stroke led to it."""
        board, draft = self.board, self.board.draft
        known = self.hues(draft)
        beside = board.beside
        if self.colour_by in RESULTS:
            self.shade()  # a block has the result of the grid it is in now
        aligned = b"" if beside is None else board.studio.aligned(beside.draft, draft).astype("<i2").tobytes()
        self.map.param.update(
            answered=self.answering,
            labels=[self.t.grid(g) for g in draft.grids],
            grid_names=list(draft.grids),
            hues=[known[g] for g in draft.grids],
            grid_of=draft.labels.astype("<i2").tobytes(),
            locked=[draft.names[g] for g in sorted(draft.locked)],
            pinned=sorted(draft.pinned),
            undo_depth=board.studio.plan.at, reference=aligned if beside else b"",
            redo_depth=len(board.studio.plan.states) - 1 - board.studio.plan.at, target=board.target_at,
        )  # fmt: skip
        self._show_beside()

    def _show_beside(self) -> None:
        beside, draft = self.board.beside, self.board.draft
        if (beside is not None) != (len(self.pair) > 1):
            self.right.visible = beside is not None
            self.pair[:] = [self.pair[0], self.right] if beside is not None else [self.pair[0]]
            columns = "repeat(2, minmax(0, 1fr))" if beside is not None else "minmax(0, 1fr)"
            self.pair.stylesheets = grid(columns=columns, narrow=1250).stylesheets
        if beside is None:
            return
        if not self.other.geometry:
            self.other.param.update(**self._place())
        self.other.param.update(
            words=self.map.words, facts=self.map.facts, dark=self.planner.dark, shade=self.map.shade,
            colours=self.map.colours, by_grid=self.map.by_grid,
        )  # fmt: skip
        known = self.hues(beside.draft)
        moved = int(self.board.studio.moved(draft, beside.draft).sum())
        self.heading.object = (
            f"<h2>{escape(beside.title)}</h2><p>{escape(self.t('grids.hatched', count=moved))}</p>"
        )
        self.other.param.update(
            labels=[self.t.grid(g) for g in beside.draft.grids],
            hues=[known[g] for g in beside.draft.grids],
            grid_of=beside.draft.labels.astype("<i2").tobytes(),
            reference=self.board.studio.aligned(draft, beside.draft).astype("<i2").tobytes(),
        )

    # ---- colours
    def _choose(self, _event: object) -> None:
        if self.colour.value and self.colour.value != self.colour_by:
            self.colour_by = self.colour.value
            self.shade()
            self.board.param.trigger("changed")  # the table shows the same result

    def result(self) -> Result | None:
        """The working plan's simulation, else the scenario's shipped one where the plan is still its own."""
        folder = self.board.result
        if folder:
            if folder not in self.results:
                self.results = {folder: read_result(Path(folder))}
            return self.results[folder]
        return self.board.studio.opened.baseline

    def _results_known(self) -> list[str]:
        result = self.result()
        table = result.table("by_grid") if result else None
        if table is None or table.empty:
            return []
        return [name for name in RESULTS if (table["measure"] == name).any()]

    def by_grid(self) -> dict[str, tuple[float, str]]:
        """Value and unit by grid of the result the map is coloured by; nothing where it is not by one."""
        result = self.result()
        if result is None or self.colour_by not in RESULTS:
            return {}
        table = result.table("by_grid")
        mine = table[table["measure"] == self.colour_by]
        declared = MEASURES.get(self.colour_by)
        unit = declared.unit if declared else ""
        return {str(g): (float(v), unit) for g, v in zip(mine["grid"], mine["mean"], strict=True)}

    def shade(self) -> None:
        """Colour again by what is chosen."""
        ground, chosen, t = self.board.studio.ground, self.colour_by, self.t
        source = ""
        if chosen in VALUES:
            values, unit = getattr(ground, chosen), "" if chosen != "hours" else "h"
            shade, colours, low, high = shade_by_value(values)
            ends = [f"{plain(v)} {unit}".strip() for v in (low, high)]
        elif chosen in RESULTS and (known := self.by_grid()):
            draft = self.board.draft
            each = np.array([known.get(g, (np.nan, ""))[0] for g in draft.grids] + [np.nan])
            shade, colours, low, high = shade_by_value(each[draft.labels])
            unit = next(iter(known.values()))[1]
            ends = [amount(v, unit, t) for v in (low, high)]
            source = t("grids.result_of_working" if self.board.result else "grids.result_of_saved")
            of = self.board.result_of if self.board.result else self.board.studio.saved
            if not self.board.draft.same_blocks(of):
                source += f" · {t('grids.result_is_old')}"
        else:
            for one in (self.map, self.other):
                one.param.update(by_grid=True, colours=list(GRIDS))
            self.legend.object = ""
            return
        steps = "".join(f'<i style="background:{colour}"></i>' for colour in colours)
        self.legend.object = (
            f'<div class="legend"><span class="key">{escape(ends[0])}<span class="ramp">{steps}</span>'
            f"{escape(ends[1])}</span><span>{escape(source)}</span></div>"
        )
        for one in (self.map, self.other):
            one.param.update(shade=shade, colours=colours, by_grid=False)

    # ---- hearing
    def _aim(self, _event: object) -> None:
        grids, at = self.board.draft.grids, self.map.target
        self.board.target = grids[at] if 0 <= at < len(grids) else ""

    def _hear(self, said: dict[str, Any]) -> None:
        board, kind = self.board, said.get("kind")
        if board.studio is None or board.read_only:
            return
        if kind == "stroke":
            self.answering, before = int(said["seq"]), board.studio.revision
            grid = str(said["grid"])
            if grid and grid not in board.draft.names:  # another tab, or a step back, was quicker
                self.map.tell(self.t("grids.grid_is_gone"))
                self.show()
                return
            refused = board.paint([int(b) for b in said["blocks"]], board.draft.names.get(grid, NOBODY))
            if refused:
                self.map.tell(self.t("grids.refused", count=refused))
            if board.studio.revision == before:
                self.show()  # nothing changed, but the browser must hear of it
        elif kind in ("undo", "redo"):
            getattr(board, kind)()
        elif kind == "lock" and board.target:
            board.toggle(board.target)
        elif kind == "pin" and isinstance(said.get("block"), int):
            board.pin(said["block"])
        elif kind == "lock_all":
            board.toggle_all()
        elif kind == "new":
            board.new_grid()
