"""The problems of grids that a design poses, and their plans: for every aim, for a range, or as repairs."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from models.experiments.grid_inputs import Land, Locks
from models.planning.effort import Effort, Progress, ShouldStop
from models.planning.grids.door import Given, grid_names
from models.planning.grids.door_tables import limit_faults
from models.planning.grids.problem import GridProblem
from models.planning.grids.renaming import keep_names
from models.planning.grids.result import PlanResult
from models.planning.grids.solve import plan_grids
from models.planning.grids.tradeoffs import Aim, proposals, repair_grids
from models.scenario.faults import Fault, WorkbenchError

UNITS, REPAIR_UNITS = 2.0, 1.0
"""Deterministic units of effort for one proposal, and for all repairs together, when none are given."""


@dataclass(frozen=True)
class Wish:
    """What a design is asked to keep: tolerance, size (and bounds of it), locks, price, current plan."""

    tolerance: float
    size: str = "households"
    size_bounds: tuple[float, float] | None = None
    locks: Locks = field(default_factory=Locks)
    price: float | None = None
    current: Mapping[str, str] = field(default_factory=dict)
    repair: bool = False
    taken: frozenset[str] = frozenset()
    """Names that grids outside the land have."""

    def problem(self, land: Land, grids: int) -> GridProblem:
        """The problem for a number of grids; GridProblemError with every fault."""
        return land.problem(
            self._named(grids) if self.taken else grids,
            self.locks,
            tolerance=self.tolerance,
            size=self.size,
            size_bounds=self.size_bounds,
            current=self.current,
            price=self.price or 0.0,
        )

    def limit_faults(self, land: Land) -> list[Fault]:
        """What is impossible for any number of grids."""
        given = Given(self.tolerance, size=self.size, size_bounds=self.size_bounds, price=self.price or 0.0)
        return limit_faults(land.blocks, given)

    def _named(self, grids: int) -> list[str]:
        """Names of so many grids, of which no other grid has one."""
        given = Given(lock=self.locks.blocks, locked_grids=self.locks.grids, current=self.current)
        names = [name for name in grid_names(grids, given) if name not in self.taken]
        stem, number = names[0].rpartition("-")[0] if names else "grid", 0
        while len(names) < grids:
            number += 1
            if (name := f"{stem or 'grid'}-{number}") not in self.taken and name not in names:
                names.append(name)
        return names


@dataclass(frozen=True)
class Work:
    """How hard to try: effort (all together), seed, and who is told or may stop it."""

    effort: Effort | None
    seed: int
    progress: Progress | None
    should_stop: ShouldStop | None


def problems_of(
    faults: list[Fault], land: Land, wish: Wish, numbers: Sequence[int]
) -> tuple[list[GridProblem], list[dict[str, Any]]]:
    """The problems that can be posed, and the numbers of grids of a range that cannot, with the reasons."""
    if not numbers:  # they are faulty themselves, which need not hide what else is
        faults += wish.limit_faults(land)
    problems: list[GridProblem] = []
    refused: dict[int, tuple[Fault, ...]] = {}
    for number in numbers:
        try:
            problems.append(wish.problem(land, number))
        except WorkbenchError as error:
            refused[number] = error.faults
    if not problems:
        faults += dict.fromkeys(fault for each in refused.values() for fault in each)
    return problems, [
        {"grids": k, "faults": list(map(str, each)), "told": [vars(fault) for fault in each]}
        for k, each in refused.items()
    ]


def solved(
    problems: Sequence[GridProblem], wish: Wish, work: Work
) -> Iterator[tuple[GridProblem, PlanResult]]:
    """Plans as they are found, problem by problem with an equal part of the effort each; until a stop."""
    for turn, problem in enumerate(problems):
        if turn and work.should_stop is not None and work.should_stop():
            return
        share = replace(
            work,
            effort=None if work.effort is None else work.effort.share(1 / len(problems)),
            progress=_part(work.progress, turn, len(problems)),
        )
        for result in _solve(problem, wish, share, single=len(problems) == 1):
            yield problem, result


def _solve(problem: GridProblem, wish: Wish, work: Work, single: bool) -> Iterator[PlanResult]:
    heard = (work.progress, work.should_stop)
    if not wish.repair:
        aims = tuple(Aim) if single else (Aim.ALL_ROUND,)
        effort = work.effort or Effort(deterministic=UNITS * len(aims))
        for each in proposals(problem, effort, work.seed, aims, *heard):
            yield keep_names(problem, each)
        return
    effort = work.effort or Effort(deterministic=REPAIR_UNITS)
    if wish.price is not None:
        made = [plan_grids(problem, effort, work.seed, dict(wish.current), *heard)]
    else:
        made = repair_grids(problem, effort, work.seed, dict(wish.current), *heard)
    for each in made:
        yield replace(each, name=f"moved-{each.moved}")


def _part(progress: Progress | None, turn: int, turns: int) -> Progress | None:
    if progress is None:
        return None
    return lambda part, text: progress((turn + part) / turns, text)
