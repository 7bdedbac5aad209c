"""One day's routes of a scenario: the pool as the simulation finds it, planned, then lived through."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any, TypedDict, Unpack

import numpy as np
import numpy.typing as npt

from models.experiments.route_told import describe
from models.experiments.tours import DAY, TourDesk, tour_desk
from models.planning.effort import Effort
from models.planning.routes.engine import EngineName, route_engine
from models.planning.routes.plan import RoutePlan
from models.planning.routes.problem import RouteProblem
from models.scenario.faults import Fault, RunError, ScenarioError, WorkbenchError
from models.scenario.folder import read_scenario
from models.scenario.outcome import Outcome
from models.scenario.scenario import Scenario
from models.scenario.words import GrabPolicy
from models.simulation.grabbing import Pair
from models.simulation.run import simulate as simulate_once
from models.simulation.setting import Setting, make_setting
from models.simulation.tasks import Task
from models.space.paths import off_the_streets

Progress = Callable[[float, str], None]
EFFORT = 1.0
"""Deterministic units of a day's plan where no seconds are given."""


@dataclass(frozen=True, eq=False)
class Planned:
    """A community's day as it was planned: the problem, the plan, the task behind every stop."""

    community: str
    problem: RouteProblem
    plan: RoutePlan
    tasks: Mapping[str, Task]
    rows: Sequence[int]


@dataclass
class DayDesk(TourDesk):
    """A planner of tours that plans one day only; on all others pairs grab.

    `lost` marks premises off the street network: they are left out as such.
    """

    day: int = 0
    lost: npt.NDArray[np.bool_] = field(default_factory=lambda: np.zeros(0, dtype=np.bool_))
    planned: list[Planned] = field(default_factory=list)

    def tours(self, tasks: Sequence[Task], pairs: Sequence[Pair], now: int) -> Mapping[str, Sequence[Task]]:
        """Tours on the day asked for; nothing on the others."""
        return super().tours(tasks, pairs, now) if now // DAY == self.day else {}

    def _community(self, tasks: Sequence[Task], pairs: Sequence[Pair], now: int) -> dict[str, list[Task]]:
        dealt = super()._community(tasks, pairs, now)
        named = {str(task.number): task for task in tasks}
        plan = self.plans[-1][1]
        self.planned.append(Planned(pairs[0].community, self._met, plan, named, tuple(self._where)))
        return dealt

    def _problem(self, tasks: Sequence[Task], pairs: Sequence[Pair], now: int) -> RouteProblem:
        self._met = super()._problem(tasks, pairs, now)
        return self._met

    def _ways(self, where: Sequence[int]) -> npt.NDArray[np.int32]:
        self._where = list(where)
        ways = super()._ways(where).copy()
        lost = np.array([row < len(self.lost) and bool(self.lost[row]) for row in where], dtype=bool)
        ways[lost, :] = ways[:, lost] = -1
        np.fill_diagonal(ways, 0)
        return ways


@dataclass(frozen=True, eq=False)
class RouteDay:
    """Everything about one planned day: what was planned for whom and what happened when it was simulated."""

    scenario: Scenario
    setting: Setting
    day: int
    planned: tuple[Planned, ...]
    outcome: Outcome
    fingerprint: str
    slower: float | None = None


class How(TypedDict, total=False):
    """How a day is planned: `engine` (ruin, ortools), processor `seconds` (else a repeatable effort), `seed`
    (the replication whose day it is); with `strict_skills` a pair without the skill may not do a task (else
    it takes longer)."""

    engine: str
    seconds: float | None
    seed: int
    strict_skills: bool


def route(
    folder: str, day: str | None = None, progress: Progress | None = None, **how: Unpack[How]
) -> dict[str, Any]:
    """Plan a day of the scenario in a folder and say what was promised and what happened.

    `day` is a date (the first working day without one); the rest is that of `How`. Raises
    WorkbenchError.
    """
    return describe(plan_day(folder, day, progress, **how))


def plan_day(
    folder: str, day: str | None = None, progress: Progress | None = None, **how: Unpack[How]
) -> RouteDay:
    """The same as objects."""
    return plan_scenario(read_scenario(folder), day, progress=progress, **how)


def plan_scenario(
    scenario: Scenario,
    day: str | None = None,
    engine: str = "ruin",
    seconds: float | None = None,
    seed: int = 0,
    strict_skills: bool = False,
    progress: Progress | None = None,
) -> RouteDay:
    """The same of a scenario that is at hand."""
    number = checked_day(scenario, day, engine, seconds)
    fingerprint = scenario.fingerprint
    plan = scenario.plan.with_policies(grab=GrabPolicy.PLANNED)
    scenario = replace(scenario, plan=plan).with_spec(warmup_days=0, days=number + 1)
    setting = make_setting(scenario)
    effort = Effort(deterministic=EFFORT) if seconds is None else Effort(seconds=seconds)
    slower = None if strict_skills else scenario.assumptions.skills.wrong_skill_minutes_factor
    desk = day_desk(setting, number, slower)
    desk.engine, desk.effort = route_engine(EngineName(engine)), effort
    say = progress or (lambda share, message: None)
    outcome = simulate_once(scenario, seed, setting, desk, lambda share: say(share * 0.9, ""))
    if not desk.planned:
        remedy = "a pool with tasks; take another day"
        raise RunError(Fault(f"day {day}", "tasks to plan", "none", remedy))
    return RouteDay(scenario, setting, number, tuple(desk.planned), outcome, fingerprint, slower)


def day_desk(setting: Setting, day: int, slower: float | None) -> DayDesk:
    """The planner of one day of a scenario; `slower` as a route problem has it."""
    scenario = setting.scenario
    plain = tour_desk(setting)
    return DayDesk(
        plain.walking, plain.calendar, slower,
        no_access=plain.no_access, no_access_minutes=plain.no_access_minutes, day=day,
        lost=off_the_streets(scenario.place), names=plain.names, openings=plain.openings,
    )  # fmt: skip


def day_number(scenario: Scenario, day: str | None) -> int:
    """The day of a date, counted from the start; ScenarioError where the calendar has no such working day."""
    calendar, spec = scenario.calendar, scenario.spec
    last = spec.warmup_days + spec.days
    if day is None:
        return int(calendar.workdays(0, 40)[0])
    within = f"a date from {calendar.date_of(0)} to {calendar.date_of(last - 1)}"
    try:
        number = (date.fromisoformat(day) - spec.calendar.start).days
    except ValueError:
        raise ScenarioError(Fault("day", within, repr(day))) from None
    if not 0 <= number < last:
        raise ScenarioError(Fault(f"day {day}", within, "a day outside the calendar"))
    if not calendar.is_workday(number):
        following = calendar.date_of(int(calendar.workdays(number, number + 40)[0]))
        raise ScenarioError(Fault(f"day {day}", "a working day", "a day off", f"the next one is {following}"))
    return number


def checked_day(scenario: Scenario, day: str | None, engine: str, seconds: float | None) -> int:
    """The day's number; WorkbenchError with all that is wrong with what was asked."""
    faults: list[Fault] = []
    number = 0
    try:
        number = day_number(scenario, day)
    except ScenarioError as error:
        faults += error.faults
    names = [str(name) for name in EngineName]
    if engine not in names:
        faults.append(Fault("engine", " or ".join(names), repr(engine)))
    if seconds is not None and not 0 < seconds <= 3600:
        faults.append(Fault("seconds", "above 0, at most 3600", f"{seconds:g}"))
    if faults:
        raise WorkbenchError(faults)
    return number
