"""A visit calendar judged by code that knows nothing of how it was made: plain dates in, findings out."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

import numpy as np

from models.planning.visits.problem import VisitProblem

SHIFT = 0.2
"""How far a single visit may lie off its round, as a part of it (at least one working day)."""


class VisitRule(StrEnum):
    """What a calendar must keep."""

    UNKNOWN = "unknown"
    MISSING = "missing"
    HOLIDAY = "holiday"
    CLOSED = "closed"
    INTERVAL = "interval"
    TWICE = "twice"
    BALANCE = "balance"


@dataclass(frozen=True)
class VisitFinding:
    """One thing that is wrong: the rule, whose, what was expected, what it is."""

    rule: VisitRule
    where: str
    expected: str
    got: str


def audit_visits(
    problem: VisitProblem, visits: Mapping[str, Sequence[int]], start: int, balance: float | None = None
) -> list[VisitFinding]:
    """Every breach of a rule by a calendar (premises to ordinals; `start` is the ordinal of day 0).

    `balance`: the most a grid's fullest day may be over its mean day (0.1: a tenth), None to leave it out.
    """
    rank = {start + int(day): r for r, day in enumerate(problem.days)}
    last = start + int(problem.days[-1]) if len(problem.days) else start
    findings = [
        VisitFinding(VisitRule.UNKNOWN, name, "a premises of the problem", "an unknown one")
        for name in sorted(set(visits) - set(problem.names))
    ]
    for i, name in enumerate(problem.names):
        days = [day for day in visits.get(name, ()) if start <= day <= last]
        findings += _one(problem, i, name, days, rank)
    if balance is not None:
        findings += _balance(problem, visits, rank, balance)
    return findings


def _one(
    problem: VisitProblem, i: int, name: str, days: Sequence[int], rank: Mapping[int, int]
) -> Iterator[VisitFinding]:
    if len(set(days)) < len(days):
        yield VisitFinding(VisitRule.TWICE, name, "each day once", f"{len(days) - len(set(days))} twice")
    off = [day for day in days if day not in rank]
    if off:
        yield VisitFinding(VisitRule.HOLIDAY, name, "working days", f"{len(off)} days off")
    ranks = sorted({rank[day] for day in days if day in rank})
    shut = [r for r in ranks if not problem.weekdays[i, problem.weekday[r]]]
    if shut:
        yield VisitFinding(VisitRule.CLOSED, name, "days on which it is open", f"{len(shut)} closed days")
    can = problem.weekdays[i][problem.weekday]
    every = int(problem.every[i])
    if not ranks:
        if can.any() and len(problem.days) >= every:
            yield VisitFinding(VisitRule.MISSING, name, f"a visit every {every} working days", "none")
        return
    # an interval is kept when no gap, nor the first wait nor the last, is longer than the round and its slack
    slack = max(1, int(2 * SHIFT * every)) if every > 1 else 0
    gaps = np.diff([-1, *ranks, len(problem.days)])
    inside = int(gaps.max())
    if not can.all():
        slack += int((~can).sum() and 7)
    if inside > every + slack:
        yield VisitFinding(VisitRule.INTERVAL, name, f"at most {every + slack} working days", f"{inside}")


def _balance(
    problem: VisitProblem, visits: Mapping[str, Sequence[int]], rank: Mapping[int, int], most: float
) -> Iterator[VisitFinding]:
    for grid, load in work_by_day(problem, visits, rank).items():
        mean = float(load.mean()) if len(load) else 0.0
        if mean and load.max() > mean * (1 + most):
            expected, got = f"a fullest day at most {most:.0%} over the mean", f"{load.max() / mean - 1:.1%}"
            yield VisitFinding(VisitRule.BALANCE, grid, expected, got)


def work_by_day(
    problem: VisitProblem, visits: Mapping[str, Sequence[int]], rank: Mapping[int, int]
) -> dict[str, np.ndarray]:
    """Minutes on site of every grid and working day, fixed work included."""
    load = {
        grid: problem.fixed.get(grid, np.zeros(len(problem.days))).astype(np.float64).copy()
        for grid in dict.fromkeys(problem.grids)
    }
    for i, name in enumerate(problem.names):
        for day in visits.get(name, ()):
            if day in rank:
                load[problem.grids[i]][rank[day]] += problem.minutes[i]
    return load
