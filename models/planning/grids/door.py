"""The door of the grid problem: tables in, a checked problem out, or every fault at once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from math import inf
from typing import TypeVar

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from models.planning.grids.door_rules import rule_faults
from models.planning.grids.door_tables import Faults, block_faults, border_faults, named, number_faults
from models.planning.grids.problem import NOBODY, Floats, GridProblem, Ints, Weights
from models.scenario.faults import Fault, WorkbenchError

Made = TypeVar("Made", bound=GridProblem)


class GridProblemError(WorkbenchError):
    """A grid problem that cannot be posed, with every reason found; raised before anything is solved."""


@dataclass(frozen=True)
class Given:
    """What a grid problem is given beside its blocks and borders.

    `tolerance` is the allowed deviation of a grid's work from the fair share, as a part of it (0.05 is five
    per cent); `bounds` are least and most work instead. `size_bounds` bounds the column named by `size`
    (households
    or people) in every grid. `lock` maps blocks to the grid that they must have; `locked_grids` stay as
    they are
    in `current`, the current plan (block to grid; it may miss blocks). `price` is charged per moved block.
    """

    tolerance: float | None = None
    bounds: tuple[float, float] | None = None
    size: str = "households"
    size_bounds: tuple[float, float] | None = None
    lock: Mapping[str, str] = field(default_factory=dict)
    locked_grids: Sequence[str] = ()
    current: Mapping[str, str] = field(default_factory=dict)
    price: float = 0.0
    weights: Weights = field(default_factory=Weights)


def read_problem(
    kind: type[Made], blocks: pd.DataFrame, borders: pd.DataFrame, grids: int | Sequence[str], given: Given
) -> Made:
    """Check everything and build the problem; raises `GridProblemError` with all faults that were found."""
    faults: Faults = [*block_faults(blocks, given.size), *border_faults(blocks, borders)]
    names = grid_names(grids, given)
    faults += number_faults(blocks, names, grids, given)
    if faults:
        raise GridProblemError(faults)
    problem = _build(kind, blocks, borders, names, given)
    faults = [*_name_faults(problem, given), *rule_faults(problem)]
    if faults:
        raise GridProblemError(faults)
    return problem


def grid_names(grids: int | Sequence[str], given: Given) -> tuple[str, ...]:
    """Names of the grids: as given, or those of the current plan and locks, filled up in their manner.

    With `luohu-1` … `luohu-8` the next is luohu-9; without numbered names grid-1, grid-2 and so on.

    When there are more names than grids, locked ones stay first, then those with most blocks.
    """
    if not isinstance(grids, int | np.integer):
        return tuple(map(str, grids))
    size: dict[str, int] = {}
    for name in given.current.values():
        size[name] = size.get(name, 0) + 1
    held = [*given.locked_grids, *given.lock.values()]
    names = list(dict.fromkeys(held))
    names += sorted((name for name in size if name not in names), key=lambda name: -size[name])
    names = names[: max(int(grids), 0)]
    number, stem = 0, _stem([*held, *size])
    while len(names) < grids <= 100_000:
        number += 1
        if f"{stem}-{number}" not in size and f"{stem}-{number}" not in names:
            names.append(f"{stem}-{number}")
    return tuple(sorted(names))


def _stem(names: Sequence[str]) -> str:
    """What stands before the number in most of the names; "grid" where none is numbered."""
    stems = [name.rpartition("-")[0] for name in names if name.rpartition("-")[2].isdigit()]
    return max(dict.fromkeys(stems), key=stems.count) if any(stems) else "grid"


def _build(
    kind: type[Made], blocks: pd.DataFrame, borders: pd.DataFrame, names: tuple[str, ...], given: Given
) -> Made:
    ids = tuple(blocks["block"].astype(str))
    at = {name: k for k, name in enumerate(ids)}
    place = {name: k for k, name in enumerate(names)}
    work = _floats(blocks["workload"])
    area, area_names = _areas(blocks)
    now = [given.current.get(b, "") for b in ids]
    current = np.array([place.get(grid, NOBODY) for grid in now], dtype=np.int64)
    locked = np.array([name in given.locked_grids for name in names], dtype=bool)
    lock = np.array([place.get(given.lock.get(b, ""), NOBODY) for b in ids], dtype=np.int64)
    stays = (current >= 0) & locked[current] & (lock < 0)
    least, most = _bounds(work, len(names), given)
    size_least, size_most = given.size_bounds or (0.0, inf)
    first, second, metres = _borders(borders, at)
    x, y = _centres(blocks, first, second)
    return kind(
        blocks=ids, grids=names, workload=work, first=first, second=second, border=metres, x=x, y=y,
        least=least, most=most,
        households=_floats(blocks[given.size]) if given.size in blocks else _fixed(np.zeros(len(ids))),
        households_least=float(size_least), households_most=float(size_most),
        area=area, area_names=area_names, lock=_fixed(np.where(stays, current, lock)),
        locked_grids=_fixed(locked), current=_fixed(current), price=float(given.price),
        weights=given.weights, size_name=given.size,
        dissolved=sum(grid != "" and grid not in place for grid in now),
    )  # fmt: skip


def _bounds(work: Floats, grids: int, given: Given) -> tuple[float, float]:
    if given.bounds is not None:
        return float(given.bounds[0]), float(given.bounds[1])
    share, tolerance = float(work.sum()) / grids, float(given.tolerance or 0.0)
    return share * (1 - tolerance), share * (1 + tolerance)


def _borders(borders: pd.DataFrame, at: Mapping[str, int]) -> tuple[Ints, Ints, Floats]:
    one = borders["first"].astype(str).map(at).to_numpy(dtype=np.int64)
    other = borders["second"].astype(str).map(at).to_numpy(dtype=np.int64)
    metres = _floats(borders["metres"]) if "metres" in borders else _fixed(np.ones(len(borders)))
    low, high = np.minimum(one, other), np.maximum(one, other)
    order = np.lexsort((high, low))
    return _fixed(low[order]), _fixed(high[order]), _fixed(metres[order])


def _areas(blocks: pd.DataFrame) -> tuple[Ints, tuple[str, ...]]:
    if "area" not in blocks:
        return _fixed(np.full(len(blocks), NOBODY, dtype=np.int64)), ()
    text = blocks["area"].astype("string")
    codes, found = pd.factorize(text.mask(text == ""), sort=True)
    return _fixed(np.asarray(codes, dtype=np.int64)), tuple(map(str, found))


def _centres(blocks: pd.DataFrame, first: Ints, second: Ints) -> tuple[Floats, Floats]:
    """Given centres, or else two graph distances that spread the blocks over a plane (Pivot MDS, two
    pivots)."""
    if "x" in blocks and "y" in blocks:
        return _floats(blocks["x"]), _floats(blocks["y"])
    from scipy.sparse import coo_array
    from scipy.sparse.csgraph import shortest_path

    n = len(blocks)
    matrix = coo_array((np.ones(len(first)), (first, second)), shape=(n, n))

    def away(block: int) -> Floats:
        far = np.asarray(shortest_path(matrix, directed=False, unweighted=True, indices=block), dtype=float)
        return np.where(np.isfinite(far), far, n)

    one = away(int(away(0).argmax()))
    two = away(int(one.argmax()))
    three = away(int(np.minimum(one, two).argmax()))
    return _fixed(one - two), _fixed(2 * three - one - two)


def _name_faults(problem: GridProblem, given: Given) -> Faults:
    """Names in locks and the current plan that nobody knows, and locks that contradict each other."""
    at, place = problem.position, problem.grid_position
    faults = named("lock", "a block of this problem", [b for b in given.lock if b not in at])
    faults += named("current plan", "a block of this problem", [b for b in given.current if b not in at])
    faults += named(
        "lock", "one of the grids", [g for g in dict.fromkeys(given.lock.values()) if g not in place]
    )
    held = set(given.locked_grids)
    if len(held) > len(place):
        faults.append(Fault("grids", f"at least as many as are locked, {len(held)}", str(len(place))))
    else:
        strangers = [grid for grid in given.locked_grids if grid not in place]
        faults += named("locked grids", "one of the grids", strangers)
    torn = [
        f"{block} (locked to {grid}, stands in {given.current.get(block) or 'no grid'})"
        for block, grid in given.lock.items()
        if given.current.get(block) != grid and (grid in held or given.current.get(block) in held)
    ]
    return faults + named(
        "lock", "no contradiction with a locked grid, which neither gives nor takes blocks", torn
    )


def _floats(column: pd.Series) -> Floats:
    return _fixed(np.array(column, dtype=np.float64))


Array = TypeVar("Array", bound=NDArray[np.generic])


def _fixed(values: Array) -> Array:
    values.flags.writeable = False
    return values
