"""What one planner has on the table: the working plan, its rules, and a plan beside it to compare."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import param

from models.planning.grids.ground import halves
from models.scenario.faults import Fault, WorkbenchError
from workbench.drafting.draft import NOBODY, Draft
from workbench.drafting.studio import Rules, Studio


@dataclass(frozen=True)
class Beside:
    """A plan to compare with: what it is called, what it is (`saved`, `version`, `proposal`), the plan."""

    title: str
    kind: str
    draft: Draft


class Board(param.Parameterized):
    """One session's view of a studio; every change of the plan goes through here.

    `changed` fires when the plan is another one; `viewed` holds a plan that is only looked at (a read-only
    link), and nothing can be changed then.
    """

    studio: Studio = param.Parameter(default=None, allow_None=True)
    viewed = param.Parameter(default=None, allow_None=True)
    read_only = param.Boolean(default=False)
    tolerance = param.Number(default=5.0, bounds=(0, 100), inclusive_bounds=(False, False),
                             doc="Per cent of the fair share.")  # fmt: skip
    least = param.Integer(default=0, bounds=(0, None), doc="Least size of a grid; 0: no bound.")
    most = param.Integer(default=0, bounds=(0, None), doc="Most size of a grid; 0: no bound.")
    size = param.Selector(default="households", objects=["households", "people"], doc="What size means.")
    across = param.Boolean(default=False, doc="Whether grids may go across communities.")
    target = param.String(default="", doc="The grid that is painted; empty for none.")
    beside = param.Parameter(default=None, allow_None=True)
    result = param.String(default="", doc="Result folder of the working plan's simulation.")
    result_of = param.Parameter(default=None, allow_None=True, doc="The draft that was simulated.")
    changed = param.Event()

    @property
    def draft(self) -> Draft:
        """The plan that is shown."""
        return self.viewed if self.viewed is not None else self.studio.draft

    @property
    def rules(self) -> Rules:
        """What plans are held to."""
        return Rules(self.tolerance / 100, self.least, self.most, self.size, self.across)

    def paint(self, rows: list[int], to: int) -> int:
        """One stroke; how many blocks were refused because of a lock."""
        if self.read_only:
            return len(rows)
        draft, refused = self.draft.paint(rows, to)
        self._do(draft)
        return refused

    def undo(self) -> None:
        """One stroke back."""
        if not self.read_only and self.studio.undo():
            self._keep_target()

    def redo(self) -> None:
        """One stroke forward."""
        if not self.read_only and self.studio.redo():
            self._keep_target()

    def toggle(self, grid: str) -> None:
        """Lock or unlock a grid."""
        if grid in self.draft.names:
            self._do(self.draft.toggled(self.draft.names[grid]))

    def pin(self, row: int) -> None:
        """Lock or unlock a single block."""
        self._do(self.draft.pin(row))

    def toggle_all(self) -> None:
        """Lock every grid; where all are, unlock them and every single block."""
        self._do(self.draft.all_locked(len(self.draft.locked) < len(self.draft.grids)))

    def new_grid(self) -> None:
        """A grid without blocks, to be painted next."""
        draft, at = self.draft.with_grid()
        self._do(draft)
        self.target = draft.grids[at]

    def remove(self, grid: str) -> None:
        """A grid dissolved, its blocks in none; WorkbenchError where it or a block of it is locked."""
        self._free(grid, whole=True)
        self._do(self.draft.without(self.draft.names[grid]))

    def merge(self, grid: str, into: str) -> None:
        """A grid joined to another; WorkbenchError where one is locked (or a block that would have to move)
        or both are the same."""
        self._free(grid, whole=True)
        self._free(into)
        if grid == into:
            raise WorkbenchError(Fault("merge", "two different grids", grid))
        self._do(self.draft.merged(self.draft.names[grid], self.draft.names[into]))
        self.target = into

    def split(self, grid: str) -> None:
        """A grid in two of about equal work; WorkbenchError where it or a block of it is locked, or it is
        of one block."""
        self._free(grid, whole=True)
        rows = np.flatnonzero(self.draft.labels == self.draft.names[grid])
        part = halves(self.studio.ground, rows)
        if not len(part):
            raise WorkbenchError(Fault(f"grid {grid}", "two blocks or more to split", str(len(rows))))
        draft, at = self.draft.with_grid()
        labels = draft.labels.copy()
        labels[part] = at
        self._do(replace(draft, labels=labels))
        self.target = draft.grids[at]

    def take_over(self, plan: Mapping[str, str], grids: tuple[str, ...] = ()) -> None:
        """Another plan instead, as one stroke; WorkbenchError where a locked grid would change."""
        blocks, draft = self.studio.ground.blocks, self.draft
        other = draft.taken_over(blocks, plan)
        if grids:
            made = Draft.of(blocks, plan, grids)
            other = replace(made, locked=draft.locked & frozenset(made.grids), pinned=draft.pinned)
        faults = []
        for grid in sorted(draft.locked):
            mine = draft.labels == draft.names[grid]
            if grid not in other.names or (mine != (other.labels == other.names[grid])).any():
                faults.append(
                    Fault(f"grid {grid}", "no change, as it is locked", "another shape", "unlock it")
                )
        for row in sorted(draft.pinned):
            mine, there = draft.grids[draft.labels[row]], other.labels[row]
            if there < 0 or other.grids[there] != mine:
                got = other.grids[there] if there >= 0 else "no grid"
                where, stays = f"block {blocks[row]}", f"{mine}, as it is locked"
                faults.append(Fault(where, stays, got, "unlock it"))
        if faults:
            raise WorkbenchError(faults)
        self._do(other)

    def _free(self, grid: str, whole: bool = False) -> None:
        if grid not in self.draft.names:
            raise WorkbenchError(Fault("grid", "one of the plan's grids", grid or "none"))
        if grid in self.draft.locked:
            raise WorkbenchError(
                Fault(f"grid {grid}", "a grid that is not locked", "locked", "unlock it first")
            )
        if whole and (pins := self.draft.pins_of(self.draft.names[grid])):
            named = ", ".join(self.studio.ground.blocks[row] for row in pins[:6])
            raise WorkbenchError(
                Fault(f"grid {grid}", "a grid without locked blocks", named, "unlock them first")
            )

    def _do(self, draft: Draft) -> None:
        if self.read_only:
            return
        self.studio.do(draft)
        self._keep_target()

    def _keep_target(self) -> None:
        if self.target and self.target not in self.draft.names:
            self.target = self.draft.grids[0] if self.draft.grids else ""
        self.param.trigger("changed")

    @property
    def target_at(self) -> int:
        """Position of the painted grid; -1 for none."""
        return self.draft.names.get(self.target, NOBODY)

    def locks(self) -> dict[str, list[str]]:
        """Locked grids and single blocks as a worker is told of them."""
        blocks = self.studio.ground.blocks
        return {
            "locked": sorted(self.draft.locked),
            "pinned": [blocks[row] for row in sorted(self.draft.pinned)],
        }

    def args(self) -> dict[str, Any]:
        """The working plan as a worker is told of it."""
        return {
            "folder": str(self.studio.opened.folder),
            "plan": self.draft.plan(self.studio.ground.blocks),
        }
