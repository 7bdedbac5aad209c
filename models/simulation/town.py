"""A town put together: case flow, patrol, reporters and hazards, and everybody set to work."""

from __future__ import annotations

import numpy as np

from models.scenario.calendar_spec import DAY
from models.scenario.scenario import Initial
from models.scenario.words import PremisesKind, ReleasePolicy
from models.simulation.burnin import BurnIn, Routine, never_patrolled, patrolled
from models.simulation.case import Case
from models.simulation.caseflow import CaseFlow
from models.simulation.crew import make_pairs, make_pools, turnover
from models.simulation.desks import make_desks
from models.simulation.draws import Draws
from models.simulation.environment import Environment
from models.simulation.grabbing import Grabbing, GrabWeights, TourPlanner, grabbing
from models.simulation.hazards import HazardField
from models.simulation.hazardview import HazardView
from models.simulation.inspection import Inspection, Items, Sight
from models.simulation.limits import Limits
from models.simulation.log import Log
from models.simulation.openhours import Doors, Hours
from models.simulation.patrol import Patrol, PatrolRules, Stops
from models.simulation.reporting import Reporting
from models.simulation.rounds import DueBook, Round
from models.simulation.setting import SKILL_CODES, Setting
from models.simulation.shifts import bell
from models.simulation.visitbook import VisitBook
from models.simulation.visitmarks import VisitMarks
from models.simulation.work import Work

HANDLING_DAYS = 4.0
"""Days from a find to its rectification in the burn-in; the run measures its own."""
ITEM_CYCLE = 12
MONTH = 31


