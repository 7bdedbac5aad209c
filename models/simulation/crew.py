"""Pools and pairs: who patrols where, what each pair is good at, and from where it may grab."""

from __future__ import annotations

from collections.abc import Callable, Generator, Sequence
from typing import Any

import simpy

from models.scenario.words import GrabScope, Skill, World
from models.simulation.draws import Draws, exponential, key_of
from models.simulation.environment import Environment
from models.simulation.grabbing import Grabbing, Pair
from models.simulation.setting import Line, Setting
from models.simulation.tasks import Mismatch, TaskPool

YEAR = 365.25 * 86_400
PoolOf = Callable[[int, int], TaskPool]


def make_pools(
    setting: Setting, lines: Sequence[Line], policy: Grabbing
) -> tuple[dict[str, TaskPool], PoolOf]:
    """The task pools: one a grid in the merged world, one a line of departments and community before."""
    plan = setting.scenario.plan
    if plan.policies.world is World.MERGED:
        pools = {grid: TaskPool(grid, plan.grids[grid].area, policy.appraise) for grid in plan.grids}
        of_premises = [pools[grid] for grid in setting.grids]
        return pools, lambda premises, line: of_premises[premises]
    by_line = {
        (community, index): TaskPool(f"{community}:{line.name}", community, policy.appraise)
        for community in dict.fromkeys(setting.communities)
        for index, line in enumerate(lines)
    }
    return (
        {pool.name: pool for pool in by_line.values()},
        lambda premises, line: by_line[setting.communities[premises], line],
    )


def make_pairs(setting: Setting, lines: Sequence[Line], pools: dict[str, TaskPool]) -> list[Pair]:
    """The pairs in the order of the plan's grids; skills are dealt out to the inspectors in turn."""
    plan, skills = setting.scenario.plan, setting.scenario.assumptions.skills
    pairs: list[Pair] = []
    merged = plan.policies.world is World.MERGED  # before, everybody is a specialist of his own line
    members = range(1, plan.pair_size + 1)
    inspector = 0
    for grid, staffed in plan.grids.items():
        for number in range(staffed.staffing.inspectors // plan.pair_size):
            known = [(inspector * skills.own_skills + n) for n in range(skills.own_skills * plan.pair_size)]
            inspector += plan.pair_size
            base = setting.workstation[setting.grid_community[grid]]
            pairs.append(
                Pair(
                    name=f"{grid}.pair.{number + 1}",
                    people=tuple(f"{grid}.inspector.{number * plan.pair_size + n}" for n in members),
                    grid=grid,
                    base=base,
                    mismatch=_mismatch(known) if merged else (0.0,) * (len(Skill) + 1),
                    at=base,
                    index=len(pairs),
                    community=setting.grid_community[grid],
                    trained_from=skills.start_level,
                )
            )
    if merged:
        for pair in pairs:
            pair.groups = _groups(setting, pools, pair)
    else:
        _join_lines(setting, lines, pools, pairs)
    return pairs


def _mismatch(known: Sequence[int]) -> Mismatch:
    """1 by skill code where the pair lacks the skill; code 0 wants none."""
    lacking = [0.0] + [1.0] * len(Skill)
    for number in known:
        lacking[1 + number % len(Skill)] = 0.0
    return tuple(lacking)


def _groups(setting: Setting, pools: dict[str, TaskPool], pair: Pair) -> tuple[tuple[TaskPool, ...], ...]:
    """Own grid first, then by scope the rest of the area, then (scope community) everybody else's."""
    plan, scope = setting.scenario.plan, setting.scenario.plan.policies.scope
    own = pools[pair.grid]
    if scope is GrabScope.GRID:
        return ((own,),)
    neighbours = [
        pools[grid]
        for grid in plan.grids
        if grid != pair.grid and setting.grid_community[grid] == pair.community
    ]
    if scope is GrabScope.AREA:
        neighbours = [pool for pool in neighbours if pool.area == own.area]
        return ((own,), tuple(neighbours)) if neighbours else ((own,),)
    # one common pool of the community: nobody prefers his own
    return ((own, *neighbours),)


def _join_lines(
    setting: Setting, lines: Sequence[Line], pools: dict[str, TaskPool], pairs: Sequence[Pair]
) -> None:
    """Before merging, a pair belongs to a line and patrols the whole community for it as a specialist."""
    seats = [index for index, line in enumerate(lines) for _ in range(line.pairs)]
    for pair, line in zip(pairs, seats, strict=True):
        pair.line = line
        pair.groups = ((pools[f"{pair.community}:{lines[line].name}"],),)


def turnover(
    env: Environment, draws: Draws, pair: Pair, per_year: float, newcomer: float
) -> Generator[simpy.Event, Any, None]:
    """Inspectors leave now and then: the newcomer starts to learn from the beginning."""
    mean = YEAR / (per_year * len(pair.people))
    leavers = 0
    while True:
        u = draws.uniform("pair.turnover", key_of(pair.name), leavers)
        yield env.timeout(round(exponential(u, mean)))
        leavers += 1
        # the colleague who stays keeps his skill: the pair falls back by the leaver's share
        share = 1.0 / len(pair.people)
        pair.trained_from = pair.trained_from * (1.0 - share) + newcomer * share
        pair.practice = round(pair.practice * (1.0 - share))
