"""Patrol: visits, nuisance, tasks nobody grabbed, doors that stayed shut.

A visit belongs to the window when it *ended* in it; a task when it was *released* in it (punctuality of
visits: when it was *due* in it).
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from models.measures.coverage import patrol_tasks
from models.measures.facts import ENTERPRISES, Facts
from models.measures.ratio import Ratio
from models.measures.window import DAY, numbers, window_of
from models.scenario.outcome import Outcome
from models.scenario.words import TaskFate, TaskKind

KINDS = tuple(str(kind) for kind in TaskKind)
MONTH = 30.0
"""Calendar days of a month, for visits per enterprise and month."""


def orphan_task_share(outcome: Outcome) -> Ratio:
    """Orphans: tasks released in the window and not grabbed on the day of their release / released.

    `grabbed` is the last time; a task tried before in vain was grabbed when that visit set out.
    """
    tasks, visits = outcome.tables["tasks"], outcome.tables["visits"]
    released, grabbed = numbers(tasks["released"]), numbers(tasks["grabbed"]).copy()
    owner = pd.Index(tasks["task"]).get_indexer(visits["task"])
    np.fmin.at(grabbed, owner[owner >= 0], numbers(visits["departed"])[owner >= 0])
    inside = window_of(outcome).holds(released)
    that_day = grabbed < (np.floor(released / DAY) + 1) * DAY
    return Ratio("orphan_task_share", tasks, inside & ~that_day, inside)


def visits_on_time(outcome: Outcome) -> Ratio:
    """Patrol tasks done by their due time / patrol tasks due in the window."""
    window, tasks = window_of(outcome), patrol_tasks(outcome)
    due, ended = numbers(tasks["due"]), numbers(tasks["ended"])
    inside = window.holds(due)
    done = (tasks["fate"] == str(TaskFate.DONE)).to_numpy(dtype=bool)
    return Ratio("visits_on_time_share", tasks, inside & done & (ended <= due), inside)


def no_access_share(outcome: Outcome) -> Ratio:
    """Visits at which nobody opened / all visits of the window."""
    visits = outcome.tables["visits"]
    inside = window_of(outcome).holds(numbers(visits["ended"]))
    return Ratio("no_access_share", visits, inside & ~visits["access"].to_numpy(dtype=bool), inside)


def patrol_measures(outcome: Outcome, facts: Facts) -> dict[str, float]:
    """Counts of visits per premises, per enterprise and per pair-day, and orphans by kind."""
    window, visits = window_of(outcome), outcome.tables["visits"]
    opened = visits[window.holds(numbers(visits["ended"])) & visits["access"].to_numpy(dtype=bool)]
    enterprise = [str(kind) for kind in ENTERPRISES]
    sites = int(facts.premises["kind"].astype(str).isin(enterprise).sum())
    months = window.days / MONTH
    pair_days = facts.pairs * facts.workdays
    received = float(opened["premises_kind"].isin(enterprise).sum())
    orphans = orphan_task_share(outcome).by("kind").reindex(list(KINDS))
    return {
        "visits": float(len(opened)),
        "visits_per_enterprise": received / sites / months if sites and months else np.nan,
        "visits_per_pair_day": len(opened) / pair_days if pair_days else np.nan,
        "first_visits": float(opened["first"].sum()) if facts.rollout else 0.0,
        **{f"orphan_task_share_{kind}": float(orphans[kind]) for kind in KINDS},
    }
