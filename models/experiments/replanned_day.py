"""A day lived again under a plan that is changed while it lasts."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace

from models.experiments.route_day import DayDesk, Planned, RouteDay, day_desk
from models.experiments.tours import DAY
from models.planning.effort import Effort
from models.planning.routes.plan import RoutePlan
from models.planning.routes.problem import RouteProblem
from models.simulation.grabbing import Pair
from models.simulation.run import simulate as simulate_once
from models.simulation.tasks import Task


@dataclass(frozen=True)
class Follow:
    """A route engine that hands back plans which were made before, known by their stops."""

    plans: Mapping[tuple[str, ...], RoutePlan]

    def plan(
        self, problem: RouteProblem, effort: Effort, start: RoutePlan | None = None, seed: int = 0
    ) -> RoutePlan:
        """The plan of these stops; KeyError for others."""
        return self.plans[problem.stops]


@dataclass
class AgainDesk(DayDesk):
    """Follows a plan until second `at` of its day, then the tours of `rest`; `absent` pairs go home then."""

    at: int = 0
    rest: Sequence[Planned] = ()
    absent: Collection[str] = ()
    team: dict[str, Pair] = field(default_factory=dict)
    revised: bool = False

    def _community(self, tasks: Sequence[Task], pairs: Sequence[Pair], now: int) -> dict[str, list[Task]]:
        self.team |= {pair.name: pair for pair in pairs}
        return super()._community(tasks, pairs, now)

    def present(self, pair: Pair, now: int) -> bool:
        """Deal out the new tours when it is time; whether the pair still works."""
        late = now >= self.day * DAY + self.at and now // DAY == self.day
        if late and not self.revised:
            self.revised = True
            self._deal_again()
        return not late or pair.name not in self.absent

    def _deal_again(self) -> None:
        """All that is held goes back; then every pair takes what it has now and nobody has begun."""
        for pair in self.team.values():
            for task in pair.held:
                task.pool.add(task)
            pair.held.clear()
        tasks = {name: task for planned in self.planned for name, task in planned.tasks.items()}
        moment = self.day * DAY + self.at
        for part in self.rest:
            for tour in part.plan.tours:
                mine = [tasks[stop] for stop in tour.stops if tasks[stop].slot >= 0]
                for task in mine:
                    task.pool.remove(task)
                self.team[tour.pair].held += mine
                later = tour.depart if self._begins(tour.half, part) > self.at else self.at
                self.departs.update((task.number, moment - self.at + later) for task in mine)

    def _begins(self, half: int, part: Planned) -> int:
        """When the half-day began in the morning's plan."""
        first = next(each for each in self.planned if each.community == part.community)
        return int(first.problem.begin[half])


def relive(
    made: RouteDay, rest: Sequence[Planned], at: int, absent: Collection[str], seed: int,
    progress: Callable[[float], None] | None = None,
) -> RouteDay:  # fmt: skip
    """The same simulated day, same draws, with the plan replaced by `rest` at second `at`."""
    plain = day_desk(made.setting, made.day, made.slower)
    desk = AgainDesk(
        plain.walking, plain.calendar, plain.slower, no_access=plain.no_access,
        no_access_minutes=plain.no_access_minutes, day=made.day, lost=plain.lost, names=plain.names,
        openings=plain.openings, at=at, rest=rest, absent=absent,
        engine=Follow({planned.problem.stops: planned.plan for planned in made.planned}),
    )  # fmt: skip
    outcome = simulate_once(made.scenario, seed, made.setting, desk, progress)
    return replace(made, planned=tuple(rest), outcome=outcome)
