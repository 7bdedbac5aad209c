"""What the measures need to know of a scenario: people, premises, working time, prices."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

import numpy as np
import pandas as pd

from models.measures.window import Floats, Window
from models.scenario.scenario import Initial, Scenario
from models.scenario.words import Department, PremisesKind, Role

ENTERPRISES = (
    PremisesKind.SMALL_SHOP,
    PremisesKind.SMALL_VENUE,
    PremisesKind.FACTORY,
    PremisesKind.RESTAURANT,
    PremisesKind.BUILDING_SITE,
)
"""Kinds of premises that count as an enterprise; homes, compounds and streets do not."""


@dataclass(frozen=True)
class Facts:
    """A scenario as the measures see it.

    `premises`: premises, kind, grid (as painted). `place_grid`: the grid of every premises and block.
    `open_minutes`: working minutes of one person in the window; `workdays`: working days in it.
    `in_shift` gives the working minutes between arrays of times. `heads` and `wages` (yuan a year) by
    role; `pairs_of` a grid; `checks`: how many checklist items each department has for each premises kind.
    `rollout`: the place was never patrolled before, so that first visits are first visits.
    """

    population: float
    premises: pd.DataFrame
    place_grid: Mapping[str, str]
    grids: tuple[str, ...]
    pairs: int
    open_minutes: float
    workdays: int
    in_shift: Callable[[Floats, Floats], Floats]
    pairs_of: Mapping[str, int] = field(default_factory=dict)
    heads: Mapping[Role, int] = field(default_factory=dict)
    wages: Mapping[Role, float] = field(default_factory=dict)
    checks: Mapping[str, Mapping[Department, int]] = field(default_factory=dict)
    rollout: bool = False


def facts_of(scenario: Scenario, window: Window) -> Facts:
    """Read the facts of a scenario over a window."""
    place, plan, calendar = scenario.place, scenario.plan, scenario.calendar

    def in_shift(begin: Floats, end: Floats) -> Floats:
        a, b = (np.round(t * 60).astype(np.int64) for t in (begin, end))
        return calendar.working_between_array(a, b) / 60

    premises = place.premises[["premises", "kind"]].assign(
        premises=place.premises["premises"].astype(str),
        grid=place.premises["block"].map(plan.blocks).fillna("").astype(str),
    )
    where = dict(zip(premises["premises"], premises["grid"], strict=True)) | dict(plan.blocks)
    begin, end = round(window.begin * 60), round(window.end * 60)
    roles = (Role.INSPECTOR, Role.HANDLER, Role.OPERATOR)
    return Facts(
        population=float(place.blocks["population"].sum()),
        premises=premises,
        place_grid=where,
        grids=tuple(sorted(plan.grids)),
        pairs=plan.heads(Role.INSPECTOR) // plan.pair_size,
        open_minutes=calendar.working_between(begin, end) / 60,
        workdays=len(calendar.workdays(begin // 86_400, -(-end // 86_400))),
        in_shift=in_shift,
        pairs_of={name: grid.staffing.inspectors // plan.pair_size for name, grid in plan.grids.items()},
        heads={role: plan.heads(role) for role in roles},
        wages=_wages(scenario),
        checks={
            str(kind): Counter(
                scenario.checklist.items[i].department for i in scenario.checklist.by_kind(kind)
            )
            for kind in PremisesKind
        },
        rollout=scenario.spec.initial is Initial.ROLLOUT,
    )


def _wages(scenario: Scenario) -> dict[Role, float]:
    """Yuan a year and head of the three roles."""
    costs = scenario.assumptions.costs
    return {Role.INSPECTOR: costs.inspector, Role.HANDLER: costs.handler, Role.OPERATOR: costs.operator}
