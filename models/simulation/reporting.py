"""Who raises cases: citizens, the app, departments, inspectors; every case is born with its marks."""

from __future__ import annotations

from collections.abc import Generator
from dataclasses import dataclass
from typing import Any

import numpy as np
import simpy

from models.scenario.words import Department, Source
from models.simulation.arrivals import daily_arrivals
from models.simulation.case import (
    BACKGROUND_BASE,
    OVER_REPORT_BASE,
    SECOND_REPORTER,
    Case,
)
from models.simulation.caseflow import CaseFlow
from models.simulation.draws import Draws, exponential, lognormal, pick
from models.simulation.environment import Environment
from models.simulation.hazards import DEPARTMENTS, Hazard
from models.simulation.outside import Report, outside_reports
from models.simulation.setting import Setting

DAY = 86_400
ATTEMPTS = 100_000


@dataclass
class Reporting:
    """Makes cases and hands them to the case flow; `days` is the length of the run in calendar days."""

    env: Environment
    draws: Draws
    setting: Setting
    flow: CaseFlow
    days: int

    def __post_init__(self) -> None:
        self.a = self.setting.scenario.assumptions
        self.urgent = [row.urgent for row in self.a.limits.classes]
        self._newest: dict[str, Case] = {}

    def citizens(self) -> Generator[simpy.Event, Any, None]:
        """Everything citizens and departments report besides hazards, in order of time."""
        for report in outside_reports(self.draws, self.setting, self.days):
            yield self.env.timeout(report.at - self.env.now)
            case = self._outside_case(report)
            self.flow.report(case)
            if report.again:
                self.env.process(self._reports_again(case))

    def town_background(self) -> Generator[simpy.Event, Any, None]:
        """Cases from elsewhere that the town's teams serve as well."""
        rate = self.a.town.background_cases_per_workday
        calendar = self.setting.scenario.calendar
        per_day = np.array([rate if calendar.is_workday(day) else 0.0 for day in range(self.days)])
        office = np.zeros(24)
        office[[8, 9, 10, 11, 14, 15, 16]] = 1.0
        arrivals = daily_arrivals(self.draws, "background", per_day, office)
        for at, number in zip(arrivals.at.tolist(), arrivals.number.tolist(), strict=True):
            yield self.env.timeout(at - self.env.now)
            u = self.draws.uniform("background.minutes", number)
            seconds = round(60 * lognormal(u, self.a.town.minutes_mean, self.a.town.minutes_cv))
            due = calendar.add_workdays(self.env.now, 2)
            self.flow.town.serve(BACKGROUND_BASE + number, max(1, seconds), due)

    def inspector_report(self, hazard: Hazard) -> Case:
        """A pair reports what it found and could not settle."""
        return self.flow.report(self._hazard_case(hazard, Source.INSPECTOR))

    def settled_on_the_spot(self, hazard: Hazard, pair: str) -> Case:
        """A pair settled it: a case on record, closed at once."""
        case = self._hazard_case(hazard, Source.INSPECTOR)
        self.flow.settled(case, pair)
        self.flow.rectified(case, self.env.now)
        return case

    def over_report(self, premises: int, attempt: int, item: int) -> Case:
        """A pair reports what is none."""
        number = OVER_REPORT_BASE + premises * ATTEMPTS + attempt
        department = DEPARTMENTS[self.setting.scenario.checklist.department[item]]
        case = self._case(number, Source.INSPECTOR, department, premises)
        case.item = item
        case.over_report = True
        return self.flow.report(case)

    def public_report(self, hazard: Hazard) -> None:
        """The public reports a hazard: a new case, or a duplicate of the one that is open."""
        known = hazard.known
        case = self._hazard_case(hazard, Source.CITIZEN)
        if known:
            case.number += SECOND_REPORTER
            case.parent = hazard.case
            case.hazard = -1
            parent = self.flow.cases.get(hazard.case)
            if parent is None or not parent.is_open():
                # closed, and only the rectification is awaited: the operator tells the citizen so
                return
        else:
            hazard.found = self.env.now
            hazard.found_by = Source.CITIZEN
            hazard.missed = case.missed = hazard.passed
        self.flow.report(case)

    def _hazard_case(self, hazard: Hazard, source: Source) -> Case:
        case = self._case(hazard.number, source, DEPARTMENTS[hazard.department], hazard.premises)
        case.item = hazard.item
        case.hazard = hazard.number
        if not (source is Source.CITIZEN and hazard.known):
            hazard.case = case.number
        return case

    def _outside_case(self, report: Report) -> Case:
        case = self._born(
            report.number, report.source, DEPARTMENTS[report.department], report.premises,
            report.limit_class, report.needs,
        )  # fmt: skip
        if report.source is Source.APP:
            self._judge_app_report(case)
        elif report.source is Source.CITIZEN:
            self._newest[case.grid] = case
        return case

    def _judge_app_report(self, case: Case) -> None:
        """An app report is valid, a duplicate of the grid's newest open case, or nothing at all."""
        app = self.a.citizens_app
        u = self.draws.uniform("case.app", case.number)
        newest = self._newest.get(case.grid)
        if u < app.duplicate_share and newest is not None and newest.is_open():
            case.parent = newest.number
        elif u >= app.duplicate_share + app.valid_share:
            case.invalid = True

    def _case(self, number: int, source: Source, department: Department, premises: int) -> Case:
        """A case with the marks it is born with."""
        levels = self.setting.levels["inspector" if source is Source.INSPECTOR else "citizen"]
        path = levels[0] if department is Department.FIRE else levels[1]
        limit_class = pick(self.draws.uniform("case.class", number), self.setting.class_edges)
        needs = 1 + pick(self.draws.uniform("case.level", number), path)
        return self._born(number, source, department, premises, limit_class, needs)

    def _born(
        self, number: int, source: Source, department: Department, premises: int, limit_class: int, needs: int
    ) -> Case:
        return Case(
            number, source, department, self.setting.grids[premises], premises, self.env.now,
            needs=needs, limit_class=limit_class, urgent=self.urgent[limit_class],
        )  # fmt: skip

    def _reports_again(self, case: Case) -> Generator[simpy.Event, Any, None]:
        """Somebody else reports the same event a while later; once it is closed nobody does."""
        delay = round(exponential(self.draws.uniform("case.second_delay", case.number), float(DAY)))
        yield self.env.timeout(delay)
        if case.is_open():
            again = self._case(case.number + SECOND_REPORTER, case.source, case.department, case.premises)
            again.parent = case.number
            self.flow.report(again)
