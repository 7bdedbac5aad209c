"""Workload balance: how evenly the field work of the window lies over the grids.

A grid's workload is where the work was done, whoever did it: person-minutes of walking, inspecting,
travelling and handling at premises of the grid. Desk work has no place and is left out. Work that a
grid's people could not do at all is not in it; orphans, coverage and backlog per grid show that.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from models.measures.duty import DutyBook
from models.measures.facts import Facts
from models.scenario.words import DutyState, Role

FIELD = tuple(str(s) for s in (DutyState.WALK, DutyState.INSPECT, DutyState.TRAVEL, DutyState.HANDLE))
LOCAL = (str(Role.INSPECTOR), str(Role.HANDLER))


def workload_by_grid(duty: DutyBook, facts: Facts) -> pd.Series:
    """Field hours of inspectors and handlers at each grid of the plan (0 where there was none).

    A place that belongs to no grid (the workstation, on the way back) counts to the person's own grid.
    """
    rows = duty.rows
    chosen = np.flatnonzero(rows["state"].isin(FIELD) & rows["role"].isin(LOCAL))
    number = {grid: i for i, grid in enumerate(facts.grids)}
    where = _codes(rows["to_place"].iloc[chosen], {p: number.get(g, -1) for p, g in facts.place_grid.items()})
    home = _codes(rows["grid"].iloc[chosen], number)
    grid = np.where(where >= 0, where, home)
    known = grid >= 0
    minutes = np.bincount(grid[known], weights=duty.person_minutes[chosen][known], minlength=len(number))
    return pd.Series(minutes / 60, index=list(facts.grids), dtype="float64")


def balance_measures(workload: pd.Series) -> dict[str, float]:
    """Max / mean over the grids, and the coefficient of variation (of these grids, ddof 0)."""
    mean = float(workload.mean()) if len(workload) else 0.0
    if mean <= 0:
        return {"workload_balance": np.nan, "workload_cv": np.nan}
    values = workload.to_numpy(dtype=np.float64)
    return {"workload_balance": float(values.max()) / mean, "workload_cv": float(values.std()) / mean}


def _codes(names: pd.Series, number: dict[str, int]) -> np.ndarray:
    """Numbers of names by a mapping, -1 where unknown; each distinct name is looked up once."""
    codes, distinct = pd.factorize(names)
    return np.array([number.get(str(name), -1) for name in distinct] or [-1], dtype=np.int64)[codes]
