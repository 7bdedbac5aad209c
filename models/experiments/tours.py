"""The route planner as the simulation's `planned` policy asks for it: tasks and pairs in, tours out."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import groupby

import numpy as np
import numpy.typing as npt
import pandas as pd

from models.planning.effort import Effort
from models.planning.routes.engine import EngineName, RouteEngine, route_engine
from models.planning.routes.plan import RoutePlan
from models.planning.routes.problem import MINUTE, RouteProblem
from models.scenario.calendar import Calendar
from models.scenario.openings_file import ALWAYS, Opening
from models.scenario.words import GrabPolicy, TaskKind
from models.simulation.grabbing import Pair, TourPlanner
from models.simulation.setting import Setting
from models.simulation.tasks import Task

DAY = 86_400
HORIZON_DAYS = 7.0
"""From this many days before its due day on a task's prize rises."""
MOST_URGENT = 3.0
"""Prize of an overdue minute on site; one that is not due within the horizon is worth 1."""
PRIORITY = 2.0
"""Factor on the prize of what a case waits for (re-inspections, checks)."""
SHUT = ((0, 0),)
"""The windows of a premises that is closed all day."""
LEAST_MINUTES = 5.0
"""A very short visit is worth at least this many minutes on site."""
WALK_PRICE = 0.2 / MINUTE
"""Prize of a second of walking saved: between tours that collect as much the shorter one is taken."""
DAILY_EFFORT = Effort(deterministic=0.004)
REMEMBERED = 400


