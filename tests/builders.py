"""Small communities made by hand: square blocks in a row, premises in them, walking in straight lines.

`community()` makes one, `communities()` is the Hypothesis strategy of random ones. Everything that is not
said is a default of the project.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from functools import lru_cache
from typing import Any

import geopandas as gpd
import pandas as pd
from hypothesis import strategies as st
from shapely.geometry import box

from models.scenario.assumptions import Assumptions, default_assumptions
from models.scenario.calendar_spec import CalendarSpec
from models.scenario.checklist import Checklist, ChecklistItem, load_checklist
from models.scenario.outcome import Outcome
from models.scenario.place import Place
from models.scenario.plan import Plan
from models.scenario.scenario import Scenario, ScenarioSpec
from models.scenario.words import Category, Department, GrabPolicy, PremisesKind, Skill
from models.simulation.run import simulate

MONDAY = date(2026, 3, 2)
STEP = 0.002
"""Side of a block in degrees: about 200 m."""
LON, LAT = 113.0, 23.0
KINDS = tuple(PremisesKind)
POLICIES = tuple(policy for policy in GrabPolicy if policy is not GrabPolicy.PLANNED)
NOBODY_REPORTS: Mapping[str, Any] = {
    "demand.citizen_reports_per_10000_day": 0.0,
    "demand.department_request_share": 0.0,
    "hazards.onset_per_premises_week": 0.0,
    "hazards.street_onset_per_segment_week": 0.0,
    "hazards.prevalence_at_rollout": 0.0,
    "hazards.street_prevalence_at_rollout": 0.0,
    "inspection.over_report_trained": 0.0,
    "inspection.over_report_untrained": 0.0,
}
"""Overrides under which nothing ever happens."""


def place(
    grids: int = 2,
    premises: int = 12,
    kinds: Sequence[str] = KINDS,
    blocks_per_grid: int = 2,
    population: int = 2000,
) -> Place:
    """Square blocks in a row, west to east, with the premises spread over them in turn."""
    count = grids * blocks_per_grid
    names = [f"b{n + 1}" for n in range(count)]
    shapes = [box(LON + n * STEP, LAT, LON + (n + 1) * STEP, LAT + STEP) for n in range(count)]
    blocks = gpd.GeoDataFrame(
        {
            "block": names,
            "community": "C",
            "area": "A",
            "land": "compound",
            "households": 100,
            "population": population,
        },
        geometry=shapes,
        crs="EPSG:4326",
    )
    at = [n % count for n in range(premises)]
    visited = pd.DataFrame(
        {
            "premises": [f"p{n + 1}" for n in range(premises)],
            "block": [names[b] for b in at],
            "kind": [str(kinds[n % len(kinds)]) for n in range(premises)],
            "risk": [("green", "yellow", "orange")[n % 3] for n in range(premises)],
            "lon": [LON + (b + 0.1 + 0.8 * (n * 0.618 % 1)) * STEP for n, b in enumerate(at)],
            "lat": [LAT + (0.1 + 0.8 * (n * 0.755 % 1)) * STEP for n in range(premises)],
        }
    )
    station = pd.DataFrame({"community": ["C"], "lon": [LON], "lat": [LAT]})
    return Place("tiny", blocks, visited, station)


def plan(
    grids: int = 2,
    blocks_per_grid: int = 2,
    inspectors: int = 2,
    handlers: int = 1,
    operators: int = 1,
    names: Sequence[str] = (),
    **more: Any,
) -> Plan:
    """A plan of the place above: every grid the same staff, neighbours in one area."""
    called = list(names) or [f"g{n + 1}" for n in range(grids)]
    staff = {"inspectors": inspectors, "handlers": handlers, "operators": operators}
    return Plan.model_validate(
        {
            "grids": {name: {"area": "A", "staffing": staff} for name in called},
            "blocks": {f"b{n + 1}": called[n // blocks_per_grid] for n in range(grids * blocks_per_grid)},
            **more,
        }
    )


@lru_cache(maxsize=1)
def checklist() -> Checklist:
    """The checklist that comes with the project."""
    return load_checklist()


@lru_cache(maxsize=1)
def few_items() -> Checklist:
    """Three items of every department: a run of a small place then costs little to set up."""
    taken: dict[Department, int] = {}
    kept = []
    for item in checklist().items:
        taken[item.department] = taken.get(item.department, 0) + 1
        if taken[item.department] <= 3:
            kept.append(replace(item, kinds=KINDS))
    return Checklist(tuple(kept))


def one_item(skill: Skill | None = None, minutes: float = 15.0) -> Checklist:
    """A checklist of a single line, on every visit to everything: the fire department's."""
    words = {"zh": "\u6837\u4f8b", "en": "Example"}
    line = ChecklistItem(
        "x-1", Department.FIRE, Category.OBJECTS, KINDS, 0, minutes, skill, False, 1.0, 1.0, False, **words
    )
    return Checklist((line,))


