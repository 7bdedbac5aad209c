"""The optimiser of grids: problem in, plan out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from models.planning.effort import Effort, Progress, ShouldStop, Stopwatch
from models.planning.grids.contiguity import make_contiguous
from models.planning.grids.cost import cost_of
from models.planning.grids.exact import Proof, nearest, prove
from models.planning.grids.met import MetGrids
from models.planning.grids.population import cool_together, members
from models.planning.grids.problem import GridProblem, Ints
from models.planning.grids.result import PlanResult, result_of
from models.planning.grids.search import AFTERWARDS, COLD_START, WARM_START, Call, Keeper, search
from models.planning.grids.start import cold_start

ALWAYS_EXACT = 40
OFTEN_EXACT = 60
PARTITIONED = 2_000
TOGETHER = 0.85
"""Part of the annealing in which many plans cool together, where the effort is enough for them."""
NO_PROOF = Proof(None, None, False)


@dataclass(frozen=True)
class Shares:
    """Which part of the effort goes to annealing and to putting met grids together; the rest goes to
    CP-SAT."""

    annealing: float
    partitioning: float


def plan_grids(
    problem: GridProblem,
    effort: Effort | None = None,
    seed: int = 0,
    start: Mapping[str, str] | None = None,
    progress: Progress | None = None,
    should_stop: ShouldStop | None = None,
) -> PlanResult:
    """The best plan of grids found within the effort (two deterministic units when none is given).

    Without `start`: a balanced power diagram, annealed hot. With `start` (block to grid; it may miss
    blocks, be
    in pieces or out of bounds): annealed cool from there, the way a planner's painting is repaired. Up to 40
    blocks always, up to 60 where it is worth it, CP-SAT looks for a proof as well. `progress(part, text)`
    hears
    how far it is; when `should_stop()` turns true the best plan so far is returned. The same problem, seed,
    start and deterministic effort give the same plan everywhere.
    """
    watch = Stopwatch(effort or Effort(deterministic=2.0))
    ask = should_stop or _never
    first = _start(problem, start, seed)
    if len(problem.grids) == 1:
        return result_of(problem, first, bound=cost_of(problem, first).total)  # there is no other plan
    shares, pool = _shares(problem), MetGrids(problem)
    call = Call(progress or _silent, ask, pool.add if problem.size <= PARTITIONED else _ignore)
    labels = _anneal(Keeper(problem, first), start is None, seed, watch, shares.annealing, call)
    labels = _put_together(problem, pool, labels, watch, shares.partitioning, ask)
    proof = _exact(problem, labels, watch, ask) if problem.size <= OFTEN_EXACT else NO_PROOF
    keeper = Keeper(problem, labels)
    keeper.offer(proof.labels)
    closest = _why_not(problem, keeper, proof, ask)
    call.progress(1.0, f"{keeper.rank[1]:.6g}")
    return result_of(problem, keeper.labels, proof.bound, proof.infeasible, closest)


def _start(problem: GridProblem, start: Mapping[str, str] | None, seed: int) -> Ints:
    if start is None:
        return cold_start(problem, seed)
    return make_contiguous(problem, problem.labels(start))


def _anneal(keeper: Keeper, cold: bool, seed: int, watch: Stopwatch, until: float, call: Call) -> Ints:
    """Without a start many plans cool together before the best of them goes on alone."""
    problem, part = keeper.problem, TOGETHER * until
    count = members(problem, watch, part) if cold else 0
    if not count:
        return search(keeper, seed, watch, until, COLD_START if cold else WARM_START, call)

    def start(k: int) -> Ints:
        return cold_start(problem, seed, k) if k else keeper.labels

    cool_together(problem, start, count, seed, watch, part, call, keeper)
    return search(keeper, seed, watch, until, AFTERWARDS, call)


def _shares(problem: GridProblem) -> Shares:
    """Small problems leave most of the effort to the proof, large ones all of it to annealing."""
    if problem.size <= ALWAYS_EXACT:
        return Shares(0.3, 0.0)
    if problem.size <= OFTEN_EXACT:
        return Shares(0.5, 0.0)
    return Shares(0.9, 0.1) if problem.size <= PARTITIONED else Shares(1.0, 0.0)


def _put_together(
    problem: GridProblem, pool: MetGrids, labels: Ints, watch: Stopwatch, share: float, ask: ShouldStop
) -> Ints:
    """The best plan made of grids that annealing met, where it is better."""
    amount = min(watch.left, share * watch.effort.amount)
    if amount <= 0.01 or not len(pool) or ask():
        return labels
    repeat = watch.effort.repeatable
    keeper = Keeper(problem, labels)
    keeper.offer(pool.best(amount if repeat else None, None if repeat else amount))
    watch.add(amount)
    return keeper.labels


def _exact(problem: GridProblem, labels: Ints, watch: Stopwatch, ask: ShouldStop) -> Proof:
    keeper = Keeper(problem, labels)
    known = labels if keeper.rank[0] == 0 else None
    share = watch.left / watch.effort.amount
    return prove(problem, known, watch, share, ask) if share > 0 else NO_PROOF


def _why_not(problem: GridProblem, keeper: Keeper, proof: Proof, ask: ShouldStop) -> float | None:
    """The proven smallest deviation where no plan keeps the tolerance; the plan nearest to it is kept."""
    if keeper.rank[0] == 0 or problem.size > OFTEN_EXACT or ask():
        return None
    found = nearest(problem, Stopwatch(Effort(deterministic=2.0)), 1.0, ask)
    keeper.offer(found.labels)
    allowed = max(problem.most / problem.fair_share - 1, 1 - problem.least / problem.fair_share)
    return found.bound if found.bound is not None and found.bound > allowed + 1e-9 else None


def _never() -> bool:
    return False


def _silent(_part: float, _text: str) -> None:
    return None


def _ignore(_plans: Ints) -> None:
    return None
