"""Variants of Luohu under common random numbers, measured over a few replications, each once."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from models.measures.compare import compare
from models.measures.intervals import Interval, difference
from models.measures.reading import measure
from models.scenario.folder import read_scenario
from models.scenario.scenario import Scenario
from models.scenario.words import GrabPolicy
from models.simulation.run import simulate
from models.simulation.setting import make_setting


@dataclass(frozen=True)
class Size:
    """How much is simulated: replications of `days` after `warmup_days` (none at roll-out)."""

    replications: int
    days: int
    warmup_days: int


SHORT = Size(3, 14, 7)
FIRST_WEEKS = Size(6, 28, 0)
"""Roll-out knows no warm-up, so what it is compared with has none either."""
LONG = Size(12, 56, 28)
Measures = Sequence[Mapping[str, float]]


def doubled(scenario: Scenario) -> Scenario:
    """Twice the inspectors in every grid."""
    grids = {}
    for name, grid in scenario.plan.grids.items():
        staffing = grid.staffing.model_copy(update={"inspectors": 2 * grid.staffing.inspectors})
        grids[name] = grid.model_copy(update={"staffing": staffing})
    return scenario.with_plan(scenario.plan.model_copy(update={"grids": grids}))


WORLDS: Mapping[str, Callable[[], Scenario]] = {
    "weighted": lambda: read_scenario("luohu"),
    "easiest": lambda: easiest(read_scenario("luohu")),
    "solo": lambda: read_scenario("luohu-solo"),
    "doubled": lambda: doubled(read_scenario("luohu")),
    "rollout": lambda: read_scenario("luohu-rollout"),
}


def easiest(scenario: Scenario) -> Scenario:
    """Everybody picks what is over soonest."""
    return scenario.with_plan(scenario.plan.with_policies(grab=GrabPolicy.EASIEST))


@cache
def measured(world: str, size: Size) -> Measures:
    """Measures of each replication; the same replication of two worlds shares its draws."""
    scenario = WORLDS[world]().with_spec(days=size.days, warmup_days=size.warmup_days, seed=1)
    setting = make_setting(scenario)
    return [
        measure(simulate(scenario, replication=number, setting=setting), scenario)
        for number in range(size.replications)
    ]


def gap(ours: str, base: str, name: str, size: Size) -> Interval:
    """The paired 95 % interval of the difference `ours - base`."""
    return compare(measured(ours, size), measured(base, size), [name])[name].interval


def gap_to_times(ours: str, base: str, factor: float, name: str, size: Size) -> Interval:
    """The paired interval of `ours - factor * base`."""
    theirs = [factor * each[name] for each in measured(base, size)]
    return difference([each[name] for each in measured(ours, size)], theirs)


def rises(interval: Interval) -> bool:
    """The whole interval lies above zero."""
    return interval.low is not None and interval.low > 0


def falls(interval: Interval) -> bool:
    """The whole interval lies below zero."""
    return interval.high is not None and interval.high < 0
