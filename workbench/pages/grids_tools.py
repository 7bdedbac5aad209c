"""What can be done to whole grids: a new one, one removed, joined, split; locks of all."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import panel as pn
import panel_material_ui as pmui

from models.scenario.faults import WorkbenchError
from workbench.drafting.board import Board
from workbench.language import Text
from workbench.pages.faults import faults_html
from workbench.pages.layout import html, line, relabel, stack


class GridTools:
    """Buttons for the chosen grid, and a second grid to join it to."""

    def __init__(self, board: Board, t: Text) -> None:
        self.board, self.t = board, t
        self.buttons = [
            self._button("new", "add", board.new_grid),
            self._button("split", "call_split", lambda: board.split(board.target)),
            self._button("remove", "delete_outline", lambda: board.remove(board.target)),
            self._button("unassign", "layers_clear", lambda: setattr(board, "target", "")),
        ]
        self.lock_all = self._button("lock_all", "lock", board.toggle_all)
        self.into = pmui.Select(
            label=t.live("grids.merge_into"),
            options={},
            width=140,
            margin=0,
            size="small",
            variant="outlined",
        )
        self.merge = self._button(
            "merge", "merge", lambda: board.merge(board.target, str(self.into.value or ""))
        )
        self.trouble = html(visible=False)

    def panel(self) -> pn.viewable.Viewable:
        """The line of buttons."""
        self.row = stack(line(*self.buttons, self.lock_all, gap=6), line(self.into, self.merge, gap=6), gap=6)
        return stack(self.row, self.trouble, gap=6)

    def _button(self, name: str, icon: str, work: Callable[[], Any]) -> pmui.Button:
        def done(_event: object) -> None:
            try:
                work()
                self.trouble.visible = False
            except WorkbenchError as error:
                told = faults_html(error.faults, self.t, "grids.not_done")
                self.trouble.param.update(object=told, visible=True)

        return pmui.Button(
            label=self.t.live(f"grids.act.{name}"),
            icon=icon,
            variant="text",
            size="small",
            margin=0,
            on_click=done,
        )

    def redraw(self) -> None:
        """Which grids there are to join to, and whether all are locked."""
        board = self.board
        self.row.visible = not board.read_only
        locked = len(board.draft.locked) == len(board.draft.grids) > 0
        name, icon = ("unlock_all", "lock_open") if locked else ("lock_all", "lock")
        self.lock_all.param.update(label=self.t(f"grids.act.{name}"), icon=icon)
        names = [grid for grid in board.draft.grids if grid != board.target]
        options = {self.t.grid(grid): grid for grid in names}
        if list(options.items()) != list(dict(self.into.options).items()):
            kept = self.into.value if self.into.value in names else (names[0] if names else None)
            relabel(self.into, options, kept)
