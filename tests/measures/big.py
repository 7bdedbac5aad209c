"""An outcome of the size of a Luohu year, with plausible and meaningless content."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from models.measures.facts import Facts
from models.scenario.outcome import DeskFacts, Outcome
from models.scenario.tables import TABLES
from models.scenario.words import Department, PremisesKind, Role

YEAR = 365 * 1440.0
SIZES = {
    "tasks": 38_000, "visits": 35_000, "hazards": 8_000, "cases": 11_000,
    "stages": 40_000, "case_events": 90_000, "duty": 150_000,
}  # fmt: skip
GRIDS = [f"luohu-{i}" for i in range(1, 9)]


def year(seed: int = 1) -> Outcome:
    """Random tables; times are spread over the year and follow each other by hours."""
    rng = np.random.default_rng(seed)
    tables = {name: table(name, size, rng) for name, size in SIZES.items()}
    tables["stages"]["case"] = tables["stages"]["case"] % SIZES["cases"]
    tables["case_events"]["case"] = tables["case_events"]["case"] % SIZES["cases"]
    desk = DeskFacts("handlers", "handler", tuple(GRIDS), 16, 16 * 105_000.0, 700_000.0)
    return Outcome("big", "0", seed, 0, 0.0, YEAR, tables, (desk,), 0, 0.0)


def table(name: str, size: int, rng: np.random.Generator) -> pd.DataFrame:
    """Columns by their declaration: codes and places drawn, times rising along a row."""
    clock = rng.uniform(0, YEAR, size)
    data: dict[str, Any] = {}
    for column in TABLES[name]:
        if column.unit == "min" and column.low is None:
            clock = clock + rng.exponential(300, size)
            data[column.name] = np.where(clock < YEAR, clock, np.nan) if column.nullable else clock
        elif column.codes is not None:
            data[column.name] = pd.Series(rng.choice(np.array(column.codes, dtype=object), size), dtype="str")
        elif column.dtype == "str":
            data[column.name] = words(column.name, size, rng)
        elif column.dtype == "bool":
            data[column.name] = rng.random(size) < 0.3
        elif column.dtype == "int64":
            data[column.name] = (
                np.arange(size) if column.name == name.rstrip("s") else rng.integers(0, 3, size)
            )
        else:
            data[column.name] = rng.exponential(15, size)
    if name in ("stages", "case_events"):
        data["case"] = np.arange(size)
    return pd.DataFrame(data)


def words(name: str, size: int, rng: np.random.Generator) -> pd.Series:
    """Names of grids, premises, pairs and people."""
    pools = {"grid": GRIDS, "pool": GRIDS, "home_grid": GRIDS, "pair": [f"{g}.pair" for g in GRIDS]}
    pools |= {"premises": [f"p{i}" for i in range(2500)], "person": [f"person-{i}" for i in range(40)]}
    pools |= {"to_place": pools["premises"], "from_place": pools["premises"], "block": ["b1", "b2"]}
    return pd.Series(rng.choice(np.array(pools.get(name, [""]), dtype=object), size), dtype="str")


def luohu_facts() -> Facts:
    """2,500 premises in eight grids."""
    kinds = [str(kind) for kind in PremisesKind]
    premises = pd.DataFrame(
        {
            "premises": [f"p{i}" for i in range(2500)],
            "kind": [kinds[i % len(kinds)] for i in range(2500)],
            "grid": [GRIDS[i % 8] for i in range(2500)],
        }
    )
    return Facts(
        50_000.0, premises, dict(zip(premises["premises"], premises["grid"], strict=True)), tuple(GRIDS), 8,
        105_000.0, 250, lambda begin, end: (end - begin) / 5, dict.fromkeys(GRIDS, 1),
        {Role.INSPECTOR: 16, Role.HANDLER: 16, Role.OPERATOR: 8},
        {Role.INSPECTOR: 6e4, Role.HANDLER: 7e4, Role.OPERATOR: 6e4},
        {kind: dict.fromkeys(Department, 4) for kind in kinds}, True,
    )  # fmt: skip
