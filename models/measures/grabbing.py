"""What a day of grabbing is judged by: inspection done, premises overdue, walking, orphans, fairness.

Never visits alone: who picks the easiest makes more visits and does less work.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from models.measures.coverage import patrol_tasks
from models.measures.patrol import orphan_task_share
from models.measures.window import DAY, Floats, numbers, window_of
from models.scenario.outcome import Outcome
from models.scenario.scenario import Scenario
from models.scenario.words import DutyState, PremisesKind, Risk, Role, TaskFate, TaskKind

KINDS = tuple(str(kind) for kind in TaskKind)
UNITS: Mapping[str, str] = {
    "inspection_minutes": "min",
    "on_site_minutes": "min",
    "overdue_premises": "1",
    "walking_share": "1",
    "inspecting_share": "1",
    "visits": "1",
    **{f"orphan_tasks_{kind}": "1" for kind in KINDS},
    "fairness_gini": "1",
}
"""Unit of each measure of a day (1: a count or a share)."""
MEASURES = tuple(UNITS)


def day_measures(outcome: Outcome, scenario: Scenario) -> dict[str, float]:
    """The measures of the outcome's window (a day; `overdue_premises` at its end).

    `inspection_minutes` is the work done: minutes that the checklists of the visits ask for, whoever makes
    them; `on_site_minutes` what it took (more where a skill was lacking).
    Shares are of the shift. `orphan_tasks_<kind>` are tasks released in the window and not grabbed that day.
    `fairness_gini` is over pairs, of minutes of inspection work.
    """
    window, tables = window_of(outcome), outcome.tables
    visits = tables["visits"]
    done = visits[window.holds(numbers(visits["ended"])) & visits["access"].to_numpy(dtype=bool)]
    asked = tables["tasks"].set_index("task")["expected_minutes"].reindex(done["task"]).to_numpy(np.float64)
    duty = tables["duty"]
    mine = duty[(duty["role"] == str(Role.INSPECTOR)) & window.holds(numbers(duty["begin"]))]
    minutes = mine.groupby("state", observed=True)["worked_minutes"].sum()
    pairs = pair_names(scenario)
    shift = scenario.calendar.working_between(round(window.begin * 60), round(window.end * 60)) / 60.0
    each = done.assign(asked=asked).groupby("pair", observed=True)["asked"].sum().reindex(pairs).fillna(0.0)
    late = orphan_task_share(outcome)
    orphans = late.rows["kind"].astype(str).to_numpy()[np.asarray(late.top, dtype=bool)]
    time = max(shift * len(pairs), 1e-9)
    return {
        "inspection_minutes": float(asked.sum()),
        "on_site_minutes": float(minutes.get(str(DutyState.INSPECT), 0.0)),
        "overdue_premises": float(overdue(outcome, scenario).sum()),
        "walking_share": float(minutes.get(str(DutyState.WALK), 0.0)) / time,
        "inspecting_share": float(minutes.get(str(DutyState.INSPECT), 0.0)) / time,
        "visits": float(len(done)),
        **{f"orphan_tasks_{kind}": float((orphans == kind).sum()) for kind in KINDS},
        "fairness_gini": gini(each.to_numpy(np.float64)),
    }


def overdue(outcome: Outcome, scenario: Scenario) -> NDArray[np.bool_]:
    """Which premises are past their interval when the window ends, whatever day they were due.

    By the last completed visit and the table of intervals, so that random due days and a calendar are judged
    alike; a premises that was not visited in the run is overdue where a task of it has been due.
    """
    end = window_of(outcome).end
    names = pd.Index(scenario.place.premises["premises"].astype(str))
    tasks = patrol_tasks(outcome)
    at = names.get_indexer(pd.Index(tasks["premises"].astype(str)))
    done = (tasks["fate"] == str(TaskFate.DONE)).to_numpy(dtype=bool) & (numbers(tasks["ended"]) < end)
    last = np.full(len(names), -np.inf)
    np.maximum.at(last, at[done], np.floor(numbers(tasks["ended"])[done] / DAY))
    waiting = np.zeros(len(names), dtype=bool)
    waiting[at[~done & (numbers(tasks["due"]) <= end)]] = True
    over = (last + _intervals(scenario) + 1.0) * DAY <= end
    return np.asarray(np.where(np.isfinite(last), over, waiting), dtype=np.bool_)


def _intervals(scenario: Scenario) -> Floats:
    """Days between visits of every premises, by the table of intervals."""
    table = scenario.assumptions.patrol.interval_days
    rows = zip(scenario.place.premises["kind"], scenario.place.premises["risk"], strict=True)
    return np.array([table[PremisesKind(kind)][Risk(risk)] for kind, risk in rows], dtype=np.float64)


def gini(values: Floats) -> float:
    """Gini's coefficient: 0 where all are equal, towards 1 where one has everything; 0 for nothing at all.

    Half the mean absolute difference of all pairs over the mean (Sen, On Economic Inequality, 1973).
    """
    ordered = np.sort(np.asarray(values, dtype=np.float64))
    total, n = float(ordered.sum()), len(ordered)
    if total <= 0:
        return 0.0
    return float((2 * np.arange(1, n + 1) - n - 1) @ ordered / (n * total))


def pair_names(scenario: Scenario) -> list[str]:
    """Every pair of inspectors as the outcome tables name it, grid by grid."""
    plan = scenario.plan
    return [
        f"{grid}.pair.{n + 1}"
        for grid, staffed in plan.grids.items()
        for n in range(staffed.staffing.inspectors // plan.pair_size)
    ]
