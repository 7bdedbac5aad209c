"""The staffing search against brute force and against others with as many simulations: `python -m
benchmarks.staffing [--json]`.

- `five_variables`, `twenty_variables` (every desk's own lateness and one that all share): judges are
  closed forms, so that the optimum is known and nothing but the search is measured; 20 replications are
  counted for every point that is asked about;
- `luohu`: the shipped town by grid (17 desks, 19 constraints) judged by the twin, with the certificate;
- `interval_coverage`: how often 95 % intervals of ten replications of the twin cover the mean of all.

Rivals (greedy, random search, Optuna's TPE) get as many replications as the search took, in the same run;
`…_dearer` is their cost over ours less 1, None where they found no plan that holds.
"""

from __future__ import annotations

import argparse
import json
import sys
import time
from pathlib import Path
from statistics import median
from typing import Any

import numpy as np

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from benchmarks._staffing_instances import Formula, brute_force, known_optimum, question  # noqa: E402
from benchmarks._staffing_rivals import RIVALS  # noqa: E402
from models.measures.intervals import interval  # noqa: E402
from models.scenario.folder import read_scenario  # noqa: E402
from models.sizing.answer import answer, certified  # noqa: E402
from models.sizing.clauses import EXACT, Found, Search  # noqa: E402
from models.sizing.problem import Judge, StaffingProblem  # noqa: E402
from models.sizing.town import FRESH, open_town, pooled, problem_of  # noqa: E402

EACH = 20
"""Replications of one point."""
LATE = 0.05


def small(cases: int = 10) -> dict[str, object]:
    """Five variables: brute force finds the same optimum."""
    agree, asked, everything = 0, [], []
    for seed in range(cases):
        judge = Formula(seed, 5)
        found = Search(question(judge), judge).run()
        best, tried = brute_force(question(judge), Formula(seed, 5))
        agree += found.status == EXACT and found.cost == best
        asked.append(judge.replications)
        everything.append(tried * EACH)
    return {"optimum_of_brute_force": f"{agree} of {cases}", "replications": asked, "brute_force": everything}


def large(cases: int = 10) -> dict[str, object]:
    """Twenty variables: replications, seconds, what is proven, what others reach."""
    rows = []
    for seed in range(1, 100):
        judge = Formula(seed, 20)
        problem = question(judge, most=10)
        if not (judge.late(problem.most) <= problem.limit).all():
            continue  # a town that nobody's number saves
        judge.replications = 0
        began = time.perf_counter()
        found = Search(problem, judge).run()
        seconds = time.perf_counter() - began
        rows.append(
            {"seed": seed, "replications": judge.replications, "seconds": round(seconds, 2)}
            | _told(found)
            | {"above_optimum": round((found.cost or np.inf) / known_optimum(problem, judge) - 1, 4)}
            | _rivals(problem, lambda s=seed: Formula(s, 20), judge.replications, found)
        )  # fmt: skip
        if len(rows) == cases:
            break
    proven = [row for row in rows if row["status"] == EXACT]
    return {
        "proven": f"{len(proven)} of {cases}",
        "replications_most": max(row["replications"] for row in rows),
        "replications_median": median(row["replications"] for row in rows),
        "at_the_optimum_that_arithmetic_knows": sum(not row["above_optimum"] for row in rows),
        "gap_most": max((row["gap"] or 0.0) for row in rows),
        "cases": rows,
    }


def luohu() -> dict[str, object]:
    """The shipped town by grid, judged by the twin: search, certificate, rivals."""
    scenario = read_scenario("luohu")
    town = open_town(scenario)
    plan = pooled(scenario.plan, False, False)
    rules = town.under(plan)
    problem = problem_of(scenario.with_plan(plan), rules, LATE, None)
    town.sample(rules, EACH)  # the cases are drawn before the clock starts
    began = time.perf_counter()
    sample = town.sample(rules, EACH)
    option = answer(plan, rules, problem, sample)
    seconds = time.perf_counter() - began
    spent = sample.replications
    _, certificate = certified(town, option)
    return (
        {"variables": len(problem.variables), "constraints": len(sample.constraints)}
        | {"replications": spent, "seconds": round(seconds, 2)}
        | _told(option.found)
        | {
            "certificate": None if certificate is None else certificate.claim,
            "certificate_replications": None if certificate is None else certificate.replications,
        }
        | _rivals(problem, lambda: town.sample(rules, EACH), spent, option.found)
    )


def _told(found: Found) -> dict[str, Any]:
    gap = None if found.cost is None or not found.bound else round(found.cost / found.bound - 1, 4)
    return {"status": found.status, "cost": found.cost, "gap": gap}


def _rivals(problem: StaffingProblem, judge: Any, replications: int, found: Found) -> dict[str, Any]:
    out: dict[str, Any] = {}
    for name, rival in RIVALS.items():
        fresh: Judge = judge()
        best = rival(problem, fresh, replications // EACH)
        out[f"{name}_dearer"] = None if best is None or not found.cost else round(best / found.cost - 1, 4)
    return out


def coverage(experiments: int = 1000, each: int = 10) -> dict[str, float]:
    """Share of small experiments with the twin whose 95 % interval covers the mean over all of them."""
    scenario = read_scenario("jinxi").with_spec(days=14, warmup_days=7)
    town = open_town(scenario, 1)
    rules = town.under(scenario.plan)
    point = tuple(rules.desks[town.sample(rules, 1).desks, 0].tolist())
    values = []
    for number in range(experiments * each):
        sample = town.sample(rules, 1, FRESH + number)
        due, late = sample.each(point)
        values.append(late[0, -1] / max(due[0, -1], 1.0))
        town.forget()
    shares = np.array(values).reshape(experiments, each)
    truth, told = float(shares.mean()), [interval(row.tolist()) for row in shares]
    inside = [t.low is not None and t.high is not None and t.low <= truth <= t.high for t in told]
    return {"covered": sum(inside) / experiments, "experiments": experiments, "mean": round(truth, 4)}


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--json", action="store_true", help="one JSON object as the last line")
    parser.add_argument("--experiments", type=int, default=1000, help="experiments behind the coverage")
    options = parser.parse_args()
    report = {
        "five_variables": small(), "twenty_variables": large(), "luohu": luohu(),
        "interval_coverage": coverage(options.experiments),
    }  # fmt: skip
    print(json.dumps(report) if options.json else json.dumps(report, indent=1))


if __name__ == "__main__":
    main()
