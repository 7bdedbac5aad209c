"""Published team orienteering problems with time windows: never far from the best known score."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from benchmarks._route_instances import read_toptw
from models.planning.effort import Effort
from models.planning.route_audit import audit_routes
from models.planning.routes.engine import route_engine

SHARED = Path(os.environ.get("WORKBENCH_SHARED_DATA", Path(__file__).parents[3] / "shared" / "data"))
BEST = {"c101": (320, 590, 810, 1020), "r101": (198, 349, 484, 611)}


@pytest.mark.parametrize("name", BEST)
def test_scores_are_near_the_best_known(name: str) -> None:
    """Repeatable effort of about a third of a second each; within 2 % everywhere and 1 % on average."""
    file = SHARED / "toptw" / f"{name}.txt"
    if not file.is_file():
        pytest.skip("the shared data (toptw) is absent")
    parts = []
    for teams, best in enumerate(BEST[name], start=1):
        problem = read_toptw(file, teams)
        plan = route_engine("ruin").plan(problem, Effort(deterministic=0.3))
        assert audit_routes(problem, plan) == []
        assert plan.prize >= 0.98 * best, f"{teams} teams: {plan.prize} of {best}"
        parts.append(plan.prize / best)
    assert sum(parts) / len(parts) >= 0.99
