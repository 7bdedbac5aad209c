"""The staffing problem as the optimiser sees it: numbers of people, their prices, and a judge of lateness."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from models.scenario.faults import Fault, WorkbenchError

Point = tuple[int, ...]
Floats = NDArray[np.float64]


class StaffingError(WorkbenchError):
    """A staffing question that cannot be asked."""


@dataclass(frozen=True)
class Variable:
    """People at one desk: at least `least` (offered load, cover), at most `most`; `price` a year and person.

    `heads`: whether they count under a cap on heads; `touches`: constraints they can change.
    """

    name: str
    role: str
    least: int
    most: int
    price: float
    heads: bool = True
    load: float = 0.0
    touches: frozenset[str] = frozenset()


class Judge(Protocol):
    """Says how late cases are with so many people, on one sample (common random numbers)."""

    constraints: tuple[str, ...]
    replications: int

    def late(self, point: Point) -> Floats:
        """Share of late cases beyond the structural floor, by constraint, over the sample's replications."""

    def extra(self, point: Point) -> float:
        """Yuan a year on top of wages, for a point that was judged: overtime."""


@dataclass(frozen=True)
class RoleRule:
    """At least and at most so many people of a role: all desks together, or at each desk."""

    role: str
    least: int = 0
    most: int = 10_000
    each: bool = False


@dataclass(frozen=True)
class StaffingProblem:
    """Variables, the most late share that is allowed, a cap on heads (`fixed` of them taken already), rules,
    and whether overtime counts in what is to be least (it does in yuan, not in heads)."""

    variables: tuple[Variable, ...]
    limit: float
    cap: int | None = None
    fixed: int = 0
    rules: tuple[RoleRule, ...] = ()
    overtime: bool = True

    def cost(self, point: Sequence[int]) -> float:
        """Yuan a year of the people decided about."""
        return sum(v.price * n for v, n in zip(self.variables, point, strict=True))

    def heads(self, point: Sequence[int]) -> int:
        """People under the cap, those already taken included."""
        return self.fixed + sum(n for v, n in zip(self.variables, point, strict=True) if v.heads)

    @property
    def most(self) -> Point:
        """As many people as are thinkable."""
        return tuple(v.most for v in self.variables)

    @property
    def least(self) -> Point:
        """As few as the offered load and the cover rules allow."""
        return tuple(v.least for v in self.variables)

    @property
    def together(self) -> tuple[RoleRule, ...]:
        """Rules for all desks of a role together; those for each desk are in the variables already."""
        return tuple(rule for rule in self.rules if not rule.each)

    def with_limit(self, limit: float, cap: int | None = None) -> StaffingProblem:
        """The same question with another limit and cap."""
        return replace(self, limit=limit, cap=cap)

    def check(self) -> None:
        """StaffingError with every contradiction and the smallest change that would work."""
        faults = []
        for v in self.variables:
            if v.least > v.most:
                remedy = f"allow at least {v.least} there (load {v.load:.2f})"
                faults.append(Fault(f"rule for {v.name}", f"at most {v.least} or more", str(v.most), remedy))
        for rule in self.together:
            mine = [v for v in self.variables if v.role == rule.role]
            least = sum(v.least for v in mine)
            if rule.most < max(least, rule.least):
                need = max(least, rule.least)
                remedy = f"allow at least {need} of them: {self._loads(mine)}"
                faults.append(
                    Fault(f"rule for {rule.role}", f"at most {need} or more", str(rule.most), remedy)
                )
            if mine and rule.least > sum(v.most for v in mine):
                most = sum(v.most for v in mine)
                remedy = f"ask for at most {most}: more are not needed by any load"
                faults.append(
                    Fault(f"rule for {rule.role}", f"at least {most} or fewer", str(rule.least), remedy)
                )
        if faults:
            raise StaffingError(faults)

    @staticmethod
    def _loads(variables: Sequence[Variable]) -> str:
        return ", ".join(f"{v.least} for {v.name} (load {v.load:.2f})" for v in variables)

    def needed(self) -> Mapping[str, int]:
        """Fewest heads by role that the load and the rules leave."""
        needs: dict[str, int] = {}
        for v in self.variables:
            if v.heads:
                needs[v.role] = needs.get(v.role, 0) + v.least
        for rule in self.together:
            if rule.role in needs:
                needs[rule.role] = max(needs[rule.role], rule.least)
        return needs
