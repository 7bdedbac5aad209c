"""A case and its marks: severity, work content and path are functions of its identity, not of the order
in which things happen."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from models.scenario.tables import CaseOutcome, Stage
from models.scenario.words import Department, Level, Source

CITIZEN_BASE = 10**12
"""Numbers of citizens' cases start here; below stand hazards, then over-reports (see the makers)."""
OVER_REPORT_BASE = 2 * 10**12
APP_BASE = 3 * 10**12
BACKGROUND_BASE = 4 * 10**12
REQUEST_BASE = 5 * 10**12
SECOND_REPORTER = 5 * 10**11
"""Added to a case's number, names what somebody else reports about the same thing."""

LEVELS = (Level.SPOT, Level.COMMUNITY, Level.TOWN, Level.DISTRICT)
COMMUNITY, TOWN, DISTRICT = 1, 2, 3


@dataclass(slots=True)
class StageRecord:
    """A stage against its limit, in seconds; `end` is -1 while it is open."""

    stage: Stage
    level: int
    begin: int
    due: int
    end: int = -1


@dataclass(slots=True, eq=False)
class Case:
    """One case. `number` is its identity and the key of all its draws.

    `needs` is the level that can resolve it (1 community, 2 town, 3 district), `limit_class` the row
    of the table of time limits, `rested` the time it was closed before it was reopened. Times are seconds,
    -1 where they have not come. `marks` are what it was born with (see `work`).
    """

    number: int
    source: Source
    department: Department
    grid: str
    premises: int
    reported: int
    item: int = -1
    needs: int = COMMUNITY
    limit_class: int = 0
    urgent: bool = False
    hazard: int = -1
    over_report: bool = False
    invalid: bool = False
    missed: bool = False
    parent: int = -1
    at: int = COMMUNITY
    outcome: CaseOutcome = CaseOutcome.OPEN
    registered: int = -1
    closed: int = -1
    rework: int = 0
    bounces: int = 0
    extensions: int = 0
    suspended: int = 0
    site_visits: int = 0
    desk_steps: int = 0
    reopened: int = 0
    rested: int = 0
    duplicates: int = 0
    stages: list[StageRecord] = field(default_factory=list)
    marks: Sequence[int] = ()

    def is_open(self) -> bool:
        """Whether it is neither closed nor cancelled nor attached to another."""
        return self.outcome is CaseOutcome.OPEN

    def begin(self, stage: Stage, now: int, due: int) -> StageRecord:
        """Start the clock of a stage."""
        record = StageRecord(stage, self.at, now, due)
        self.stages.append(record)
        return record
