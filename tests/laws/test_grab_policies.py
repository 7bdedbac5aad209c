"""The seven ways to grab are seven: any two differ in the log of a named day."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache
from itertools import combinations

import pytest

from models.scenario.words import GrabPolicy
from models.simulation.grabbing import Pair
from models.simulation.tasks import Task
from tests.builders import NOBODY_REPORTS, community, run

SECOND_OF_MARCH = 1440.0
"""The named day is Monday, 2 March 2026, the first of the run: minutes until its end."""
ALL_AT_ONCE = {**NOBODY_REPORTS, "patrol.look_ahead_days": 60}
"""Nearly everything is released on the first morning, so that there is something to choose from."""


class WestToEast:
    """A planner with a plain idea: the pairs take turns at the premises from west to east."""

    def tours(self, tasks: Sequence[Task], pairs: Sequence[Pair], now: int) -> Mapping[str, Sequence[Task]]:
        """The first eight tasks of each pair's share, by number of the premises."""
        del now
        ordered = sorted(tasks, key=lambda task: (task.premises, task.number))
        return {pair.name: ordered[n :: len(pairs)][:8] for n, pair in enumerate(pairs)}


@cache
def log(policy: GrabPolicy) -> tuple[tuple[str, str, float], ...]:
    """Who set out where and when on the named day."""
    scenario = community(
        2, 90, 1, changes=ALL_AT_ONCE, inspectors=4, policies={"grab": policy}, spec={"initial": "rollout"}
    )
    planner = WestToEast() if policy is GrabPolicy.PLANNED else None
    visits = run(scenario, planner=planner).tables["visits"]
    rows = visits[visits["ended"] < SECOND_OF_MARCH]
    return tuple(zip(rows["pair"], rows["premises"], rows["departed"], strict=True))


@pytest.mark.parametrize(("one", "other"), combinations(GrabPolicy, 2))
def test_any_two_differ_on_the_named_day(one: GrabPolicy, other: GrabPolicy) -> None:
    """Different tasks, or in another order."""
    assert log(one) != log(other)


@pytest.mark.parametrize("policy", GrabPolicy)
def test_each_keeps_its_pairs_busy(policy: GrabPolicy) -> None:
    """Four pairs visit, and none goes to a premises that another holds."""
    visited = log(policy)
    assert len({pair for pair, _, _ in visited}) == 4
    assert len({premises for _, premises, _ in visited}) == len(visited) > 20
