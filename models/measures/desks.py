"""The table of desks: what is demanded of each beside what it has, and whether it can keep up.

A finite run hides overload: a desk demanded as much as it has, or more, never settles, whatever its
on-time rate says. Patrol is judged by coverage instead, and is flagged here all the same.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd

from models.measures.intervals import interval
from models.scenario.outcome import DeskFacts


def desk_table(
    replications: Sequence[Sequence[DeskFacts]], offered: Mapping[str, float]
) -> dict[str, dict[str, object]]:
    """Desk name to `{offered_load, staff, utilisation, overloaded}`, over each replication's `Reading.desks`.

    `offered`: persons (teams, pairs) kept busy by the demanded work, from the workload arithmetic; a desk
    it does not name has None, and is then flagged when it worked all its time.
    """
    out: dict[str, dict[str, object]] = {}
    for desk in replications[0] if replications else ():
        used = interval(
            [_utilisation(d) for desks in replications for d in desks if d.name == desk.name]
        ).mean
        load = offered.get(desk.name)
        full = load >= desk.staff if load is not None else used is not None and used >= 1.0
        out[desk.name] = {
            "offered_load": None if load is None else float(load),
            "staff": desk.staff,
            "utilisation": used,
            "overloaded": bool(full),
        }
    return out


def desk_frame(replications: Sequence[Sequence[DeskFacts]], offered: Mapping[str, float]) -> pd.DataFrame:
    """The same as a frame: desk, role, offered_load, staff, utilisation, overloaded."""
    table = desk_table(replications, offered)
    roles = {desk.name: str(desk.role) for desks in replications for desk in desks}
    rows = [{"desk": name, "role": roles[name], **cells} for name, cells in table.items()]
    return pd.DataFrame(rows, columns=["desk", "role", "offered_load", "staff", "utilisation", "overloaded"])


def _utilisation(desk: DeskFacts) -> float:
    return desk.worked_minutes / desk.working_minutes if desk.working_minutes > 0 else np.nan
