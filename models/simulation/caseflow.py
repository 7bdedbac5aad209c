"""The case flow: from report to closing, level by level, every stage against its limit."""

from __future__ import annotations

from collections.abc import Callable, Generator, Mapping
from typing import Any, Protocol

import simpy

from models.scenario.tables import CaseOutcome, Stage
from models.scenario.words import Activity, Level, Role
from models.simulation.case import COMMUNITY, DISTRICT, LEVELS, TOWN, Case, StageRecord
from models.simulation.desk import Desk, Job
from models.simulation.environment import Environment
from models.simulation.limits import Limits
from models.simulation.log import Log
from models.simulation.work import Work

Steps = Generator[simpy.Event, Any, None]
NOBODY = ("", "")


class Inspectors(Protocol):
    """What the case flow asks of the patrol."""

    def check(self, case: Case, due: int) -> simpy.Event:
        """Have a handled case looked at on site; the event happens when it was."""

    def reinspect(self, case: Case, due: int) -> simpy.Event:
        """Have a rectified item inspected again; the event happens when it was."""


class CaseFlow:
    """Workstation, community, town and district, as the desks that a case passes.

    `operators` and `handlers` map a grid to the desk that serves it; `town` is the town's area management
    team; `department` the district's desk, or None where a department is a delay of working days.
    `rectified` is called with a case and the time at which its hazard has ended.
    """

    def __init__(
        self,
        env: Environment,
        work: Work,
        limits: Limits,
        log: Log,
        operators: Mapping[str, Desk],
        handlers: Mapping[str, Desk],
        town: Desk,
        department: Desk | None,
        rectified: Callable[[Case, int], None],
    ) -> None:
        self.env = env
        self.work = work
        self.limits = limits
        self.log = log
        self.operators = operators
        self.handlers = handlers
        self.town = town
        self.department = department
        self.rectified = rectified
        self.inspectors: Inspectors | None = None
        self.cases: dict[int, Case] = {}

    def report(self, case: Case) -> Case:
        """Somebody reports: the case begins its life."""
        self.cases[case.number] = case
        self.work.begin(case)
        self.log.event(case.number, Activity.REPORT, Level.COMMUNITY, self.env.now)
        self.env.process(self.life(case))
        return case

    def settled(self, case: Case, inspector: str) -> None:
        """The inspector settled it on the spot: on record, and closed at once."""
        now = self.env.now
        self.cases[case.number] = case
        case.at = case.needs = 0
        case.registered = case.closed = now
        case.outcome = CaseOutcome.CLOSED
        self.log.event(case.number, Activity.REPORT, Level.SPOT, now)
        who = inspector, Role.INSPECTOR
        self.log.work(case.number, Activity.SETTLE, Level.SPOT, who, now, now, now)

    def life(self, case: Case) -> Steps:
        """A case from report to closing."""
        yield from self.accept(case)
        if not case.is_open():
            return
        yield from self.dispatch(case)
        yield from self.at_community(case)
        if not case.is_open():
            return
        if case.needs > COMMUNITY:
            yield from self.transfer(case)
            yield from self.at_town(case)
        if case.needs > TOWN:
            yield from self.at_district(case)
        self.close(case)
        if case.hazard >= 0 and self.work.rectification_ordered(case):
            yield from self.reinspection(case)

    def accept(self, case: Case) -> Steps:
        """The operator registers the report, or recognises that it is none or known already."""
        stage = case.begin(Stage.ACCEPT, self.env.now, self.limits.accept(case, self.env.now))
        job = self.desk_step(case, stage.due)
        yield job
        stage.end = case.registered = self.env.now
        parent = self.cases.get(case.parent)
        if parent is not None and parent.is_open():
            case.outcome = CaseOutcome.DUPLICATE
            parent.duplicates += 1
            self._record(case, Activity.ATTACH_DUPLICATE, job, stage.due)
        elif case.invalid or (case.over_report and self.work.recognised(case)):
            case.outcome = CaseOutcome.CANCELLED
            self._record(case, Activity.CANCEL, job, stage.due)
        else:
            self._record(case, Activity.REGISTER, job, stage.due)

    def dispatch(self, case: Case) -> Steps:
        """The operator sends it to a handler; a wrong dispatch bounces and is sent again."""
        stage = case.begin(Stage.DISPATCH, self.env.now, self.limits.dispatch(case, self.env.now))
        job = self.desk_step(case, stage.due)
        yield job
        stage.end = self.env.now
        self._record(case, Activity.DISPATCH, job, stage.due)
        # the clock of handling runs from the first dispatch: a bounce does not reset it
        case.begin(Stage.HANDLE, self.env.now, self.limits.handle(case, self.env.now))
        while self.work.wrongly_dispatched(case):
            case.bounces += 1
            self.log.event(case.number, Activity.BOUNCE, Level.COMMUNITY, self.env.now)
            job = self.desk_step(case, stage.due)
            yield job
            self._record(case, Activity.DISPATCH, job, stage.due)

    def at_community(self, case: Case) -> Steps:
        """A handler goes on site: resolves it, finds it beyond his authority, or finds nothing."""
        stage = case.stages[-1]
        desk = self.handlers[case.grid]
        yield from self.visit_site(case, desk, stage)
        if case.over_report:
            stage.end = self.env.now
            case.outcome = CaseOutcome.CANCELLED
            self.log.event(case.number, Activity.CANCEL, Level.COMMUNITY, self.env.now)
        elif case.needs > COMMUNITY:
            self.feed_back(case, stage)
            self.log.event(case.number, Activity.SEND_BACK, Level.COMMUNITY, self.env.now)
        else:
            yield from self.resolve(case, desk, stage)
            yield from self.check(case, desk, stage)

    def at_town(self, case: Case) -> Steps:
        """The town's team enforces, and the town command centre reviews."""
        case.at = TOWN
        stage = case.begin(Stage.HANDLE, self.env.now, self.limits.handle(case, self.env.now))
        yield from self.visit_site(case, self.town, stage)
        if case.needs > TOWN:
            self.feed_back(case, stage)
            self.log.event(case.number, Activity.TRANSFER, Level.TOWN, self.env.now)
        else:
            yield from self.resolve(case, self.town, stage)
            yield from self.review(case, lambda: self.visit_site(case, self.town, stage), stage)

    def at_district(self, case: Case) -> Steps:
        """The functional department enforces within working days, or as a staffed desk; then the review."""
        case.at = DISTRICT
        stage = case.begin(Stage.HANDLE, self.env.now, self.limits.handle(case, self.env.now))
        yield from self.department_acts(case, stage)
        self.feed_back(case, stage)
        yield from self.review(case, lambda: self.department_acts(case, stage), stage)

    def department_acts(self, case: Case, stage: StageRecord) -> Steps:
        """One go of the department at the case."""
        if self.department is not None:
            yield from self.visit_site(case, self.department, stage)
            return
        begin = self.env.now
        yield self.env.timeout(self.work.department_delay(case, begin) - begin)
        case.site_visits += 1
        who = case.department, Role.DEPARTMENT
        self.log.work(
            case.number, Activity.HANDLE, Level.DISTRICT, who, begin, begin, self.env.now, stage.due
        )

    def resolve(self, case: Case, desk: Desk, stage: StageRecord) -> Steps:
        """What the first visit left: a suspension that pauses the clock, a second visit."""
        pause = self.work.suspension(case, self.env.now)
        if pause:
            # the clock stops at once, so that a run that ends meanwhile sees a suspended case
            stage.due += pause
            case.suspended += pause
            self.log.event(case.number, Activity.SUSPEND, LEVELS[case.at], self.env.now)
            yield self.env.timeout(pause)
            self.log.event(case.number, Activity.RESUME, LEVELS[case.at], self.env.now)
        if pause or self.work.needs_second_visit(case):
            yield from self.visit_site(case, desk, stage)
        self.feed_back(case, stage)

    def check(self, case: Case, desk: Desk, handled: StageRecord) -> Steps:
        """Check before closing: by the operator from photos, or by an inspector on site."""
        attempt = 0
        while True:
            stage = case.begin(Stage.CHECK, self.env.now, self.limits.check(case, self.env.now))
            if self.inspectors is not None and self.work.checked_on_site(case):
                yield self.inspectors.check(case, stage.due)
                self._log_check(case, stage, role=Role.INSPECTOR)
            else:
                job = self.desk_step(case, stage.due)
                yield job
                self._record(case, Activity.CHECK, job, stage.due)
            stage.end = self.env.now
            if self.work.review_passes(case, attempt):
                return
            attempt += 1
            yield from self.rework(case, lambda: self.visit_site(case, desk, handled), handled)

    def review(self, case: Case, again: Callable[[], Steps], handled: StageRecord) -> Steps:
        """The command centre reviews what its level did; what fails goes back."""
        attempt = 0
        while True:
            begin = self.env.now
            yield self.env.timeout(self.work.review_delay(begin) - begin)
            passes = self.work.review_passes(case, attempt)
            self.log.work(
                case.number, Activity.REVIEW, LEVELS[case.at], NOBODY, begin, begin, self.env.now,
                outcome="pass" if passes else "fail",
            )  # fmt: skip
            if passes:
                return
            attempt += 1
            yield from self.rework(case, again, handled)

    def rework(self, case: Case, again: Callable[[], Steps], handled: StageRecord) -> Steps:
        """Do it again: the clock of handling resumes with what was left when it was fed back."""
        case.rework += 1
        self.log.event(case.number, Activity.REWORK, LEVELS[case.at], self.env.now)
        handled.due += self.env.now - handled.end
        handled.end = -1
        yield from again()
        self.feed_back(case, handled)

    def reinspection(self, case: Case) -> Steps:
        """A rectification order was given: inspect at its deadline; failing reopens the case."""
        while True:
            deadline = self.work.rectification_deadline(case, self.env.now)
            yield self.env.timeout(deadline - self.env.now)
            if self.inspectors is None:
                break
            yield self.inspectors.reinspect(case, self.limits.reinspection(self.env.now))
            if self.work.rectification_holds(case):
                break
            yield from self.reopen(case)
        self.rectified(case, self.env.now)

    def reopen(self, case: Case) -> Steps:
        """The hazard is still there: the community handles the case once more."""
        case.reopened += 1
        case.rested += self.env.now - case.closed
        case.outcome = CaseOutcome.OPEN
        case.closed = -1
        case.at = case.needs = COMMUNITY
        self.log.event(case.number, Activity.REOPEN, Level.COMMUNITY, self.env.now)
        case.begin(Stage.HANDLE, self.env.now, self.limits.handle(case, self.env.now))
        yield from self.at_community(case)
        self.close(case)

    def transfer(self, case: Case) -> Steps:
        """Sent back with a reason: the operator transfers it to the town."""
        due = self.limits.dispatch(case, self.env.now)
        job = self.desk_step(case, due)
        yield job
        self._record(case, Activity.TRANSFER, job, due)

    def visit_site(self, case: Case, desk: Desk, stage: StageRecord) -> Steps:
        """Somebody of a desk travels there, works and comes back."""
        seconds = self.work.on_site(case, desk.role)
        job = desk.serve(case.number, seconds, stage.due, case.urgent, case.premises)
        yield job
        case.site_visits += 1
        self._record(case, Activity.HANDLE, job, stage.due)

    def feed_back(self, case: Case, stage: StageRecord) -> None:
        """Handling is done at this level: the clock stops; extensions that were due by then are granted."""
        stage.end = self.env.now
        self.extend(case, stage, self.env.now)

    def extend(self, case: Case, stage: StageRecord, now: int) -> None:
        """Extension, asked for before the stage was overdue: at most two, each the original limit."""
        if now <= stage.due:
            return
        for _ in range(self.work.extensions_asked(case, stage.level) - case.extensions):
            if now <= stage.due:
                return
            self.log.event(case.number, Activity.EXTEND, LEVELS[stage.level], stage.due)
            stage.due = self.limits.extended(case, stage.level, stage.due)
            case.extensions += 1

    def close(self, case: Case) -> None:
        """The case is closed; a hazard without a rectification order ends when it was handled."""
        case.closed = self.env.now
        case.outcome = CaseOutcome.CLOSED
        self.log.event(case.number, Activity.CLOSE, LEVELS[case.at], self.env.now)
        if case.hazard >= 0 and not case.reopened and not self.work.rectification_ordered(case):
            self.rectified(case, self.env.now)

    def desk_step(self, case: Case, due: int) -> Job:
        """One step of an operator at the workstation of the case's grid."""
        case.desk_steps += 1
        seconds = self.work.desk_step(case)
        return self.operators[case.grid].serve(case.number, seconds, due, case.urgent)

    def _record(self, case: Case, activity: Activity, job: Job, due: int) -> None:
        self.log.work(
            case.number, activity, LEVELS[case.at], (job.person, job.holder.role), job.arrived, job.begun,
            self.env.now, due,
        )  # fmt: skip

    def _log_check(self, case: Case, stage: StageRecord, role: Role) -> None:
        self.log.work(
            case.number, Activity.CHECK, LEVELS[case.at], ("", role), stage.begin, stage.begin, self.env.now,
            stage.due,
        )  # fmt: skip
