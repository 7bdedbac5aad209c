"""The table of the route benchmark: made-up days, processor seconds, ratios to OR-Tools and PyVRP.

The peers can only be stopped by the clock on the wall: on a busy machine compare by `cpu_seconds`.
"""

from __future__ import annotations

import resource
import sys
import time
from typing import Any

import numpy as np

from benchmarks._route_instances import community, district
from models.planning.effort import Effort
from models.planning.route_audit import audit_routes
from models.planning.routes.engine import route_engine
from models.planning.routes.finish import plan_of
from models.planning.routes.plan import RoutePlan
from models.planning.routes.problem import FORBIDDEN, RouteProblem

PEER_SECONDS = 10.0
LONG_SECONDS = 20.0
DISTRICT_SECONDS = 52.0
PATIENT_SECONDS = 300.0
SAMPLES = 3
OTHERS = (2, 3, 4, 5)
BIG = 10_000
COINS = 1000


def measure(visits: int) -> dict[str, Any]:
    """Every row: a community's day by three planners, others by the default one in a second and in
    twenty, and a district's, one community after the other."""
    _say("a community's day")
    problem = community(1)
    rows: dict[str, Any] = {"pool": problem.size, "pairs": len(problem.pairs)}
    rows["bound"] = problem_bound(problem)
    for seconds in (0.06, 0.26, 1.0, LONG_SECONDS):
        rows[f"ruin {seconds:g} s"] = _timed(problem, "ruin", seconds)
    for seconds in (PEER_SECONDS / 2, PEER_SECONDS):
        rows[f"ortools {seconds:g} s"] = _timed(problem, "ortools", seconds)
    _say("PyVRP")
    rows[f"pyvrp {PEER_SECONDS:g} s"] = pyvrp(problem, PEER_SECONDS)
    long = rows[f"ruin {LONG_SECONDS:g} s"]["objective"]
    for row in rows.values():
        if isinstance(row, dict):
            row["ratio_to_long"] = round(row["objective"] / long, 4)
    _say("other communities' days")
    short = {1: rows["ruin 1 s"]["ratio_to_long"]} | {seed: _short(seed) for seed in OTHERS}
    _say("a district's day")
    return {
        "community_day": rows, "second_to_long": short, "mean_second_to_long": round(_mean(short), 4),
        "district_day": _district(visits),
    }  # fmt: skip


def _short(seed: int) -> float:
    """What a second collects of another community's day, as a part of what the long run does."""
    problem = community(seed)
    second, long = (_timed(problem, "ruin", seconds)["objective"] for seconds in (1.0, LONG_SECONDS))
    return round(second / long, 4)


def _mean(values: dict[int, float]) -> float:
    return sum(values.values()) / len(values)


def problem_bound(problem: RouteProblem) -> float:
    """What no plan can collect more than."""
    bound = plan_of(problem, [[] for _ in problem.half_pair], "none", True).bound
    return float("nan") if bound is None else bound


def _timed(problem: RouteProblem, engine: str, seconds: float) -> dict[str, Any]:
    begun = time.process_time()
    plan = route_engine(engine).plan(problem, Effort(seconds=seconds), seed=1)
    return _row(problem, plan, time.process_time() - begun)


def _row(problem: RouteProblem, plan: RoutePlan, spent: float) -> dict[str, Any]:
    return {
        "visits": plan.visits, "prize": round(plan.prize, 1), "objective": round(plan.objective, 1),
        "inspection_hours": round(plan.inspection / 3600, 2), "walking_hours": round(plan.walking / 3600, 2),
        "kept": not audit_routes(problem, plan), "cpu_seconds": round(spent, 2),
    }  # fmt: skip


def _district(visits: int) -> dict[str, Any]:
    """Plan community by community as they come; then some of them again, with their share of five minutes
    for the district, and for much longer."""
    begun, engine = time.process_time(), route_engine()
    pool = planned = 0
    sampled: dict[int, float] = {}
    kept = True
    share = DISTRICT_SECONDS / max(1, visits / 450)
    for number, problem in enumerate(district(visits)):
        spent = time.process_time() - begun
        left = max(0.02, min(share, share * (number + 1) - spent - 0.03))
        plan = engine.plan(problem, Effort(seconds=left), seed=1)
        kept &= not audit_routes(problem, plan)
        pool, planned = pool + problem.size, planned + plan.visits
        if number < SAMPLES:
            sampled[number] = plan.objective
    spent = time.process_time() - begun
    patient, longer = (
        sum(
            engine.plan(problem, Effort(seconds=seconds), seed=1).objective
            for problem, _ in zip(district(visits), sampled, strict=False)
        )
        for seconds in (PATIENT_SECONDS / max(1, visits / 450), LONG_SECONDS / 2)
    )
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return {
        "pool": pool, "planned": planned, "kept": kept, "cpu_seconds": round(spent, 1),
        "ratio_to_long_of_samples": round(sum(sampled.values()) / longer, 4),
        "patient_ratio_to_long_of_samples": round(patient / longer, 4), "peak_mb": round(peak),
    }  # fmt: skip


