"""Daily series of a whole run, warm-up included: what shows whether it has settled."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from models.measures.casebook import case_book
from models.measures.coverage import overdue_at
from models.measures.exposure import present_at
from models.measures.series import backlog, day_ends
from models.measures.window import DAY, Floats, numbers, window_of
from models.scenario.outcome import Outcome

DAILY = ("open_cases", "overdue_cases", "overdue_premises", "finds", "hazards_present")
"""Their names; how they are called stands in the text tables under `[daily_series]`."""


def daily_series(outcome: Outcome) -> dict[str, Floats]:
    """Every series of `DAILY`, shape (days of the run,): at the end of each day, finds during it."""
    whole = replace(outcome, window_begin=0.0)
    window = window_of(whole)
    ends = day_ends(window)
    cases = backlog(case_book(whole))["backlog"]
    found = numbers(whole.tables["hazards"]["found"])
    counts, _ = np.histogram(found[window.holds(found)], bins=[0.0, *ends])
    return {
        "open_cases": cases.loc[cases["measure"] == "open", "value"].to_numpy(np.float64),
        "overdue_cases": cases.loc[cases["measure"] == "overdue", "value"].to_numpy(np.float64),
        "overdue_premises": overdue_at(whole, ends),
        "finds": counts.astype(np.float64),
        "hazards_present": present_at(whole, ends)[0],
    }


def whole_days(outcome: Outcome) -> int:
    """Days of the run, warm-up included."""
    return int(np.ceil(outcome.window_end / DAY))
