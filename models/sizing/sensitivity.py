"""Which assumptions move the answer: the plan's worst lateness at both ends of an assumption's range."""

from __future__ import annotations

from dataclasses import replace

from models.measures.twin_reading import late_by_desk
from models.scenario.faults import ScenarioError
from models.simulation.twin import run_twin
from models.simulation.twin_rules import make_rules
from models.sizing.answer import Option
from models.sizing.problem import Point
from models.sizing.town import SizedTown

CANDIDATES = (
    "desks.operator_minutes",
    "desks.wrong_dispatch",
    "handling.minutes_mean",
    "handling.second_visit",
    "handling.review_fail",
    "handling.travel_km_h",
    "town.minutes_mean",
    "district.delay_high_days",
)
"""Assumptions that the twin reads itself; those on demand would need other patrols."""
MATTER_MOST = 3


def sensitivity(
    town: SizedTown, option: Option, point: Point, replications: int = 4
) -> list[dict[str, object]]:
    """The assumptions that move worst lateness most: path, low, high, late at both, late as assumed."""
    heads = option.sample.desks_of(point)
    scenario = town.scenario.with_plan(option.plan)
    rows: list[dict[str, object]] = []

    def worst(path: str, value: object) -> float | None:
        try:
            assumptions = scenario.assumptions.changed({path: value})
        except ScenarioError:
            return None
        rules = make_rules(replace(scenario, assumptions=assumptions), town.begin, town.end)
        due = late = option.sample.floor * 0
        for number in range(replications):
            _, d, m = late_by_desk(run_twin(rules, town.stream(number), heads))
            due, late = due + d, late + m
        return float((late / due.clip(1) - option.sample.floor).max())

    for path in CANDIDATES:
        about = scenario.assumptions.about(path)
        if about.low is None or about.high is None:
            continue
        ends = [worst(path, type(about.value)(end)) for end in (about.low, about.high)]
        if None in ends:
            continue
        rows.append(
            {
                "assumption": path, "value": about.value, "low": about.low, "high": about.high,
                "late_at_low": ends[0], "late_at_high": ends[1], "late": worst(path, about.value),
            }
        )  # fmt: skip
    rows.sort(key=lambda row: -abs(float(str(row["late_at_high"])) - float(str(row["late_at_low"]))))
    return rows[:MATTER_MOST]
