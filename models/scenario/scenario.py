"""The Scenario: Place (given), Plan (decided) and Assumptions (assumed), with horizon, warm-up and seed."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import cached_property
from typing import Any

from pydantic import BaseModel, ConfigDict, Field

from models.scenario.assumptions import Assumptions
from models.scenario.bounds import MOST_DAYS, MOST_SEED
from models.scenario.calendar import Calendar, make_calendar
from models.scenario.calendar_spec import CalendarSpec
from models.scenario.checklist import Checklist
from models.scenario.place import Place
from models.scenario.plan import Plan

FORMAT = 1


class Initial(StrEnum):
    """What the run starts from: a patrolled place, or one that was never patrolled."""

    STEADY = "steady"
    ROLLOUT = "rollout"


class Words(BaseModel):
    """A text in both languages."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    zh: str = Field(default="", max_length=2000)
    en: str = Field(default="", max_length=2000)


class ScenarioSpec(BaseModel):
    """The file `scenario.yml`: what is neither place, plan nor assumption.

    `days` are calendar days that are measured, after `warmup_days` that are not.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    format: int = Field(default=FORMAT, ge=1)
    title: Words = Words()
    note: Words = Words()
    base: str | None = None
    initial: Initial = Initial.STEADY
    warmup_days: int = Field(default=28, ge=0, le=730)
    days: int = Field(default=84, ge=1, le=MOST_DAYS)
    seed: int = Field(default=1, ge=0, le=MOST_SEED)
    calendar: CalendarSpec


@dataclass(frozen=True)
class Scenario:
    """Everything a simulation needs, frozen. `name` is the folder's; two scenarios are the same when
    their fingerprints are."""

    name: str
    spec: ScenarioSpec
    place: Place
    plan: Plan
    assumptions: Assumptions
    checklist: Checklist

    @cached_property
    def calendar(self) -> Calendar:
        """Working time of the scenario."""
        return make_calendar(self.spec.calendar, self.spec.warmup_days + self.spec.days)

    @cached_property
    def fingerprint(self) -> str:
        """Sha256 of the scenario's canonical bytes; titles, notes and the name of the base do not count."""
        digest = hashlib.sha256()
        content = {
            "spec": self.spec.model_dump(mode="json", exclude={"title", "note", "base"}),
            # a plan without a visit calendar is what it was before there were any
            "plan": self.plan.model_dump(mode="json", exclude=None if self.plan.visits else {"visits"}),
            "assumptions": self.assumptions.values(),
            "checklist": [_plain(item) for item in self.checklist.items],
        }
        content |= _given(self.place)
        digest.update(json.dumps(content, sort_keys=True, ensure_ascii=False).encode())
        digest.update(self.place.digest.encode())
        return digest.hexdigest()

    @property
    def notes(self) -> tuple[str, ...]:
        """What a reader of results must know about the inputs."""
        return self.calendar.notes

    def with_plan(self, plan: Plan) -> Scenario:
        """The same place and assumptions under another plan."""
        return replace(self, plan=plan)

    def with_spec(self, **changes: Any) -> Scenario:
        """The same scenario with another horizon, warm-up or seed."""
        return replace(self, spec=self.spec.model_copy(update=changes))


def _given(place: Place) -> dict[str, Any]:
    """Opening hours and known re-inspections; a place without them is what it was before there were any."""
    hours = {
        name: [sorted(opening.weekdays), opening.windows] for name, opening in sorted(place.openings.items())
    }
    given = {"openings": hours, "reinspections": place.reinspections}
    return {name: value for name, value in given.items() if value}


def _plain(item: Any) -> Mapping[str, Any]:
    return {name: getattr(item, name) for name in item.__slots__}
