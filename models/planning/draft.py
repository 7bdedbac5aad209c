"""The working plan of a planner who paints: which block is in which grid now, with unlimited undo and redo.

Grids are known by codes that never change meaning, so that a stroke can be undone whatever happened to
the list of grids in between. Nothing here draws, saves or solves.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from models.scenario.faults import Fault, WorkbenchError

Codes = NDArray[np.int64]
NOBODY = -1
LONGEST_NAME = 40


class DraftError(WorkbenchError):
    """A change of the working plan that is refused; the plan is as it was before."""


@dataclass(frozen=True)
class Shape:
    """What a change leaves of the list of grids: names in their order, and which of them are locked."""

    grids: tuple[str, ...]
    locked: tuple[str, ...] = ()


@dataclass(frozen=True, eq=False)
class Stroke:
    """One change that can be undone: blocks (rows) with their codes before and after, and the grids."""

    kind: str
    rows: Codes
    was: Codes
    now: Codes
    before: Shape
    after: Shape


@dataclass(frozen=True)
class Painted:
    """What became of a stroke: rows that changed, and rows that stayed because a grid is locked."""

    changed: tuple[int, ...]
    refused: tuple[int, ...]


class Draft:
    """A working plan over `blocks`; every change is one stroke, `revision` counts strokes, undos and redos.

    `names` lists every grid this plan has ever had: a block's code is a position in it, or -1 for none.
    """

    def __init__(self, blocks: Sequence[str], plan: Mapping[str, str], grids: Iterable[str] = ()) -> None:
        self.blocks = tuple(blocks)
        found = dict.fromkeys([*grids, *(plan[block] for block in self.blocks if plan.get(block))])
        self.names: list[str] = list(found)
        code = {name: k for k, name in enumerate(self.names)}
        self.codes: Codes = np.array([code.get(plan.get(b, ""), NOBODY) for b in self.blocks], dtype=np.int64)
        self.shape = Shape(tuple(self.names))
        self.undone: list[Stroke] = []
        self.done: list[Stroke] = []
        self.revision = 0

    @property
    def grids(self) -> tuple[str, ...]:
        """Names of the present grids in their order."""
        return self.shape.grids

    @property
    def locked(self) -> tuple[str, ...]:
        """Names of the grids that neither give nor take blocks."""
        return self.shape.locked

    @property
    def labels(self) -> Codes:
        """Position of each block's grid in `grids`; -1 for none."""
        place = np.full(len(self.names) + 1, NOBODY, dtype=np.int64)
        at = {name: k for k, name in enumerate(self.names)}
        for position, name in enumerate(self.grids):
            place[at[name]] = position
        return place[self.codes]

    @property
    def plan(self) -> dict[str, str]:
        """Block name to grid name; blocks in no grid are left out."""
        names = self.names
        pairs = zip(self.blocks, self.codes.tolist(), strict=True)
        return {block: names[code] for block, code in pairs if code >= 0}

    def paint(self, rows: Sequence[int], grid: str | None, kind: str = "paint") -> Painted:
        """Give blocks (rows) to a grid, or to none; blocks of locked grids stay. One stroke.

        DraftError for a grid there is none of, for one that is locked, and for rows outside the place.
        """
        wanted = np.unique(np.asarray(rows, dtype=np.int64))
        if len(wanted) and not 0 <= wanted[0] <= wanted[-1] < len(self.blocks):
            raise DraftError(Fault("blocks", f"rows from 0 to {len(self.blocks) - 1}", str(wanted[-1])))
        target = NOBODY if grid is None else self._code(grid)
        if grid in self.locked:
            raise DraftError(Fault(f"grid {grid}", "a grid that is not locked", "locked", "unlock it first"))
        held = np.isin(self.codes[wanted], [self.names.index(name) for name in self.locked])
        rows_changed = wanted[~held & (self.codes[wanted] != target)]
        now = np.full(len(rows_changed), target, dtype=np.int64)
        self._apply(kind, rows_changed, now, self.shape)
        return Painted(tuple(rows_changed.tolist()), tuple(wanted[held].tolist()))

    def new_grid(self, name: str | None = None) -> str:
        """Add a grid without blocks and return its name: the given one, else the next free number."""
        name = self.free_name() if name is None else name.strip()
        if not name or len(name) > LONGEST_NAME or name in self.grids:
            raise DraftError(Fault("grid", f"a new name of 1 to {LONGEST_NAME} characters", repr(name)))
        nothing = np.zeros(0, dtype=np.int64)
        self._apply("new", nothing, nothing, Shape((*self.grids, name), self.locked))
        return name

    def free_name(self) -> str:
        """The next name in the way the present ones are numbered (`luohu-8` → `luohu-9`)."""
        return next_names(self.grids, 1)[0]

    def remove(self, grid: str) -> None:
        """Take a grid off the plan; its blocks are in no grid then."""
        self._into("remove", grid, None)

    def merge(self, grid: str, into: str) -> None:
        """Give all blocks of a grid to another one and take it off the plan."""
        if grid == into:
            raise DraftError(Fault("merge", "two different grids", grid))
        self._into("merge", grid, into)

    def split(self, grid: str, rows: Sequence[int]) -> str:
        """Give `rows` of a grid to a new one; returns its name. DraftError unless both keep blocks."""
        code, part = self._free(grid), np.unique(np.asarray(rows, dtype=np.int64))
        mine = np.flatnonzero(self.codes == code)
        if not len(part) or len(part) >= len(mine) or not np.isin(part, mine).all():
            raise DraftError(Fault(f"grid {grid}", "blocks for both halves", f"{len(mine)} to divide"))
        name = self.free_name()
        shape = Shape((*self.grids, name), self.locked)
        self._apply("split", part, np.full(len(part), self._known(name), dtype=np.int64), shape)
        return name

    def lock(self, grids: Iterable[str], locked: bool) -> None:
        """Lock or unlock grids; one stroke."""
        wanted = set(grids)
        for grid in sorted(wanted):
            self._code(grid)
        keep = wanted | set(self.locked) if locked else set(self.locked) - wanted
        names = tuple(name for name in self.grids if name in keep)
        nothing = np.zeros(0, dtype=np.int64)
        self._apply("lock", nothing, nothing, Shape(self.grids, names))

    def replace(self, plan: Mapping[str, str], grids: Sequence[str], kind: str = "accept") -> None:
        """Take over a whole plan as one stroke (a proposal, an import, a version).

        Locked grids stay locked where the new plan has them. DraftError where the plan names a block the
        place has not, or a grid outside `grids`, or would change a locked grid: nothing is taken over then.
        """
        faults = self._strangers(plan, grids)
        present = set(grids)
        self_code = [self._known(plan[b]) if plan.get(b) else NOBODY for b in self.blocks]
        codes = np.array(self_code, dtype=np.int64)
        for grid in self.locked:
            mine = self.names.index(grid)
            if ((self.codes == mine) != (codes == mine)).any():
                faults.append(Fault(f"grid {grid}", "no change, as it is locked", "another shape", "unlock"))
        if faults:
            raise DraftError(faults)
        locked = tuple(name for name in self.locked if name in present)
        rows = np.flatnonzero(codes != self.codes)
        self._apply(kind, rows, codes[rows], Shape(tuple(dict.fromkeys(grids)), locked))

    def undo(self) -> bool:
        """Take back the last stroke; False where there is none."""
        if not self.done:
            return False
        stroke = self.done.pop()
        self.codes[stroke.rows] = stroke.was
        self.shape = stroke.before
        self.undone.append(stroke)
        self.revision += 1
        return True

    def redo(self) -> bool:
        """Do the last undone stroke again; False where there is none."""
        if not self.undone:
            return False
        stroke = self.undone.pop()
        self.codes[stroke.rows] = stroke.now
        self.shape = stroke.after
        self.done.append(stroke)
        self.revision += 1
        return True

    def _apply(self, kind: str, rows: Codes, now: Codes, after: Shape) -> None:
        """One stroke, kept for undo; nothing where nothing changes."""
        for name in after.grids:
            self._known(name)
        if not len(rows) and after == self.shape:
            return
        self.done.append(Stroke(kind, rows, self.codes[rows].copy(), now, self.shape, after))
        self.undone.clear()
        self.codes[rows] = now
        self.shape = after
        self.revision += 1

    def _into(self, kind: str, grid: str, into: str | None) -> None:
        code = self._free(grid)
        target = NOBODY if into is None else self._free(into)
        rows = np.flatnonzero(self.codes == code)
        left = tuple(name for name in self.grids if name != grid)
        self._apply(kind, rows, np.full(len(rows), target, dtype=np.int64), Shape(left, self.locked))

    def _known(self, name: str) -> int:
        if name not in self.names:
            self.names.append(name)
        return self.names.index(name)

    def _code(self, grid: str) -> int:
        if grid not in self.grids:
            raise DraftError(Fault("grid", "one of the plan's grids", repr(grid)))
        return self.names.index(grid)

    def _free(self, grid: str) -> int:
        code = self._code(grid)
        if grid in self.locked:
            raise DraftError(Fault(f"grid {grid}", "a grid that is not locked", "locked", "unlock it first"))
        return code

    def _strangers(self, plan: Mapping[str, str], grids: Sequence[str]) -> list[Fault]:
        blocks, present = frozenset(self.blocks), frozenset(grids)
        faults = [Fault(f"block {b}", "a block of the place", "unknown") for b in plan if b not in blocks]
        outside = dict.fromkeys(grid for grid in plan.values() if grid and grid not in present)
        return faults + [Fault(f"grid {grid}", "one of the plan's grids", "unknown") for grid in outside]


def next_names(grids: Sequence[str], count: int) -> list[str]:
    """Further names in the way the present ones are numbered; `grid-1` … where they are not."""
    heads = [name.rpartition("-")[0] for name in grids if name.rpartition("-")[2].isdigit()]
    head = max(dict.fromkeys(heads), key=heads.count) if heads else "grid"
    taken, number, found = frozenset(grids), 0, list[str]()
    while len(found) < count:
        number += 1
        if f"{head}-{number}" not in taken:
            found.append(f"{head}-{number}")
    return found
