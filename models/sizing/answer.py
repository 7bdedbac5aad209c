"""One staffing question answered for one way of pooling: search, certificate, frontier."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from models.scenario.plan import Plan
from models.scenario.words import Role
from models.simulation.twin_rules import Rules
from models.sizing.certificate import Certificate, Claim, cuts, hold
from models.sizing.clauses import INFEASIBLE, OPEN, Found, Search
from models.sizing.problem import Point, StaffingProblem
from models.sizing.sample import TwinSample
from models.sizing.town import FRESH, SizedTown

FRONTIER = (0.01, 0.02, 0.03, 0.05, 0.08, 0.1, 0.15, 0.2, 0.3)
ROUNDS = 3
HOLD, FRESH_MOST = 60, 500
"""Fresh replications for a plan, and for all that a certificate needs."""


@dataclass
class Option:
    """A way of pooling with its question, its sample and what was found."""

    plan: Plan
    rules: Rules
    problem: StaffingProblem
    sample: TwinSample
    search: Search
    found: Found

    def staffed(self, point: Point) -> Plan:
        """The plan with these people; pooled ones are spread over the grids as evenly as can be."""
        grids = dict(self.plan.grids)
        teams = self.plan.town.teams
        for variable, number in zip(self.problem.variables, point, strict=True):
            station = next(s for s in self.rules.stations if s.name == variable.name)
            if station.role is Role.TOWN_TEAM:
                teams = number
                continue
            for place, grid in enumerate(station.grids):
                share = number // len(station.grids) + (place < number % len(station.grids))
                staffing = grids[grid].staffing.model_copy(update={f"{station.role}s": share})
                grids[grid] = grids[grid].model_copy(update={"staffing": staffing})
        town = self.plan.town.model_copy(update={"teams": teams})
        return self.plan.model_copy(update={"grids": grids, "town": town})


def answer(plan: Plan, rules: Rules, problem: StaffingProblem, sample: TwinSample) -> Option:
    """The cheapest staffing under the limit and the cap, on this sample."""
    search = Search(problem, sample)
    return Option(plan, rules, problem, sample, search, search.run())


def fewest_heads(option: Option, limit: float) -> Found:
    """The fewest people under another limit (town teams count a little, so that none is wasted)."""
    variables = tuple(replace(v, price=1.0 if v.heads else 0.1) for v in option.problem.variables)
    question = replace(option.problem, variables=variables, limit=limit, cap=None, overtime=False)
    search = Search(question, option.sample, option.search.seen)
    return search.run()


def frontier(option: Option) -> list[dict[str, object]]:
    """Heads against worst lateness, on the sample: only points that nothing beats."""
    rows: list[dict[str, object]] = []
    for limit in sorted({*FRONTIER, option.problem.limit}):
        found = fewest_heads(option, limit)
        if found.point is None:
            continue
        worst = float(option.search.late(found.point).max())
        rows.append(
            {
                "heads": option.problem.heads(found.point),
                "late": round(worst, 5),
                "limit": limit,
                "cost": option.problem.cost(found.point),
                "desks": named(option.problem, found.point),
            }
        )
    kept: list[dict[str, object]] = []
    for row in rows:  # by rising limit: heads must fall
        if not kept or int(str(row["heads"])) < int(str(kept[-1]["heads"])):
            kept.append(row)
    return kept


def least_lateness(option: Option, cap: int) -> tuple[float, Point] | None:
    """The smallest limit (to a thousandth) that a cap on heads can keep, and how."""
    a, b, best = 0.0, 1.0, None
    while b - a > 0.001:
        middle = (a + b) / 2
        found = fewest_heads(option, middle)
        if found.point is not None and option.problem.heads(found.point) <= cap:
            b, best = middle, found.point
        else:
            a = middle
    return None if best is None else (float(option.search.late(best).max()), best)


def late_least(option: Option) -> Option:
    """The least worst lateness that the cap on heads leaves, and the cheapest plan that reaches it; without a
    point where even the load needs more heads."""
    cap = option.problem.cap
    least = None if cap is None else least_lateness(option, cap)
    if least is None:
        return replace(option, found=Found(INFEASIBLE, None, None, failing=option.found.failing))
    # a thousandth more, which is as fine as the least is known: at the edge itself chance decides
    search = Search(replace(option.problem, limit=least[0] + 0.001), option.sample, option.search.seen)
    found = search.run()
    if found.point is None:
        found = Found(OPEN, least[1], option.problem.cost(least[1]), search.clauses)
    return replace(option, found=found, search=search)


def certified(town: SizedTown, option: Option, tighten: bool = True) -> tuple[Option, Certificate | None]:
    """Judge the plan on fresh seeds; where it is not shown to hold, tighten the limit and solve again, thrice
    at most. The cuts of the last plan are judged on what is left of `FRESH_MOST` replications."""
    asked, limit = option.problem.limit, option.problem.limit
    question = replace(option.problem, limit=asked)
    spent, turn = 0, 0
    while True:
        point = option.found.point
        if point is None:
            return option, None
        fresh = town.sample(option.rules, HOLD, FRESH + 1_000 * turn)
        certificate = hold(question, fresh, point)
        turn += 1
        if certificate.claim is Claim.HOLDS or turn == ROUNDS or not tighten:
            break
        over = max(certificate.upper.values()) - asked
        # below what the plan itself reaches on the sample, so that another plan comes out
        limit = min(limit - max(over, 0.002), float(option.search.late(point).max()) - 1e-6)
        tighter = Search(replace(option.problem, limit=limit), option.sample, option.search.seen)
        found = tighter.run() if limit > 0 else None
        if found is None or found.point is None:
            break
        spent += fresh.replications
        option = replace(option, found=found, search=tighter)
    few = cuts(question, fresh, point, FRESH_MOST - spent - fresh.replications)
    return option, replace(certificate, cuts=few, replications=spent + fresh.replications)


def named(problem: StaffingProblem, point: Point) -> dict[str, int]:
    """People by desk."""
    return dict(zip((v.name for v in problem.variables), point, strict=True))


def late_of(option: Option, point: Point) -> dict[str, float]:
    """Late share beyond the floor by constraint, on the sample."""
    late = np.round(option.search.late(point), 5).tolist()
    return dict(zip(option.sample.constraints, late, strict=True))
