"""Where an engine begins: the orders of another plan, as far as they can still be walked; knows no solver."""

from __future__ import annotations

from models.planning.routes.plan import RoutePlan
from models.planning.routes.problem import RouteProblem
from models.planning.routes.schedule import schedule


def orders_of(problem: RouteProblem, start: RoutePlan | None) -> list[list[int]]:
    """Positions of stops, one list a half; a stop that is unknown, taken or cannot be kept is left out."""
    orders: list[list[int]] = [[] for _ in problem.half_pair]
    placed = [False] * problem.size
    for tour in start.tours if start is not None else ():
        for half in _halves(problem, tour.pair, tour.half):
            for name in tour.stops:
                stop = problem.position.get(name, -1)
                if stop < 0 or placed[stop] or problem.dismissed[stop] >= 0:
                    continue
                if schedule(problem, half, [*orders[half], stop]) is not None:
                    orders[half].append(stop)
                    placed[stop] = True
    return orders


def _halves(problem: RouteProblem, pair: str, half: int) -> list[int]:
    """The same half where it is still this pair's, else every half of the pair."""
    owner = problem.pair_position.get(pair, -2)
    mine = [h for h, p in enumerate(problem.half_pair.tolist()) if p == owner and problem.usable[h]]
    return [half] if half in mine else mine
