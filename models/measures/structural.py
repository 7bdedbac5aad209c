"""Structural lateness: what is late even with unlimited staff is no reason to hire.

A second run of the same demand with unlimited staff (and the same duty roster, limits and shifts) shows
the floor; what the real staff is late beyond it can be cured by people, the floor only by other rules.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from models.measures.casebook import CaseBook, case_book
from models.measures.rates import stage_rates
from models.measures.ratio import Ratio
from models.scenario.outcome import Outcome
from models.scenario.tables import Stage

STAGES = {
    "on_time_accept_rate": str(Stage.ACCEPT),
    "on_time_dispatch_rate": str(Stage.DISPATCH),
    "on_time_handling_rate": str(Stage.HANDLE),
    "on_time_check_rate": str(Stage.CHECK),
}


def structural_measures(real: Outcome, unlimited: Outcome) -> dict[str, float]:
    """Late shares of the cases due to be closed: all, the floor, and the rest that staff could cure.

    `late_share` = `structural_late_share` + `staff_late_share`; the floor is cut at the real share, for
    with other finds a run with unlimited staff can be late a little more often. `late_cases_structural`
    counts the real run's late cases that were late with unlimited staff, too (cases keep their identity).
    """
    ours, free = case_book(real), case_book(unlimited)
    late, floor = _late_share(ours), _late_share(free)
    floor = float(np.fmin(floor, late)) if not np.isnan(late) else np.nan
    return {
        "late_share": late,
        "structural_late_share": floor,
        "staff_late_share": late - floor,
        "late_cases": float((ours.judged & ~ours.on_time).sum()),
        "late_cases_structural": float(np.isin(_late_cases(ours), _late_cases(free)).sum()),
    }


def structural_table(real: Outcome, unlimited: Outcome) -> pd.DataFrame:
    """The same by stage and, for handling, by level: stage, level, due, late, structural, staff (shares)."""
    rows = []
    floors = {ratio.name: ratio for ratio in stage_rates(case_book(unlimited))}
    for ratio in stage_rates(case_book(real)):
        free = floors[ratio.name]
        rows.append((STAGES[ratio.name], "", *_split(ratio.value(), free.value()), _due(ratio)))
        if ratio.name == "on_time_handling_rate":
            ours, theirs = ratio.by("level"), free.by("level")
            for level in ours.index:
                due = _due(ratio, level)
                rows.append((STAGES[ratio.name], level, *_split(ours[level], theirs.get(level, np.nan)), due))
    return pd.DataFrame(rows, columns=["stage", "level", "late", "structural", "staff", "due"])


def _split(on_time: float, on_time_free: float) -> tuple[float, float, float]:
    late = 1 - on_time
    floor = float(np.fmin(1 - on_time_free, late))
    return late, floor, late - floor


def _due(ratio: Ratio, level: str | None = None) -> int:
    chosen = np.asarray(ratio.bottom, dtype=bool)
    if level is not None:
        chosen = chosen & (ratio.rows["level"] == level).to_numpy(dtype=bool)
    return int(chosen.sum())


def _late_share(book: CaseBook) -> float:
    due = int(book.judged.sum())
    return 1 - float(book.on_time.sum()) / due if due else np.nan


def _late_cases(book: CaseBook) -> np.ndarray:
    return book.cases["case"].to_numpy()[book.judged & ~book.on_time]
