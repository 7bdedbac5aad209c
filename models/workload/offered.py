"""Offered load: how many people each desk would need if it never waited and never idled.

Plain arithmetic on the assumptions, beside the simulation: a finite horizon hides overload, an offered
load at or above the staff does not. Loads are in people (for inspectors in pairs, or in solo inspectors).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import geopandas as gpd
import numpy as np
from shapely.geometry import box

from models.scenario.scenario import Scenario
from models.scenario.words import Department, Role, Skill, World
from models.space.projection import projection_of
from models.workload.rounds import DAYS_A_YEAR, demanded, visits_per_workday

TOUR_CONSTANT = 0.7124
"""Length of a shortest tour over n points in area A is about 0.7124 sqrt(n A) (Beardwood, Halton and
Hammersley 1959; constant by Johnson, McGeoch and Rothberg 1996)."""


@dataclass(frozen=True)
class Flows:
    """Cases a working day by who raised them, and the load of every role in people (`pairs`: in pairs).

    `stretch` is how much longer than the interval a premises waits where patrol is overloaded;
    `hazards_by_patrol` and `hazards_by_public` count what each finds per calendar day.
    """

    citizen: float
    found: float
    inspector: float
    app: float
    pairs: float
    visits: float
    operators: float
    handlers: float
    town: float
    stretch: float
    hazards_by_patrol: float
    hazards_by_public: float


def offered_loads(scenario: Scenario) -> Mapping[Role, float]:
    """People (pairs, teams) that the whole place keeps busy, by role."""
    flows = expected_flows(scenario)
    return {
        Role.INSPECTOR: flows.pairs,
        Role.OPERATOR: flows.operators,
        Role.HANDLER: flows.handlers,
        Role.TOWN_TEAM: flows.town,
    }


def workdays_per_year(scenario: Scenario) -> float:
    """Working days a year around the run, from the calendar."""
    return len(scenario.calendar.workdays(0, 365)) * DAYS_A_YEAR / 365.0


def present_pairs(scenario: Scenario) -> float:
    """Pairs (or solo inspectors) that the plan has."""
    return scenario.plan.heads(Role.INSPECTOR) / scenario.plan.pair_size


def expected_flows(scenario: Scenario, present: float | None = None) -> Flows:
    """Expected cases and loads in the steady state of a place patrolled by so many pairs (the plan's own)."""
    a = scenario.assumptions
    year = workdays_per_year(scenario)
    calendar_ratio = DAYS_A_YEAR / year
    population = float(scenario.place.blocks["population"].sum())
    citizens = population / 1e4 * a.demand.citizen_reports_per_10000_day * calendar_ratio
    citizens *= 1.0 - a.demand.answered_on_call_share
    requests = citizens * a.demand.department_request_share
    app = citizens * (a.citizens_app.report_factor - 1.0) if a.citizens_app.enabled else 0.0
    pairs, visits = patrol_load(scenario, year)
    present = present_pairs(scenario) if present is None else present
    stretch = max(1.0, pairs / max(present, 1e-9))
    by_patrol, by_public = _found(scenario, stretch)
    found = by_patrol * calendar_ratio
    reported = found * (1.0 - a.inspection.settle_on_spot)
    over = reported * a.inspection.over_report_trained / (1.0 - a.inspection.over_report_trained)
    loads = desk_loads(scenario, citizens + requests + app * a.citizens_app.valid_share, reported, over, app)
    return Flows(citizens, found, reported + over, app, pairs, visits, *loads, stretch, by_patrol, by_public)


def patrol_load(scenario: Scenario, year: float) -> tuple[float, float]:
    """Pairs that would keep every interval, and visits a working day: on site, closed doors, walking."""
    a = scenario.assumptions
    shift = scenario.calendar.workday_seconds / 60.0
    lines = [frozenset(Department)]
    if scenario.plan.policies.world is World.DEPARTMENTAL:
        lines = [frozenset([department]) for department in Department]
    metres_a_minute = a.patrol.walking_km_h * 1000.0 / 60.0
    minutes = total = 0.0
    teams = max(1.0, scenario.plan.heads(Role.INSPECTOR) / scenario.plan.pair_size)
    mismatch = 1.0 + (a.skills.wrong_skill_minutes_factor - 1.0) * skill_gap(scenario)
    for line in lines:
        asked = demanded(scenario, line)
        there = asked.minutes > 0
        per_day = visits_per_workday(asked.interval_days, year)[there]
        tries = 1.0 / (1.0 - asked.no_access[there])
        walk = step_metres(scenario, float((per_day * tries).sum()), teams / len(lines)) / metres_a_minute
        on_site = asked.minutes[there] * a.patrol.duration_mean * mismatch
        closed = (tries - 1.0) * a.patrol.no_access_minutes
        minutes += float((per_day * (on_site + closed + tries * walk)).sum())
        total += float(per_day.sum())
    commute = commute_minutes(scenario)
    return minutes / max(1.0, shift - commute), total


def step_metres(scenario: Scenario, visits: float, teams: float) -> float:
    """Metres from one task to the next: a tour over a day's tasks spread over the team's land."""
    from_blocks = scenario.place.blocks.geometry
    west, south, east, north = from_blocks.total_bounds.tolist()
    area = float(from_blocks.to_crs(_metric_crs(west, south, east, north)).area.sum())
    per_team = visits / max(teams, 1.0)
    detour = scenario.assumptions.patrol.detour_factor
    return TOUR_CONSTANT * float(np.sqrt(area / max(teams, 1.0) / max(per_team, 1.0))) * detour


@lru_cache(maxsize=64)
def _metric_crs(west: float, south: float, east: float, north: float) -> Any:
    """The UTM zone of a box in degrees; looking it up costs more than all the arithmetic here."""
    return gpd.GeoSeries([box(west, south, east, north)], crs="EPSG:4326").estimate_utm_crs()


def commute_minutes(scenario: Scenario) -> float:
    """Minutes a day between the workstation and the first and last task of both half-days."""
    place, a = scenario.place, scenario.assumptions
    x, y = projection_of(place).to_metres(place.premises["lon"].to_numpy(), place.premises["lat"].to_numpy())
    bx, by = projection_of(place).to_metres(
        place.workstations["lon"].to_numpy(), place.workstations["lat"].to_numpy()
    )
    nearest = np.hypot(x[:, None] - bx[None, :], y[:, None] - by[None, :]).min(axis=1)
    halves = len(scenario.calendar.spec.shifts)
    metres = float(nearest.mean()) * a.patrol.detour_factor * 2 * halves
    return metres / (a.patrol.walking_km_h * 1000.0 / 60.0)


def travel_minutes(scenario: Scenario) -> float:
    """Mean round trip of a handler between the workstation and a premises."""
    speed = scenario.assumptions.patrol.walking_km_h / scenario.assumptions.handling.travel_km_h
    halves = len(scenario.calendar.spec.shifts)
    return commute_minutes(scenario) / halves * speed


def skill_gap(scenario: Scenario) -> float:
    """Chance that a pair lacks a wanted skill: skills are dealt out in turn, so a pair repeats none."""
    if scenario.plan.policies.world is World.DEPARTMENTAL:
        return 0.0
    known = min(len(Skill), scenario.assumptions.skills.own_skills * scenario.plan.pair_size)
    return 1.0 - known / len(Skill)


def _found(scenario: Scenario, stretch: float) -> tuple[float, float]:
    """Hazards a calendar day that patrol finds, and that the public reports first."""
    a = scenario.assumptions
    asked = demanded(scenario)
    interval = asked.interval_days * stretch
    detection = (1.0 - a.inspection.miss_trained) * a.inspection.detection_per_earlier_visit**8
    waiting = interval * (0.5 + (1.0 - detection) / detection)
    public = a.hazards.visible_to_public * waiting / (a.hazards.public_delay_days + waiting)
    per_day = asked.onsets_per_week / 7.0
    # renewal: a premises with a hazard cannot get the same one again until it is rectified
    rate = per_day / (1.0 + per_day * waiting / len(Department))
    return float((rate * (1.0 - public)).sum()), float((rate * public).sum())


def desk_loads(
    scenario: Scenario, citizens: float, reported: float, over: float, app: float
) -> tuple[float, float, float]:
    """Operators, handlers and town teams kept busy by the cases of a working day."""
    a = scenario.assumptions
    shift = scenario.calendar.workday_seconds / 60.0
    cases = citizens + reported
    duplicates = citizens * a.demand.duplicate_share
    registered = cases - duplicates + over * (1.0 - a.desks.recognise_over_report)
    c, i = a.escalation.citizen, a.escalation.inspector
    beyond = (citizens - duplicates) * (c.town + c.district) + reported * (i.town + i.district)
    at_town = (citizens - duplicates) * c.town + reported * i.town
    resolved = cases - duplicates - beyond
    fail = a.handling.review_fail / (1.0 - a.handling.review_fail)
    bounced = a.desks.wrong_dispatch / (1.0 - a.desks.wrong_dispatch)
    steps = cases + over + app * (1.0 - a.citizens_app.valid_share) + registered * (1.0 + bounced) + beyond
    steps += resolved * (1.0 + fail) * (1.0 - a.desks.check_by_inspector_share)
    visits = registered + resolved * (a.handling.second_visit + fail)
    town_visits = beyond + at_town * (a.handling.second_visit + fail)
    handler = a.handling.minutes_mean + travel_minutes(scenario)
    town = a.town.minutes_mean + a.town.travel_minutes_mean
    background = a.town.background_cases_per_workday * a.town.minutes_mean
    return (
        steps * a.desks.operator_minutes / shift,
        visits * handler / shift,
        (town_visits * town + background) / shift,
    )
