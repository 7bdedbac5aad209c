"""A scenario as a problem of grids: work of its blocks, borders with a planner's changes, locks, a start."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import shapely

from models.planning.grids.problem import GridProblem
from models.scenario.faults import Fault, WorkbenchError
from models.scenario.place_tables import read_table
from models.scenario.scenario import Scenario
from models.space.adjacency import LEAST_BORDER_METRES, block_adjacency
from models.space.projection import blocks_in_metres
from models.workload.blocks import block_workload

ADJACENCY = "adjacency.csv"
SIZES = ("households", "people")
"""What the size of a grid may be counted in."""

Pair = tuple[str, str]


@dataclass(frozen=True)
class Locks:
    """Blocks that must have a grid, and grids that neither give nor take blocks."""

    blocks: Mapping[str, str] = field(default_factory=dict)
    grids: tuple[str, ...] = ()


@dataclass(frozen=True)
class Land:
    """Blocks (block, community, workload, households, people, area, x, y) and borders (first, second,
    metres)."""

    blocks: pd.DataFrame
    borders: pd.DataFrame

    @property
    def communities(self) -> tuple[str, ...]:
        """Communities in the order of their first block."""
        return tuple(dict.fromkeys(self.blocks["community"]))

    def part(self, community: str) -> Land:
        """The land of one community: its blocks and the borders between them."""
        mine = self.blocks[self.blocks["community"] == community].reset_index(drop=True)
        inside = self.borders["first"].isin(mine["block"]) & self.borders["second"].isin(mine["block"])
        return Land(mine, self.borders[inside].reset_index(drop=True))

    def hours(self, plan: Mapping[str, str]) -> dict[str, float]:
        """Hours a month of every grid of a plan, in order of names."""
        grid = self.blocks["block"].map(dict(plan))
        return {str(g): float(h) for g, h in self.blocks["workload"].groupby(grid).sum().items()}

    def areas(self, plan: Mapping[str, str]) -> dict[str, str]:
        """The area that most of a grid's work lies in, by grid ("" where no area is known)."""
        table = self.blocks[["area"]].assign(
            grid=self.blocks["block"].map(dict(plan)), work=self.blocks["workload"] + 1e-9
        )
        work = table[table["area"] != ""].groupby(["grid", "area"])["work"].sum()
        main = {str(grid): str(area) for grid, area in work.groupby("grid").idxmax()} if len(work) else {}
        return {grid: main.get(grid, "") for grid in self.hours(plan)}

    def problem(self, grids: int | Sequence[str], locks: Locks, **given: Any) -> GridProblem:
        """The grid problem on this land; the keywords are those of `GridProblem.from_tables`."""
        return GridProblem.from_tables(
            self.blocks, self.borders, grids, lock=locks.blocks, locked_grids=locks.grids, **given
        )


def land_of(
    scenario: Scenario,
    adjacency: Path | None = None,
    pairs: float | None = None,
    work: pd.DataFrame | None = None,
) -> Land:
    """The land of a scenario, one community or several; `adjacency` is a file of changes to its borders.

    Work is the `total` of `block_workload`, hours a month of the grid's own people, with so many `pairs` on
    patrol (the plan's own when not given); a table that was made before may be given as `work`.
    Raises WorkbenchError for every fault of the file.
    """
    blocks = scenario.place.blocks
    middle = shapely.get_coordinates(shapely.centroid(blocks_in_metres(scenario.place)))
    table = pd.DataFrame(
        {
            "block": blocks["block"].astype(str).to_numpy(),
            "community": blocks["community"].astype(str).to_numpy(),
            "workload": (block_workload(scenario, pairs) if work is None else work)["total"].to_numpy(),
            "households": blocks["households"].to_numpy(np.float64),
            "people": blocks["population"].to_numpy(np.float64),
            "area": blocks["area"].astype(str).to_numpy(),
            "x": middle[:, 0],
            "y": middle[:, 1],
        }
    )
    return Land(table, _borders(scenario, table["block"].to_numpy(), adjacency))


