"""A scenario made ready for sizing: recorded finds, fresh streams of cases, desks and their prices."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from models.measures.twin_reading import CONSTRAINTS, LEVELS
from models.scenario.calendar_spec import DAY
from models.scenario.plan import Plan
from models.scenario.scenario import Initial, Scenario
from models.scenario.words import Role
from models.simulation.draws import Draws
from models.simulation.setting import Setting, make_setting
from models.simulation.twin_births import Finds, finds_of, fresh_stream, handlers_travel
from models.simulation.twin_record import record
from models.simulation.twin_rules import Rules, make_rules
from models.simulation.twin_stream import CaseStream
from models.simulation.twin_time import Ints
from models.sizing.problem import RoleRule, StaffingProblem, Variable
from models.sizing.sample import TwinSample
from models.workload.by_desk import offered_by_desk

RECORDED = 3
"""Full simulations whose finds fresh streams are made of."""
FRESH = 1_000_000
"""Replications from here on are nobody's but the certificate's."""
SPARE = 6
"""How many people more than a generous guess a desk may get."""

Say = Callable[[float, str], None]


@dataclass
class SizedTown:
    """A scenario whose patrol stays as it is while the desks are sized.

    `streams` are kept by replication, so that every staffing sees the same cases.
    """

    scenario: Scenario
    setting: Setting
    begin: int
    end: int
    finds: Mapping[int, Finds]
    travel: Ints
    pairs: Mapping[str, int] | None = None
    _streams: dict[int, CaseStream] = field(default_factory=dict)

    def stream(self, replication: int) -> CaseStream:
        """The cases of a replication."""
        if replication not in self._streams:
            draws = Draws(self.scenario.spec.seed, replication)
            self._streams[replication] = fresh_stream(
                self.setting, draws, self.end, self.finds, self.pairs, self.travel
            )
        return self._streams[replication]

    def forget(self) -> None:
        """Let the streams go that were kept."""
        self._streams.clear()

    def under(self, plan: Plan) -> Rules:
        """The twin's rules under another plan of the desks."""
        return make_rules(self.scenario.with_plan(plan), self.begin, self.end)

    def sample(self, rules: Rules, replications: int, first: int = 0) -> TwinSample:
        """A judge on so many replications from `first` on."""
        streams = [self.stream(first + n) for n in range(replications)]
        return TwinSample(rules, streams, decided(rules))


def open_town(scenario: Scenario, recorded: int = RECORDED, say: Say | None = None) -> SizedTown:
    """Simulate a scenario in full a few times and keep what was found."""
    spec = scenario.spec
    begin = 0 if spec.initial is Initial.ROLLOUT else spec.warmup_days * DAY
    end = begin + spec.days * DAY
    setting = make_setting(scenario)
    streams = []
    for number in range(recorded):
        # replications that no comparison uses, so that the search and its fresh seeds are alike strangers
        streams.append(record(scenario, 2 * FRESH + number, setting)[0])
        if say is not None:
            say((number + 1) / recorded, "")
    finds = finds_of(streams, scenario.calendar, begin, end)
    usual = scenario.plan.heads(Role.INSPECTOR) // (scenario.plan.pair_size * len(scenario.plan.grids))
    return SizedTown(scenario, setting, begin, end, {max(1, usual): finds}, handlers_travel(setting))


def decided(rules: Rules) -> list[int]:
    """Rows of the desks whose people are decided about: all but duty rosters and departments."""
    roles = (Role.OPERATOR, Role.HANDLER, Role.TOWN_TEAM)
    return [n for n, s in enumerate(rules.stations) if s.role in roles and not s.off_hours]


def problem_of(
    scenario: Scenario, rules: Rules, limit: float, cap: int | None, role_rules: Sequence[RoleRule] = ()
) -> StaffingProblem:
    """The staffing question of a scenario under a plan's pooling."""
    costs, loads = scenario.assumptions.costs, offered_by_desk(scenario)
    prices = {
        Role.OPERATOR: costs.operator,
        Role.HANDLER: costs.handler,
        Role.TOWN_TEAM: costs.town_officer * scenario.assumptions.town.officers_per_team,
    }
    variables = []
    for row in decided(rules):
        station = rules.stations[row]
        load = loads[station.name]
        least = max(1, math.floor(load) + 1)
        own = {Role.TOWN_TEAM: LEVELS[1]}.get(station.role, station.name)
        touches = (
            frozenset({own, CONSTRAINTS[-1]})
            if station.role is Role.TOWN_TEAM
            else frozenset({own, LEVELS[1], LEVELS[2], CONSTRAINTS[-1]})
        )
        most = least + math.ceil(3 * math.sqrt(load)) + SPARE + _peak(station.role, len(station.grids), load)
        variables.append(
            Variable(
                station.name,
                station.role,
                least,
                most,
                prices[station.role],
                station.role is not Role.TOWN_TEAM,
                load,
                touches,
            )
        )
    return StaffingProblem(
        tuple(variables), limit, cap, scenario.plan.heads(Role.INSPECTOR), tuple(role_rules)
    )


def _peak(role: Role, grids: int, load: float) -> int:
    """Monday's backlog is accepted within a quarter of an hour: operators need more than their load says."""
    return math.ceil(8 * load) if role is Role.OPERATOR else 0


def pooled(plan: Plan, handlers: bool, operators: bool) -> Plan:
    """The same plan with roles pooled at the community, or not; everybody keeps a number that is allowed."""
    pooling = plan.pooled.model_copy(update={"handlers": handlers, "operators": operators})
    grids = {
        name: grid.model_copy(
            update={
                "staffing": grid.staffing.model_copy(
                    update={
                        "handlers": max(1, grid.staffing.handlers),
                        "operators": max(1, grid.staffing.operators),
                    }
                )
            }
        )
        for name, grid in plan.grids.items()
    }
    return plan.model_copy(update={"pooled": pooling, "grids": grids})


def with_pairs(town: SizedTown, finds: Mapping[int, Finds], pairs: Mapping[str, int]) -> SizedTown:
    """The same town under other numbers of pairs a grid."""
    return replace(town, finds=finds, pairs=pairs, _streams={})
