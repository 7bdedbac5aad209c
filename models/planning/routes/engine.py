"""One way to speak to every engine, and its name in scenarios, on the command line and on the page."""

from __future__ import annotations

from enum import StrEnum
from typing import Protocol

from models.planning.effort import Effort
from models.planning.routes.plan import RoutePlan
from models.planning.routes.problem import RouteProblem


class EngineName(StrEnum):
    """The engines there are."""

    RUIN = "ruin"
    ORTOOLS = "ortools"


class RouteEngine(Protocol):
    """A way to plan a day: problem in, plan out."""

    def plan(
        self, problem: RouteProblem, effort: Effort, start: RoutePlan | None = None, seed: int = 0
    ) -> RoutePlan:
        """The best plan found within the effort, never worse than `start` where that can be walked.

        The same problem, start, seed and deterministic effort give the same plan everywhere; with seconds it
        depends on the machine and the plan says that it is not repeatable.
        """


def route_engine(name: EngineName | str = EngineName.RUIN) -> RouteEngine:
    """The engine of that name; ValueError for an unknown one. Libraries are loaded only when asked for."""
    if EngineName(name) is EngineName.RUIN:
        from models.planning.routes.ruin import Ruin

        return Ruin()
    from models.planning.routes.routing_model import RoutingModelEngine

    return RoutingModelEngine()
