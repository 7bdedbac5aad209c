"""The desks of a town: operators and handlers by grid or pooled, duty rosters, town teams, departments."""

from __future__ import annotations

from dataclasses import dataclass

from models.scenario.scenario import Scenario
from models.scenario.words import Discipline, DutyState, Role
from models.simulation.desk import Desk, DutyDesk
from models.simulation.environment import Environment
from models.simulation.log import Log
from models.simulation.setting import Setting


@dataclass(frozen=True)
class Desks:
    """All desks of a town; `operators` and `handlers` map every grid to the desk that serves it."""

    operators: dict[str, Desk]
    handlers: dict[str, Desk]
    town: Desk
    department: Desk | None

    def distinct(self) -> list[Desk]:
        """Every desk once with its duty roster after it, in a fixed order."""
        last = [self.town] if self.department is None else [self.town, self.department]
        found: dict[str, Desk] = {}
        for desk in [*self.operators.values(), *self.handlers.values(), *last]:
            found.setdefault(desk.name, desk)
            if desk.duty is not None:
                found.setdefault(desk.duty.name, desk.duty)
        return list(found.values())


def make_desks(setting: Setting, env: Environment, log: Log) -> Desks:
    """Staff the desks as the plan says."""
    plan = setting.scenario.plan
    maker = _Maker(setting.scenario, env, log)
    operators: dict[str, Desk] = {}
    handlers: dict[str, Desk] = {}
    for community in dict.fromkeys(setting.grid_community[grid] for grid in plan.grids):
        grids = [grid for grid in plan.grids if setting.grid_community[grid] == community]
        operators |= maker.role_desks(Role.OPERATOR, community, grids, plan.pooled.operators)
        handlers |= maker.role_desks(Role.HANDLER, community, grids, plan.pooled.handlers)
    town = maker.desk(Role.TOWN_TEAM, "town", plan.town.teams)
    officers = plan.town.department_officers
    department = None if officers is None else maker.desk(Role.DEPARTMENT, "district", officers)
    return Desks(operators, handlers, town, department)


@dataclass(frozen=True)
class _Maker:
    scenario: Scenario
    env: Environment
    log: Log

    def role_desks(self, role: Role, community: str, grids: list[str], pooled: bool) -> dict[str, Desk]:
        """The desks of one role in one community, by grid."""
        plan = self.scenario.plan
        duty = self.duty_desk(role, community)
        if not pooled:
            return {grid: self.desk(role, grid, plan.grids[grid].staffing.of(role), duty) for grid in grids}
        heads = sum(plan.grids[grid].staffing.of(role) for grid in grids)
        return dict.fromkeys(grids, self.desk(role, community, heads, duty))

    def desk(self, role: Role, where: str, heads: int, duty: Desk | None = None) -> Desk:
        """A desk inside the shifts."""
        return Desk(
            self.env,
            self.scenario.calendar,
            f"{where}.{role}",
            role,
            [f"{where}.{role}.{n}" for n in range(1, heads + 1)],
            grid=where,
            discipline=self.scenario.plan.policies.discipline,
            state=_state(role),
            duty=duty,
            log=self.log,
        )

    def duty_desk(self, role: Role, community: str) -> Desk | None:
        """The duty roster off hours; None where nobody stays."""
        duty = self.scenario.plan.duty
        heads = duty.operators if role is Role.OPERATOR else duty.handlers
        if heads == 0:
            return None
        minutes = self.scenario.assumptions.duty.call_out_minutes if role is Role.HANDLER else 0.0
        name = f"{community}.duty.{role}"
        return DutyDesk(
            self.env,
            self.scenario.calendar,
            name,
            role,
            [f"{name}.{n}" for n in range(1, heads + 1)],
            grid=community,
            discipline=Discipline.EDD,
            state=_state(role),
            log=self.log,
            call_out=round(minutes * 60),
        )


def _state(role: Role) -> DutyState:
    return DutyState.DESK if role is Role.OPERATOR else DutyState.HANDLE
