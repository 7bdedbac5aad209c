"""From the orders an engine found to a plan: fill it up, say why the rest is out; no solver."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from models.planning.routes.bound import prize_bound
from models.planning.routes.plan import RoutePlan, RouteStatus, Tour, Unplanned, Visit
from models.planning.routes.problem import NO_WAY, NOBODY, Floats, Ints, RouteProblem
from models.planning.routes.reasons import Reason
from models.planning.routes.schedule import Schedule, latest_arrivals, schedule

NOT_HERE = -np.inf
EPSILON = 1e-9


@dataclass(frozen=True, eq=False)
class Offer:
    """For every loose stop the best gain in one half and the position for it; -inf where it does not fit."""

    gain: Floats
    position: Ints


def insertions(problem: RouteProblem, plan: Schedule, loose: Ints) -> Offer:
    """What each loose stop would gain in this half: its worth there less the price of the detour.

    Only stops that need no more seconds than pass between two of its places are looked at; most do not.
    """
    pair, by = int(problem.half_pair[plan.half]), latest_arrivals(problem, plan)
    left = np.array([problem.begin[plan.half], *plan.leave], dtype=np.int64)
    offer = Offer(np.full(len(loose), NOT_HERE), np.zeros(len(loose), dtype=np.int64))
    needs = problem.visit_seconds[pair, loose]
    near = np.flatnonzero((needs >= 0) & (needs <= (by - left).max()))
    if not len(near):
        return offer
    loose, needs = loose[near], needs[near]
    there = np.array([problem.start[plan.half], *problem.place[list(plan.stops)]], dtype=np.int64)
    onward = np.array([*there[1:], problem.finish[plan.half]], dtype=np.int64)
    place = problem.place[loose]
    out = problem.walking[np.ix_(there, place)].astype(np.int64)
    on = problem.walking[np.ix_(place, onward)].T.astype(np.int64)
    arrive = left[:, None] + out
    begin = np.full(arrive.shape, np.iinfo(np.int64).max // 4)
    for k in range(problem.opens.shape[1] - 1, -1, -1):
        starts = np.maximum(arrive, problem.opens[loose, k])
        begin = np.where(starts + needs <= problem.closes[loose, k], starts, begin)
    fits = (begin + needs + on <= by[:, None]) & (out != NO_WAY) & (on != NO_WAY)
    detour = out + on - problem.walking[there, onward].astype(np.int64)[:, None]
    gain = np.where(fits, problem.worth[pair, loose] - problem.walk_price * detour, NOT_HERE)
    position = gain.argmax(axis=0)
    offer.gain[near], offer.position[near] = gain[position, np.arange(len(loose))], position
    return offer


def fill(problem: RouteProblem, plans: list[Schedule]) -> tuple[Ints, Floats]:
    """Insert, best first, whatever still fits and gains; returns the loose stops and their best gain left.

    `plans` is changed in place. Stops dismissed at the door are not loose.
    """
    placed = {stop for plan in plans for stop in plan.stops}
    loose = np.array(
        [s for s in range(problem.size) if s not in placed and problem.dismissed[s] < 0], dtype=np.int64
    )
    offers = [insertions(problem, plan, loose) for plan in plans]
    while len(loose) and plans:
        gains = np.array([offer.gain for offer in offers])
        where, which = np.unravel_index(int(gains.argmax()), gains.shape)
        if gains[where, which] <= EPSILON:
            break
        old, position = plans[where], int(offers[where].position[which])
        order = (*old.stops[:position], int(loose[which]), *old.stops[position:])
        new = schedule(problem, old.half, order)
        if new is None:  # cannot be: the insertion was checked against the latest arrivals
            raise AssertionError(f"insertion of {problem.stops[loose[which]]} breaks half {old.half}")
        plans[where] = new
        loose = np.delete(loose, which)
        offers = [Offer(np.delete(o.gain, which), np.delete(o.position, which)) for o in offers]
        offers[where] = insertions(problem, new, loose)
    if not plans or not len(loose):
        return loose, np.full(len(loose), NOT_HERE)
    return loose, np.array([offer.gain for offer in offers]).max(axis=0)


def plan_of(
    problem: RouteProblem, orders: Sequence[Sequence[int]], engine: str, repeatable: bool
) -> RoutePlan:
    """The plan of these orders (positions of stops, one sequence a half): filled, timed, explained.

    ValueError where an order cannot be walked: an engine must not hand such a thing over.
    """
    plans = []
    for half, order in enumerate(orders):
        if not problem.usable[half] and not order:
            continue
        made = schedule(problem, half, list(map(int, order)))
        if made is None:
            raise ValueError(f"engine {engine}: the order of half {half} cannot be walked")
        plans.append(made)
    loose, gain = fill(problem, plans)
    tours = tuple(_tour(problem, plan) for plan in plans)
    return _described(problem, plans, tours, _unplanned(problem, loose, gain), engine, repeatable)


def _described(
    problem: RouteProblem, plans: Sequence[Schedule], tours: tuple[Tour, ...],
    unplanned: tuple[Unplanned, ...], engine: str, repeatable: bool,
) -> RoutePlan:  # fmt: skip
    owner = np.full(problem.size, NOBODY)
    for plan in plans:
        owner[list(plan.stops)] = problem.half_pair[plan.half]
    prize = float(problem.prize[owner >= 0].sum())
    walking = sum(tour.walking for tour in tours)
    changed = int(((problem.held >= 0) & (owner != problem.held)).sum())
    bound = prize_bound(problem)
    return RoutePlan(
        engine=engine, tours=tours, unplanned=unplanned, prize=prize,
        objective=prize - problem.walk_price * walking - problem.change_price * changed,
        inspection=sum(tour.inspection for tour in tours), walking=walking, changed=changed,
        status=RouteStatus.OPTIMAL if prize >= bound - EPSILON * max(1.0, bound) else RouteStatus.FEASIBLE,
        bound=bound, repeatable=repeatable, troubles=problem.troubles,
    )  # fmt: skip


def _unplanned(problem: RouteProblem, loose: Ints, gain: Floats) -> tuple[Unplanned, ...]:
    """Every stop left out: as dismissed at the door, or not fitting any more, or fitting but not worth it."""
    reasons = {int(s): problem.reason(int(s)) for s in np.flatnonzero(problem.dismissed >= 0)}
    for stop, best in zip(loose.tolist(), gain.tolist(), strict=True):
        reasons[stop] = Reason.NO_TIME if best == NOT_HERE else Reason.PRIZE_TOO_LOW
    return tuple(Unplanned(problem.stops[s], r) for s, r in sorted(reasons.items()) if r is not None)


def _tour(problem: RouteProblem, plan: Schedule) -> Tour:
    pair = int(problem.half_pair[plan.half])
    visits = tuple(
        Visit(problem.stops[s], a, b, c)
        for s, a, b, c in zip(plan.stops, plan.arrive, plan.begin, plan.leave, strict=True)
    )
    on_site = int(problem.visit_seconds[pair, list(plan.stops)].sum())
    begin = int(problem.begin[plan.half])
    return Tour(problem.pairs[pair], plan.half, begin, visits, plan.back, plan.walking, on_site)
