"""Coverage: the share of premises that are within their inspection interval, averaged over the window.

A premises is overdue from the due time of its patrol task until that task is done. Counting premises-days
instead of visits keeps one that is never visited from counting less than one visited often: with capacity
for three visits of four that are due, coverage is three quarters.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from models.measures.facts import Facts
from models.measures.ratio import Ratio
from models.measures.window import Floats, Window, numbers, window_of
from models.scenario.outcome import Outcome
from models.scenario.words import Department, TaskFate, TaskKind

PATROL = (str(TaskKind.ROUTINE), str(TaskKind.STREET))


def patrol_tasks(outcome: Outcome) -> pd.DataFrame:
    """Routine and street tasks, the ones an interval asks for."""
    tasks = outcome.tables["tasks"]
    return tasks[tasks["kind"].isin(PATROL)]


def overdue_stretches(outcome: Outcome, window: Window) -> pd.DataFrame:
    """Stretches in which a premises was overdue: unit (its number), premises, begin, end; never overlapping.

    A unit is a premises in one pool: where every line of departments patrols for itself, a premises is
    covered by each on its own. A task handed back after no access ends nothing: the next one of the
    premises keeps its due time, and overlapping stretches are joined.
    """
    tasks = patrol_tasks(outcome)
    pool, _ = pd.factorize(tasks["pool"])
    place, names = pd.factorize(tasks["premises"])
    unit = place * (int(pool.max(initial=0)) + 1) + pool
    begin, end = numbers(tasks["due"]), numbers(tasks["ended"])
    end = np.where((tasks["fate"] == str(TaskFate.OPEN)).to_numpy(dtype=bool), np.nan, end)
    end = np.where(np.isnan(end), window.end, end)
    order = np.lexsort((begin, unit))
    unit, place, begin, end = unit[order], place[order], begin[order], end[order]
    # the latest end so far of the same unit: units are kept apart by an offset longer than any time
    offset = unit * (2 * abs(np.concatenate([end, begin, [1.0]])).max() + 1)
    reached = np.maximum.accumulate(end + offset) - offset if len(end) else end
    before = np.empty_like(begin)
    before[1:] = np.where(unit[1:] == unit[:-1], reached[:-1], -np.inf)
    before[:1] = -np.inf
    return pd.DataFrame(
        {"unit": unit, "premises": np.asarray(names)[place], "begin": np.maximum(begin, before), "end": end}
    )


def coverage(outcome: Outcome, facts: Facts) -> Ratio:
    """Premises-minutes within the interval / premises-minutes, over all premises of the place."""
    window = window_of(outcome)
    stretches = overdue_stretches(outcome, window)
    late = window.overlap(numbers(stretches["begin"]), numbers(stretches["end"]))
    units = stretches.assign(late=late).groupby("unit", sort=False).agg({"premises": "first", "late": "sum"})
    rest = facts.premises[~facts.premises["premises"].isin(units["premises"])]
    rows = pd.concat([units, rest[["premises"]].assign(late=0.0)], ignore_index=True)
    rows = rows.merge(facts.premises, on="premises", how="left")
    whole = np.full(len(rows), window.minutes)
    return Ratio("coverage", rows, whole - numbers(rows["late"]), whole)


def coverage_by_department(ratio: Ratio, facts: Facts) -> pd.Series:
    """The same weighted by how many checklist items each department has at a premises: its share of checks
    within the interval of their premises."""
    kinds = ratio.rows["kind"].astype(str)
    top, bottom = np.asarray(ratio.top), np.asarray(ratio.bottom)
    out: dict[str, float] = {}
    for department in Department:
        items = {kind: float(counts.get(department, 0)) for kind, counts in facts.checks.items()}
        weight = kinds.map(items).fillna(0.0).to_numpy(dtype=np.float64)
        if weight.any():
            out[str(department)] = float((top * weight).sum() / (bottom * weight).sum())
    return pd.Series(out, dtype="float64")


def overdue_at(outcome: Outcome, times: Floats) -> Floats:
    """How many premises were overdue just before each time, shape (times,)."""
    stretches = overdue_stretches(outcome, window_of(outcome))
    begin, end = numbers(stretches["begin"]), numbers(stretches["end"])
    real = end > begin
    begun = np.searchsorted(np.sort(begin[real]), times, side="left")
    ended = np.searchsorted(np.sort(end[real]), times, side="left")
    return (begun - ended).astype(np.float64)
