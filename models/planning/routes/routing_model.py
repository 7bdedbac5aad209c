"""The engine `ortools`: OR-Tools' routing model with penalties for leaving out and vehicles for half-days."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import numpy as np
from numpy.typing import NDArray
from ortools.constraint_solver import pywrapcp, routing_enums_pb2

from models.planning.effort import Effort
from models.planning.routes.finish import plan_of
from models.planning.routes.plan import RoutePlan
from models.planning.routes.problem import FORBIDDEN, NO_WAY, Ints, RouteProblem
from models.planning.routes.warm import orders_of

FAR = 10_000_000
"""Seconds that no half-day has: the way between places without one."""
SOLUTIONS_PER_UNIT = 25
PRIZE_STEPS = 100_000
"""Whole numbers that an average prize is made of: the solver knows integers only."""


@dataclass(frozen=True, eq=False)
class Layout:
    """Nodes of the model: the free stops, then a start and a finish for every usable half."""

    stops: Ints
    halves: Ints
    place: Ints
    scale: float

    @property
    def starts(self) -> list[int]:
        """Nodes at which the vehicles set out."""
        return [len(self.stops) + v for v in range(len(self.halves))]

    @property
    def finishes(self) -> list[int]:
        """Nodes to which the vehicles come back."""
        return [len(self.stops) + len(self.halves) + v for v in range(len(self.halves))]


class RoutingModelEngine:
    """Guided local search; repeatable by a limit on solutions, as OR-Tools has no deterministic time."""

    name = "ortools"

    def plan(
        self, problem: RouteProblem, effort: Effort, start: RoutePlan | None = None, seed: int = 0
    ) -> RoutePlan:
        """The best plan met; `seed` changes nothing, as the search draws no random numbers.

        With seconds the wall clock of the machine stops the search (OR-Tools measures no other).
        """
        orders = orders_of(problem, start)
        layout = _layout(problem)
        if len(layout.stops) and len(layout.halves):
            found = _solve(problem, layout, effort, orders)
            before = plan_of(problem, orders, self.name, effort.repeatable)
            if found is not None:
                after = plan_of(problem, found, self.name, effort.repeatable)
                return after if after.objective >= before.objective else before
            return before
        return plan_of(problem, orders, self.name, effort.repeatable)


def _layout(problem: RouteProblem) -> Layout:
    stops, halves = np.flatnonzero(problem.dismissed < 0), np.flatnonzero(problem.usable)
    place = np.concatenate([problem.place[stops], problem.start[halves], problem.finish[halves]])
    mean = float(problem.prize[stops].mean()) if len(stops) else 1.0
    return Layout(stops, halves, place, PRIZE_STEPS / (mean or 1.0))


def _solve(
    problem: RouteProblem, layout: Layout, effort: Effort, orders: list[list[int]]
) -> list[list[int]] | None:
    """Orders found, one a half of the problem; None where the solver found nothing in its time."""
    manager = pywrapcp.RoutingIndexManager(
        len(layout.place), len(layout.halves), layout.starts, layout.finishes
    )
    routing = pywrapcp.RoutingModel(manager)
    way = problem.walking[np.ix_(layout.place, layout.place)].astype(np.int64)
    way[way == NO_WAY] = FAR
    _costs(problem, layout, routing, way)
    _times(problem, layout, routing, manager, way)
    _leaving_out(problem, layout, routing, manager)
    solution = _search(problem, layout, routing, effort, orders)
    return None if solution is None else _read(problem, layout, routing, manager, solution)


def _costs(problem: RouteProblem, layout: Layout, routing: Any, way: Ints) -> None:
    """Walking at its price, and the price of a stop taken from its pair, as matrices (never callbacks)."""
    base = np.rint(way * (problem.walk_price * layout.scale)).astype(np.int64)
    held = problem.held[layout.stops]
    fee = round(problem.change_price * layout.scale)
    made: dict[int, int] = {}
    for vehicle, half in enumerate(layout.halves.tolist()):
        pair = int(problem.half_pair[half]) if fee and (held >= 0).any() else -1
        if pair not in made:
            cost = base.copy()
            if pair >= 0:
                taken = np.flatnonzero((held >= 0) & (held != pair))
                cost[:, taken] += fee
            made[pair] = routing.RegisterTransitMatrix(cost.tolist())
        routing.SetArcCostEvaluatorOfVehicle(made[pair], vehicle)


def _times(problem: RouteProblem, layout: Layout, routing: Any, manager: Any, way: Ints) -> None:
    """A clock: seconds on site and on the way, waiting allowed, halves and windows as bounds."""
    rows: dict[bytes, int] = {}
    transits = []
    for half in layout.halves.tolist():
        needs = np.maximum(problem.visit_seconds[problem.half_pair[half], layout.stops], 0)
        if needs.tobytes() not in rows:
            matrix = way.copy()
            matrix[: len(needs)] += needs[:, None]
            rows[needs.tobytes()] = routing.RegisterTransitMatrix(matrix.tolist())
        transits.append(rows[needs.tobytes()])
    horizon = int(problem.end.max())
    routing.AddDimensionWithVehicleTransits(transits, horizon, horizon, False, "time")
    clock = routing.GetDimensionOrDie("time")
    for vehicle, half in enumerate(layout.halves.tolist()):
        begin, end = int(problem.begin[half]), int(problem.end[half])
        clock.CumulVar(routing.Start(vehicle)).SetRange(begin, begin)
        clock.CumulVar(routing.End(vehicle)).SetRange(begin, end)
    for node, stop in enumerate(layout.stops.tolist()):
        cumul = clock.CumulVar(manager.NodeToIndex(node))
        spans = start_spans(problem, stop)
        cumul.SetRange(spans[0][0], spans[-1][1])
        for (_, before), (after, _) in pairwise(spans):
            cumul.RemoveInterval(before + 1, after - 1)


def windows_of_day(problem: RouteProblem, stop: int) -> list[tuple[int, int]]:
    """The windows of a stop as far as somebody is at work in them."""
    opens = np.maximum(problem.opens[stop], problem.begin.min()).tolist()
    closes = np.minimum(problem.closes[stop], problem.end.max()).tolist()
    return list(zip(opens, closes, strict=True))


def start_spans(problem: RouteProblem, stop: int) -> list[tuple[int, int]]:
    """When a visit may begin, whichever of its `able_pairs` makes it: disjoint, in order."""
    needs = int(problem.visit_seconds[able_pairs(problem, stop), stop].max())
    spans: list[tuple[int, int]] = []
    for first, closes in windows_of_day(problem, stop):
        last = closes - needs
        if first > last:
            continue
        if spans and first <= spans[-1][1] + 1:
            spans[-1] = (spans[-1][0], max(last, spans[-1][1]))
        else:
            spans.append((first, last))
    return spans


def able_pairs(problem: RouteProblem, stop: int) -> list[int]:
    """Pairs that may do the stop and for whom a window is long enough; slower ones are left out where the
    windows are too short for them, because the model knows one set of starting times a stop."""
    needs = problem.visit_seconds[:, stop]
    longest = max(closes - opens for opens, closes in windows_of_day(problem, stop))
    return [p for p in range(len(problem.pairs)) if needs[p] != FORBIDDEN and needs[p] <= longest]


def _leaving_out(problem: RouteProblem, layout: Layout, routing: Any, manager: Any) -> None:
    """Every stop may be left out at the price of its prize; skills are allowed vehicles."""
    owner = problem.half_pair[layout.halves]
    for node, stop in enumerate(layout.stops.tolist()):
        index = manager.NodeToIndex(node)
        fee = problem.change_price if problem.held[stop] >= 0 else 0.0
        routing.AddDisjunction([index], round((float(problem.prize[stop]) + fee) * layout.scale))
        able: NDArray[np.bool_] = np.isin(owner, able_pairs(problem, stop))
        if not able.all():
            routing.VehicleVar(index).SetValues([-1, *np.flatnonzero(able).tolist()])


def _search(
    problem: RouteProblem, layout: Layout, routing: Any, effort: Effort, orders: list[list[int]]
) -> Any:
    asked = pywrapcp.DefaultRoutingSearchParameters()
    asked.first_solution_strategy = routing_enums_pb2.FirstSolutionStrategy.PARALLEL_CHEAPEST_INSERTION
    asked.local_search_metaheuristic = routing_enums_pb2.LocalSearchMetaheuristic.GUIDED_LOCAL_SEARCH
    if effort.repeatable:
        asked.solution_limit = max(1, round(effort.amount * SOLUTIONS_PER_UNIT))
    else:
        asked.time_limit.FromMicroseconds(max(1000, int(effort.amount * 1e6)))
    node_of = {int(stop): node for node, stop in enumerate(layout.stops)}
    routes = [[node_of[s] for s in orders[h]] for h in layout.halves.tolist()]
    if any(routes):
        routing.CloseModelWithParameters(asked)
        first = routing.ReadAssignmentFromRoutes(routes, True)
        if first is not None:
            return routing.SolveFromAssignmentWithParameters(first, asked)
    return routing.SolveWithParameters(asked)


def _read(
    problem: RouteProblem, layout: Layout, routing: Any, manager: Any, solution: Any
) -> list[list[int]]:
    orders: list[list[int]] = [[] for _ in problem.half_pair]
    for vehicle, half in enumerate(layout.halves.tolist()):
        index = solution.Value(routing.NextVar(routing.Start(vehicle)))
        while not routing.IsEnd(index):
            orders[half].append(int(layout.stops[manager.IndexToNode(index)]))
            index = solution.Value(routing.NextVar(index))
    return orders
