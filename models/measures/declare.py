"""Every measure, declared once: unit, direction, published range. Names and definitions stand in the
text tables under `[measure]` and `[measure_definition]`, by the same name."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from models.measures.patrol import KINDS
from models.measures.staff import ROLES
from models.measures.times import JUDGED_LEVELS, POINTS


class Direction(StrEnum):
    """What is good: more of it, less of it, or neither by itself."""

    HIGHER = "higher"
    LOWER = "lower"
    NEUTRAL = "neutral"


@dataclass(frozen=True)
class Published:
    """A range that others reported for a measure; shown beside the result, never tuned to."""

    low: float
    high: float
    source: str
    grade: str

    def holds(self, value: float) -> bool:
        """Whether a result lies in the range."""
        return self.low <= value <= self.high


@dataclass(frozen=True)
class Measure:
    """One measure. `unit`: a code the text tables name (`[unit]`); `text`: its key in the text tables
    (the members of a family have names of their own and share a definition, under `text`)."""

    name: str
    unit: str
    direction: Direction
    published: Published | None = None
    family: str = ""
    member: str = ""

    @property
    def text(self) -> str:
        """The key of its definition in the text tables."""
        return self.family or self.name


UP, DOWN, EVEN = Direction.HIGHER, Direction.LOWER, Direction.NEUTRAL

_PUBLISHED = {
    "cases_per_10000_residents_day": Published(
        2.5, 7.5, "Nanhai 2020: over 1.0 M cases a year, 6.9-7.5 by population taken", "C"
    ),
    "finds_per_10000_residents_day": Published(1.4, 5.8, "Nanhai 1.37, Dongguan 5.8", "C"),
    "visits_per_pair_day": Published(10, 25, "Dongguan: about 185 premises every 10 days, 18 a day", "C"),
    "finds_per_100_visits": Published(
        3.5, 9, "Five Pearl River Delta sweeps: 7.7, 7.2, 4.9, 4.4, 3.5", "B/C"
    ),
    "finds_per_100_first_visits": Published(15, 71, "Chun'an 40, Donghai 71, Dazhu 15", "B"),
    "settled_share": Published(
        0.02, 0.54, "Songgang 28 %, Xixiang 39 %, Shibi 54 %; 1.9 % with equipment", "B"
    ),
    "over_report_share": Published(0.007, 0.25, "Dazhou 0.7 %, Tianmen 5.5 %", "A/K"),
    "rework_rate": Published(0.0005, 0.06, "Fuzhou, Kaizhou", "A"),
    "bounce_rate": Published(0.04, 0.25, "Yichun", "A"),
    "no_access_share": Published(0.05, 0.89, "Chengdu round: 258 of 2,406 doors opened", "B/K"),
    "public_reports_per_10000_residents_day": Published(1, 5, "Nanhai 2020: 660,000 a year", "C"),
}

_SINGLE: tuple[tuple[str, str, Direction], ...] = (
    ("on_time_handling_rate", "share", UP),
    ("on_time_accept_rate", "share", UP),
    ("on_time_dispatch_rate", "share", UP),
    ("on_time_check_rate", "share", UP),
    ("on_time_closure_rate", "share", UP),
    ("closure_rate", "share", UP),
    ("rework_rate", "share", DOWN),
    ("bounce_rate", "share", DOWN),
    ("extension_rate", "share", DOWN),
    ("valid_report_rate", "share", UP),
    ("miss_rate", "share", DOWN),
    ("over_report_share", "share", DOWN),
    ("worst_grid_on_time_rate", "share", UP),
    ("worst_department_on_time_rate", "share", UP),
    ("worst_level_on_time_rate", "share", UP),
    ("overdue_backlog", "cases", DOWN),
    ("open_cases", "cases", DOWN),
    ("suspended_cases", "cases", EVEN),
    ("overdue_hours", "hours", DOWN),
    ("overdue_hours_p90", "hours", DOWN),
    ("cases_due", "cases", EVEN),
    ("cases_closed", "cases", EVEN),
    ("cancelled_cases", "cases", EVEN),
    ("duplicate_cases", "cases", EVEN),
    ("background_cases", "cases", EVEN),
    ("settled_cases", "cases", EVEN),
    ("settled_share", "share", EVEN),
    ("coverage", "share", UP),
    ("visits_on_time_share", "share", UP),
    ("visits", "visits", EVEN),
    ("visits_per_enterprise", "per_month", DOWN),
    ("visits_per_pair_day", "per_day", EVEN),
    ("first_visits", "visits", EVEN),
    ("no_access_share", "share", DOWN),
    ("orphan_task_share", "share", DOWN),
    ("finds_per_100_visits", "finds", EVEN),
    ("finds_per_100_first_visits", "finds", EVEN),
    ("cases_per_10000_residents_day", "per_10000_day", EVEN),
    ("finds_per_10000_residents_day", "per_10000_day", EVEN),
    ("public_reports_per_10000_residents_day", "per_10000_day", EVEN),
    ("hazard_exposure_days", "days", DOWN),
    ("hazards_per_premises", "hazards", DOWN),
    ("days_to_rectify_p50", "days", DOWN),
    ("days_to_rectify_p90", "days", DOWN),
    ("hazards_begun", "hazards", EVEN),
    ("hazards_found_share", "share", UP),
    ("walking_share", "share", DOWN),
    ("inspecting_share", "share", EVEN),
    ("workload_balance", "ratio", DOWN),
    ("workload_cv", "ratio", DOWN),
    ("overtime_hours", "hours", DOWN),
    ("roster_hours", "hours", EVEN),
    ("head_count", "persons", EVEN),
    ("cost_per_year", "yuan_per_year", DOWN),
)

_STRUCTURAL: tuple[tuple[str, str, Direction], ...] = (
    ("late_share", "share", DOWN),
    ("structural_late_share", "share", DOWN),
    ("staff_late_share", "share", DOWN),
    ("late_cases", "cases", DOWN),
    ("late_cases_structural", "cases", DOWN),
)
"""Measures of a run beside the same one with unlimited staff."""

_BREAKDOWN: tuple[tuple[str, str, Direction], ...] = (
    ("heads", "persons", EVEN),
    ("worked_hours", "hours", EVEN),
    ("walked_hours", "hours", EVEN),
    ("utilisation", "share", EVEN),
    ("workload_hours", "hours", EVEN),
    ("found", "finds", EVEN),
)
"""Measures that exist only per grid, level, department, role, person or pair."""


def _families() -> list[Measure]:
    out = [
        Measure(f"on_time_handling_rate_{level}", "share", UP, None, "on_time_handling_rate", level)
        for level in JUDGED_LEVELS
    ]
    for point in POINTS:
        name = f"hours_to_close_{point}"
        out.append(Measure(name, "hours", DOWN))
        out += [Measure(f"{name}_{level}", "hours", DOWN, None, name, level) for level in JUDGED_LEVELS]
    out += [
        Measure(f"orphan_task_share_{kind}", "share", DOWN, None, "orphan_task_share", kind) for kind in KINDS
    ]
    return out + [
        Measure(f"utilisation_{role}", "share", EVEN, None, "utilisation", str(role)) for role in ROLES
    ]


MEASURES: Mapping[str, Measure] = {
    m.name: m
    for m in [
        *(Measure(name, unit, way, _PUBLISHED.get(name)) for name, unit, way in _SINGLE),
        *_families(),
        *(Measure(name, unit, way) for name, unit, way in _STRUCTURAL + _BREAKDOWN),
    ]
}
"""Name to declaration, in the order in which they are shown."""
