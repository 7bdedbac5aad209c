"""What a staffing answer tells: the plan with its reasons, or why there is none, as plain values."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from models.scenario.plan import Plan
from models.scenario.words import Role
from models.sizing.answer import Option, fewest_heads, frontier, late_of, least_lateness, named
from models.sizing.certificate import CONFIDENCE, Certificate
from models.sizing.clauses import INFEASIBLE
from models.sizing.live import yearly_cost
from models.sizing.problem import Point
from models.sizing.says import binding, desk_name, joined, said
from models.sizing.sensitivity import sensitivity
from models.sizing.town import SizedTown


def told_of(town: SizedTown, option: Option, certificate: Certificate | None) -> dict[str, Any]:
    """The answer with its certificate, frontier, sentences and sensitivity."""
    point, found = option.found.point, option.found
    assert point is not None
    plan = option.staffed(point)
    fixed = yearly_cost(town.scenario, plan) - option.problem.cost(point) + town.patrol_extra
    extra = option.sample.extra(point) + town.patrol_extra
    return {
        "status": found.status,
        "exact_on_sample_if_more_people_never_hurt": found.refuted == 0,
        "compared": found.compared,
        "refuted": found.refuted,
        "gap": None if found.bound is None or not found.cost else round(1 - found.bound / found.cost, 5),
        "bound": None if found.bound is None else round(found.bound + fixed),
        "plan": plan_of(plan),
        "desks": named(option.problem, point),
        "cost": yearly_cost(town.scenario, plan) + extra,
        "overtime": _overtime(town, option, point) | {"cost": round(extra)},
        "heads": option.problem.heads(point),
        "late_on_sample": late_of(option, point),
        "structural_late": _floor(option),
        "binding": binding(
            replace(option.problem, limit=option.search.problem.limit), point, option.found.clauses
        ),
        "certificate": None if certificate is None else _certificate(certificate),
        "frontier": frontier(option),
        "sensitivity": sensitivity(town, option, point),
    }


def _overtime(town: SizedTown, option: Option, point: Point) -> dict[str, Any]:
    """Hours a year beyond the shift, all and by role (of teams, where teams are counted), and their price."""
    by_role = {str(Role.INSPECTOR): town.patrol_hours}
    for station, hours in zip(option.rules.stations, option.sample.overtime(point).tolist(), strict=True):
        if not station.off_hours:
            by_role[str(station.role)] = by_role.get(str(station.role), 0.0) + hours
    rounded = {role: round(hours, 1) for role, hours in by_role.items()}
    return {"hours": round(sum(by_role.values()), 1), "by_role": rounded, "price": town.overtime}


def _certificate(certificate: Certificate) -> dict[str, Any]:
    return {
        "claim": certificate.claim,
        "confidence": CONFIDENCE,
        "cuts": dict(certificate.cuts),
        "late": {n: round(v, 5) for n, v in certificate.late.items()},
        "upper": {n: round(v, 5) for n, v in certificate.upper.items()},
        "worst": certificate.worst,
        "replications": certificate.replications,
    }


def impossible(options: list[Option], late: float, heads: int | None) -> dict[str, Any]:
    """Why it cannot be done, and the smallest change that would work."""
    why: list[dict[str, Any]] = []
    best = None
    for option in options:
        problem = option.problem
        needed = problem.needed()
        least = problem.fixed + sum(needed.values())
        ways = row_of(option)["pooled"]
        way = said(f"way_{way_of(option.plan)}")
        parts = joined(
            [
                {lang: f"{n} {words}" for lang, words in said(f"of_{role}").items()}
                for role, n in needed.items()
            ]
        )
        if heads is not None and heads < least:
            says = said(
                "below_load", way=way, heads=heads, least=least, parts=parts, inspectors=problem.fixed
            )
            why.append({"pooled": ways, "needs": least, **says})
            continue
        fewest = fewest_heads(option, late)
        if fewest.point is None:
            names = list(fewest.failing or option.found.failing)
            what = joined([desk_name(each) for each in names])
            reached = float(option.search.late(problem.most).max())
            percent = f"{100 * reached:.1f}"
            says = said("never", way=way, limit=f"{100 * late:g}", what=what, reached=percent)
            why.append({"pooled": ways, "needs": None, "reached": reached, **says})
            continue
        need = problem.heads(fewest.point)
        least_late = None if heads is None else least_lateness(option, heads)
        percent = "–" if least_late is None else f"{100 * least_late[0]:.1f}"
        says = said("needs", way=way, least=need, heads=heads, limit=f"{100 * late:g}", reached=percent)
        why.append(
            {"pooled": ways, "needs": need, "reached": None if least_late is None else least_late[0], **says}
        )
        if least_late is not None and (best is None or least_late[0] < best[0]):
            best = (least_late[0], option, least_late[1])
    plan = None if best is None else best[1].staffed(best[2])
    chosen = options[-1] if best is None else best[1]
    return {
        "status": INFEASIBLE,
        "why": why,
        "plan": None,
        "closest": None if plan is None or best is None else {"plan": plan_of(plan), "late": best[0]},
        "cost": None,
        "heads": None,
        "binding": [{n: row[n] for n in ("zh", "en")} for row in why],
        "certificate": None,
        "frontier": frontier(chosen),
        "structural_late": _floor(chosen),
    }


def way_of(plan: Plan) -> str:
    """A way of pooling as the word by which the texts know it."""
    names = {(False, False): "own", (True, False): "handlers", (False, True): "operators"}
    return names.get((plan.pooled.handlers, plan.pooled.operators), "both")


def row_of(option: Option) -> dict[str, Any]:
    """One way of pooling and what was found for it."""
    found = option.found
    return {
        "pooled": option.plan.pooled.model_dump(),
        "status": found.status,
        "cost": found.cost,
        "heads": None if found.point is None else option.problem.heads(found.point),
        "desks": None if found.point is None else named(option.problem, found.point),
        "replications": option.sample.replications,
        "rounds": found.rounds,
        "clauses": len(found.clauses),
    }


def _floor(option: Option) -> dict[str, float]:
    return dict(zip(option.sample.constraints, option.sample.floor.round(5).tolist(), strict=True))


def plan_of(plan: Plan) -> Mapping[str, Any]:
    """What a staffing decides of a plan."""
    return plan.model_dump(mode="json", include={"grids", "pooled", "town", "pair_size"})