def _borders(scenario: Scenario, names: Any, adjacency: Path | None) -> pd.DataFrame:
    pairs = block_adjacency(scenario.place)
    shared: dict[Pair, float] = {
        (str(names[a]), str(names[b])): float(metres)
        for a, b, metres in zip(pairs["first"], pairs["second"], pairs["metres"], strict=True)
    }
    if adjacency is not None:
        shared = _changed(shared, list(map(str, names)), adjacency)
    columns = ("first", "second", "metres")
    rows = [(first, second, metres) for (first, second), metres in shared.items()]
    return pd.DataFrame(rows, columns=list(columns))


def _changed(shared: dict[Pair, float], names: list[str], file: Path) -> dict[Pair, float]:
    """Borders after a planner's changes: first, second, open (1 joins two blocks, 0 parts them).

    A bridge between blocks without a common border counts as the shortest border there is, so that
    cutting it costs next to nothing.
    """
    table = read_table(file, {"first": str, "second": str, "open": str})
    at = {name: k for k, name in enumerate(names)}
    faults: list[Fault] = []
    seen: dict[Pair, int] = {}
    for line, (one, other, opened) in enumerate(
        zip(table["first"], table["second"], table["open"], strict=True), 2
    ):
        where = f"{file.name}: line {line}"
        strangers = [name for name in (one, other) if name not in at]
        faults += [Fault(where, "a block of the place", repr(name)) for name in strangers]
        if opened not in ("0", "1"):
            faults.append(Fault(where, "open 1 (a way across) or 0 (none)", repr(opened)))
        if strangers or opened not in ("0", "1"):
            continue
        pair = (one, other) if at[one] <= at[other] else (other, one)
        if one == other:
            faults.append(Fault(where, "two different blocks", one))
        elif pair in seen:
            faults.append(Fault(where, "every pair once", f"{one}, {other} as in line {seen[pair]}"))
        elif opened == "0" and pair not in shared:
            faults.append(Fault(where, "a border to close", f"{one} and {other}, which share none"))
        elif opened == "0":
            del shared[pair]
        else:
            shared.setdefault(pair, LEAST_BORDER_METRES)
        seen.setdefault(pair, line)
    if faults:
        raise WorkbenchError(faults)
    return shared


def read_locks(file: Path, current: Mapping[str, str], known: Sequence[str]) -> Locks:
    """Locks from a table with the columns block and grid.

    Both given: this block in this grid, one of the plan's where there is a plan. Only a block: it stays
    where it is in `current`. Only a grid: the whole grid stays as it is. `known` are the place's blocks.
    Raises WorkbenchError with every fault.
    """
    table = read_table(file, {"block": str, "grid": str}).apply(lambda column: column.str.strip())
    faults: list[Fault] = []
    blocks: dict[str, str] = {}
    grids: dict[str, None] = {}
    names, held = frozenset(known), frozenset(current.values())
    for line, (block, grid) in enumerate(zip(table["block"], table["grid"], strict=True), 2):
        where = f"{file.name}: line {line}"
        wanted = grid or current.get(block, "")
        if not block and not grid:
            faults.append(Fault(where, "a block, a grid or both", "neither"))
        elif not block and grid not in held:
            faults.append(Fault(where, "a grid of the current plan", repr(grid)))
        elif not block:
            grids[grid] = None
        elif block not in names:
            faults.append(Fault(where, "a block of the place", repr(block)))
        elif not wanted:
            faults.append(Fault(where, "a grid, as the block has none now", f"block {block} alone"))
        elif blocks.get(block, wanted) != wanted:
            got = f"block {block} in {blocks[block]} and in {wanted}"
            faults.append(Fault(where, "locks that do not contradict each other", got))
        elif held and wanted not in held:
            faults.append(Fault(where, "a grid of the current plan", repr(grid)))
        else:
            blocks[block] = wanted
    if faults:
        raise WorkbenchError(faults)
    return Locks(blocks, tuple(grids))
