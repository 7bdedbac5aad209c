"""How long one piece of work takes a desk, and how much that varies."""

from __future__ import annotations

from math import hypot

from models.scenario.scenario import Scenario
from models.scenario.words import Role
from models.workload.offered import travel_minutes


def service_of(scenario: Scenario, role: Role) -> tuple[float, float]:
    """Mean minutes and variation of an operator's step, a handler's visit, a town team's visit, way included.

    Raises KeyError for a role that has no desk with a queue.
    """
    a = scenario.assumptions
    if role is Role.OPERATOR:
        return a.desks.operator_minutes, a.desks.operator_cv
    if role is Role.HANDLER:
        mean = a.handling.minutes_mean + travel_minutes(scenario)
        return mean, a.handling.minutes_cv * a.handling.minutes_mean / mean
    if role is Role.TOWN_TEAM:
        town = a.town
        mean = town.minutes_mean + town.travel_minutes_mean
        spread = hypot(town.minutes_cv * town.minutes_mean, town.travel_minutes_cv * town.travel_minutes_mean)
        return mean, spread / mean
    raise KeyError(role)
