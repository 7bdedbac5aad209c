"""The staffing search against brute force and against others with as many simulations: `python -m
benchmarks.staffing`.

Judges are closed forms, so that the optimum is known and nothing but the search is measured; 20
replications are
counted for every point that is asked about. Optuna takes part where it is installed.
"""

from __future__ import annotations

import argparse
import json
import sys
import time
from pathlib import Path
from typing import Any

import numpy as np

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from benchmarks._staffing_instances import Formula, brute_force, question  # noqa: E402
from models.measures.intervals import interval  # noqa: E402
from models.sizing.clauses import EXACT, Search  # noqa: E402
from models.sizing.problem import Point, StaffingProblem  # noqa: E402

EACH = 20
"""Replications of one point."""


def small(cases: int = 10) -> dict[str, object]:
    """Five variables: brute force finds the same optimum."""
    agree, asked, all_points = 0, [], []
    for seed in range(cases):
        judge = Formula(seed, 5)
        found = Search(question(judge), judge).run()
        best, tried = brute_force(question(judge), Formula(seed, 5))
        agree += found.status == EXACT and found.cost == best
        asked.append(judge.replications)
        all_points.append(tried * EACH)
    return {"optimum_of_brute_force": f"{agree} of {cases}", "replications": asked, "brute_force": all_points}


def large(seed: int = 1) -> dict[str, object]:
    """Twenty variables: replications and seconds, and what others reach with as many."""
    judge = Formula(seed, 20)
    problem = question(judge, most=8)
    began = time.perf_counter()
    found = Search(problem, judge).run()
    seconds = time.perf_counter() - began
    points = judge.replications // EACH
    out: dict[str, object] = {
        "status": found.status, "cost": found.cost, "replications": judge.replications,
        "seconds": round(seconds, 2),
    }  # fmt: skip
    rivals = {"greedy": greedy, "random": at_random, "optuna": by_optuna}
    for name, rival in rivals.items():
        best = rival(problem, Formula(seed, 20), points)
        out[f"{name}_dearer"] = None if best is None or not found.cost else round(best / found.cost - 1, 4)
    return out


def _fine(problem: StaffingProblem, judge: Formula, point: Point) -> bool:
    return bool((judge.late(point) <= problem.limit + 1e-12).all())


def greedy(problem: StaffingProblem, judge: Formula, points: int) -> float | None:
    """From everybody, take away the dearest person whose absence is not felt, while simulations last."""
    point = problem.most
    for _ in range(points):
        places = sorted(range(len(point)), key=lambda n: -problem.variables[n].price)
        for n in places:
            if judge.replications >= points * EACH:
                return problem.cost(point)
            trial = (*point[:n], point[n] - 1, *point[n + 1 :])
            if trial[n] >= problem.variables[n].least and _fine(problem, judge, trial):
                point = trial
                break
        else:
            break
    return problem.cost(point)


def at_random(problem: StaffingProblem, judge: Formula, points: int) -> float | None:
    """The cheapest of so many random points that keeps the limit."""
    random = np.random.default_rng(0)
    best = None
    for _ in range(points):
        point = tuple(int(random.integers(v.least, v.most + 1)) for v in problem.variables)
        if _fine(problem, judge, point):
            cost = problem.cost(point)
            best = cost if best is None else min(best, cost)
    return best


def by_optuna(problem: StaffingProblem, judge: Formula, points: int) -> float | None:
    """Optuna's TPE with a price on what is over the limit; None where it is not installed."""
    try:
        import optuna
    except ImportError:
        return None
    optuna.logging.set_verbosity(optuna.logging.ERROR)
    best: list[float] = []

    def objective(trial: Any) -> float:
        point = tuple(trial.suggest_int(v.name, v.least, v.most) for v in problem.variables)
        over = float(np.maximum(judge.late(point) - problem.limit, 0).sum())
        if over <= 1e-12:
            best.append(problem.cost(point))
        return problem.cost(point) * (1 + 20 * over)

    sampler = optuna.samplers.TPESampler(seed=0)
    optuna.create_study(sampler=sampler).optimize(objective, n_trials=points)
    return min(best, default=None)


def coverage(experiments: int = 1000) -> float:
    """Share of small experiments whose 95 % interval covers the truth."""
    random = np.random.default_rng(11)
    covered = 0
    for _ in range(experiments):
        due = random.poisson(400, 20)
        told = interval(random.binomial(due, 0.06) / due)
        covered += told.low is not None and told.high is not None and told.low <= 0.06 <= told.high
    return covered / experiments


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--json", action="store_true", help="one JSON object as the last line")
    options = parser.parse_args()
    report = {"five_variables": small(), "twenty_variables": large(), "interval_coverage": coverage()}
    print(json.dumps(report) if options.json else json.dumps(report, indent=1))


if __name__ == "__main__":
    main()