class Town:
    """One replication of a scenario, ready to run until `end` seconds."""

    def __init__(self, setting: Setting, draws: Draws, end: int, planner: TourPlanner | None = None) -> None:
        self.setting = setting
        self.draws = draws
        self.end = end
        self.env = Environment()
        self.log = Log()
        self.desks = make_desks(setting, self.env, self.log)
        self.flow = self._case_flow()
        self.reporting = Reporting(self.env, draws, setting, self.flow, -(-end // DAY))
        self.hazards = HazardField(self.env, draws, setting.rates, end, self.reporting.public_report)
        self.lines = setting.lines
        self.patrol = self._patrol(planner)
        self.flow.inspectors = self.patrol

    def run(self) -> None:
        """Live through it all."""
        env, skills = self.env, self.setting.scenario.assumptions.skills
        self.hazards.start(self._first_hazards())
        env.process(bell(env, self.setting.scenario.calendar, self.desks.distinct(), self.end))
        env.process(self.patrol.days())
        env.process(self.reporting.citizens())
        env.process(self.reporting.town_background())
        if skills.turnover_per_year > 0:
            for pair in self.patrol.pairs:
                env.process(turnover(env, self.draws, pair, skills.turnover_per_year, skills.newcomer_level))
        env.run(until=self.end)

    def let_go(self) -> None:
        """Forget who was here, once the tables are made: the records hold each other in circles."""
        self.flow.cases.clear()
        self.patrol.tasks.clear()
        self.hazards.forget()
        self.env.forget()

    def _case_flow(self) -> CaseFlow:
        scenario = self.setting.scenario
        calendar, a = scenario.calendar, scenario.assumptions
        work = Work(self.draws, a, calendar, self._travel())
        limits = Limits(calendar, a.limits)
        desks = self.desks
        return CaseFlow(
            self.env, work, limits, self.log, desks.operators, desks.handlers, desks.town, desks.department,
            self._rectified,
        )  # fmt: skip

    def _rectified(self, case: Case, at: int) -> None:
        self.hazards.rectify(self.hazards.by_number[case.hazard], at)

    def _travel(self) -> list[int]:
        """By premises, a handler's round trip between the workstation and it."""
        setting, a = self.setting, self.setting.scenario.assumptions
        base = np.array([setting.workstation[name] for name in setting.communities], dtype=np.int64)
        faster = a.patrol.walking_km_h / a.handling.travel_km_h
        there = setting.walking[base, np.arange(setting.premises)]
        trips: list[int] = np.rint(2 * there * faster).astype(np.int64).tolist()
        return trips

    def _patrol(self, planner: TourPlanner | None) -> Patrol:
        setting, a = self.setting, self.setting.scenario.assumptions
        policy, doors = self._policy(planner), None
        if setting.scenario.place.openings:
            hours = Hours(setting.scenario.calendar, setting.names, setting.scenario.place.openings)
            policy = doors = Doors(policy, hours, setting.walking)
        pools, pool_of = make_pools(setting, self.lines, policy)
        pace = (a.patrol.duration_low, a.patrol.duration_mode, a.patrol.duration_high)
        return Patrol(
            env=self.env,
            calendar=setting.scenario.calendar,
            stops=Stops(setting.names, setting.kinds, setting.grids, setting.walking),
            rules=PatrolRules(
                release=a.patrol.release_second,
                look_ahead=a.patrol.look_ahead_days,
                no_access=round(a.patrol.no_access_minutes * 60),
                persuasion=round(a.inspection.persuasion_minutes * 60),
                reporting=round(a.inspection.report_minutes * 60),
                special=round(a.desks.check_minutes * 60),
            ),
            book=self._due_book(setting.rounds),
            marks=VisitMarks(self.draws, setting.no_access, pace),
            hazards=self.hazards,
            inspection=self._inspection(),
            policy=policy,
            pool_of=pool_of,
            pairs=make_pairs(setting, self.lines, pools),
            log=self.log,
            report=self.reporting.inspector_report,
            over_report=self.reporting.over_report,
            settle=self.reporting.settled_on_the_spot,
            doors=doors,
            known=self._known(),
        )

    def _known(self) -> dict[int, list[int]]:
        """Premises of known re-inspections by the working day on which they are released."""
        scenario, names = self.setting.scenario, self.setting.names
        calendar, start = scenario.calendar, scenario.spec.calendar.start.toordinal()
        known: dict[int, list[int]] = {}
        for name, ordinal in scenario.place.reinspections:
            day = ordinal - start
            if day >= 0:
                released = calendar.workdays(day, day + MONTH)[0]
                known.setdefault(released, []).append(names.index(name))
        return known

    def _policy(self, planner: TourPlanner | None) -> Grabbing:
        a, policies = self.setting.scenario.assumptions, self.setting.scenario.plan.policies
        weights = GrabWeights(
            a.patrol.weight_distance, a.patrol.weight_minutes, a.patrol.weight_skill, a.patrol.weight_urgency
        )
        slower = a.skills.wrong_skill_minutes_factor
        return grabbing(policies.grab, self.setting.walking, weights, slower, policies.batch, planner)

    def _inspection(self) -> Inspection:
        scenario = self.setting.scenario
        a, items = scenario.assumptions, scenario.checklist.items
        sight = Sight(
            miss_trained=a.inspection.miss_trained,
            miss_untrained=a.inspection.miss_untrained,
            miss_professional=a.inspection.miss_professional,
            over_trained=a.inspection.over_report_trained,
            over_untrained=a.inspection.over_report_untrained,
            fatigue=a.inspection.detection_per_earlier_visit,
            settled=a.inspection.settle_on_spot,
            half_life=a.skills.half_life_visits,
            licence_detection=a.shared_data.licence_detection if a.shared_data.enabled else 0.0,
        )
        marks = Items(
            skill=[0 if item.skill is None else SKILL_CODES[item.skill] for item in items],
            professional=[item.professional for item in items],
            licence=[item.licence for item in items],
            over_factor=[item.over_report_factor for item in items],
        )
        return Inspection(self.draws, sight, marks, specialists=len(self.lines) > 1)

    def _due_book(self, rounds: list[Round]) -> DueBook:
        """First due days: spread over the (stretched) interval; a never patrolled place starts with day 0."""
        setting, policies = self.setting, self.setting.scenario.plan.policies
        premises = np.array([round_.premises for round_ in rounds])
        line = np.array([round_.line for round_ in rounds])
        interval = np.array([round_.interval for round_ in rounds])
        if setting.scenario.plan.visits:
            return self._visit_book(rounds, premises, line, interval)
        if policies.release is ReleasePolicy.BLOCKS:
            first = self._calendar_phase()[premises] * interval
        else:
            u = self.draws.uniforms("round.phase", premises, line)
            stretch = 1.0 if self._rollout else setting.flows.stretch
            # the last visit lies anywhere in the stretched interval, so overdue rounds wait from the start
            first = interval - u * interval * stretch if not self._rollout else u * interval
        ordinals = np.floor(self.draws.uniforms("round.ordinal", premises, line) * ITEM_CYCLE)
        return DueBook(rounds, first, ordinals * (not self._rollout), policies.release)

    def _visit_book(
        self, rounds: list[Round], premises: np.ndarray, line: np.ndarray, interval: np.ndarray
    ) -> VisitBook:
        """Due days of the plan's visit calendar; last visits are those that random due days start from."""
        setting = self.setting
        visits, start = setting.scenario.plan.visits, setting.scenario.spec.calendar.start.toordinal()
        days = [
            [day - start for day in visits.get(setting.names[index], ()) if day >= start]
            for index in premises.tolist()
        ]
        u = self.draws.uniforms("round.phase", premises, line)
        last = -u * interval * (0.5 if self._rollout else setting.flows.stretch)
        ordinals = np.floor(self.draws.uniforms("round.ordinal", premises, line) * ITEM_CYCLE)
        return VisitBook(rounds, days, last, ordinals * (not self._rollout))

    def _calendar_phase(self) -> np.ndarray:
        """Position in the space-filling order within the own grid, as a share of the interval."""
        setting = self.setting
        phase = np.zeros(setting.premises)
        for grid in dict.fromkeys(setting.grids):
            mine = [i for i in setting.order.tolist() if setting.grids[i] == grid]
            phase[mine] = (np.arange(len(mine)) + 0.5) / len(mine)
        return phase

    @property
    def _rollout(self) -> bool:
        return self.setting.scenario.spec.initial is Initial.ROLLOUT

    def _first_hazards(self) -> BurnIn:
        setting, a = self.setting, self.setting.scenario.assumptions
        rates = setting.rates
        if self._rollout:
            street = np.array([kind is PremisesKind.STREET for kind in setting.kinds])
            declared = (a.hazards.street_prevalence_at_rollout, a.hazards.prevalence_at_rollout)
            return never_patrolled(self.draws, rates.per_second, np.where(street, *declared))
        phase = self.draws.uniforms("round.phase", np.arange(setting.premises), 0)
        stretched = setting.interval * setting.flows.stretch
        routine = Routine(
            interval_days=stretched,
            phase_days=stretched * phase,
            view=HazardView(self.draws, setting),
            settled=a.inspection.settle_on_spot,
            visible=a.hazards.visible_to_public,
            delay_days=np.array(rates.delay_days),
            handling_days=HANDLING_DAYS,
            weeks=a.hazards.burn_in_weeks,
        )
        return patrolled(self.draws, rates.per_second, routine)
