"""Fresh streams of cases for the twin without simulating the patrol: reports from outside are drawn as ever,
what inspectors and passers-by find is taken day by day from full simulations."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from models.scenario.calendar import Calendar
from models.scenario.calendar_spec import DAY
from models.scenario.words import Source
from models.simulation import twin_kernel as k
from models.simulation.arrivals import daily_arrivals
from models.simulation.case import APP_BASE, BACKGROUND_BASE, CITIZEN_BASE, OVER_REPORT_BASE, SECOND_REPORTER
from models.simulation.draws import Draws, lognormal_by
from models.simulation.outside import FIRE, Report, outside_reports
from models.simulation.setting import Setting
from models.simulation.twin_stream import CaseStream
from models.simulation.twin_time import Ints

FOUND_BASE = 7 * 10**12
PER_DAY = 10_000
LOOKS = 4
"""Inspectors' looks that a case takes along; hardly any needs more."""


@dataclass(frozen=True)
class Finds:
    """What full simulations found, by day: rows of `CaseStream.cases` whose time is that of the day.

    `days[w]` are the recorded days, working ones (w = 1) or not; `looks` what inspectors' looks took.
    """

    days: tuple[tuple[Ints, ...], tuple[Ints, ...]]
    looks: Ints

    @cached_property
    def per_workday(self) -> float:
        """Mean number of finds on a working day."""
        return float(np.mean([len(day) for day in self.days[1]])) if self.days[1] else 0.0

    def per_workday_of(self, grid: int) -> float:
        """The same of one grid."""
        if not self.days[1]:
            return 0.0
        return float(np.mean([np.count_nonzero(day[:, k.GRID] == grid) for day in self.days[1]]))


