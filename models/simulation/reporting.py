"""Who raises cases: citizens, the app, departments, inspectors; every case is born with its marks."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Generator, Iterator
from dataclasses import dataclass
from heapq import merge
from typing import Any

import numpy as np
import simpy

from models.scenario.words import Department, Source
from models.simulation.arrivals import daily_arrivals
from models.simulation.case import (
    APP_BASE,
    BACKGROUND_BASE,
    CITIZEN_BASE,
    OVER_REPORT_BASE,
    REQUEST_BASE,
    SECOND_REPORTER,
    Case,
)
from models.simulation.caseflow import CaseFlow
from models.simulation.draws import Draws, exponential, lognormal, pick
from models.simulation.environment import Environment
from models.simulation.hazards import DEPARTMENTS, Hazard
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
        scenario = self.setting.scenario
        self.a = scenario.assumptions
        classes = self.a.limits.classes
        weights = np.array([row.weight for row in classes])
        self.class_edges: list[float] = (np.cumsum(weights) / weights.sum()).tolist()
        self.urgent = [row.urgent for row in classes]
        self._population_edges: list[float] = self.setting.population_edges.tolist()
        self._newest: dict[str, Case] = {}

    def citizens(self) -> Generator[simpy.Event, Any, None]:
        """Everything citizens and departments report besides hazards, in order of time."""
        for at, source, number in self._stream():
            yield self.env.timeout(at - self.env.now)
            case = self._outside_case(source, number)
            self.flow.report(case)
            if source is Source.CITIZEN and self._second_reporter(number):
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

    def _outside_case(self, source: Source, number: int) -> Case:
        u = self.draws.uniform("case.department", number)
        requested = source is Source.DEPARTMENT
        edges = self.setting.request_edges if requested else self.setting.department_edges
        case = self._case(number, source, DEPARTMENTS[pick(u, edges)], self._premises(number, requested))
        if source is Source.APP:
            self._judge_app_report(case)
        elif source is Source.CITIZEN:
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
        setting = self.setting
        levels = setting.levels["inspector" if source is Source.INSPECTOR else "citizen"]
        path = levels[0] if department is Department.FIRE else levels[1]
        limit_class = pick(self.draws.uniform("case.class", number), self.class_edges)
        return Case(
            number,
            source,
            department,
            setting.grids[premises],
            setting.blocks[premises],
            premises,
            self.env.now,
            needs=1 + pick(self.draws.uniform("case.level", number), path),
            limit_class=limit_class,
            urgent=self.urgent[limit_class],
        )

    def _premises(self, number: int, anywhere: bool) -> int:
        u = self.draws.uniform("case.premises", number)
        if anywhere:
            return int(u * self.setting.premises)
        block = bisect_left(self._population_edges, self.draws.uniform("case.block", number))
        there = self.setting.population_premises[min(block, len(self.setting.population_premises) - 1)]
        return there[int(u * len(there))]

    def _second_reporter(self, number: int) -> bool:
        share = self.a.demand.duplicate_share
        return self.draws.uniform("case.second_reporter", number) < share / (1.0 - share)

    def _reports_again(self, case: Case) -> Generator[simpy.Event, Any, None]:
        """Somebody else reports the same event a while later; once it is closed nobody does."""
        delay = round(exponential(self.draws.uniform("case.second_delay", case.number), float(DAY)))
        yield self.env.timeout(delay)
        if case.is_open():
            again = self._case(case.number + SECOND_REPORTER, case.source, case.department, case.premises)
            again.parent = case.number
            self.flow.report(again)

    def _stream(self) -> Iterator[tuple[int, Source, int]]:
        """All outside reports merged in order of time, ties by number."""
        demand, calendar = self.a.demand, self.setting.scenario.calendar
        days = range(max(self.days, 365))
        weekday = np.array([1.0 if calendar.is_workday(day) else demand.weekend_factor for day in days])
        # the declared rate is a mean over a year: busier working days make up for quiet weekends
        weekday = weekday[: self.days] / weekday[:365].mean()
        hours = np.array(demand.hourly_profile)
        total = independent_reports(self.setting)
        rates = [(Source.CITIZEN, CITIZEN_BASE, total * (1.0 - demand.duplicate_share))]
        rates.append((Source.DEPARTMENT, REQUEST_BASE, total * demand.department_request_share))
        if self.a.citizens_app.enabled:
            rates.append((Source.APP, APP_BASE, total * (self.a.citizens_app.report_factor - 1.0)))
        streams = []
        for source, base, rate in rates:
            arrivals = daily_arrivals(self.draws, f"report.{source}", rate * weekday, hours)
            numbers = (arrivals.number + base).tolist()
            streams.append(list(zip(arrivals.at.tolist(), [source] * len(numbers), numbers, strict=True)))
        return merge(*streams, key=lambda row: (row[0], row[2]))


def independent_reports(setting: Setting) -> float:
    """Citizens' reports a calendar day that are not about hazards, so that both give the declared rate."""
    a = setting.scenario.assumptions
    population = float(setting.scenario.place.blocks["population"].sum())
    declared = population / 1e4 * a.demand.citizen_reports_per_10000_day
    declared *= 1.0 - a.demand.answered_on_call_share
    return max(0.0, declared - setting.flows.hazards_by_public)
