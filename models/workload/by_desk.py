"""Offered load of every single desk: the place's load shared out by residents, onsets and visits owed."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from models.scenario.scenario import Scenario
from models.scenario.words import Role, World
from models.workload.offered import expected_flows
from models.workload.rounds import demanded


def offered_by_desk(scenario: Scenario) -> Mapping[str, float]:
    """People (pairs for inspectors, teams for the town) that each desk keeps busy, by the desk's name.

    A grid has of its place's cases the share that its residents (citizens' reports) and its hazards
    (inspectors' reports) have, and of the patrol the share of the minutes on site that it owes.
    """
    flows, plan = expected_flows(scenario), scenario.plan
    asked, place = demanded(scenario), scenario.place
    grid_of = [plan.blocks[str(block)] for block in place.premises["block"]]
    patrol = _shares(plan.grids, grid_of, asked.minutes / asked.interval_days)
    hazards = _shares(plan.grids, grid_of, asked.onsets_per_week)
    homes = [plan.blocks[str(block)] for block in place.blocks["block"]]
    residents = _shares(plan.grids, homes, place.blocks["population"].to_numpy(np.float64))
    total = flows.citizen + flows.inspector
    cases = {
        grid: (flows.citizen * residents[grid] + flows.inspector * hazards[grid]) / max(total, 1e-12)
        for grid in plan.grids
    }
    if plan.policies.world is World.DEPARTMENTAL:
        # before the merger a pair serves its departments everywhere, whatever grid it is counted in
        patrol = {g: s.staffing.inspectors / plan.heads(Role.INSPECTOR) for g, s in plan.grids.items()}
    loads = {f"{grid}.{Role.INSPECTOR}": flows.pairs * share for grid, share in patrol.items()}
    community = dict(zip(homes, place.blocks["community"].astype(str), strict=True))
    for role, pooled, load in (
        (Role.OPERATOR, plan.pooled.operators, flows.operators),
        (Role.HANDLER, plan.pooled.handlers, flows.handlers),
    ):
        for grid, share in cases.items():
            name = f"{community[grid] if pooled else grid}.{role}"
            loads[name] = loads.get(name, 0.0) + load * share
    loads[f"town.{Role.TOWN_TEAM}"] = flows.town
    return loads


def _shares(grids: Mapping[str, object], grid_of: list[str], weight: np.ndarray) -> dict[str, float]:
    total = float(weight.sum()) or 1.0
    sums = dict.fromkeys(grids, 0.0)
    for grid, value in zip(grid_of, weight.tolist(), strict=True):
        sums[grid] += value
    return {grid: value / total for grid, value in sums.items()}
