"""Sections about the way of a case: escalation, desks, handling, town, district, time limits."""

from __future__ import annotations

from typing import Annotated, Self

from pydantic import Field, model_validator

from models.scenario.assumed import Count, Cv, Days, Minutes, Number, Positive, Section, Share, Switch
from models.scenario.clocks import Limit
from models.scenario.words import Department, Level


class LevelShares(Section):
    """Which level resolves a case; the three add up to 1."""

    community: Share
    town: Share
    district: Share

    @model_validator(mode="after")
    def _whole(self) -> Self:
        total = self.community + self.town + self.district
        if abs(total - 1) > 1e-6:
            raise ValueError(f"expected community, town and district to add up to 1, got {total:g}")
        return self


class Escalation(Section):
    """How far up a case must go, by who raised it; `fire_factor` on what leaves the community."""

    citizen: LevelShares
    inspector: LevelShares
    fire_factor: Annotated[float, Field(strict=True, ge=0, le=10)]


class Desks(Section):
    """The operators' work at the workstation."""

    operator_minutes: Minutes
    operator_cv: Cv
    wrong_dispatch: Annotated[float, Field(strict=True, ge=0, lt=1)]
    recognise_over_report: Share
    check_by_inspector_share: Share
    check_minutes: Minutes


class Handling(Section):
    """The handlers' work on site, review and rectification orders."""

    minutes_mean: Positive
    minutes_cv: Cv
    travel_km_h: Annotated[float, Field(strict=True, ge=0.1, le=200)]
    second_visit: Share
    review_fail: Annotated[float, Field(strict=True, ge=0, lt=1)]
    order_share: Share
    order_working_days: Days
    order_not_met: Annotated[float, Field(strict=True, ge=0, lt=1)]


class Town(Section):
    """The town team's work; how many teams there are is the plan's."""

    minutes_mean: Positive
    minutes_cv: Cv
    travel_minutes_mean: Minutes
    travel_minutes_cv: Cv
    officers_per_team: Count
    background_cases_per_workday: Number


class District(Section):
    """Functional departments: a delay of working days, or minutes of an officer where they are staffed."""

    delay_low_days: Number
    delay_high_days: Number
    minutes_mean: Positive
    minutes_cv: Cv

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if self.delay_low_days > self.delay_high_days:
            low, high = self.delay_low_days, self.delay_high_days
            raise ValueError(f"expected delay_low_days <= delay_high_days, got {low:g} > {high:g}")
        return self


class CaseClass(Section):
    """A class of cases with one handling limit; `weight` is its relative frequency."""

    name: Annotated[str, Field(min_length=1, max_length=40)]
    limit: Limit
    weight: Number
    urgent: Switch


class SpecialLimit(Section):
    """A handling limit that holds for one class at one level, for one department or (None) for all."""

    case_class: str
    level: Level
    limit: Limit
    department: Department | None = None


class Limits(Section):
    """Time limits of the stages; `classes` is the table of handling limits at the community."""

    accept: Limit
    accept_urgent: Limit
    dispatch: Limit
    dispatch_urgent: Limit
    check: Limit
    classes: Annotated[tuple[CaseClass, ...], Field(min_length=1, max_length=500)]
    town_minimum: Limit
    district_minimum: Limit
    special: tuple[SpecialLimit, ...]
    extensions_most: Count
    extension_share: Share
    suspension_share: Share
    suspension_working_days: Days
    reinspection: Limit

    @model_validator(mode="after")
    def _sound(self) -> Self:
        names = [row.name for row in self.classes]
        if len(set(names)) < len(names):
            raise ValueError("expected classes with names of their own, got one twice")
        if sum(row.weight for row in self.classes) <= 0:
            raise ValueError("expected classes with at least one weight above 0, got none")
        unknown = [row.case_class for row in self.special if row.case_class not in names]
        if unknown:
            raise ValueError(f"expected special limits for a class of the table, got {unknown[0][:40]!r}")
        return self

    @property
    def urgent_share(self) -> float:
        """Share of the cases that are urgent, from the weights of the classes."""
        total = sum(row.weight for row in self.classes)
        return sum(row.weight for row in self.classes if row.urgent) / total

    def handling(self, row: int, level: Level, department: Department) -> tuple[Limit, ...]:
        """Limits of handling a case of class `row` at a level: the one that ends last counts.

        A special limit (first the department's own, then the one for all) stands alone; otherwise the
        class's limit holds, at the town and the district together with the least they are given.
        """
        chosen = self.classes[row]
        for owner in (department, None):
            for special in self.special:
                if (special.case_class, special.level, special.department) == (chosen.name, level, owner):
                    return (special.limit,)
        least = {Level.TOWN: (self.town_minimum,), Level.DISTRICT: (self.district_minimum,)}
        return (chosen.limit, *least.get(level, ()))