def pyvrp(problem: RouteProblem, seconds: float) -> dict[str, Any]:
    """PyVRP on the same day: a vehicle a half-day, optional clients, a profile for every set of skills.

    It knows one window a client: a stop with two becomes a group of two clients of which one may be visited.
    """
    from pyvrp import solve
    from pyvrp.stop import MaxRuntime

    data, owner = _pyvrp_data(problem)
    begun = time.process_time()
    result = solve(data, MaxRuntime(seconds), seed=1, collect_stats=False, display=False)
    spent = time.process_time() - begun
    orders: list[list[int]] = [[] for _ in problem.half_pair]
    groups: dict[tuple[str, ...], list[int]] = {}
    for h, p in enumerate(problem.half_pair.tolist()):
        groups.setdefault(_kind(problem, p, h), []).append(h)
    waiting = list(groups.values())
    for route in result.best.routes():
        h = waiting[route.vehicle_type()].pop()
        clients = [step.idx for step in route.schedule() if step.is_client()]
        orders[h] = [owner[c] for c in clients]
    return _row(problem, plan_of(problem, orders, "pyvrp", False), spent)


def _kind(problem: RouteProblem, pair: int, half: int) -> tuple[str, ...]:
    """Vehicles of one kind: the same skills and the same half-day."""
    skills = [s for s, knows in zip(problem.skills, problem.knows[pair], strict=True) if knows]
    return (*skills, str(problem.begin[half]))


def _pyvrp_data(problem: RouteProblem) -> tuple[Any, list[int]]:
    """The same day for PyVRP, and the stop behind each of its clients; costs in thousandths of a prize."""
    from pyvrp import Client, ClientGroup, Depot, Location, ProblemData, VehicleType

    clients, groups, owner = [], [], []
    for stop in np.flatnonzero(problem.dismissed < 0).tolist():
        needs = int(problem.seconds[stop])
        spans = [
            (max(a, 0), min(b - needs, 86_400))
            for a, b in zip(problem.opens[stop].tolist(), problem.closes[stop].tolist(), strict=True)
            if a + needs <= b
        ]
        group = len(groups) if len(spans) > 1 else None
        if group is not None:
            groups.append(ClientGroup([len(owner) + k for k in range(len(spans))], required=False))
        for early, late in spans:
            clients.append(
                Client(
                    len(owner) + 1, service_duration=needs, tw_early=early, tw_late=late,
                    prize=round(float(problem.prize[stop]) * COINS), required=False, group=group,
                )
            )  # fmt: skip
            owner.append(stop)
    place = np.concatenate([[problem.start[0]], problem.place[owner]])
    walking = problem.walking[np.ix_(place, place)].astype(np.int64)
    cost = np.rint(walking * problem.walk_price * COINS).astype(np.int64)
    vehicles: dict[tuple[str, ...], list[int]] = {}
    for h, p in enumerate(problem.half_pair.tolist()):
        vehicles.setdefault(_kind(problem, p, h), []).append(h)
    types, distances, durations = [], [], []
    for number, halves in enumerate(vehicles.values()):
        barred = np.flatnonzero(problem.visit_seconds[problem.half_pair[halves[0]], owner] == FORBIDDEN) + 1
        far = walking.copy()
        far[:, barred] = BIG * 10
        np.fill_diagonal(far, 0)
        distances.append(cost)
        durations.append(far)
        begin, end = int(problem.begin[halves[0]]), int(problem.end[halves[0]])
        types.append(VehicleType(len(halves), tw_early=begin, tw_late=end, start_late=begin, profile=number))
    places = [Location(0, 0) for _ in place]
    data = ProblemData(places, clients, [Depot(0)], types, distances, durations, groups)
    return data, owner


def _say(text: str) -> None:
    print(text, file=sys.stderr, flush=True)
