"""How a pair picks its next task: seven policies behind one Protocol.

A policy compares whole pools in a compiled loop (`cheapest`). Costs are in seconds of the pair's time; a task
that cannot be finished in expectation before the pair must be back costs infinity.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from math import inf
from typing import Protocol

import numpy as np
import numpy.typing as npt

from models.scenario.faults import Fault, RunError
from models.scenario.words import GrabPolicy
from models.simulation.cheapest import cheapest
from models.simulation.tasks import Mismatch, Task, TaskPool

DAY = 86_400


@dataclass
class Pair:
    """Inspectors who walk together (or one who walks alone).

    `at` and `base` are rows of the walking matrix; `mismatch[skill]` is 1 where the pair lacks a skill
    (code 0: no skill wanted, never lacking); `groups` are the pools it may grab from, group by group in
    order of preference; `held` is what it has taken but not begun; `practice` counts visits made; `index`
    is its place among all pairs. `lacking` is `mismatch` as an array.
    """

    name: str
    people: tuple[str, ...]
    grid: str
    base: int
    mismatch: Mismatch
    groups: tuple[tuple[TaskPool, ...], ...] = ()
    at: int = -1
    held: list[Task] = field(default_factory=list)
    practice: int = 0
    visits_today: int = 0
    community: str = ""
    index: int = 0
    line: int = 0
    trained_from: float = 1.0

    def __post_init__(self) -> None:
        self.lacking = np.array(self.mismatch)


@dataclass(frozen=True)
class GrabWeights:
    """What the `weighted` policy trades, in minutes of walking.

    `walk` per minute walked, `minutes` per minute expected on site, `skill` for a skill the pair lacks,
    `urgency` per day a task is due earlier, `priority` for re-inspections and checks, which cases wait for.
    """

    walk: float = 1.0
    minutes: float = 0.1
    skill: float = 5.0
    urgency: float = 2.0
    priority: float = 15.0


class TourPlanner(Protocol):
    """Plans a day's tours from outside (the route optimiser, or a plan on file).

    A planner may have a mapping `departs` of task numbers to the time their tour begins; without it all tasks
    of a pair are one tour. It may have `present(pair, now)`, asked before a pair takes a task: it may deal
    out its tours anew, and says whether the pair is still at work.
    """

    def tours(self, tasks: Sequence[Task], pairs: Sequence[Pair], now: int) -> Mapping[str, Sequence[Task]]:
        """The tasks of each pair (by name) in the order of its tour; what is left out stays open."""


class Grabbing(Protocol):
    """What the patrol asks of a policy."""

    def appraise(self, task: Task) -> tuple[float, float]:
        """Rank and penalty of a task that is put into a pool."""

    def morning(self, pairs: Sequence[Pair], now: int, seconds: int) -> None:
        """The day's tasks are released and `seconds` of shift lie ahead."""

    def next_task(self, pair: Pair, now: int, back_by: int) -> Task | None:
        """The task the pair does next, taken out of its pool; None when nothing fits any more."""

    def evening(self, pair: Pair) -> None:
        """The day is over: what is held goes back to its pool."""

    def expected_seconds(self, pair: Pair, task: Task) -> float:
        """What this pair is expected to need on site."""


class Policy:
    """Grab one task at a time: the one of least cost, own pool first.

    The cost of a task is its rank, plus `walk_weight` per second of walking, plus its penalty where the
    pair lacks the skill; a subclass says what rank and penalty a task has (`appraise`).
    """

    walk_weight = 1.0

    def __init__(self, walking: npt.NDArray[np.int32], weights: GrabWeights, wrong_skill: float) -> None:
        self.walking = walking
        self.weights = weights
        self.slower = wrong_skill - 1.0

    def appraise(self, task: Task) -> tuple[float, float]:
        """Rank of a task, and penalty for a pair that lacks its skill."""
        raise NotImplementedError

    def morning(self, pairs: Sequence[Pair], now: int, seconds: int) -> None:
        """Nothing is dealt out."""

    def next_task(self, pair: Pair, now: int, back_by: int) -> Task | None:
        """Grab from the preferred pools, else from the next group."""
        return self.grab(pair, back_by - now)

    def evening(self, pair: Pair) -> None:
        """Give back what was not begun."""
        for task in pair.held:
            task.pool.add(task)
        pair.held.clear()

    def grab(self, pair: Pair, left: int) -> Task | None:
        """The cheapest open task that fits into the seconds that are left, taken out of its pool."""
        for group in pair.groups:
            best: Task | None = None
            least = inf
            for pool in group:
                if pool.size:
                    cost, slot = cheapest(
                        self.walking, pair.at, pair.base, pool.slots, pair.lacking,
                        self.walk_weight, self.slower, left,
                    )  # fmt: skip
                    if cost < least:
                        best, least = pool.tasks[slot], cost
            if best is not None:
                best.pool.remove(best)
                return best
        return None

    def expected_seconds(self, pair: Pair, task: Task) -> float:
        """What this pair is expected to need on site."""
        return task.seconds * (1.0 + self.slower * pair.mismatch[task.skill])

    def fits(self, pair: Pair, task: Task, left: int) -> bool:
        """Whether the pair can walk there, finish in expectation and be back in `left` seconds."""
        there = int(self.walking[pair.at, task.premises])
        back = int(self.walking[task.premises, pair.base])
        return there + back + self.expected_seconds(pair, task) <= left

    def nearest_fitting(self, pair: Pair, left: int) -> Task | None:
        """The nearest of the tasks in hand that fits, taken out of the hand."""
        fitting = [task for task in pair.held if self.fits(pair, task, left)]
        if not fitting:
            return None
        task = min(fitting, key=lambda task: (int(self.walking[pair.at, task.premises]), task.number))
        pair.held.remove(task)
        return task


