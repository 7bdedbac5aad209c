"""Hazards: one renewal process per premises and department, with exact onset times.

A hazard appears, persists until it is rectified, and may recur: the next gap starts at rectification.
Gaps are exponential and keyed by premises, department and ordinal, so that all scenarios share them.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from models.scenario.words import Department, Source
from models.simulation.burnin import BurnIn
from models.simulation.draws import Draws, exponential, pick
from models.simulation.environment import Environment

DAY = 86_400
WEEK = 7 * DAY
DEPARTMENTS = tuple(Department)
PER_PREMISES = len(DEPARTMENTS)
MAX_ORDINAL = 1000


@dataclass(slots=True, eq=False)
class Hazard:
    """One hazard. `item` is a checklist index; times are seconds, -1 where they have not come.

    `passed`: a completed visit covered its item after onset and did not see it, which makes it a miss
    when the public reports it. `known`: on record, so not found again.
    """

    number: int
    premises: int
    department: int
    ordinal: int
    item: int
    onset: int
    visible: bool
    rectified: int = -1
    found: int = -1
    found_by: Source | str = ""
    passed: bool = False
    missed: bool = False
    sightings: int = 0
    case: int = -1

    @property
    def known(self) -> bool:
        """Whether somebody has it on record."""
        return self.found >= 0


@dataclass(frozen=True)
class HazardRates:
    """What hazards need to know of the place.

    `per_second`: onset rates, shape (premises, 8); `items[kind][department]`: checklist indices and their
    cumulative shares; `kind`: code per premises; `delay_days`: mean days until the public reports a
    visible hazard, per premises; `visible`: the share that the public can see.
    """

    per_second: np.ndarray
    items: tuple[tuple[tuple[tuple[int, ...], list[float]], ...], ...]
    kind: list[int]
    delay_days: list[float]
    visible: float


class HazardField:
    """All hazards of a place up to `end`; `on_public_report` is called when the public reports one."""

    def __init__(
        self,
        env: Environment,
        draws: Draws,
        rates: HazardRates,
        end: int,
        on_public_report: Callable[[Hazard], None],
    ) -> None:
        self.env = env
        self.draws = draws
        self.rates = rates
        self.end = end
        self.on_public_report = on_public_report
        self.all: list[Hazard] = []
        self.alive: list[list[Hazard]] = [[] for _ in rates.kind]
        self.earliest: list[int] = [end] * len(rates.kind)
        self.by_number: dict[int, Hazard] = {}

    def start(self, state: BurnIn) -> None:
        """Begin from the state of a burn-in, or of a place that was never patrolled."""
        onset = state.onset
        for premises, department in np.argwhere(onset < self.end).tolist():
            ordinal = int(state.ordinal[premises, department])
            self._appear(premises, department, ordinal, int(onset[premises, department]))

    def forget(self) -> None:
        """Let go of all hazards."""
        self.all.clear()
        self.alive.clear()
        self.by_number.clear()

    def present(self, premises: int, now: int) -> list[Hazard]:
        """Hazards that exist at a premises now."""
        if self.earliest[premises] > now:
            return []
        return [hazard for hazard in self.alive[premises] if hazard.onset <= now]

    def rectify(self, hazard: Hazard, at: int) -> None:
        """The hazard has ended; the gap to the next one starts."""
        if hazard.rectified >= 0:
            return
        hazard.rectified = at
        mine = self.alive[hazard.premises]
        mine.remove(hazard)
        self.earliest[hazard.premises] = min((h.onset for h in mine), default=self.end)
        rate = float(self.rates.per_second[hazard.premises, hazard.department])
        ordinal = hazard.ordinal + 1
        u = self.draws.uniform("hazard.gap", hazard.premises, hazard.department, ordinal)
        onset = at + max(1, round(exponential(u, 1.0 / rate)))
        if onset < self.end and ordinal < MAX_ORDINAL:
            self._appear(hazard.premises, hazard.department, ordinal, onset)

    def _appear(self, premises: int, department: int, ordinal: int, onset: int) -> None:
        draws, rates = self.draws, self.rates
        number = (premises * PER_PREMISES + department) * MAX_ORDINAL + ordinal
        items, shares = rates.items[rates.kind[premises]][department]
        item = items[pick(draws.uniform("hazard.item", number), shares)]
        visible = draws.uniform("hazard.visible", number) < rates.visible
        hazard = Hazard(number, premises, department, ordinal, item, onset, visible)
        self.all.append(hazard)
        self.by_number[number] = hazard
        self.alive[premises].append(hazard)
        self.earliest[premises] = min(self.earliest[premises], onset)
        if visible:
            self._expect_report(hazard)

    def _expect_report(self, hazard: Hazard) -> None:
        """The public will report it after a while, unless it is rectified first."""
        mean = self.rates.delay_days[hazard.premises] * DAY
        delay = exponential(self.draws.uniform("hazard.delay", hazard.number), mean)
        # the burn-in leaves what nobody has reported: the delay has no memory and begins now
        at = max(hazard.onset, self.env.now) + round(delay)
        if at < self.end:
            self.env.timeout(at - self.env.now).callbacks.append(lambda _: self._reported(hazard))

    def _reported(self, hazard: Hazard) -> None:
        if hazard.rectified < 0:
            self.on_public_report(hazard)
