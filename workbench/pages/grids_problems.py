"""What is broken or over a limit in the plan: a sentence each, with a way to look at it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
from panel.viewable import Viewable

from models.planning.audit import Finding
from models.planning.grids.ground import Measured
from workbench.drafting.board import Board
from workbench.language import Text
from workbench.map.finding_list import FindingList
from workbench.views.grid_numbers import finding_words

MOST = 12


class Problems:
    """The list of findings; choosing one zooms to its grid."""

    def __init__(self, board: Board, t: Text, zoom: Callable[[int], None]) -> None:
        self.board, self.t, self.zoom = board, t, zoom
        self.list = FindingList(hear=self._hear, sizing_mode="stretch_width", margin=0)
        self.grids: list[str] = []

    def panel(self) -> Viewable:
        """The list."""
        return self.list

    def show(self, findings: Sequence[Finding], m: Measured) -> None:
        """These findings."""
        t, draft = self.t, self.board.draft
        empty = {each.grid for each in findings if each.rule == "empty_grid"}  # has too little of everything
        findings = [each for each in findings if each.grid not in empty or each.rule == "empty_grid"]
        fair = m.hours / np.maximum(1 + m.deviation, 1e-9)
        share = {grid: float(fair[k]) for k, grid in enumerate(draft.grids)}
        self.grids = [each.grid for each in findings]
        rows = [finding_words(each, share.get(each.grid, 0.0), t, self.board.size)
                for each in findings[:MOST]]  # fmt: skip
        more = len(findings) - MOST
        self.list.param.update(
            title=t("grids.broken", count=len(findings)) if rows else t("grids.nothing_broken"),
            rows=rows + ([t("grids.more", count=more)] if more > 0 else []),
            zoom=t("grids.zoom"), fine=not rows,
        )  # fmt: skip

    def _hear(self, said: dict[str, Any]) -> None:
        at = said.get("row")
        if isinstance(at, int) and 0 <= at < len(self.grids):
            self.zoom(self.board.draft.names.get(self.grids[at], -1))
