"""Sections about demand, hazards, patrol, inspection and skills."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from typing import Annotated, Any, Self

from pydantic import Field, model_validator

from models.scenario.assumed import Days, Minutes, Number, Positive, Section, Share, Switch
from models.scenario.words import Department, PremisesKind, Risk


def missing(kind: type[StrEnum], given: Mapping[Any, object]) -> str:
    """Codes that a table lacks, for a fault; "" when it is whole."""
    return ", ".join(code for code in kind if code not in given)


class Demand(Section):
    """What citizens and departments report."""

    citizen_reports_per_10000_day: Number
    answered_on_call_share: Share
    hourly_profile: Annotated[tuple[Number, ...], Field(min_length=24, max_length=24)]
    weekend_factor: Number
    neighbourhood_spread: Annotated[float, Field(strict=True, ge=1, le=100)]
    duplicate_share: Share
    department_request_share: Number

    @model_validator(mode="after")
    def _some_hour(self) -> Self:
        if sum(self.hourly_profile) <= 0:
            raise ValueError("expected hourly_profile with at least one weight above 0, got zeros")
        return self


class Hazards(Section):
    """How hazards appear and whether the public sees them."""

    onset_per_premises_week: Number
    kind_factor: Mapping[PremisesKind, Number]
    risk_factor: Mapping[Risk, Number]
    street_onset_per_segment_week: Number
    prevalence_at_rollout: Number
    street_prevalence_at_rollout: Number
    visible_to_public: Share
    public_delay_days: Positive
    burn_in_weeks: Annotated[int, Field(strict=True, ge=0, le=520)]

    @model_validator(mode="after")
    def _whole_tables(self) -> Self:
        lacking = missing(PremisesKind, self.kind_factor) or missing(Risk, self.risk_factor)
        if lacking:
            raise ValueError(f"expected a factor for every premises kind and risk, none for {lacking}")
        return self


class Patrol(Section):
    """How long visits take, when premises are due and what the policy `weighted` weighs."""

    setup_minutes: Minutes
    street_setup_minutes: Minutes
    duration_low: Number
    duration_mode: Number
    duration_high: Number
    walking_km_h: Annotated[float, Field(strict=True, ge=0.1, le=200)]
    detour_factor: Annotated[float, Field(strict=True, ge=1, le=10)]
    no_access_home: Annotated[float, Field(strict=True, ge=0, lt=1)]
    no_access_other: Annotated[float, Field(strict=True, ge=0, lt=1)]
    no_access_minutes: Minutes
    interval_days: Mapping[PremisesKind, Mapping[Risk, Annotated[float, Field(strict=True, ge=1, le=3660)]]]
    look_ahead_days: Days
    release_time: Annotated[str, Field(pattern=r"^([01]\d|2[0-3]):[0-5]\d$")]
    weight_distance: Number
    weight_skill: Number
    weight_urgency: Number
    weight_minutes: Number

    @model_validator(mode="after")
    def _sound(self) -> Self:
        faults = []
        if not self.duration_low <= self.duration_mode <= self.duration_high or self.duration_high == 0:
            low, mode, high = self.duration_low, self.duration_mode, self.duration_high
            faults.append(f"expected duration_low <= mode <= high, above 0, got {low:g}, {mode:g}, {high:g}")
        lacking = missing(PremisesKind, self.interval_days)
        if lacking:
            faults.append(f"expected interval_days for every premises kind, none for {lacking}")
        for kind, by_risk in self.interval_days.items():
            if missing(Risk, by_risk):
                faults.append(
                    f"expected interval_days.{kind} for every risk, none for {missing(Risk, by_risk)}"
                )
        if faults:
            raise ValueError("; ".join(faults))
        return self

    @property
    def duration_mean(self) -> float:
        """Mean of the triangular factor on expected minutes (1 by default)."""
        return (self.duration_low + self.duration_mode + self.duration_high) / 3

    @property
    def release_second(self) -> int:
        """Second of the day at which the grid leader releases the day's tasks."""
        hours, minutes = self.release_time.split(":")
        return int(hours) * 3600 + int(minutes) * 60


class Inspection(Section):
    """What an inspector sees, settles and over-reports. Factors of single items are in the checklist."""

    miss_trained: Share
    miss_untrained: Share
    miss_professional: Share
    detection_per_earlier_visit: Share
    over_report_trained: Annotated[float, Field(strict=True, ge=0, lt=1)]
    over_report_untrained: Annotated[float, Field(strict=True, ge=0, lt=1)]
    settle_on_spot: Share
    persuasion_minutes: Minutes
    report_minutes: Minutes


class Skills(Section):
    """The learning curve: level(v) = 1 - (1 - start) * 0.5 ** (v / half life), reset by turnover."""

    wrong_skill_minutes_factor: Annotated[float, Field(strict=True, ge=1, le=10)]
    own_skills: Annotated[int, Field(strict=True, ge=0, le=6)]
    start_level: Share
    newcomer_level: Share
    half_life_visits: Positive
    turnover_per_year: Number


class CitizensApp(Section):
    """The citizens' app, where it is on."""

    enabled: Switch
    report_factor: Annotated[float, Field(strict=True, ge=1, le=20)]
    valid_share: Share
    duplicate_share: Share


class SharedData(Section):
    """Registration, scope and permits on the inspector's phone, where it is on."""

    enabled: Switch
    minutes_saved: Minutes
    licence_detection: Share


class Departments(Section):
    """Whose matter a citizen's report is, and which department asks."""

    citizen_weights: Mapping[Department, Number]
    request_weights: Mapping[Department, Number]

    @model_validator(mode="after")
    def _some_weight(self) -> Self:
        for name, weights in (("citizen", self.citizen_weights), ("request", self.request_weights)):
            if sum(weights.values()) <= 0:
                raise ValueError(f"expected {name}_weights with at least one above 0, got none")
        return self


class Duty(Section):
    """Work off hours; how many stand by is the plan's."""

    call_out_minutes: Minutes


class Costs(Section):
    """Yuan per person and year."""

    inspector: Number
    handler: Number
    operator: Number
    town_officer: Number
