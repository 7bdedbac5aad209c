"""The checklist: what an inspector looks at, for which department, how often and for how long.

The items shipped in `data/checklist.csv` are illustrative: counts follow the founding report on Nanhai
(8 departments, 200+ items, 82 of them fire, four categories), their wording, minutes and weights do not.
"""

from __future__ import annotations

import math
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, fields
from functools import cached_property
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from models.scenario.checklist_file import read_items
from models.scenario.words import Category, Department, PremisesKind, Skill

ALL_DEPARTMENTS = frozenset(Department)


@dataclass(frozen=True, slots=True)
class ChecklistItem:
    """One line to tick normal or abnormal.

    `interval_days`: calendar days between two checks of the item at a premises (0: at every visit).
    `minutes`: time to tick it. `skill`: who is good at it (None: anybody). `professional`: dust, noise,
    structure and the like, judged by professional standards, which generalists over-report and miss.
    `hazard_weight`: its relative share of the hazards of a premises. `over_report_factor` multiplies the
    over-report share. `licence`: a permit that shared data shows on the spot.
    """

    item: str
    department: Department
    category: Category
    kinds: tuple[PremisesKind, ...]
    interval_days: int
    minutes: float
    skill: Skill | None
    professional: bool
    hazard_weight: float
    over_report_factor: float
    licence: bool
    zh: str
    en: str


def visit_step(item_days: int, premises_days: float) -> int:
    """Every how many visits an item is due: m = max(1, round(item interval / premises interval))."""
    return max(1, math.floor(item_days / premises_days + 0.5))


@dataclass(frozen=True, eq=False)
class Checklist:
    """All items in file order; every index below is a position in `items`."""

    items: tuple[ChecklistItem, ...]
    _visits: dict[tuple[PremisesKind, float, int, frozenset[Department]], tuple[int, ...]] = field(
        default_factory=dict, repr=False, compare=False
    )

    def __len__(self) -> int:
        return len(self.items)

    @cached_property
    def by_code(self) -> Mapping[str, int]:
        """Index of an item by its id (`fire-001`)."""
        return {item.item: index for index, item in enumerate(self.items)}

    @cached_property
    def _by_kind(self) -> Mapping[PremisesKind, tuple[int, ...]]:
        return {
            kind: tuple(i for i, item in enumerate(self.items) if kind in item.kinds) for kind in PremisesKind
        }

    def by_kind(self, kind: PremisesKind) -> tuple[int, ...]:
        """Indices of the items that apply to premises of a kind."""
        return self._by_kind[PremisesKind(kind)]

    @cached_property
    def minutes(self) -> NDArray[np.float64]:
        """Minutes per item, shape (items,)."""
        return np.array([item.minutes for item in self.items])

    @cached_property
    def hazard_weight(self) -> NDArray[np.float64]:
        """Relative share of hazards per item, shape (items,)."""
        return np.array([item.hazard_weight for item in self.items])

    @cached_property
    def over_report_factor(self) -> NDArray[np.float64]:
        """Factor on the over-report share per item, shape (items,)."""
        return np.array([item.over_report_factor for item in self.items])

    @cached_property
    def professional(self) -> NDArray[np.bool_]:
        """Whether an item needs professional standards, shape (items,)."""
        return np.array([item.professional for item in self.items], dtype=bool)

    @cached_property
    def licence(self) -> NDArray[np.bool_]:
        """Whether shared data shows the item, shape (items,)."""
        return np.array([item.licence for item in self.items], dtype=bool)

    @cached_property
    def department(self) -> NDArray[np.int8]:
        """Position of an item's department in `list(Department)`, shape (items,)."""
        order = list(Department)
        return np.array([order.index(item.department) for item in self.items], dtype=np.int8)

    @cached_property
    def skill(self) -> NDArray[np.int8]:
        """Position of an item's skill in `list(Skill)`, -1 where anybody will do, shape (items,)."""
        order = list(Skill)
        return np.array(
            [-1 if item.skill is None else order.index(item.skill) for item in self.items], dtype=np.int8
        )

    def hazard_share(self, kind: PremisesKind) -> NDArray[np.float64]:
        """Share of a kind's hazards per item, summing to 1 (0 where it does not apply), shape (items,)."""
        share = np.zeros(len(self.items))
        own = list(self.by_kind(kind))
        share[own] = self.hazard_weight[own] / self.hazard_weight[own].sum()
        return share

    def visit_items(
        self,
        kind: PremisesKind,
        interval_days: float,
        ordinal: int,
        departments: Collection[Department] = ALL_DEPARTMENTS,
    ) -> tuple[int, ...]:
        """Items on the `ordinal`-th visit (0, 1, …) of a premises visited every `interval_days`.

        An item with an interval of its own is on every m-th visit (`visit_step`); which of the m is set by
        its place in the list, so that the items spread over the visits instead of falling on one day.
        """
        key = (kind, interval_days, ordinal, frozenset(departments))
        found = self._visits.get(key)
        if found is None:
            found = tuple(
                index
                for place, index in enumerate(self.by_kind(kind))
                if self.items[index].department in key[3]
                and (ordinal + place) % visit_step(self.items[index].interval_days, interval_days) == 0
            )
            self._visits[key] = found
        return found

    def visit_minutes(
        self,
        kind: PremisesKind,
        interval_days: float,
        ordinal: int,
        departments: Collection[Department] = ALL_DEPARTMENTS,
    ) -> float:
        """Minutes of the items on that visit; setup and walking are extra."""
        return sum(self.items[i].minutes for i in self.visit_items(kind, interval_days, ordinal, departments))

    def mean_minutes(
        self,
        kind: PremisesKind,
        interval_days: float,
        departments: Collection[Department] = ALL_DEPARTMENTS,
    ) -> float:
        """Minutes of the items of a visit in the long run: each item counts 1 / m. Setup is extra."""
        chosen = (self.items[i] for i in self.by_kind(kind) if self.items[i].department in departments)
        return sum(item.minutes / visit_step(item.interval_days, interval_days) for item in chosen)


def load_checklist(path: str | Path | None = None) -> Checklist:
    """The checklist of a scenario (a CSV file), or the one shipped where `path` is None.

    Raises ScenarioError with every fault of the file at once.
    """
    source = Path(__file__).with_name("data") / "checklist.csv" if path is None else Path(path)
    names = tuple(f.name for f in fields(ChecklistItem))
    return Checklist(tuple(ChecklistItem(**row) for row in read_items(source, names)))
