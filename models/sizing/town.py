"""A scenario made ready for sizing: recorded finds, fresh streams of cases, desks and their prices."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from models.measures.twin_reading import CONSTRAINTS, LEVELS
from models.scenario.calendar_spec import DAY
from models.scenario.plan import Plan
from models.scenario.scenario import Initial, Scenario
from models.scenario.words import Role
from models.simulation.draws import Draws
from models.simulation.run import desk_facts
from models.simulation.setting import Setting, make_setting
from models.simulation.tables import outcome_tables
from models.simulation.town import Town
from models.simulation.twin_births import Finds, finds_of, fresh_stream, handlers_travel
from models.simulation.twin_record import record
from models.simulation.twin_rules import Rules, make_rules
from models.simulation.twin_stream import CaseStream
from models.simulation.twin_time import Ints
from models.sizing.problem import RoleRule, StaffingProblem, Variable
from models.sizing.sample import YEAR, TwinSample
from models.workload.by_desk import offered_by_desk

RECORDED = 3
"""Full simulations whose finds fresh streams are made of."""
FRESH = 1_000_000
"""Replications from here on are nobody's but the certificate's."""
RECORDED_FROM = 2 * FRESH
"""Replications that are recorded: no comparison uses them, so that the search and its fresh seeds are alike
strangers to them."""
PAID_HOURS = 12 * 21.75 * 8
"""Hours a year that wages are for: 21.75 paid days a month (Ministry of Human Resources, 2008, no. 3)."""
SPARE = 6
"""How many people more than a generous guess a desk may get."""

Say = Callable[[float, str], None]


@dataclass
class SizedTown:
    """A scenario whose patrol stays as it is while the desks are sized.

    `streams` are kept by replication, so that every staffing sees the same cases. `overtime` is what an hour
    beyond the shift costs over one within (Labour Law of the People's Republic of China, article 44: 1.5);
    `patrol_hours` are the inspectors' person-hours beyond the shift in a year, as simulated in full.
    """

    scenario: Scenario
    setting: Setting
    begin: int
    end: int
    finds: Mapping[int, Finds]
    travel: Ints
    pairs: Mapping[str, int] | None = None
    overtime: float = 1.5
    patrol_hours: float = 0.0
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
        return self.rules_of(self.scenario.with_plan(plan))

    def rules_of(self, scenario: Scenario) -> Rules:
        """The twin's rules of a scenario, over the same period."""
        return make_rules(scenario, self.begin, self.end)

    @property
    def patrol_extra(self) -> float:
        """Yuan a year of the inspectors' overtime."""
        return self.patrol_hours * self.overtime * self.scenario.assumptions.costs.inspector / PAID_HOURS

    def sample(self, rules: Rules, replications: int, first: int = 0) -> TwinSample:
        """A judge on so many replications from `first` on."""
        streams = [self.stream(first + n) for n in range(replications)]
        prices = wages(self.scenario)
        hourly = [self.overtime * prices.get(s.role, 0.0) / PAID_HOURS for s in rules.stations]
        return TwinSample(rules, streams, decided(rules), np.array(hourly))


def open_town(scenario: Scenario, recorded: int = RECORDED, say: Say | None = None) -> SizedTown:
    """Simulate a scenario in full a few times and keep what was found."""
    begin, end = window_of(scenario)
    setting = make_setting(scenario)
    streams, hours = [], []
    for number in range(recorded):
        stream, town = record(scenario, RECORDED_FROM + number, setting)
        streams.append(stream)
        hours.append(sum(patrol_hours(scenario, town).values()))
        if say is not None:
            say((number + 1) / recorded, "")
    finds = finds_of(streams, scenario.calendar, begin, end)
    usual = scenario.plan.heads(Role.INSPECTOR) // (scenario.plan.pair_size * len(scenario.plan.grids))
    return SizedTown(
        scenario, setting, begin, end, {max(1, usual): finds}, handlers_travel(setting),
        patrol_hours=sum(hours) / recorded,
    )  # fmt: skip


def patrol_hours(scenario: Scenario, town: Town) -> dict[str, float]:
    """Person-hours a year that the inspectors of each grid worked beyond the shift in a simulated town."""
    begin, end = window_of(scenario)
    scale = scenario.plan.pair_size / 60.0 * YEAR / (end - begin)
    facts = desk_facts(town, outcome_tables(town)["duty"], begin, end)
    mine = [desk for desk in facts if desk.role is Role.INSPECTOR]
    return {desk.serves[0]: desk.overtime_minutes * scale for desk in mine}


def window_of(scenario: Scenario) -> tuple[int, int]:
    """Seconds at which the measured window begins and ends."""
    spec = scenario.spec
    begin = 0 if spec.initial is Initial.ROLLOUT else spec.warmup_days * DAY
    return begin, begin + spec.days * DAY


def wages(scenario: Scenario) -> Mapping[Role, float]:
    """Yuan a year of one more at a desk: a person, or a team of the town."""
    costs = scenario.assumptions.costs
    return {
        Role.OPERATOR: costs.operator,
        Role.HANDLER: costs.handler,
        Role.TOWN_TEAM: costs.town_officer * scenario.assumptions.town.officers_per_team,
    }


def decided(rules: Rules) -> list[int]:
    """Rows of the desks whose people are decided about: all but duty rosters and departments."""
    roles = (Role.OPERATOR, Role.HANDLER, Role.TOWN_TEAM)
    return [n for n, s in enumerate(rules.stations) if s.role in roles and not s.off_hours]


def problem_of(
    scenario: Scenario, rules: Rules, limit: float, cap: int | None, role_rules: Sequence[RoleRule] = ()
) -> StaffingProblem:
    """The staffing question of a scenario under a plan's pooling."""
    loads, prices = offered_by_desk(scenario), wages(scenario)
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
        for rule in role_rules:
            if rule.each and rule.role == station.role:
                least, most = max(least, rule.least), min(max(most, rule.least), rule.most)
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
