"""The ground a planner paints on, as arrays: made once per scenario, measured after every stroke."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from math import inf, pi

import numpy as np
from numpy.typing import NDArray

from models.planning.grids.problem import Floats, GridProblem, Ints, Weights

ROLES = ("inspection", "walking", "handler", "operator")
"""Parts of a block's work that its own grid does; the town's teams stand beside them."""


@dataclass(frozen=True, eq=False)
class Ground:
    """Blocks and borders of a place, block by block.

    `parts`: hours a month by role (`ROLES`, and `town_team` beside the sum); `hours` is their sum; `hazards`
    and `cases` a month; `square_metres` and `perimeter` of each block; borders between rows `first` and
    `second`, `metres` long; `area` a position in `area_names`, `community` one in `community_names`.
    """

    blocks: tuple[str, ...]
    parts: Mapping[str, Floats]
    hours: Floats
    households: Floats
    people: Floats
    hazards: Floats
    cases: Floats
    square_metres: Floats
    perimeter: Floats
    area: Ints
    area_names: tuple[str, ...]
    community: Ints
    community_names: tuple[str, ...]
    first: Ints
    second: Ints
    metres: Floats
    x: Floats
    y: Floats

    def part(self, rows: Ints) -> Ground:
        """The ground of some blocks alone, with the borders between them."""
        seat = np.full(len(self.blocks), -1, dtype=np.int64)
        seat[rows] = np.arange(len(rows))
        inside = (seat[self.first] >= 0) & (seat[self.second] >= 0)
        by_block = {
            name: getattr(self, name)[rows]
            for name in ("hours", "households", "people", "hazards", "cases", "square_metres", "perimeter",
                         "area", "community", "x", "y")
        }  # fmt: skip
        return replace(
            self,
            blocks=tuple(self.blocks[b] for b in rows.tolist()),
            parts={name: values[rows] for name, values in self.parts.items()},
            first=seat[self.first[inside]],
            second=seat[self.second[inside]],
            metres=self.metres[inside],
            **by_block,
        )

    def problem(
        self,
        grids: Sequence[str],
        labels: Ints,
        locked: Sequence[str] = (),
        tolerance: float = 0.05,
        size: str = "households",
        size_bounds: tuple[float, float] | None = None,
    ) -> GridProblem:
        """A working plan as the problem it is audited by. The door is left out: what no plan could mend
        (a block too heavy, land in pieces) shows as findings here."""
        share = float(self.hours.sum()) / max(len(grids), 1)
        held = np.array([name in set(locked) for name in grids], dtype=bool)
        given = labels >= 0
        lock = np.full(len(labels), -1, dtype=np.int64)
        lock[given] = np.where(held[labels[given]], labels[given], -1)
        return GridProblem(
            blocks=self.blocks, grids=tuple(grids), workload=self.hours, first=self.first,
            second=self.second, border=self.metres, x=self.x, y=self.y,
            least=share * (1 - tolerance), most=share * (1 + tolerance),
            households=self.people if size == "people" else self.households,
            households_least=size_bounds[0] if size_bounds else 0.0,
            households_most=size_bounds[1] if size_bounds else inf,
            area=self.area, area_names=self.area_names, lock=lock, locked_grids=held, current=labels,
            weights=Weights(), size_name=size,
        )  # fmt: skip


@dataclass(frozen=True, eq=False)
class Measured:
    """What a plan is like, grid by grid (arrays in the order of the grids) and as a whole.

    `deviation` is the grid's work against the fair share, as a part of it; `compactness` is Polsby and
    Popper's 4πA/P² (1 for a circle; Polsby and Popper 1991); `rim` metres of border; `balance_cv` the
    coefficient of variation of the work; `cut` metres between different grids, each once; `splits` further
    grids that areas are split over; `unassigned` blocks in no grid.
    """

    blocks: Ints
    parts: Mapping[str, Floats]
    hours: Floats
    households: Floats
    people: Floats
    hazards: Floats
    cases: Floats
    deviation: Floats
    compactness: Floats
    rim: Floats
    max_deviation: float
    balance_cv: float
    cut: float
    splits: int
    unassigned: int


def measure_grids(ground: Ground, labels: Ints, count: int, across: bool = False) -> Measured:
    """Every static measure of a plan from its state alone (nothing is patched).

    A grid's fair share is that of its own community, unless grids may go `across` communities.
    """
    given = labels >= 0
    inside = labels[given]

    def total(values: NDArray[np.float64]) -> Floats:
        return np.bincount(inside, weights=values[given], minlength=count).astype(np.float64)

    hours = total(ground.hours)
    share = fair_shares(ground, labels, count, across)
    off = np.divide(hours, share, out=np.ones(count), where=share > 0) - 1
    one, other = labels[ground.first], labels[ground.second]
    within = (one == other) & (one >= 0)
    shared = np.bincount(one[within], weights=ground.metres[within], minlength=count)
    rim, land = total(ground.perimeter) - 2 * shared, total(ground.square_metres)
    round_ = np.divide(4 * pi * land, rim**2, out=np.zeros(count), where=rim > 0)
    even = float((hours / np.where(share > 0, share, 1.0)).mean()) if count else 0.0
    return Measured(
        blocks=np.bincount(inside, minlength=count).astype(np.int64),
        parts={name: total(values) for name, values in ground.parts.items()},
        hours=hours, households=total(ground.households), people=total(ground.people),
        hazards=total(ground.hazards), cases=total(ground.cases),
        deviation=off, compactness=np.minimum(round_, 1.0), rim=rim,
        max_deviation=float(np.abs(off).max()) if count else 0.0,
        balance_cv=float((hours / np.where(share > 0, share, 1.0)).std()) / even if even > 0 else 0.0,
        cut=float(ground.metres[(one != other) & (one >= 0) & (other >= 0)].sum()),
        splits=_splits(ground, labels, count),
        unassigned=int((~given).sum()),
    )  # fmt: skip


def homes_of(ground: Ground, labels: Ints, count: int) -> Ints:
    """The community that each grid has most blocks in; -1 for a grid without blocks."""
    table = np.zeros((count, max(len(ground.community_names), 1)), dtype=np.int64)
    given = labels >= 0
    np.add.at(table, (labels[given], ground.community[given]), 1)
    return np.where(table.any(axis=1), table.argmax(axis=1), -1) if count else np.zeros(0, dtype=np.int64)


def fair_shares(ground: Ground, labels: Ints, count: int, across: bool = False) -> Floats:
    """Work that each grid would have if all of its community had the same (of the whole place: `across`)."""
    if across or len(ground.community_names) < 2:
        return np.full(count, float(ground.hours.sum()) / max(count, 1))
    home = homes_of(ground, labels, count)
    work = np.bincount(ground.community, weights=ground.hours, minlength=len(ground.community_names))
    grids = np.bincount(home[home >= 0], minlength=len(work))
    return np.where(home >= 0, (work / np.maximum(grids, 1))[home], 0.0)


def _splits(ground: Ground, labels: Ints, count: int) -> int:
    known = (ground.area >= 0) & (labels >= 0)
    table = np.zeros((len(ground.area_names) + 1, max(count, 1)), dtype=bool)
    table[ground.area[known], labels[known]] = True
    return int(np.maximum(table.sum(axis=1) - 1, 0).sum())


def halves(ground: Ground, rows: Ints) -> Ints:
    """Rows of one half of a grid, about half of its work: grown from one end along its longer axis.

    Both halves hang together where the grid does; deterministic. Empty for fewer than two blocks.
    """
    if len(rows) < 2:
        return np.zeros(0, dtype=np.int64)
    points = np.column_stack([ground.x[rows], ground.y[rows]])
    points = points - points.mean(axis=0)
    axis = np.linalg.eigh(points.T @ points)[1][:, -1]
    along = points @ axis
    seat = np.full(len(ground.blocks), -1, dtype=np.int64)
    seat[rows] = np.arange(len(rows))
    near: list[list[int]] = [[] for _ in rows]
    for a, b in zip(seat[ground.first].tolist(), seat[ground.second].tolist(), strict=True):
        if a >= 0 and b >= 0:
            near[a].append(b)
            near[b].append(a)
    return rows[np.array(sorted(_grown(near, along, ground.hours[rows])), dtype=np.int64)]


def _grown(near: list[list[int]], along: Floats, work: Floats) -> set[int]:
    """The block at one end and ever the next along the axis that touches it, up to half of the work; what
    is cut off from the rest then comes along."""
    mine = {int(along.argmin())}
    goal, load = float(work.sum()) / 2, float(work[list(mine)].sum())
    while len(mine) < len(near) - 1:
        rim = sorted({b for a in mine for b in near[a]} - mine, key=lambda b: (along[b], b))
        if not rim or load + work[rim[0]] / 2 > goal:
            break
        mine.add(rim[0])
        load += float(work[rim[0]])
    far = int(along.argmax())
    if far in mine:
        return mine
    rest, edge = {far}, [far]
    while edge:
        edge = [b for b in dict.fromkeys(b for a in edge for b in near[a]) if b not in mine and b not in rest]
        rest |= set(edge)
    return set(range(len(near))) - rest
