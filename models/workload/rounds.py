"""What patrol owes: visits and minutes that the intervals of the premises ask for."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import numpy.typing as npt
import pandas as pd

from models.scenario.checklist import Checklist
from models.scenario.scenario import Scenario
from models.scenario.words import Department, PremisesKind, Risk

Floats = npt.NDArray[np.float64]
HOMES = (PremisesKind.RENTAL, PremisesKind.COMPOUND)
DAYS_A_YEAR = 365.25
CYCLE = 60
"""Programmes of items repeat after this many visits: enough for a yearly item on a weekly round."""


@dataclass(frozen=True)
class Demanded:
    """Per premises: days between visits, minutes on site of a visit, share of closed doors, onsets a week.

    A visit on which no item is due does not take place, which stretches the days between visits.
    """

    interval_days: Floats
    minutes: Floats
    no_access: Floats
    onsets_per_week: Floats


def demanded(scenario: Scenario, departments: frozenset[Department] = frozenset(Department)) -> Demanded:
    """What each premises asks of patrol, for the items of some departments (all by default)."""
    classes, each = classes_of(scenario)
    by_class = [_of_class(scenario, kind, risk, departments) for kind, risk in classes]
    columns = np.array(by_class, dtype=np.float64).reshape(-1, 4)[each]
    return Demanded(columns[:, 0], columns[:, 1], columns[:, 2], columns[:, 3])


def classes_of(scenario: Scenario) -> tuple[list[tuple[PremisesKind, Risk]], npt.NDArray[np.int64]]:
    """The kinds and risks that occur together, and which of them each premises has."""
    kind, kinds = pd.factorize(scenario.place.premises["kind"])
    risk, risks = pd.factorize(scenario.place.premises["risk"])
    each, pairs = pd.factorize(kind * max(len(risks), 1) + risk)
    named = [divmod(int(pair), len(risks)) for pair in pairs]
    return [(PremisesKind(kinds[k]), Risk(risks[r])) for k, r in named], each.astype(np.int64)


def _of_class(
    scenario: Scenario, kind: PremisesKind, risk: Risk, departments: frozenset[Department]
) -> tuple[float, float, float, float]:
    a = scenario.assumptions
    interval = a.patrol.interval_days[kind][risk]
    street = kind is PremisesKind.STREET
    visits = [
        _on_site(scenario, kind, ticking)
        for ticking in _ticking(scenario.checklist, kind, interval, departments)
    ]
    minutes = sum(visits) / len(visits) if visits else 0.0
    interval *= CYCLE / max(len(visits), 1)
    access = 0.0 if street else a.patrol.no_access_home if kind in HOMES else a.patrol.no_access_other
    base = a.hazards.street_onset_per_segment_week if street else a.hazards.onset_per_premises_week
    share = hazard_share(scenario.checklist, kind, departments)
    onsets = base * a.hazards.kind_factor[kind] * a.hazards.risk_factor[risk] * share
    return interval, minutes, access, onsets


@lru_cache(maxsize=4096)
def _ticking(
    checklist: Checklist, kind: PremisesKind, interval: float, departments: frozenset[Department]
) -> tuple[float, ...]:
    """Minutes of the items on each visit of a cycle that takes place; asked again for every plan."""
    programmes = (checklist.visit_items(kind, interval, n, departments) for n in range(CYCLE))
    return tuple(_minutes(checklist, items) for items in programmes if items)


def _minutes(checklist: Checklist, items: Sequence[int]) -> float:
    return sum(checklist.items[item].minutes for item in items)


def visit_minutes(scenario: Scenario, kind: PremisesKind, items: Sequence[int]) -> float:
    """Expected minutes on site of a visit with these items: setup, items, less what shared data save."""
    return _on_site(scenario, kind, _minutes(scenario.checklist, items))


def _on_site(scenario: Scenario, kind: PremisesKind, ticking: float) -> float:
    a = scenario.assumptions
    street = kind is PremisesKind.STREET
    setup = a.patrol.street_setup_minutes if street else a.patrol.setup_minutes
    saved = a.shared_data.minutes_saved if a.shared_data.enabled and not street else 0.0
    return max(1.0, setup + ticking - saved)


def hazard_share(checklist: Checklist, kind: PremisesKind, departments: frozenset[Department]) -> float:
    """Share of a kind's hazards that concern some departments."""
    share = checklist.hazard_share(kind)
    wanted = [item.department in departments for item in checklist.items]
    return float(share[np.array(wanted, dtype=bool)].sum())


def visits_per_workday(interval_days: Floats, workdays_per_year: float) -> Floats:
    """Visits a working day that the intervals ask for; a daily interval means every working day."""
    per_day = DAYS_A_YEAR / np.maximum(interval_days, 1.0) / workdays_per_year
    result: Floats = np.where(interval_days <= 1.0, 1.0, per_day)
    return result
