"""Faults of the tables and numbers that a grid problem is made from."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from models.scenario.faults import Fault

if TYPE_CHECKING:
    from models.planning.grids.door import Given

Faults = list[Fault]
SHOWN = 5
SLACK = 1e-9


def named(where: str, expected: str, found: Sequence[Any], remedy: str = "") -> Faults:
    """One fault that names the first few of what was found, or none where nothing was."""
    if not len(found):
        return []
    more = f" and {len(found) - SHOWN} more" if len(found) > SHOWN else ""
    return [Fault(where, expected, ", ".join(map(str, found[:SHOWN])) + more, remedy)]


def block_faults(blocks: pd.DataFrame, size: str) -> Faults:
    """Missing columns, duplicate or nameless blocks, and work or households that are no numbers."""
    missing = [column for column in ("block", "workload") if column not in blocks]
    if missing or not len(blocks):
        return named("blocks", "columns block, workload", [f"no {c}" for c in missing]) or [
            Fault("blocks", "at least one block", "none")
        ]
    names = blocks["block"].astype(str)
    faults = named("blocks", "every block once", list(dict.fromkeys(names[names.duplicated()])))
    faults += named(
        "blocks", "a name for every block", [f"row {k}" for k in np.flatnonzero(names.str.strip() == "")]
    )
    for column in ("workload", size):
        if column in blocks:
            faults += _bad_numbers(f"blocks.{column}", "a number, at least 0", names, blocks[column])
    for column in (c for c in ("x", "y") if c in blocks):
        faults += _bad_numbers(f"blocks.{column}", "a number", names, blocks[column], -np.inf)
    if not faults and float(pd.to_numeric(blocks["workload"]).sum()) <= 0:
        faults.append(Fault("blocks.workload", "some work in all blocks together", "0"))
    return faults


def _bad_numbers(
    where: str, expected: str, names: pd.Series, column: pd.Series, least: float = 0.0
) -> Faults:
    values = pd.to_numeric(column, errors="coerce").to_numpy(dtype=float)
    bad = ~np.isfinite(values) | (values < least)
    return named(where, expected, [f"{n}: {v}" for n, v in zip(names[bad], column[bad], strict=True)])


def border_faults(blocks: pd.DataFrame, borders: pd.DataFrame) -> Faults:
    """Borders of unknown blocks, of a block with itself, given twice, or without length."""
    missing = [f"no {column}" for column in ("first", "second") if column not in borders]
    if missing:
        return named("borders", "columns first, second", missing)
    known = set(blocks["block"].astype(str)) if "block" in blocks else set()
    pairs = list(zip(borders["first"].astype(str), borders["second"].astype(str), strict=True))
    strangers = dict.fromkeys(name for pair in pairs for name in pair if name not in known)
    faults = named("borders", "blocks of this problem", list(strangers))
    faults += named("borders", "two different blocks", [a for a, b in pairs if a == b])
    seen: dict[tuple[str, str], int] = {}
    for a, b in pairs:
        seen[(a, b) if a < b else (b, a)] = seen.get((a, b) if a < b else (b, a), 0) + 1
    faults += named(
        "borders", "every border once", [f"{a}–{b}" for (a, b), count in seen.items() if count > 1]
    )
    if "metres" in borders:
        metres = pd.to_numeric(borders["metres"], errors="coerce").to_numpy(dtype=float)
        bad = np.flatnonzero(~(np.isfinite(metres) & (metres > 0)))
        faults += named("borders.metres", "a length above 0", [f"{pairs[k][0]}–{pairs[k][1]}" for k in bad])
    return faults


def number_faults(blocks: pd.DataFrame, names: tuple[str, ...], grids: Any, given: Given) -> Faults:
    """An impossible number of grids, tolerance, bound, price or weight."""
    faults: Faults = []
    count = int(grids) if isinstance(grids, int | np.integer) else len(names)
    if not 1 <= count <= max(len(blocks), 1):
        faults.append(Fault("grids", f"1 to {len(blocks)} grids, at most one per block", str(count)))
    twice = [name for name in dict.fromkeys(names) if names.count(name) > 1] if count <= 100_000 else []
    faults += named("grids", "every grid once", twice)
    faults += named("grids", "a name for every grid", ["an empty name"] if "" in names else [])
    return faults + limit_faults(blocks, given)


def limit_faults(blocks: pd.DataFrame, given: Given) -> Faults:
    """An impossible tolerance, bound, price or weight, however many grids there are."""
    faults: Faults = []
    if (given.tolerance is None) == (given.bounds is None):
        faults.append(Fault("tolerance", "either a tolerance or least and most work", "both or neither"))
    elif given.tolerance is not None and not 0 <= given.tolerance < 1:
        faults.append(Fault("tolerance", "a part of the fair share from 0 to below 1", str(given.tolerance)))
    for where, pair in (("bounds", given.bounds), (f"{given.size} bounds", given.size_bounds)):
        if pair is not None and not 0 <= pair[0] <= pair[1]:
            faults.append(Fault(where, "0 ≤ least ≤ most", f"{pair[0]:.10g} and {pair[1]:.10g}"))
    if given.size_bounds is not None and given.size not in blocks:
        faults.append(Fault(f"{given.size} bounds", f"a column {given.size} in the blocks", "no such column"))
    weights = given.weights
    numbers = {"price": given.price, "border": weights.border, "balance": weights.balance}
    numbers |= {"area": weights.area, "compactness": weights.compactness}
    bad = [f"{name} {value}" for name, value in numbers.items() if not 0 <= value < 1e9]
    return faults + named("price and weights", "numbers, at least 0", bad)
