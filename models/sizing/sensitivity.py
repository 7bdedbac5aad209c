"""Which assumptions move the answer: the plan's worst lateness at both ends of an assumption's range."""

from __future__ import annotations

from dataclasses import replace

from models.scenario.faults import ScenarioError
from models.scenario.scenario import Scenario
from models.sizing.answer import Option
from models.sizing.problem import Point
from models.sizing.sample import TwinSample
from models.sizing.town import SizedTown, open_town

AT_DESKS = (
    "desks.operator_minutes",
    "desks.wrong_dispatch",
    "handling.minutes_mean",
    "handling.second_visit",
    "handling.review_fail",
    "town.minutes_mean",
    "district.delay_high_days",
)
"""Assumptions that change what is done with a case: the twin, on the same cases."""
BORN = (
    "demand.citizen_reports_per_10000_day",
    "hazards.onset_per_premises_week",
    "inspection.settle_on_spot",
    "handling.travel_km_h",
)
"""Assumptions that change what cases are born with: one full simulation for each end of the range."""
MATTER_MOST = 3


def sensitivity(
    town: SizedTown, option: Option, point: Point, replications: int = 4
) -> list[dict[str, object]]:
    """The assumptions that move worst lateness most: path, low, high, late at both, late as assumed."""
    scenario = town.scenario.with_plan(option.plan)
    assumed = _worst(town, scenario, point, replications)
    rows: list[dict[str, object]] = []
    for path in (*AT_DESKS, *BORN):
        about = scenario.assumptions.about(path)
        if about.low is None or about.high is None:
            continue
        ends = [
            _worst_at(town, scenario, path, type(about.value)(end), point, replications)
            for end in (about.low, about.high)
        ]
        if None in ends:
            continue
        rows.append(
            {
                "assumption": path, "value": about.value, "low": about.low, "high": about.high,
                "late_at_low": ends[0], "late_at_high": ends[1], "late": assumed,
            }
        )  # fmt: skip
    rows.sort(key=lambda row: -abs(float(str(row["late_at_high"])) - float(str(row["late_at_low"]))))
    return rows[:MATTER_MOST]


def _worst_at(
    town: SizedTown, scenario: Scenario, path: str, value: object, point: Point, replications: int
) -> float | None:
    """Worst lateness with one assumption changed; None where it cannot have that value."""
    try:
        changed = replace(scenario, assumptions=scenario.assumptions.changed({path: value}))
    except ScenarioError:
        return None
    other = replace(open_town(changed, 1), overtime=town.overtime) if path in BORN else town
    return _worst(other, changed, point, replications)


def _worst(town: SizedTown, scenario: Scenario, point: Point, replications: int) -> float:
    """Worst lateness beyond the floor that these assumptions have themselves."""
    sample: TwinSample = replace(town, scenario=scenario).sample(town.rules_of(scenario), replications)
    return float(sample.late(point).max())
