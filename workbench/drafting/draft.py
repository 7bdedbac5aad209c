"""A plan of grids while it is being drawn: frozen; every edit makes a new one."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

import numpy as np
import numpy.typing as npt

NOBODY = -1
Labels = npt.NDArray[np.int16]


@dataclass(frozen=True, eq=False)
class Draft:
    """Grids by name, the position of every block's grid in them (-1: unassigned), and what is locked: whole
    grids by name (they neither give nor take blocks), single blocks by row (`pinned`: they stay in theirs).
    """

    grids: tuple[str, ...]
    labels: Labels
    locked: frozenset[str] = frozenset()
    pinned: frozenset[int] = frozenset()
    names: Mapping[str, int] = field(init=False, repr=False)

    def __post_init__(self) -> None:
        self.labels.setflags(write=False)
        object.__setattr__(self, "names", {grid: k for k, grid in enumerate(self.grids)})

    def __eq__(self, other: object) -> bool:
        return (
            isinstance(other, Draft)
            and (self.grids, self.locked, self.pinned) == (other.grids, other.locked, other.pinned)
            and np.array_equal(self.labels, other.labels)
        )

    __hash__ = None  # type: ignore[assignment]

    def same_blocks(self, other: Draft | None) -> bool:
        """Whether every block is in the same grid as in the other one, locks aside; False for none."""
        return other is not None and self.grids == other.grids and np.array_equal(self.labels, other.labels)

    @classmethod
    def of(cls, blocks: Sequence[str], plan: Mapping[str, str], grids: Iterable[str] = ()) -> Draft:
        """The draft of a plan by names; `grids` may name further ones that have no block."""
        every = tuple(sorted({*plan.values(), *grids} - {""}, key=natural))
        position = {grid: k for k, grid in enumerate(every)}
        labels = np.array([position.get(plan.get(block, ""), NOBODY) for block in blocks], dtype=np.int16)
        return cls(every, labels)

    def plan(self, blocks: Sequence[str]) -> dict[str, str]:
        """Block to grid by names; unassigned blocks are left out."""
        return {block: self.grids[g] for block, g in zip(blocks, self.labels.tolist(), strict=True) if g >= 0}

    @property
    def held(self) -> npt.NDArray[np.bool_]:
        """By block: whether it or its grid is locked."""
        flags = np.array([grid in self.locked for grid in self.grids] + [False])
        held = flags[self.labels]
        held[sorted(self.pinned)] = True
        return held

    def pins_of(self, grid: int) -> list[int]:
        """Locked single blocks of a grid."""
        return [row for row in sorted(self.pinned) if self.labels[row] == grid]

    def paint(self, blocks: Iterable[int], grid: int) -> tuple[Draft, int]:
        """Put blocks into a grid (-1: into none); and how many were refused because of a lock.

        Nothing leaves a locked grid, nothing joins one, and locked blocks stay.
        """
        wanted = np.unique(np.array(list(blocks), dtype=np.int64))
        wanted = wanted[(wanted >= 0) & (wanted < len(self.labels))]
        if not NOBODY <= grid < len(self.grids):
            return self, len(wanted)
        moving = wanted[self.labels[wanted] != grid]
        if grid >= 0 and self.grids[grid] in self.locked:
            return self, len(moving)
        free = moving[~self.held[moving]]
        labels = self.labels.copy()
        labels[free] = grid
        changed = replace(self, labels=labels) if len(free) else self
        return changed, len(moving) - len(free)

    def with_grid(self) -> tuple[Draft, int]:
        """One more grid without blocks, named on in the manner of the others; and its position."""
        stems = [match[1] for grid in self.grids if (match := re.fullmatch(r"(.*-)\d+", grid))]
        stem = max(set(stems), key=lambda each: (stems.count(each), each)) if stems else "grid-"
        number = 1
        while f"{stem}{number}" in self.names:
            number += 1
        return self._renamed([*self.grids, f"{stem}{number}"], f"{stem}{number}")

    def without(self, grid: int) -> Draft:
        """A grid dissolved: its blocks are unassigned. A locked one stays, or one with locked blocks."""
        if self.grids[grid] in self.locked or self.pins_of(grid):
            return self
        labels = self.labels.copy()
        labels[labels == grid] = NOBODY
        labels[labels > grid] -= 1
        return Draft(self.grids[:grid] + self.grids[grid + 1 :], labels, self.locked, self.pinned)

    def merged(self, grid: int, into: int) -> Draft:
        """Two grids made one, called as the second; locked ones stay."""
        if grid == into or {self.grids[grid], self.grids[into]} & self.locked or self.pins_of(grid):
            return self
        labels = self.labels.copy()
        labels[labels == grid] = into
        return replace(self, labels=labels).without(grid)

    def toggled(self, grid: int) -> Draft:
        """A grid locked or unlocked."""
        return replace(self, locked=self.locked ^ {self.grids[grid]})

    def pin(self, row: int) -> Draft:
        """A block locked to its grid, or free again; one in no grid cannot be."""
        if not 0 <= row < len(self.labels) or (self.labels[row] < 0 and row not in self.pinned):
            return self
        return replace(self, pinned=self.pinned ^ {row})

    def all_locked(self, locked: bool) -> Draft:
        """Every grid locked, or nothing at all."""
        if locked:
            return replace(self, locked=frozenset(self.grids))
        return replace(self, locked=frozenset(), pinned=frozenset())

    def taken_over(self, blocks: Sequence[str], plan: Mapping[str, str]) -> Draft:
        """Another plan instead (a proposal, a version, a file); locks stay where their grids do."""
        other = Draft.of(blocks, plan)
        return replace(other, locked=self.locked & frozenset(other.grids), pinned=self.pinned)

    def _renamed(self, grids: Iterable[str], new: str) -> tuple[Draft, int]:
        order = tuple(sorted(grids, key=natural))
        position = {grid: k for k, grid in enumerate(order)}
        table = np.array([position[grid] for grid in self.grids] + [NOBODY], dtype=np.int16)
        return Draft(order, table[self.labels], self.locked, self.pinned), position[new]


def natural(code: str) -> tuple[str, int, str]:
    """Sorts `luohu-10` behind `luohu-9`."""
    head, _, tail = code.rpartition("-")
    return (head, int(tail), "") if tail.isdigit() else (code, 0, tail)
