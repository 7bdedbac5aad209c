"""What a draft is judged by: the land under it, its work by role, and the numbers that follow at once."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
import numpy.typing as npt
import pandas as pd

from models.experiments.grid_inputs import ADJACENCY, Land, Locks, land_of
from models.planning.audit import Finding, audit_grids
from models.planning.grids.cost import area_splits, cut_border, deviation, inertia, moved_blocks
from models.planning.grids.problem import GridProblem
from models.scenario.folder import nearest_file
from models.scenario.scenario import Scenario
from models.workload.blocks import block_workload
from workbench.drafting.draft import Draft

Floats = npt.NDArray[np.float64]
COLUMNS = (
    "total", "inspector_hours", "handler_hours", "operator_hours", "walking_hours", "households", "people",
    "blocks",
)  # fmt: skip
"""What is summed up by grid: hours a month, households, people, blocks."""


@dataclass(frozen=True)
class Numbers:
    """A draft in numbers.

    `by_grid` has a row a grid (grid, `COLUMNS`, share: its work over the fair share). `deviation` is the
    largest deviation of a grid's work from the fair share, `cv` the coefficient of variation of the grids'
    work, `border_metres` the length of border between grids, `splits` further grids areas are split over,
    `inertia` the mean squared distance of blocks from their grid's centre in squared spacings (less is
    rounder), `moved` blocks that are elsewhere than in the saved plan; None where some block has no grid.
    """

    by_grid: pd.DataFrame
    deviation: float
    cv: float
    border_metres: float
    splits: int | None
    inertia: float | None
    moved: int
    unassigned: int
    findings: tuple[Finding, ...]


class Ground:
    """The land of a scenario with the work of its blocks; made once, then asked after every stroke."""

    def __init__(self, scenario: Scenario, folder: str, tolerance: float = 0.05) -> None:
        self.scenario = scenario
        self.tolerance = tolerance
        self.land: Land = land_of(scenario, nearest_file(folder, ADJACENCY))
        self.blocks = tuple(self.land.blocks["block"])
        self.work = block_workload(scenario)
        self.saved = dict(scenario.plan.blocks)
        self._problem: GridProblem | None = None

    @cached_property
    def areas(self) -> dict[str, npt.NDArray[np.int64]]:
        """Area to the positions of its blocks."""
        by_area = self.land.blocks.groupby("area", sort=False).indices
        return {str(area): np.asarray(rows, dtype=np.int64) for area, rows in by_area.items() if area}

    def problem(self, draft: Draft) -> GridProblem:
        """The grid problem with the draft's grids, locks left out."""
        if self._problem is None or self._problem.grids != draft.grids:
            self._problem = self.land.problem(
                draft.grids, Locks(), tolerance=self.tolerance, current=self.saved
            )
        return self._problem

    def numbers(self, draft: Draft) -> Numbers:
        """Everything from scratch: milliseconds, and never wrong by what went before."""
        if not draft.grids:
            empty = pd.DataFrame(columns=["grid", *COLUMNS, "share"])
            return Numbers(empty, 0.0, 0.0, 0.0, None, None, 0, len(self.blocks), ())
        problem, labels = self.problem(draft), draft.labels.astype(np.int64)
        by_grid = self._by_grid(draft)
        whole = bool((labels >= 0).all())
        load = by_grid["total"].to_numpy()
        return Numbers(
            by_grid=by_grid,
            deviation=deviation(problem, labels),
            cv=float(load.std() / load.mean()) if load.mean() else 0.0,
            border_metres=cut_border(problem, labels),
            splits=area_splits(problem, labels) if whole else None,
            inertia=inertia(problem, labels) if whole else None,
            moved=moved_blocks(replace(problem, current=problem.labels(self.saved)), labels),
            unassigned=int((labels < 0).sum()),
            findings=tuple(audit_grids(problem, draft.plan(self.blocks))),
        )

    def _by_grid(self, draft: Draft) -> pd.DataFrame:
        given = draft.labels >= 0
        where = draft.labels[given].astype(np.int64)
        table = pd.DataFrame({"grid": list(draft.grids)})
        for name in COLUMNS:
            table[name] = np.bincount(where, weights=self._column(name)[given], minlength=len(draft.grids))
        fair = float(self._column("total").sum()) / len(draft.grids)
        table["share"] = table["total"] / fair if fair else 0.0
        return table

    def _column(self, name: str) -> Floats:
        if name == "blocks":
            return np.ones(len(self.blocks))
        source = self.land.blocks if name in ("households", "people") else self.work
        return source[name].to_numpy(np.float64)
