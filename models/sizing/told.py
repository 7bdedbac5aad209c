"""What a staffing answer tells: the plan with its reasons, or why there is none, as plain values."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from models.scenario.plan import Plan
from models.sizing.answer import Option, fewest_heads, frontier, late_of, least_lateness, named
from models.sizing.certificate import CONFIDENCE, Certificate
from models.sizing.clauses import INFEASIBLE
from models.sizing.live import yearly_cost
from models.sizing.says import binding, said
from models.sizing.sensitivity import sensitivity
from models.sizing.town import SizedTown
from models.text.names import LANGUAGES, name


def told_of(town: SizedTown, option: Option, certificate: Certificate | None) -> dict[str, Any]:
    """The answer with its certificate, frontier, sentences and sensitivity."""
    point, found = option.found.point, option.found
    assert point is not None
    plan = option.staffed(point)
    hours = option.sample.overtime(point)
    extra = option.sample.extra(point)
    return {
        "status": found.status,
        "exact_on_sample_if_more_people_never_hurt": found.refuted == 0,
        "compared": found.compared,
        "refuted": found.refuted,
        "gap": None if found.bound is None or not found.cost else round(1 - found.bound / found.cost, 5),
        "plan": plan_of(plan),
        "desks": named(option.problem, point),
        "cost": yearly_cost(town.scenario, plan) + extra,
        "overtime": {"hours": round(float(hours.sum()), 1), "cost": round(extra), "price": town.overtime},
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
        parts = {
            language: name("staffing.join", language).join(
                f"{n} {said('of_' + role)[language]}" for role, n in needed.items()
            )
            for language in LANGUAGES
        }
        if heads is not None and heads < least:
            says = said("below_load", heads=heads, least=least, parts=parts, inspectors=problem.fixed)
            why.append({"pooled": ways, "needs": least, **says})
            continue
        fewest = fewest_heads(option, late)
        if fewest.point is None:
            names = list(fewest.failing or option.found.failing)
            says = said("never", limit=f"{100 * late:g}", what=", ".join(names))
            why.append({"pooled": ways, "needs": None, **says})
            continue
        need = problem.heads(fewest.point)
        reached = None if heads is None else least_lateness(option, heads)
        percent = "–" if reached is None else f"{100 * reached[0]:.1f}"
        says = said("needs", least=need, heads=heads, limit=f"{100 * late:g}", reached=percent)
        why.append(
            {"pooled": ways, "needs": need, "reached": None if reached is None else reached[0], **says}
        )
        if reached is not None and (best is None or reached[0] < best[0]):
            best = (reached[0], option, reached[1])
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
