"""Stops that no pair can visit however the day is planned: named once, left out of the planning."""

from __future__ import annotations

from dataclasses import replace
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from models.planning.routes.problem import NO_WAY, Ints, RouteProblem
from models.planning.routes.reasons import CODE, Reason
from models.scenario.faults import Fault

Made = TypeVar("Made", bound=RouteProblem)


def dismiss(problem: Made) -> Made:
    """The same problem with `dismissed` and `troubles` filled in."""
    able = problem.visit_seconds >= 0
    way = _reachable(problem)
    fits, alone = _windows(problem)
    codes = np.full(problem.size, -1, dtype=np.int64)
    for reason, good in (
        (Reason.WINDOW, alone), (Reason.NO_WAY, (way & able).any(axis=0)),
        (Reason.WINDOW, fits), (Reason.NO_SKILL, able.any(axis=0)),
    ):  # fmt: skip
        codes[~good] = CODE[reason]  # the graver reason comes later and stays
    codes.flags.writeable = False
    troubles = (*_stop_troubles(problem, codes, fits), *_half_troubles(problem))
    return replace(problem, dismissed=codes, troubles=troubles)


def _reachable(problem: RouteProblem) -> NDArray[np.bool_]:
    """Which stops each pair can walk to, and back from, in one of its halves."""
    there = problem.walking[np.ix_(problem.start, problem.place)] != NO_WAY
    back = problem.walking[np.ix_(problem.place, problem.finish)].T != NO_WAY
    way = np.zeros((len(problem.pairs), problem.size), dtype=bool)
    np.logical_or.at(way, problem.half_pair, there & back)
    return way


def _windows(problem: RouteProblem) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
    """Stops with a window at least as long as the visit, and stops that some half can hold alone."""
    shortest = np.where(problem.visit_seconds >= 0, problem.visit_seconds, np.iinfo(np.int64).max).min(axis=0)
    fits = ((problem.closes - problem.opens) >= shortest[:, None]).any(axis=1)
    alone = np.zeros(problem.size, dtype=bool)
    for h, p in enumerate(problem.half_pair.tolist()):
        alone |= holds_alone(problem, h, p)
    return fits, alone


def holds_alone(problem: RouteProblem, half: int, pair: int) -> NDArray[np.bool_]:
    """Which stops an otherwise empty half can hold."""
    there = problem.walking[problem.start[half], problem.place].astype(np.int64)
    back = problem.walking[problem.place, problem.finish[half]].astype(np.int64)
    needs: Ints = problem.visit_seconds[pair]
    begins = np.maximum(problem.opens, (problem.begin[half] + there)[:, None])
    inside = (begins + needs[:, None] <= problem.closes) & (
        begins + (needs + back)[:, None] <= problem.end[half]
    )
    return np.asarray(inside.any(axis=1) & (needs >= 0) & (there != NO_WAY) & (back != NO_WAY))


def _stop_troubles(problem: RouteProblem, codes: Ints, fits: NDArray[np.bool_]) -> list[Fault]:
    troubles = []
    for s in np.flatnonzero(codes >= 0).tolist():
        reason, where = tuple(Reason)[codes[s]], f"stop {problem.stops[s]}"
        if reason is Reason.NO_SKILL:
            wanted = problem.skills[problem.skill[s]] if problem.skill[s] >= 0 else ""
            got = f"nobody with {wanted}" if wanted else "none"
            troubles.append(Fault(where, "a pair that may do it", got, "train a pair, or lend one"))
        elif reason is Reason.NO_WAY:
            remedy = "move it onto the street network"
            troubles.append(Fault(where, "a way there from a pair's start and back", "none", remedy))
        elif not fits[s]:
            longest = int((problem.closes[s] - problem.opens[s]).max())
            expected = f"a window of at least {problem.seconds[s] / 60:.3g} minutes, as long as the visit"
            troubles.append(Fault(where, expected, f"{max(longest, 0) / 60:.3g} minutes"))
        else:
            troubles.append(Fault(where, "a window that some half-day reaches", "none that does"))
    return troubles


def _half_troubles(problem: RouteProblem) -> list[Fault]:
    return [
        Fault(
            f"half-day {h + 1} of {problem.pairs[problem.half_pair[h]]}",
            "time and a way from its start to its finish", "none", "nothing is planned in it",
        )
        for h in np.flatnonzero(~problem.usable).tolist()
    ]  # fmt: skip