@dataclass
class TourDesk:
    """A `TourPlanner` that plans every community's day with a route engine; it draws no random numbers.

    Tasks are stops, half-days are those of the calendar, a lacking skill costs `slower` times the minutes and
    is never forbidden, and a pair is only given tasks of pools it may grab from. `openings` are the hours of
    premises, by the names of its rows (`names`). `plans` keeps what was
    promised, newest last, so that it can be compared with what happened.
    """

    walking: npt.NDArray[np.int32]
    calendar: Calendar
    slower: float | None
    engine: RouteEngine = field(default_factory=lambda: route_engine(EngineName.RUIN))
    effort: Effort = DAILY_EFFORT
    no_access: Sequence[float] = ()
    no_access_minutes: float = 0.0
    openings: Mapping[str, Opening] = field(default_factory=dict)
    names: Sequence[str] = ()
    plans: list[tuple[int, RoutePlan]] = field(default_factory=list)
    departs: dict[int, int] = field(default_factory=dict)

    def tours(self, tasks: Sequence[Task], pairs: Sequence[Pair], now: int) -> Mapping[str, Sequence[Task]]:
        """Tasks of each pair in the order of its tours, morning then afternoon."""
        dealt: dict[str, list[Task]] = {}
        self.departs.clear()
        by_community = sorted(pairs, key=lambda pair: pair.community)
        for _, group in groupby(by_community, key=lambda pair: pair.community):
            team = list(group)
            pools = {pool.name: pool for pair in team for scope in pair.groups for pool in scope}
            theirs = [task for task in tasks if task.pool.name in pools]
            if theirs:
                dealt |= self._community(theirs, team, now)
        return dealt

    def _community(self, tasks: Sequence[Task], pairs: Sequence[Pair], now: int) -> dict[str, list[Task]]:
        problem = self._problem(tasks, pairs, now)
        plan = self.engine.plan(problem, self.effort, seed=now // DAY)
        self.plans.append((now, plan))
        del self.plans[:-REMEMBERED]
        named = {str(task.number): task for task in tasks}
        dealt: dict[str, list[Task]] = {pair.name: [] for pair in pairs}
        for tour in plan.tours:
            dealt[tour.pair] += [named[stop] for stop in tour.stops]
            self.departs.update((named[stop].number, now - now % DAY + tour.depart) for stop in tour.stops)
        return dealt

    def _problem(self, tasks: Sequence[Task], pairs: Sequence[Pair], now: int) -> RouteProblem:
        where = sorted({task.premises for task in tasks} | {pair.base for pair in pairs})
        row = {premises: k for k, premises in enumerate(where)}
        halves = self._halves(pairs, row, now)
        working = dict.fromkeys(halves["pair"])
        team = [pair for pair in pairs if pair.name in working]
        stops = self._stops(tasks, row, now)
        skills = {
            pair.name: [f"skill-{code}" for code, lacks in enumerate(pair.mismatch) if code and not lacks]
            for pair in team
        }
        return RouteProblem.from_tables(
            stops, halves, self._ways(where), skills=skills, slower=self.slower,
            allowed=_allowed(tasks, team), walk_price=WALK_PRICE,
        )  # fmt: skip

    def _ways(self, where: Sequence[int]) -> npt.NDArray[np.int32]:
        """Seconds between these rows of the walking matrix."""
        return self.walking.take(where, axis=0).take(where, axis=1)

    def _stops(self, tasks: Sequence[Task], row: Mapping[int, int], now: int) -> pd.DataFrame:
        closed = np.array([self._closed(task) for task in tasks])
        on_site = np.array([task.seconds for task in tasks]) / MINUTE
        stops = pd.DataFrame(
            {
                "stop": _words(str(task.number) for task in tasks),
                "place": [row[task.premises] for task in tasks],
                "prize": np.array([prize(task, now) for task in tasks]) * (1.0 - closed),
                "minutes": (1.0 - closed) * on_site + closed * self.no_access_minutes,
                "skill": _words(f"skill-{task.skill}" if task.skill else "" for task in tasks),
            }
        )
        if self.openings:
            weekday = self.calendar.date_of(now // DAY).weekday()
            stops["windows"] = pd.Series([self._windows(task, weekday) for task in tasks], dtype=object)
        return stops

    def _windows(self, task: Task, weekday: int) -> tuple[tuple[int, int], ...]:
        """When the stop can be visited that day; a check is made from outside."""
        opening = self.openings.get(self.names[task.premises], ALWAYS)
        if task.kind is TaskKind.CHECK:
            opening = ALWAYS
        return (opening.windows or ((0, DAY),)) if weekday in opening.weekdays else SHUT

    def _closed(self, task: Task) -> float:
        """Chance that nobody opens; a check is made from outside."""
        if not len(self.no_access) or task.kind is TaskKind.CHECK:
            return 0.0
        return self.no_access[task.premises]

    def _halves(self, pairs: Sequence[Pair], row: Mapping[int, int], now: int) -> pd.DataFrame:
        """What is left of the day's half-days, in seconds of the day."""
        midnight = now - now % DAY
        rows = [
            (pair.name, max(begin, now) - midnight, end - midnight, row[pair.base], row[pair.base])
            for pair in pairs
            for begin, end in self.calendar.half_days(self.calendar.day_of(now))
            if end > now
        ]
        return pd.DataFrame(rows, columns=["pair", "begin", "end", "start", "finish"])


def _words(words: Iterable[str]) -> pd.Series:
    """A column of plain Python words: made anew every morning, Arrow's would cost more than they save."""
    return pd.Series(list(words), dtype=object)


def prize(task: Task, now: int) -> float:
    """What a task is worth today: its minutes on site, more as its due day nears, most once it is overdue."""
    days_left = (task.due - now) / DAY
    nearness = min(1.0, max(0.0, 1.0 - days_left / HORIZON_DAYS))
    minutes = max(task.seconds / MINUTE, LEAST_MINUTES)
    factor = PRIORITY if task.priority else 1.0
    return minutes * (1.0 + (MOST_URGENT - 1.0) * nearness) * factor


def _allowed(tasks: Sequence[Task], pairs: Sequence[Pair]) -> npt.NDArray[np.bool_]:
    """Which pair may grab which task: those of the pools in its groups."""
    code: dict[str, int] = {}
    pool_of = [code.setdefault(task.pool.name, len(code)) for task in tasks]
    reach = np.zeros((len(pairs), len(code)), dtype=np.bool_)
    for p, pair in enumerate(pairs):
        mine = [code[pool.name] for scope in pair.groups for pool in scope if pool.name in code]
        reach[p, mine] = True
    return reach[:, pool_of]


def tour_planner(setting: Setting) -> TourPlanner | None:
    """The planner that a scenario needs: one where its pairs follow planned tours, else none."""
    scenario = setting.scenario
    if scenario.plan.policies.grab is not GrabPolicy.PLANNED:
        return None
    return tour_desk(setting)


def tour_desk(setting: Setting) -> TourDesk:
    """The planner of a scenario's days, whatever policy its plan names."""
    a = setting.scenario.assumptions
    return TourDesk(
        setting.walking, setting.scenario.calendar, a.skills.wrong_skill_minutes_factor,
        no_access=setting.no_access.tolist(), no_access_minutes=a.patrol.no_access_minutes,
        openings=setting.scenario.place.openings, names=setting.names,
    )  # fmt: skip
