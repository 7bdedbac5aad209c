"""Worked minutes of people in the window, from the duty table: inside the shifts, and beyond them.

Work on site runs on past the end of a shift; work at a desk pauses until the next one. So a row's time
inside the shifts is its working time between begin and end, and what it worked beyond that is overtime.
Work of the duty roster begins outside the shifts and all of it counts as roster work.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from models.measures.facts import Facts
from models.measures.window import Flags, Floats, numbers, window_of
from models.scenario.outcome import Outcome
from models.scenario.words import DutyState, Role

MOMENT = 1 / 60
"""A second: whether a shift was open at a time is asked of the second that begins there."""


@dataclass(frozen=True)
class DutyBook:
    """The duty rows with their worked minutes in the window (0 for idle time), each as long as the row.

    `inside`: minutes inside the shifts; `beyond`: minutes outside them. `heads`: how many people the row
    speaks of (a pair that walks together is one row). `roster`: rows of the duty roster off hours.
    """

    rows: pd.DataFrame
    inside: Floats
    beyond: Floats
    heads: Floats
    roster: Flags

    @property
    def person_minutes(self) -> Floats:
        """Minutes inside the shifts times people."""
        return self.inside * self.heads

    def of(self, role: Role, state: DutyState | None = None) -> float:
        """Person-minutes inside the shifts of one role, in one state or in all."""
        chosen = (self.rows["role"] == str(role)).to_numpy(dtype=bool)
        if state is not None:
            chosen = chosen & (self.rows["state"] == str(state)).to_numpy(dtype=bool)
        return float(self.person_minutes[chosen].sum())


def duty_book(outcome: Outcome, facts: Facts) -> DutyBook:
    """Read the duty table of an outcome."""
    rows, window = outcome.tables["duty"], window_of(outcome)
    begin, end, worked = numbers(rows["begin"]), numbers(rows["end"]), numbers(rows["worked_minutes"])
    first, last = np.maximum(begin, window.begin), np.minimum(end, window.end)
    held = last > first
    last = np.where(held, last, first)
    busy = held & (rows["state"] != str(DutyState.IDLE)).to_numpy(dtype=bool)
    inspector = (rows["role"] == str(Role.INSPECTOR)).to_numpy(dtype=bool)
    roster = ~inspector & (facts.in_shift(begin, begin + MOMENT) <= 0)
    inside = np.minimum(facts.in_shift(first, last), worked) * (busy & ~roster)
    through = worked >= end - begin - MOMENT
    beyond = np.where(through & busy, last - first - inside, 0.0)
    beyond = np.where(roster & busy, worked * window.share(begin, end), beyond)
    return DutyBook(rows, inside, beyond, _heads(outcome, facts, inspector), roster)


def _heads(outcome: Outcome, facts: Facts, inspector: Flags) -> Floats:
    """People a row speaks of: the pair's size where it is named after a pair."""
    size = facts.heads.get(Role.INSPECTOR, 0) / facts.pairs if facts.pairs else 1.0
    codes, names = pd.factorize(outcome.tables["duty"]["person"])
    pair = np.isin(np.asarray(names, dtype=object), outcome.tables["visits"]["pair"].unique().astype(object))
    if not len(names):
        return np.ones(0)
    return np.where(pair[codes] & inspector, size, 1.0)
