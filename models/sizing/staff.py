"""`workbench staff`: the cheapest staffing that holds, why not fewer, and what else it would buy."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from models.scenario.faults import Fault
from models.scenario.folder import find_folder, read_scenario
from models.scenario.plan import Plan
from models.scenario.words import Role
from models.sizing.answer import (
    Option,
    answer,
    certified,
    fewest_heads,
    frontier,
    late_of,
    least_lateness,
    named,
)
from models.sizing.clauses import INFEASIBLE
from models.sizing.live import yearly_cost
from models.sizing.patrol import patrol_choice
from models.sizing.problem import RoleRule, StaffingError
from models.sizing.says import binding, said
from models.sizing.sensitivity import sensitivity
from models.sizing.town import RECORDED, SizedTown, open_town, pooled, problem_of
from models.sizing.writing import write_plan
from models.text.names import LANGUAGES, name

POOLINGS = ("plan", "best", "none", "all")
Progress = Callable[[float, str], None]


def staff(
    folder: str,
    late: float = 0.05,
    heads: int | None = None,
    replications: int = 20,
    pooling: str = "best",
    rules: Sequence[str] = (),
    coverage: float | None = None,
    days: int | None = None,
    out: Path | None = None,
    progress: Progress | None = None,
) -> dict[str, Any]:
    """Answer a staffing question for the scenario in a folder.

    `late`: most late cases beyond the structural floor, at every desk and level; `heads`: cap on the three
    roles; `rules` such as `handler>=10` or `operator<=12`; `coverage`: premises inspected within their
    interval, which decides the inspectors (else they stay); `out`: new folder for
    the plan. Raises StaffingError.
    """
    wanted = _asked(late, heads, replications, pooling, rules, coverage)
    scenario = read_scenario(folder)
    if days is not None:
        scenario = scenario.with_spec(days=days)
    say = progress or (lambda share, message: None)
    patrol: dict[str, Any] | None = None
    if coverage is not None:
        plan, patrol = patrol_choice(scenario, coverage, lambda share: say(0.4 * share, ""))
        scenario = scenario.with_plan(plan)
    town = open_town(scenario, say=lambda share, _: say(0.4 + 0.2 * share, ""))
    options = _options(town, late, heads, replications, pooling, wanted)
    say(0.75, "")
    solved = [o for o in options if o.found.point is not None]
    told = _answered(town, solved, say) if solved else _impossible(options, late, heads)
    told["inspectors"] = {grid: each.staffing.inspectors for grid, each in scenario.plan.grids.items()}
    told["patrol"] = patrol
    told |= {"scenario": scenario.name, "fingerprint": scenario.fingerprint, "late": late, "cap": heads}
    told["recorded_runs"] = RECORDED
    told["options"] = [_row(option) for option in options]
    told["replications"] = sum(o.sample.replications for o in options)
    if out is not None and told["plan"] is not None:
        told["out"] = str(write_plan(find_folder(folder), told["plan"], out))
    say(1.0, "")
    return told


def _asked(
    late: float,
    heads: int | None,
    replications: int,
    pooling: str,
    rules: Sequence[str],
    coverage: float | None,
) -> tuple[RoleRule, ...]:
    """The rules; StaffingError with everything that cannot be asked."""
    faults = []
    if not 0 < late < 1:
        faults.append(Fault("--late", "a share between 0 and 1 (0.05)", str(late)))
    if heads is not None and heads < 1:
        faults.append(Fault("--heads", "at least 1", str(heads)))
    if not 2 <= replications <= 1000:
        faults.append(Fault("--replications", "2 to 1000", str(replications)))
    if pooling not in POOLINGS:
        faults.append(Fault("--pooling", " or ".join(POOLINGS), repr(pooling)))
    if coverage is not None and not 0 < coverage <= 1:
        faults.append(Fault("--coverage", "a share above 0, at most 1", str(coverage)))
    found: dict[str, RoleRule] = {}
    for text in rules:
        for sign, field in ((">=", "least"), ("<=", "most")):
            role, found_sign, number = text.partition(sign)
            if found_sign and role in (Role.HANDLER, Role.OPERATOR, Role.TOWN_TEAM) and number.isdigit():
                found[role] = replace(found.get(role, RoleRule(role)), **{field: int(number)})  # type: ignore[arg-type]
                break
        else:
            faults.append(Fault("--rule", "handler>=10, operator<=12 or town_team>=5", repr(text)))
    for rule in found.values():
        if rule.least > rule.most:
            remedy = f"raise the upper one to {rule.least}, or lower the other to {rule.most}"
            faults.append(
                Fault(f"--rule {rule.role}", f"at most {rule.least} or more", str(rule.most), remedy)
            )
        if rule.most < 1:
            faults.append(
                Fault(f"--rule {rule.role}", "at least 1", str(rule.most), "nobody would do the work")
            )
    if faults:
        raise StaffingError(faults)
    return tuple(found.values())


def _options(
    town: SizedTown,
    late: float,
    heads: int | None,
    replications: int,
    pooling: str,
    wanted: tuple[RoleRule, ...],
) -> list[Option]:
    """Every way of pooling that is asked for, answered; ways that the cap rules out by load alone are
    told too."""
    own = town.scenario.plan.pooled
    ways = {
        "plan": [(own.handlers, own.operators)],
        "none": [(False, False)],
        "all": [(True, True)],
        "best": list(dict.fromkeys([(own.handlers, own.operators), (True, True)])),
    }[pooling]
    options = []
    for handlers, operators in ways:
        plan = pooled(town.scenario.plan, handlers, operators)
        rules = town.under(plan)
        problem = problem_of(town.scenario.with_plan(plan), rules, late, heads, wanted)
        options.append(answer(plan, rules, problem, town.sample(rules, replications)))
    return options


def _answered(town: SizedTown, solved: list[Option], say: Progress) -> dict[str, Any]:
    """The cheapest option with its certificate, frontier, sentences and sensitivity."""
    option = min(solved, key=lambda o: (o.found.cost or 0.0, o.problem.heads(o.found.point or ())))
    option, certificate = certified(town, option)
    say(0.9, "")
    point = option.found.point
    assert point is not None
    plan = option.staffed(point)
    return {
        "status": option.found.status,
        "exact_on_sample_if_more_people_never_hurt": option.found.refuted == 0,
        "compared": option.found.compared,
        "refuted": option.found.refuted,
        "plan": _plan(plan),
        "desks": named(option.problem, point),
        "cost": yearly_cost(town.scenario, plan),
        "heads": option.problem.heads(point),
        "late_on_sample": late_of(option, point),
        "structural_late": _floor(option),
        "binding": binding(
            replace(option.problem, limit=option.search.problem.limit), point, option.found.clauses
        ),
        "certificate": None
        if certificate is None
        else {
            "claim": certificate.claim,
            "confidence": 0.95,
            "cuts": dict(certificate.cuts),
            "late": {n: round(v, 5) for n, v in certificate.late.items()},
            "upper": {n: round(v, 5) for n, v in certificate.upper.items()},
            "worst": certificate.worst,
            "replications": certificate.replications,
        },
        "frontier": frontier(option),
        "sensitivity": sensitivity(town, option, point),
    }


def _impossible(options: list[Option], late: float, heads: int | None) -> dict[str, Any]:
    """Why it cannot be done, and the smallest change that would work."""
    why: list[dict[str, Any]] = []
    best = None
    for option in options:
        problem = option.problem
        needed = problem.needed()
        least = problem.fixed + sum(needed.values())
        ways = _row(option)["pooled"]
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
        "closest": None if plan is None or best is None else {"plan": _plan(plan), "late": best[0]},
        "cost": None,
        "heads": None,
        "binding": [{n: row[n] for n in ("zh", "en")} for row in why],
        "certificate": None,
        "frontier": frontier(chosen),
        "structural_late": _floor(chosen),
    }


def _row(option: Option) -> dict[str, Any]:
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


def _plan(plan: Plan) -> Mapping[str, Any]:
    return plan.model_dump(mode="json", include={"grids", "pooled", "town", "pair_size"})
