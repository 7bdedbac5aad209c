"""The same scenario with unlimited staff at the desks: what is late even then, no hiring cures."""

from __future__ import annotations

from models.scenario.plan import Grid
from models.scenario.scenario import Scenario

PLENTY = 500


def with_unlimited_staff(scenario: Scenario) -> Scenario:
    """Operators, handlers and town teams without end; inspectors, duty roster, limits and shifts stay."""
    plan = scenario.plan
    more = {"handlers": PLENTY, "operators": PLENTY}
    grids = {
        name: Grid(area=grid.area, staffing=grid.staffing.model_copy(update=more))
        for name, grid in plan.grids.items()
    }
    town = plan.town.model_copy(update={"teams": PLENTY})
    return scenario.with_plan(plan.model_copy(update={"grids": grids, "town": town}))