def assumptions(changes: Mapping[str, Any]) -> Assumptions:
    """The defaults with some changed, by path."""
    return default_assumptions().changed(changes)


def community(
    grids: int = 2,
    premises: int = 12,
    days: int = 7,
    *,
    changes: Mapping[str, Any] | None = None,
    spec: Mapping[str, Any] | None = None,
    kinds: Sequence[str] = KINDS,
    population: int = 2000,
    items: Checklist | None = None,
    **planned: Any,
) -> Scenario:
    """A scenario of the place and plan above from Monday 2 March 2026 without warm-up.

    `changes` are assumptions by path, `spec` goes over the file `scenario.yml`, the rest into the plan.
    """
    said = {"calendar": CalendarSpec(start=MONDAY), "days": days, "warmup_days": 0, **(spec or {})}
    return Scenario(
        "tiny",
        ScenarioSpec.model_validate(said),
        place(grids, premises, kinds, population=population),
        plan(grids, **planned),
        assumptions({"hazards.burn_in_weeks": 8, **(changes or {})}),
        items or checklist(),
    )


class Tiny(Scenario):
    """A scenario that says in few words what it was made of, for the reports of failing examples."""

    def made_of(self, said: Mapping[str, Any]) -> Tiny:
        """Remember what `community` was called with."""
        words = (f"{name}={value!r}" for name, value in said.items() if name not in ("items", "changes"))
        self.__dict__["words"] = f"community({', '.join(words)})"
        return self

    def __repr__(self) -> str:
        return str(self.__dict__.get("words", "a small community"))


BUSY: Mapping[str, Any] = {
    "hazards.onset_per_premises_week": 0.6,
    "hazards.public_delay_days": 3.0,
    "demand.citizen_reports_per_10000_day": 8.0,
    "demand.duplicate_share": 0.2,
    "inspection.over_report_trained": 0.2,
    "desks.wrong_dispatch": 0.2,
    "desks.check_by_inspector_share": 0.3,
    "handling.review_fail": 0.3,
    "handling.order_working_days": 1,
    "handling.order_not_met": 0.4,
    "limits.extension_share": 0.5,
    "limits.suspension_share": 0.1,
    "limits.suspension_working_days": 2,
    "skills.turnover_per_year": 3.0,
}
"""Everything that may happen to a case does happen within days."""


@st.composite
def communities(draw: st.DrawFn, busy: bool | None = None, **fixed: Any) -> Scenario:
    """A random small community: one to four grids, 10 to 60 premises, 5 to 15 days."""
    grids = draw(st.integers(1, 4))
    changes = dict(BUSY) if (draw(st.booleans()) if busy is None else busy) else {}
    changes["citizens_app.enabled"] = draw(st.booleans())
    pooled = {"handlers": draw(st.booleans()), "operators": draw(st.booleans())}
    pair_size = draw(st.integers(1, 2))
    said: dict[str, Any] = {
        "items": few_items(),
        "grids": grids,
        "premises": draw(st.integers(10, 60)),
        "days": draw(st.integers(5, 15)),
        "changes": changes,
        "spec": {
            "seed": draw(st.integers(0, 1000)),
            "initial": draw(st.sampled_from(("steady", "rollout"))),
        },
        "inspectors": 2 * draw(st.integers(1, 2)),
        "handlers": draw(st.integers(1, 2)),
        "pair_size": pair_size,
        "pooled": pooled,
        "duty": {"operators": draw(st.integers(0, 1)), "handlers": draw(st.integers(0, 1))},
        "town": {
            "teams": draw(st.integers(1, 3)),
            "department_officers": draw(st.sampled_from((None, 1))),
        },
        "policies": {
            "world": draw(st.sampled_from(("merged", "departmental"))),
            "release": draw(st.sampled_from(("random", "blocks"))),
            "grab": draw(st.sampled_from(POLICIES)),
            "scope": draw(st.sampled_from(("grid", "area", "community"))),
            "discipline": draw(st.sampled_from(("edd", "fifo", "priority"))),
        },
    }
    said |= fixed
    return Tiny(**vars(community(**said))).made_of(said)


def run(scenario: Scenario, **more: Any) -> Outcome:
    """Simulate it once."""
    return simulate(scenario, **more)
