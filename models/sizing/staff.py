"""`workbench staff`: the cheapest staffing that holds, why not fewer, and what else it would buy."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from models.scenario.faults import Fault
from models.scenario.folder import find_folder, read_scenario
from models.scenario.plan import Plan
from models.scenario.scenario import Scenario
from models.scenario.words import Role
from models.sizing.answer import Option, answer, certified, late_least
from models.sizing.live import yearly_cost
from models.sizing.patrol import PatrolChoice, PatrolResponse, patrol_response
from models.sizing.problem import StaffingError
from models.sizing.question import Objective, Question, asked
from models.sizing.told import impossible, row_of, told_of
from models.sizing.town import RECORDED, SizedTown, open_town, pooled, problem_of
from models.sizing.writing import write_plan

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
    objective: str = "cost",
    overtime: float = 1.5,
) -> dict[str, Any]:
    """Answer a staffing question for the scenario in a folder.

    `late`: most late cases beyond the structural floor, at every desk and level; `heads`: cap on the three
    roles; `rules` such as `handler>=10`, `operator<=12`, `each.handler>=2`; `coverage`: premises inspected
    within their interval, which decides the inspectors together with the desks (else they stay);
    `objective`: least `cost`, or least `worst-lateness` under the cap; `overtime`: price of an hour beyond
    the shift over one within; `out`: new folder for the plan. Raises StaffingError.
    """
    question = asked(late, heads, replications, pooling, rules, coverage, objective, overtime)
    scenario = read_scenario(folder)
    if days is not None:
        scenario = scenario.with_spec(days=days)
    say = progress or (lambda share, message: None)
    towns, response = _towns(scenario, question, say)
    tried = [each for n, town in enumerate(towns) for each in _tried(town, question, say, n, len(towns))]
    solved = [each for each in tried if each.option.found.point is not None]
    best = min(solved, key=lambda each: each.worth(question), default=None)
    town = best.town if best else towns[0]
    if best is None:
        told = impossible([each.option for each in tried], late, heads)
    else:
        option, certificate = certified(town, best.option, question.objective is Objective.COST)
        say(0.85, "")
        told = told_of(town, option, certificate)
    told["inspectors"] = {grid: each.staffing.inspectors for grid, each in town.scenario.plan.grids.items()}
    told["patrol"] = None if response is None else _patrol(response, town, question, tried)
    told |= {"scenario": scenario.name, "fingerprint": scenario.fingerprint, "late": late, "cap": heads}
    told |= {"recorded_runs": RECORDED, "objective": question.objective}
    told["options"] = [row_of(each.option) | {"inspectors": each.inspectors} for each in tried]
    told["replications"] = sum(each.option.sample.replications for each in tried)
    if out is not None and told["plan"] is not None:
        told["out"] = str(write_plan(find_folder(folder), told["plan"], out))
    say(1.0, "")
    return told


@dataclass(frozen=True)
class _Tried:
    """An answer for one number of inspectors and one way of pooling."""

    town: SizedTown
    option: Option

    @property
    def inspectors(self) -> int:
        return self.town.scenario.plan.heads(Role.INSPECTOR)

    def worth(self, question: Question) -> tuple[float, float, int]:
        """What is least for the best."""
        point = self.option.found.point or ()
        plan = self.option.staffed(point)
        cost = (
            yearly_cost(self.town.scenario, plan) + self.town.patrol_extra + self.option.sample.extra(point)
        )
        worst = round(float(self.option.search.late(point).max()), 3)
        first = worst if question.objective is Objective.LATENESS else 0.0
        return first, cost, self.option.problem.heads(point)


def _towns(
    scenario: Scenario, question: Question, say: Progress
) -> tuple[list[SizedTown], PatrolResponse | None]:
    """The scenario ready for sizing, once for every number of inspectors that is to be tried."""
    if question.coverage is None:
        town = open_town(scenario, say=lambda share, _: say(0.5 * share, ""))
        return [replace(town, overtime=question.overtime)], None
    response = patrol_response(scenario, progress=lambda share: say(0.4 * share, ""))
    rule, size = question.inspectors, scenario.plan.pair_size
    found = response.choices(question.coverage, least=-(-rule.least // size))
    choices = [choice for choice in found if choice.together * size <= rule.most]
    if not choices:
        need = found[0].together * size
        remedy = f"allow at least {need} inspectors, or ask for less coverage"
        raise StaffingError(Fault("--rule inspector", f"at most {need} or more", str(rule.most), remedy))
    return [replace(response.town(choice), overtime=question.overtime) for choice in choices], response


def _tried(town: SizedTown, question: Question, say: Progress, place: int, many: int) -> list[_Tried]:
    """Every way of pooling that is asked for, answered for one number of inspectors."""
    own = town.scenario.plan.pooled
    ways = {
        "plan": [(own.handlers, own.operators)],
        "none": [(False, False)],
        "all": [(True, True)],
        "best": list(dict.fromkeys([(own.handlers, own.operators), (True, True)])),
    }[question.pooling]
    found = []
    for turn, (handlers, operators) in enumerate(ways):
        found.append(_Tried(town, _option(town, pooled(town.scenario.plan, handlers, operators), question)))
        say(0.5 + 0.3 * (place + (turn + 1) / len(ways)) / many, "")
    return found


def _option(town: SizedTown, plan: Plan, question: Question) -> Option:
    rules = town.under(plan)
    scenario = town.scenario.with_plan(plan)
    problem = problem_of(scenario, rules, question.late, question.heads, question.desk_rules)
    option = answer(plan, rules, problem, town.sample(rules, question.replications))
    return late_least(option) if question.objective is Objective.LATENESS else option


def _patrol(
    response: PatrolResponse, town: SizedTown, question: Question, tried: Sequence[_Tried]
) -> dict[str, Any]:
    """The patrol's side: its response with the error of reading it, and what each number of inspectors
    costs."""
    assert town.pairs is not None and question.coverage is not None
    rows: dict[int, dict[str, Any]] = {}
    for each in tried:
        row = rows.setdefault(each.inspectors, {"inspectors": each.inspectors, "cost": None, "heads": None})
        point = each.option.found.point
        if point is not None:
            _, cost, heads = each.worth(question)
            if row["cost"] is None or cost < row["cost"]:
                row |= {"cost": cost, "heads": heads}
    coverage = response.coverage_of(town.pairs)
    choice = PatrolChoice(town.pairs, coverage, coverage >= question.coverage)
    return response.told(choice, question.coverage) | {"choices": list(rows.values())}
