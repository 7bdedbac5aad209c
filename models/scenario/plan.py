"""The Plan: what is decided. Which block belongs to which grid, who stands where, by which policies."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

from models.scenario.words import Discipline, GrabPolicy, GrabScope, ReleasePolicy, Role, World

FORMAT = 1


class _Frozen(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Staffing(_Frozen):
    """People of the three roles who stand in one grid (heads, not pairs)."""

    inspectors: int = Field(ge=0, le=500)
    handlers: int = Field(ge=0, le=500)
    operators: int = Field(ge=0, le=500)

    def of(self, role: Role) -> int:
        """Heads of one of the three roles."""
        return {Role.INSPECTOR: self.inspectors, Role.HANDLER: self.handlers}.get(role, self.operators)


class Grid(_Frozen):
    """One grid: the area it lies in (grabbing by area looks here) and its people."""

    area: str = ""
    staffing: Staffing


class Pooling(_Frozen):
    """Whether a role serves the whole community from the workstation instead of its own grid."""

    handlers: bool = False
    operators: bool = False


class Duty(_Frozen):
    """Who stays off hours in each community, for urgent cases only."""

    operators: int = Field(default=1, ge=0, le=50)
    handlers: int = Field(default=1, ge=0, le=50)


class Town(_Frozen):
    """The town's area management teams, and the district's departments where they are staffed.

    `department_officers` None: a department is a delay of working days, not a desk.
    """

    teams: int = Field(default=5, ge=0, le=500)
    department_officers: int | None = Field(default=None, ge=1, le=500)


class Policies(_Frozen):
    """How work is released, grabbed and queued.

    `batch` is the number of tasks grabbed at the start of a half-day under `grab: batch`. `world`
    `departmental` is the world before merging: every line of departments patrols for itself.
    """

    world: World = World.MERGED
    release: ReleasePolicy = ReleasePolicy.RANDOM
    grab: GrabPolicy = GrabPolicy.WEIGHTED
    scope: GrabScope = GrabScope.AREA
    batch: int = Field(default=6, ge=1, le=100)
    discipline: Discipline = Discipline.EDD


class Plan(_Frozen):
    """All that a planner decides. `blocks` maps every block to its grid (the file `grids.csv`).

    `visits` is the visit calendar (the file `visits.csv`): premises to its days as proleptic ordinals. Where
    there is one its days are the due days, whatever `policies.release` says.
    """

    format: int = FORMAT
    grids: Mapping[str, Grid]
    blocks: Mapping[str, str] = Field(default_factory=dict)
    pair_size: int = Field(2, ge=1, le=2)
    pooled: Pooling = Pooling()
    duty: Duty = Duty()
    town: Town = Town()
    policies: Policies = Policies()
    visits: Mapping[str, tuple[int, ...]] = Field(default_factory=dict)

    @model_validator(mode="after")
    def _whole_pairs(self) -> Self:
        """Every fault of the staffing at once: pydantic shows the text of this one error."""
        faults = []
        if not self.grids:
            faults.append("grids: expected at least one grid, got none")
        for name, grid in self.grids.items():
            where = f"grids.{name}.staffing"
            if grid.staffing.inspectors < self.pair_size or grid.staffing.inspectors % self.pair_size:
                least = f"a multiple of the pair size {self.pair_size}, at least one pair"
                faults.append(f"{where}.inspectors: expected {least}, got {grid.staffing.inspectors}")
            if not self.pooled.handlers and grid.staffing.handlers < 1:
                faults.append(f"{where}.handlers: expected at least 1 (or pool handlers), got 0")
            if not self.pooled.operators and grid.staffing.operators < 1:
                faults.append(f"{where}.operators: expected at least 1 (or pool operators), got 0")
        for role in (Role.HANDLER, Role.OPERATOR):
            if self.grids and self.heads(role) < 1:
                faults.append(f"grids: expected at least one {role} in all grids together, got none")
        if faults:
            raise ValueError("\n".join(faults))
        return self

    def heads(self, role: Role) -> int:
        """People of one of the three roles over all grids."""
        return sum(grid.staffing.of(role) for grid in self.grids.values())

    @property
    def head_count(self) -> int:
        """People of the three roles together, the number a head-count cap speaks of."""
        return sum(self.heads(role) for role in (Role.INSPECTOR, Role.HANDLER, Role.OPERATOR))

    def with_blocks(self, blocks: Mapping[str, str]) -> Plan:
        """The same plan with other boundaries."""
        return self.model_copy(update={"blocks": dict(blocks)})

    def with_visits(self, visits: Mapping[str, tuple[int, ...]]) -> Plan:
        """The same plan with another visit calendar (an empty one: none)."""
        return self.model_copy(update={"visits": dict(visits)})

    def with_policies(self, **changes: Any) -> Plan:
        """The same plan with some policies changed."""
        return self.model_copy(update={"policies": self.policies.model_copy(update=changes)})