def finds_of(streams: Sequence[CaseStream], calendar: Calendar, begin: int, end: int) -> Finds:
    """The finds of recorded streams in their measured windows, in seconds."""
    days: tuple[list[Ints], list[Ints]] = ([], [])
    for stream in streams:
        rows = stream.cases
        key = rows[:, k.KEY]
        hazard = key < SECOND_REPORTER  # second reports of a hazard hang on their first
        over = (key >= OVER_REPORT_BASE) & (key < APP_BASE)
        mine = rows[(rows[:, k.KIND] == k.PLAIN) & (hazard | over)]
        of_day = mine[:, k.AT] // DAY
        for day in range(begin // DAY, end // DAY):
            there = mine[of_day == day].copy()
            there[:, k.AT] -= day * DAY
            days[calendar.is_workday(day)].append(there)
    looks = [stream.waits for stream in streams]
    return Finds(
        (tuple(days[0]), tuple(days[1])), np.concatenate(looks) if looks else np.zeros((0, 2), np.int64)
    )


def fresh_stream(
    setting: Setting,
    draws: Draws,
    end: int,
    finds: Mapping[int, Finds],
    pairs: Mapping[str, int] | None = None,
    travel: Ints | None = None,
) -> CaseStream:
    """A replication's cases until second `end`; `finds` by pairs a grid, `pairs` which of them each grid has.

    `travel` are the handlers' round trips by premises.
    """
    days = -(-end // DAY)
    outside = _outside(setting, draws, days, travel)
    found, waits = _found(setting, draws, days, finds, pairs)
    rows = np.concatenate([outside, found, _background(setting, draws, days)])
    rows = rows[rows[:, k.AT] < end]
    rows = rows[np.lexsort((rows[:, k.KEY], rows[:, k.AT]))]
    return CaseStream(with_parents(rows), waits, draws)


def handlers_travel(setting: Setting) -> Ints:
    """By premises, a handler's round trip between the workstation and it, in seconds."""
    a = setting.scenario.assumptions
    base = np.array([setting.workstation[name] for name in setting.communities], dtype=np.int64)
    there = setting.walking[base, np.arange(setting.premises)]
    trips: Ints = np.rint(2 * there * (a.patrol.walking_km_h / a.handling.travel_km_h)).astype(np.int64)
    return trips


def _outside(setting: Setting, draws: Draws, days: int, travel: Ints | None) -> Ints:
    """Citizens, app and departments; a parent is a case number until all rows are in order."""
    reports = list(outside_reports(draws, setting, days))
    a, grid_of = setting.scenario.assumptions, _grid_of(setting)
    travel = handlers_travel(setting) if travel is None else travel
    urgent = np.array([row.urgent for row in a.limits.classes], dtype=np.int64)
    table = np.zeros((len(reports), k.CASE_COLUMNS), dtype=np.int64)
    numbers = np.array([(r.at, r.number, r.department, r.premises, r.limit_class, r.needs) for r in reports])
    if not reports:
        return table
    table[:, [k.AT, k.KEY, k.DEPARTMENT, k.CLASS, k.NEEDS]] = numbers[:, [0, 1, 2, 4, 5]]
    table[:, k.GRID], table[:, k.TRAVEL] = grid_of[numbers[:, 3]], travel[numbers[:, 3]]
    table[:, k.PRESSING], table[:, k.PARENT] = urgent[table[:, k.CLASS]], -1
    _judge_app(setting, draws, reports, table)
    again = np.array([r.again for r in reports], dtype=bool)
    return np.concatenate([table, _second_reports(setting, draws, table[again], urgent)])


def _judge_app(setting: Setting, draws: Draws, reports: list[Report], table: Ints) -> None:
    """App reports: valid, a duplicate of the grid's newest citizen's case while that is open, or nothing."""
    app = setting.scenario.assumptions.citizens_app
    if not app.enabled:
        return
    newest: dict[int, int] = {}
    for row, report in zip(table, reports, strict=True):
        if report.source is Source.CITIZEN:
            newest[int(row[k.GRID])] = report.number
        elif report.source is Source.APP:
            u = draws.uniform("case.app", report.number)
            if u < app.duplicate_share:
                row[k.KIND], row[k.PARENT] = k.ATTACHED_WHILE_OPEN, newest.get(int(row[k.GRID]), -1)
            row[k.INVALID] = u >= app.duplicate_share + app.valid_share


def _second_reports(setting: Setting, draws: Draws, first: Ints, urgent: Ints) -> Ints:
    """Somebody else reports the same a while later, if it is still open then."""
    rows = first.copy()
    number = first[:, k.KEY]
    delay = np.rint(-float(DAY) * np.log(draws.uniforms("case.second_delay", number))).astype(np.int64)
    rows[:, k.AT] += delay
    rows[:, k.KEY] = number + SECOND_REPORTER
    rows[:, k.PARENT], rows[:, k.KIND] = number, k.ONLY_WHILE_OPEN
    classes = np.searchsorted(setting.class_edges, draws.uniforms("case.class", rows[:, k.KEY]), side="right")
    rows[:, k.CLASS] = np.minimum(classes, len(setting.class_edges) - 1)
    rows[:, k.PRESSING] = urgent[rows[:, k.CLASS]]
    fire, other = setting.levels["citizen"]
    u = draws.uniforms("case.level", rows[:, k.KEY])
    needs = np.where(
        rows[:, k.DEPARTMENT] == FIRE,
        np.searchsorted(fire, u, side="right"),
        np.searchsorted(other, u, side="right"),
    )
    rows[:, k.NEEDS] = 1 + np.minimum(needs, 2)
    return rows


def _found(
    setting: Setting, draws: Draws, days: int, finds: Mapping[int, Finds], pairs: Mapping[str, int] | None
) -> tuple[Ints, Ints]:
    """Every day is a recorded one of its kind, drawn anew; each grid's finds come from its number of
    pairs."""
    calendar, grids = setting.scenario.calendar, tuple(setting.scenario.plan.grids)
    usual = next(iter(finds))
    of_grid = np.array([(pairs or {}).get(grid, usual) for grid in grids], dtype=np.int64)
    u = draws.uniforms("twin.day", np.arange(days))
    parts: list[Ints] = []
    offsets, total = {}, 0
    for number, pool in finds.items():
        offsets[number] = total
        total += len(pool.looks)
    for day in range(days):
        kind = calendar.is_workday(day)
        rows = [
            pool.days[kind][int(u[day] * len(pool.days[kind]))] for pool in finds.values() if pool.days[kind]
        ]
        kept = [part[of_grid[part[:, k.GRID]] == number] for number, part in zip(finds, rows, strict=False)]
        today = np.concatenate(kept) if kept else np.zeros((0, k.CASE_COLUMNS), np.int64)
        today[:, k.AT] += day * DAY
        today[:, k.KEY] = FOUND_BASE + day * PER_DAY + np.arange(len(today))
        today[:, k.PARENT] = -1
        parts.append(today)
    rows_ = np.concatenate(parts) if parts else np.zeros((0, k.CASE_COLUMNS), np.int64)
    looks = np.concatenate([pool.looks for pool in finds.values()])
    room = max(0, len(looks) - LOOKS)
    rows_[:, k.FIRST] = (draws.uniforms("twin.looks", rows_[:, k.KEY]) * room).astype(np.int64)
    rows_[:, k.COUNT] = min(LOOKS, len(looks))
    return rows_, np.ascontiguousarray(looks)


def _background(setting: Setting, draws: Draws, days: int) -> Ints:
    """Work from elsewhere for the town's teams."""
    a, calendar = setting.scenario.assumptions, setting.scenario.calendar
    rate = a.town.background_cases_per_workday
    office = np.zeros(24)
    office[[8, 9, 10, 11, 14, 15, 16]] = 1.0
    per_day = np.array([rate if calendar.is_workday(day) else 0.0 for day in range(days)])
    arrivals = daily_arrivals(draws, "background", per_day, office)
    rows = np.zeros((len(arrivals.at), k.CASE_COLUMNS), dtype=np.int64)
    minutes = lognormal_by(a.town.minutes_mean, a.town.minutes_cv)
    u = draws.uniforms("background.minutes", arrivals.number) if len(rows) else np.zeros(0)
    rows[:, k.KIND], rows[:, k.AT], rows[:, k.KEY] = (
        k.BACKGROUND,
        arrivals.at,
        BACKGROUND_BASE + arrivals.number,
    )
    rows[:, k.FIXED_SECONDS] = [max(1, round(60 * minutes(x))) for x in u.tolist()]
    rows[:, k.FIXED_DUE] = [calendar.add_workdays(int(at), 2) for at in arrivals.at]
    rows[:, k.PARENT] = -1
    return rows


def with_parents(rows: Ints) -> Ints:
    """Case numbers of parents become rows; births without a scheduling time come first in their second."""
    order = np.argsort(rows[:, k.KEY])
    keys = rows[order, k.KEY]
    asked = rows[:, k.PARENT]
    place = np.minimum(np.searchsorted(keys, asked), len(keys) - 1) if len(keys) else asked
    found = (asked >= CITIZEN_BASE) & (keys[place] == asked) if len(keys) else asked < 0
    rows[:, k.PARENT] = np.where(found, order[place] if len(keys) else -1, -1)
    rows[:, k.CAME] = -1
    return rows


def _grid_of(setting: Setting) -> Ints:
    place = {grid: index for index, grid in enumerate(setting.scenario.plan.grids)}
    return np.array([place[grid] for grid in setting.grids], dtype=np.int64)
