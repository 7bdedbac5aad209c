"""The file `grids.csv`: which block belongs to which grid."""

from __future__ import annotations

from pathlib import Path

from models.scenario.faults import Fault, ScenarioError
from models.scenario.place_tables import read_table


def read_grids(path: Path) -> dict[str, str]:
    """Block to grid. Raises ScenarioError with every block named twice and every empty cell."""
    grids, faults = grids_and_faults(path)
    if faults:
        raise ScenarioError(faults)
    return grids


def grids_and_faults(path: Path) -> tuple[dict[str, str], list[Fault]]:
    """The same with the faults beside what can be read, for who has more to check (ScenarioError still where
    it is no such table). Spaces around a name are nobody's."""
    table = read_table(path, {"block": str, "grid": str}).apply(lambda column: column.str.strip())
    faults = []
    for block in sorted(table.loc[table["block"].duplicated(), "block"].unique()):
        faults.append(Fault(f"{path.name}: block {block}", "one grid per block", "the block twice"))
    for row, (block, grid) in enumerate(zip(table["block"], table["grid"], strict=True), start=2):
        if not block or not grid:
            faults.append(Fault(f"{path.name}: line {row}", "a block and a grid", f"{block!r}, {grid!r}"))
    return dict(zip(table["block"].astype(str), table["grid"].astype(str), strict=True)), faults
