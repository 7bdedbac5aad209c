"""The grid problem: blocks, borders, what a plan may look like and what it costs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from math import inf
from typing import Any, Self

import numpy as np
import pandas as pd
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
NOBODY = -1
SLACK = 1e-9
"""A bound counts as kept up to this part of a fair share: sums of floating-point hours round."""


@dataclass(frozen=True)
class Weights:
    """What the parts of the one additive objective cost, in borders of average length.

    `border`: each border of average length that is cut. `balance`: the sum of |load - fair share| / fair
    share. `area`: each further grid that an area is split over. `compactness`: the inertia of the grids
    (mean squared distance of blocks from their grid's centre, over the squared spacing of blocks, summed
    over grids). The price of a moved block stands in the problem.
    """

    border: float = 1.0
    balance: float = 1.0
    area: float = 0.5
    compactness: float = 0.0


@dataclass(frozen=True, eq=False)
class GridProblem:
    """Everything a plan of grids is judged by. Made by `GridProblem.from_tables`, which checks it at the
    door.

    Arrays are read-only. Blocks and grids are spoken of by position inside; `blocks` and `grids` name them.
    `first`, `second` are the two sides of each border, `border` its length (metres, or 1 each). `lock[b]` is
    the grid that block must have, or -1; the blocks of a locked grid are all locked, and nothing joins it.
    `current[b]` is the grid of the current plan, or -1; `price` is charged for every block that leaves it.
    `dissolved` blocks are in a grid of the current plan that is not among the grids: they move in any plan.
    """

    blocks: tuple[str, ...]
    grids: tuple[str, ...]
    workload: Floats
    first: Ints
    second: Ints
    border: Floats
    x: Floats
    y: Floats
    least: float
    most: float
    households: Floats
    households_least: float
    households_most: float
    area: Ints
    area_names: tuple[str, ...]
    lock: Ints
    locked_grids: NDArray[np.bool_]
    current: Ints
    price: float = 0.0
    weights: Weights = field(default_factory=Weights)
    size_name: str = "households"
    dissolved: int = 0

    @classmethod
    def from_tables(
        cls, blocks: pd.DataFrame, borders: pd.DataFrame, grids: int | Sequence[str], **given: Any
    ) -> Self:
        """Check the tables and make the problem; every fault is raised at once as one `GridProblemError`.

        `blocks`: block, workload (any unit), and where known households (or people), area, x, y (metres).
        `borders`: first, second (block names), metres (1 when absent). `grids`: how many, or their names.
        The keyword arguments are those of `models.planning.grids.door.Given`.
        """
        from models.planning.grids.door import Given, read_problem

        return read_problem(cls, blocks, borders, grids, Given(**given))

    @property
    def size(self) -> int:
        """Number of blocks."""
        return len(self.blocks)

    @property
    def fair_share(self) -> float:
        """Work of one grid if all were equal."""
        return float(self.workload.sum()) / len(self.grids)

    @cached_property
    def position(self) -> dict[str, int]:
        """Position of each block by its name."""
        return {name: k for k, name in enumerate(self.blocks)}

    @cached_property
    def grid_position(self) -> dict[str, int]:
        """Position of each grid by its name."""
        return {name: k for k, name in enumerate(self.grids)}

    @cached_property
    def mean_border(self) -> float:
        """Length of an average border, the unit of the objective."""
        return float(self.border.mean()) if len(self.border) else 1.0

    @property
    def interchangeable(self) -> bool:
        """Whether renaming grids changes nothing: no lock, and no price on leaving the current plan."""
        return bool((self.lock < 0).all() and (self.price == 0 or (self.current < 0).all()))

    def labels(self, plan: Mapping[str, str]) -> Ints:
        """A plan by block names as grid positions; -1 where a block has no grid or an unknown one."""
        known = self.grid_position
        return np.array([known.get(plan.get(block, ""), NOBODY) for block in self.blocks], dtype=np.int64)

    def plan(self, labels: Ints) -> dict[str, str]:
        """Grid positions as a plan by names; blocks without a grid are left out."""
        return {self.blocks[k]: self.grids[g] for k, g in enumerate(labels.tolist()) if g >= 0}

    def priced(self, price: float, **weights: float) -> Self:
        """The same problem with another price per moved block, and other weights where given."""
        return replace(self, price=price, weights=replace(self.weights, **weights))

    def within(self, least: float, most: float) -> Self:
        """The same problem with other bounds on the work of a grid."""
        return replace(self, least=least, most=most)

    @property
    def current_plan(self) -> dict[str, str]:
        """The current plan by names (empty when there is none)."""
        return self.plan(self.current)

    @property
    def bounds_households(self) -> bool:
        """Whether the number of households of a grid is bounded at all."""
        return self.households_least > 0 or self.households_most < inf
