"""What others make of a staffing question with a given number of simulated points."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from models.sizing.problem import Judge, Point, StaffingProblem


def _fine(problem: StaffingProblem, judge: Judge, point: Point) -> bool:
    return bool((judge.late(point) <= problem.limit + 1e-12).all())


def greedy(problem: StaffingProblem, judge: Judge, points: int) -> float | None:
    """From everybody, take away the dearest person whose absence is not felt, while simulations last."""
    point, asked = problem.most, 0
    places = sorted(range(len(point)), key=lambda n: -problem.variables[n].price)
    while True:
        for n in places:
            trial = (*point[:n], point[n] - 1, *point[n + 1 :])
            if trial[n] < problem.variables[n].least:
                continue
            if asked >= points:
                return problem.cost(point)
            asked += 1
            if _fine(problem, judge, trial):
                point = trial
                break
        else:
            return problem.cost(point)


def at_random(problem: StaffingProblem, judge: Judge, points: int) -> float | None:
    """The cheapest of so many random points that keeps the limit."""
    random = np.random.default_rng(0)
    best = None
    for _ in range(points):
        point = tuple(int(random.integers(v.least, v.most + 1)) for v in problem.variables)
        if _fine(problem, judge, point):
            cost = problem.cost(point)
            best = cost if best is None else min(best, cost)
    return best


def by_optuna(problem: StaffingProblem, judge: Judge, points: int) -> float | None:
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
    study = optuna.create_study(sampler=sampler)
    study.enqueue_trial({v.name: v.most for v in problem.variables})  # everybody: so that one plan holds
    study.optimize(objective, n_trials=points)
    return min(best, default=None)


RIVALS: dict[str, Callable[[StaffingProblem, Judge, int], float | None]] = {
    "greedy": greedy,
    "random": at_random,
    "optuna": by_optuna,
}
