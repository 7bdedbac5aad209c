"""Several plans, never one: repairs from fewest moves to best shape, and proposals with different aims."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum

from models.planning.effort import Effort, Progress, ShouldStop
from models.planning.grids.problem import GridProblem
from models.planning.grids.result import PlanResult, result_of
from models.planning.grids.solve import plan_grids

PRICES = (6.0, 1.5, 0.4, 0.0)
"""Prices of a moved block, in borders of average length, that a repair is offered at."""


class Aim(StrEnum):
    """What a proposal cares for most."""

    ALL_ROUND = "all_round"
    BALANCE = "balance"
    COMPACT = "compact"
    AREAS = "areas"
    FEW_MOVES = "few_moves"


@dataclass(frozen=True)
class _Tilt:
    """How an aim changes the weights: factors on balance and area, an addition to compactness, a price."""

    balance: float = 1.0
    area: float = 1.0
    compactness: float = 0.0
    price: float | None = None


_TILTS = {
    Aim.ALL_ROUND: _Tilt(),
    Aim.BALANCE: _Tilt(balance=60.0),
    Aim.COMPACT: _Tilt(compactness=4.0),
    Aim.AREAS: _Tilt(area=8.0),
    Aim.FEW_MOVES: _Tilt(price=1.5),
}


def repair_grids(
    problem: GridProblem,
    effort: Effort | None = None,
    seed: int = 0,
    start: Mapping[str, str] | None = None,
    progress: Progress | None = None,
    should_stop: ShouldStop | None = None,
) -> list[PlanResult]:
    """Repairs of a painted plan from the fewest moves to the best shape ("7 blocks moved or 24").

    Blocks count as moved against the problem's current plan; `start` is the painted plan (the current one
    when
    not given). Only plans that nothing else on the list beats in both moves and shape are offered; when no
    plan inside the bounds was met, the nearest one alone is. The effort (0.3 units by default) is for all
    together.
    """
    whole = effort or Effort(deterministic=0.3)
    painted = dict(start if start is not None else problem.current_plan)
    found: list[PlanResult] = []
    for turn, price in enumerate(PRICES):
        if found and should_stop is not None and should_stop():
            break
        part = _part(progress, turn, len(PRICES))
        made = plan_grids(
            problem.priced(price), whole.share(1 / len(PRICES)), seed, painted, part, should_stop
        )
        found.append(_judged(problem, made, f"price {price:g}"))
    return _unbeaten(found)


def proposals(
    problem: GridProblem,
    effort: Effort | None = None,
    seed: int = 0,
    aims: Iterable[Aim] = tuple(Aim),
    progress: Progress | None = None,
    should_stop: ShouldStop | None = None,
) -> Iterator[PlanResult]:
    """One plan for every aim, judged by the problem's own weights and named by the aim; equal plans once.

    They come one by one, as they are found. `few_moves` needs a current plan and starts from it. The effort
    (one unit per aim by default) is for all.
    """
    wanted = [aim for aim in aims if aim is not Aim.FEW_MOVES or problem.current_plan]
    whole = effort or Effort(deterministic=float(len(wanted)))
    found: list[PlanResult] = []
    for turn, aim in enumerate(wanted):
        if found and should_stop is not None and should_stop():
            break
        start = problem.current_plan if aim is Aim.FEW_MOVES else None
        part = _part(progress, turn, len(wanted))
        made = plan_grids(
            _tilted(problem, _TILTS[aim]), whole.share(1 / len(wanted)), seed, start, part, should_stop
        )
        if all(made.plan != other.plan for other in found):
            found.append(
                replace(made, name=aim.value) if aim is Aim.ALL_ROUND else _judged(problem, made, aim.value)
            )
            yield found[-1]


def _tilted(problem: GridProblem, tilt: _Tilt) -> GridProblem:
    own = problem.weights
    return problem.priced(
        problem.price if tilt.price is None else max(tilt.price, problem.price),
        balance=max(own.balance, 0.1) * tilt.balance if tilt.balance != 1 else own.balance,
        area=max(own.area, 0.1) * tilt.area if tilt.area != 1 else own.area,
        compactness=own.compactness + tilt.compactness,
    )


def _judged(problem: GridProblem, made: PlanResult, name: str) -> PlanResult:
    """The same plan, costed by the problem as it was posed (so that plans compare); its bound does not
    carry over."""
    return result_of(problem, problem.labels(made.plan), name=name)


def _unbeaten(found: list[PlanResult]) -> list[PlanResult]:
    """Plans in bounds that no other beats in both moves and shape, fewest moves first."""
    good = [result for result in found if not result.findings]
    if not good:
        return [min(found, key=lambda result: result.deviation)]
    kept: list[PlanResult] = []
    for result in sorted(good, key=lambda result: (result.moved, _shape(result))):
        if not kept or _shape(result) < _shape(kept[-1]) - 1e-9:
            kept.append(result)
    return kept


def _shape(result: PlanResult) -> float:
    """Cost without the price of moves."""
    return result.cost.total - result.cost.moved


def _part(progress: Progress | None, turn: int, turns: int) -> Progress | None:
    """Progress of one of several solves as progress of the whole."""
    if progress is None:
        return None
    return lambda part, text: progress((turn + part) / turns, text)
