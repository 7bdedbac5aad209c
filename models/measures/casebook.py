"""Which cases are judged: the one place where a case is counted in, left out, or waited for.

Rules (design note *simulation*, "Rates"): a rate's denominator is the cases whose *final* due time lies
in the window, open or closed; cancelled, duplicate and background cases are left out and counted;
suspended ones are left out while they are paused. A case settled on the spot has no time limit, so it
is left out too. Everything is judged as of the end of the window.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from models.measures.window import Flags, Floats, Window, numbers, window_of
from models.scenario.outcome import Outcome
from models.scenario.tables import CaseOutcome, Stage
from models.scenario.words import Activity, Level, Source

LEVELS = tuple(str(level) for level in Level)
STAGES = tuple(str(stage) for stage in Stage)


@dataclass(frozen=True)
class CaseBook:
    """Cases and their stages with the flags that every rate shares (arrays run along the rows).

    `own`: neither background nor duplicate; `counted`: own, not cancelled, not settled on the spot;
    `listed`: registered as a case (the log says so; a report recognised as none is cancelled instead);
    `paused`: suspended at the end of the window; `closed`: closing time, NaN where it lies beyond the
    window; `judged`: counted, not paused, final due time in the window. `stages` holds one row per
    case, stage and level with its final due time; `stage_judged` likewise.
    """

    window: Window
    cases: pd.DataFrame
    own: Flags
    counted: Flags
    listed: Flags
    paused: Flags
    reported: Floats
    registered: Floats
    closed: Floats
    due: Floats
    judged: Flags
    stages: pd.DataFrame
    stage_end: Floats
    stage_due: Floats
    stage_judged: Flags

    @property
    def open(self) -> Flags:
        """Counted cases that were reported and not closed by the end of the window."""
        return self.counted & (self.reported < self.window.end) & np.isnan(self.closed)

    @property
    def on_time(self) -> Flags:
        """Judged cases that were closed by their due time."""
        return self.judged & (self.closed <= self.due)

    def stage(self, stage: Stage) -> Flags:
        """Rows of one stage."""
        return (self.stages["stage"] == str(stage)).to_numpy(dtype=bool)


def case_book(outcome: Outcome) -> CaseBook:
    """Read the cases of an outcome; see `CaseBook`."""
    window, cases = window_of(outcome), outcome.tables["cases"]
    fate, source = cases["outcome"], cases["source"]
    own = ((source != str(Source.BACKGROUND)) & (fate != str(CaseOutcome.DUPLICATE))).to_numpy(dtype=bool)
    spot = (cases["level"] == str(Level.SPOT)).to_numpy(dtype=bool)
    counted = own & (fate != str(CaseOutcome.CANCELLED)).to_numpy(dtype=bool) & ~spot
    paused = _paused(outcome, window)
    due = numbers(cases["due"])
    stages, owner = _final_stages(outcome)
    stage_end, stage_due = _until(numbers(stages["end"]), window), numbers(stages["due"])
    known = owner >= 0
    fair = np.zeros(len(owner), dtype=bool)
    fair[known] = (counted & ~paused)[owner[known]]
    return CaseBook(
        window, cases, own, counted, _listed(outcome, window), paused,
        reported=numbers(cases["reported"]),
        registered=_until(numbers(cases["registered"]), window),
        closed=_until(numbers(cases["closed"]), window),
        due=due,
        judged=counted & ~paused & window.holds(due),
        stages=stages,
        stage_end=stage_end,
        stage_due=stage_due,
        stage_judged=fair & window.holds(stage_due),
    )  # fmt: skip


def _until(times: Floats, window: Window) -> Floats:
    """Times as they were known at the end of the window: what came later has not come."""
    return np.where(times < window.end, times, np.nan)


def _paused(outcome: Outcome, window: Window) -> Flags:
    """Cases suspended and not resumed by the end of the window."""
    events, cases = outcome.tables["case_events"], outcome.tables["cases"]
    activity = events["activity"]
    stops = (activity == str(Activity.SUSPEND)).to_numpy(dtype=bool)
    goes = (activity == str(Activity.RESUME)).to_numpy(dtype=bool)
    some = np.flatnonzero(stops | goes)
    some = some[numbers(events["begin"])[some] < window.end]
    where = pd.Index(cases["case"]).get_indexer(events["case"].to_numpy()[some])
    balance = np.zeros(len(cases), dtype=np.int64)
    known = where >= 0
    np.add.at(balance, where[known], np.where(stops[some][known], 1, -1))
    return balance > 0


def _listed(outcome: Outcome, window: Window) -> Flags:
    """Cases an operator registered before the end of the window."""
    events = outcome.tables["case_events"]
    rows = (events["activity"] == str(Activity.REGISTER)).to_numpy(dtype=bool)
    rows = rows & (numbers(events["end"]) < window.end)
    return np.isin(outcome.tables["cases"]["case"].to_numpy(), events["case"].to_numpy()[rows])


def _final_stages(outcome: Outcome) -> tuple[pd.DataFrame, NDArray[np.int64]]:
    """The last row of each case, stage and level (a reopened case is judged anew), and where its case is."""
    stages = outcome.tables["stages"]
    owner = pd.Index(outcome.tables["cases"]["case"]).get_indexer(stages["case"].to_numpy())
    stage = pd.Categorical(stages["stage"], categories=STAGES).codes.astype(np.int64)
    level = pd.Categorical(stages["level"], categories=LEVELS).codes.astype(np.int64)
    key = (owner * len(STAGES) + stage) * len(LEVELS) + level
    order = np.lexsort((numbers(stages["begin"]), key))
    last = np.ones(len(order), dtype=bool)
    last[:-1] = key[order][1:] != key[order][:-1]
    keep = np.sort(order[last])
    return stages.iloc[keep], owner[keep].astype(np.int64)