class Nearest(Policy):
    """The nearest task, whatever it is."""

    def appraise(self, task: Task) -> tuple[float, float]:
        """Walking alone."""
        return 0.0, 0.0


class Skilled(Policy):
    """Tasks the pair is good at before all others, the nearest of them first."""

    def appraise(self, task: Task) -> tuple[float, float]:
        """A day for a lacking skill, then walking."""
        return 0.0, float(DAY)


class Easiest(Policy):
    """Cherry-picking: the task that is over soonest; walking only breaks near-ties."""

    walk_weight = 0.1

    def appraise(self, task: Task) -> tuple[float, float]:
        """Expected seconds on site."""
        return float(task.seconds), task.seconds * self.slower


class Weighted(Policy):
    """Skill, distance, urgency and expected minutes, weighed."""

    def __init__(self, walking: npt.NDArray[np.int32], weights: GrabWeights, wrong_skill: float) -> None:
        super().__init__(walking, weights, wrong_skill)
        self.walk_weight = weights.walk / 60.0

    def appraise(self, task: Task) -> tuple[float, float]:
        """Linear in all of them; a due time a day earlier is worth `urgency` minutes of walking."""
        w = self.weights
        minutes = w.minutes * task.seconds / 60.0
        rank = minutes + w.urgency * task.due / DAY - w.priority * task.priority
        return rank, w.skill + minutes * self.slower


class Batch(Weighted):
    """Grab `size` tasks at once in race order, do them nearest first, then grab again."""

    def __init__(
        self, walking: npt.NDArray[np.int32], weights: GrabWeights, wrong_skill: float, size: int
    ) -> None:
        super().__init__(walking, weights, wrong_skill)
        self.size = size

    def next_task(self, pair: Pair, now: int, back_by: int) -> Task | None:
        """The nearest of the batch; an empty hand grabs the next batch."""
        if not pair.held:
            while len(pair.held) < self.size and (task := self.grab(pair, back_by - now)) is not None:
                pair.held.append(task)
        return self.nearest_fitting(pair, back_by - now)


class Assigned(Weighted):
    """The leader deals out the most due tasks each morning, as much as a day holds; then pairs grab."""

    day_share = 0.75
    """Share of the shift dealt out as minutes on site; the rest is for walking."""

    def morning(self, pairs: Sequence[Pair], now: int, seconds: int) -> None:
        """Deal each pool to the pairs that call it their own, the most due first, least loaded first."""
        by_pool: dict[str, list[Pair]] = {}
        for pair in pairs:
            by_pool.setdefault(pair.groups[0][0].name, []).append(pair)
        for team in by_pool.values():
            load = {pair.name: 0.0 for pair in team}
            tasks = sorted(team[0].groups[0][0].open_tasks(), key=lambda t: (-t.priority, t.due, t.number))
            for task in tasks:
                pair = min(team, key=lambda pair: load[pair.name] + self.expected_seconds(pair, task))
                if load[pair.name] > seconds * self.day_share:
                    break
                load[pair.name] += self.expected_seconds(pair, task)
                task.pool.remove(task)
                pair.held.append(task)

    def next_task(self, pair: Pair, now: int, back_by: int) -> Task | None:
        """The nearest of one's own list that fits, else grab."""
        return self.nearest_fitting(pair, back_by - now) or self.grab(pair, back_by - now)


class Planned(Weighted):
    """Tours given from outside, walked in their order and refilled by grabbing."""

    def __init__(
        self, walking: npt.NDArray[np.int32], weights: GrabWeights, wrong_skill: float, planner: TourPlanner
    ) -> None:
        super().__init__(walking, weights, wrong_skill)
        self.planner = planner
        self.departs: Mapping[int, int] = {}

    def morning(self, pairs: Sequence[Pair], now: int, seconds: int) -> None:
        """Ask the planner once for the whole community's day."""
        pools = {pool.name: pool for pair in pairs for group in pair.groups for pool in group}
        tasks = [task for name in sorted(pools) for task in pools[name].open_tasks()]
        tours = self.planner.tours(tasks, pairs, now)
        self.departs = getattr(self.planner, "departs", {})
        for pair in pairs:
            for task in tours.get(pair.name, ()):
                task.pool.remove(task)
                pair.held.append(task)

    def next_task(self, pair: Pair, now: int, back_by: int) -> Task | None:
        """The next of the tour that fits, else grab."""
        present = getattr(self.planner, "present", None)
        if present is not None and not present(pair, now):
            return None
        for task in pair.held:
            if self.departs.get(task.number, now) <= now and self.fits(pair, task, back_by - now):
                pair.held.remove(task)
                return task
        return self.grab(pair, back_by - now)


def grabbing(
    policy: GrabPolicy,
    walking: npt.NDArray[np.int32],
    weights: GrabWeights,
    wrong_skill: float,
    batch: int,
    planner: TourPlanner | None = None,
) -> Grabbing:
    """The policy of that name; `planned` needs a planner and raises RunError without one."""
    if policy is GrabPolicy.BATCH:
        return Batch(walking, weights, wrong_skill, batch)
    if policy is GrabPolicy.PLANNED:
        if planner is None:
            remedy = "choose another policy, or run with a planner of tours"
            raise RunError(Fault("plan.yml: policies.grab", "a planner for `planned`", "none", remedy))
        return Planned(walking, weights, wrong_skill, planner)
    simple: Mapping[GrabPolicy, type[Policy]] = {
        GrabPolicy.NEAREST: Nearest,
        GrabPolicy.SKILLED: Skilled,
        GrabPolicy.EASIEST: Easiest,
        GrabPolicy.WEIGHTED: Weighted,
        GrabPolicy.ASSIGNED: Assigned,
    }
    return simple[policy](walking, weights, wrong_skill)
