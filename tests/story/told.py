"""A community of one premises beside its workstation, where every minute can be worked out by hand.

Nobody walks further than a step, a step at the desk takes 5 minutes, a handler 35, a town team 90 and an
hour's travel, the department two working days, the command centre's review half an hour of the shift. A
visit of the pair takes 20 minutes, a report 3 more, persuasion 5, a check on site 5; a pair without a task
looks again after half an hour. Limits: a quarter of an hour to register and to dispatch, an hour to check,
one working day to handle (five at the district). Reports are made at given times; nothing else happens.
"""

from __future__ import annotations

from collections.abc import Generator, Mapping
from dataclasses import replace
from itertools import count
from typing import Any

import pandas as pd
import simpy

from models.scenario.calendar_spec import DAY
from models.scenario.place import Place
from models.scenario.scenario import Scenario
from models.scenario.words import Department, PremisesKind, Source
from models.simulation.case import CITIZEN_BASE, Case
from models.simulation.draws import Draws
from models.simulation.setting import make_setting
from models.simulation.tables import outcome_tables
from models.simulation.town import Town
from tests.builders import LAT, LON, NOBODY_REPORTS, community, one_item

WEEK = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
CERTAIN: Mapping[str, Any] = {
    "desks.operator_cv": 0.0,
    "desks.wrong_dispatch": 0.0,
    "desks.check_by_inspector_share": 0.0,
    "handling.minutes_cv": 0.0,
    "handling.second_visit": 0.0,
    "handling.review_fail": 0.0,
    "handling.order_share": 0.0,
    "town.minutes_cv": 0.0,
    "town.travel_minutes_cv": 0.0,
    "district.delay_low_days": 2.0,
    "district.delay_high_days": 2.0,
    "limits.extension_share": 0.0,
    "limits.suspension_share": 0.0,
    "limits.classes": [{"name": "1d", "limit": "1 working_days", "weight": 1.0, "urgent": False}],
    "patrol.duration_low": 1.0,
    "patrol.duration_mode": 1.0,
    "patrol.duration_high": 1.0,
    "patrol.no_access_other": 0.0,
    "inspection.miss_trained": 0.0,
    "inspection.miss_untrained": 0.0,
    "inspection.detection_per_earlier_visit": 1.0,
    "inspection.settle_on_spot": 0.0,
    "skills.turnover_per_year": 0.0,
    "escalation.inspector": {"community": 1.0, "town": 0.0, "district": 0.0},
}


def village(days: int = 10, seed: int = 1, changes: Mapping[str, Any] | None = None, **plan: Any) -> Scenario:
    """The community, with some of its certainties changed."""
    whole = community(
        1,
        1,
        days,
        kinds=(PremisesKind.BUILDING_SITE,),
        items=one_item(),
        changes=NOBODY_REPORTS | CERTAIN | (changes or {}),
        spec={"initial": "rollout", "seed": seed},
        **plan,
    )
    old = whole.place
    at_home = old.premises.assign(lon=LON, lat=LAT)
    return replace(whole, place=Place(old.name, old.blocks, at_home, old.workstations))


class Told:
    """A run of the village in which cases are reported as the story says."""

    def __init__(self, scenario: Scenario) -> None:
        spec = scenario.spec
        self.town = Town(make_setting(scenario), Draws(spec.seed), spec.days * DAY)
        self.tables: dict[str, pd.DataFrame] = {}

    def number_where(self, stream: str, *happens: bool, below: float = 0.5) -> int:
        """The first citizen's case for which the draws of a stream fall as wanted, key by key."""
        draws = self.town.draws
        return next(
            number
            for number in count(CITIZEN_BASE)
            if all((draws.uniform(stream, number, k) < below) == hit for k, hit in enumerate(happens))
        )

    def report(self, when: str, number: int = CITIZEN_BASE, **marks: Any) -> int:
        """Somebody reports at `Mon 09:00`."""
        self.town.env.process(self._report(seconds(when), number, marks))
        return number

    def _report(self, at: int, number: int, marks: dict[str, Any]) -> Generator[simpy.Event, Any, None]:
        yield self.town.env.timeout(at)
        case = Case(number, Source.CITIZEN, Department.FIRE, "g1", 0, at, **marks)
        self.town.flow.report(case)

    def run(self) -> list[str]:
        """Live through it; the event log, a line each."""
        self.town.run()
        self.tables = outcome_tables(self.town)
        return [line(row) for row in self.tables["case_events"].itertuples()]

    def of(self, number: int) -> Any:
        """The row of a case."""
        return next(row for row in self.tables["cases"].itertuples() if row.case == number)


def seconds(when: str) -> int:
    """Seconds of `Mon 09:00` in the first week."""
    day, hour = when.split()
    return WEEK.index(day) * DAY + int(hour[:2]) * 3600 + int(hour[3:]) * 60


def moment(minutes: float) -> str:
    """`Mon 09:00`, with `+` for each week that has passed."""
    day, minute = divmod(round(minutes), 1440)
    return f"{WEEK[day % 7]}{'+' * (day // 7)} {minute // 60:02d}:{minute % 60:02d}"


def line(row: Any) -> str:
    """`Mon 09:00 Mon 09:05 community register operator`: from, to, level, activity, who, outcome."""
    words = [moment(row.begin), moment(row.end), row.level, row.activity, row.role, row.outcome]
    return " ".join(word for word in words if word)
