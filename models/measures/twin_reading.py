"""What the twin says of a staffing: lateness by stage and level, hours to close, backlog, utilisation.

The rules are those of `casebook`: final due times in the window; cancelled, duplicate and paused cases do
not count.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from models.measures.twin_tally import tally
from models.scenario.words import Role
from models.simulation import twin_kernel as k
from models.simulation.twin import TwinOutcome
from models.simulation.twin_rules import Rules
from models.simulation.twin_time import shifts_of

LEVELS = ("community", "town", "district")
CONSTRAINTS = ("workstation", *LEVELS, "closure")
"""What lateness is limited of: accepting and dispatching, handling at each level, and closing."""

Bools = NDArray[np.bool_]


@dataclass(frozen=True)
class TwinReading:
    """One replication: cases (stages) `due` and `late` by constraint, in the order of `CONSTRAINTS`."""

    due: NDArray[np.int64]
    late: NDArray[np.int64]

    @property
    def late_share(self) -> NDArray[np.float64]:
        """Late over due; 0 where nothing was due."""
        return np.divide(self.late, self.due, out=np.zeros(len(self.due)), where=self.due > 0)


def read_lateness(outcome: TwinOutcome) -> TwinReading:
    """Lateness of one replication in the measured window."""
    fair = _fair(outcome)
    rows = [_stages(outcome, fair)]
    for level in range(3):
        rows.append(_stage(outcome, fair, k.HANDLE_BEGIN + level, k.HANDLE_DUE + level, k.HANDLE_END + level))
    rows.append(_closure(outcome, fair))
    due, late = np.array(rows, dtype=np.int64).T
    return TwinReading(due, late)


def late_by_desk(outcome: TwinOutcome) -> tuple[tuple[str, ...], NDArray[np.int64], NDArray[np.int64]]:
    """Constraints by desk: names, cases due, cases late, in one order.

    Operators' desks answer for accepting and dispatching in their grids, handlers' for handling at the
    community, the town's for the town; then the district, and closing everywhere.
    """
    rules = outcome.rules
    desks = len(rules.stations)
    table = tally(
        outcome.cases, outcome.state, rules.operators, rules.handlers, desks, rules.begin, rules.end
    )
    names, kept = constraint_names(rules)
    rows = np.concatenate([kept, np.arange(desks, desks + 3)])
    return names, table[0, rows], table[1, rows]


def constraint_names(rules: Rules) -> tuple[tuple[str, ...], NDArray[np.int64]]:
    """Names of the constraints by desk, and the rows of the desks among them."""
    roles = (Role.OPERATOR, Role.HANDLER)
    kept = [n for n, s in enumerate(rules.stations) if s.role in roles and not s.off_hours]
    names = (*(rules.stations[n].name for n in kept), *LEVELS[1:], CONSTRAINTS[-1])
    return names, np.array(kept, dtype=np.int64)


def read_measures(outcome: TwinOutcome) -> Mapping[str, float]:
    """Indicators of one replication by the names the full simulation gives them."""
    reading, rules = read_lateness(outcome), outcome.rules
    on_time = 1.0 - reading.late_share
    fair, begin, end = _fair(outcome), rules.begin, rules.end
    out = {f"on_time_handling_rate_{level}": float(on_time[1 + n]) for n, level in enumerate(LEVELS)}
    out["on_time_closure_rate"] = float(on_time[4])
    out["on_time_workstation_rate"] = float(on_time[0])
    closed, state = outcome.column(k.CLOSED), outcome.state
    hours = (closed - outcome.cases[:, k.AT]) / 3_600.0
    ended = fair & (closed >= begin)
    level = state[:, k.LEVEL]
    for name, chosen in (("", ended), *((f"_{x}", ended & (level == n + 1)) for n, x in enumerate(LEVELS))):
        out[f"hours_to_close_p90{name}"] = float(np.quantile(hours[chosen], 0.9)) if chosen.any() else np.nan
    open_ = outcome.real & (outcome.column(k.OUTCOME) == k.OPEN)
    out["open_cases"] = float(open_.sum())  # with those whose clock stands still, which are never overdue
    overdue = open_ & fair & (state[:, k.CLOSURE] < end)
    out["overdue_backlog"] = float(overdue.sum())
    out |= {f"overdue_backlog_{x}": float((overdue & (level == n + 1)).sum()) for n, x in enumerate(LEVELS)}
    out |= _utilisation(outcome)
    return out


def _fair(outcome: TwinOutcome) -> Bools:
    """Cases that count: reported, neither duplicate nor cancelled nor paused."""
    fate = outcome.column(k.OUTCOME)
    judged: Bools = outcome.real & (fate != k.DUPLICATE) & (fate != k.CANCELLED)
    judged &= outcome.column(k.STEP) != k.PAUSED
    return judged


def _due_late(
    outcome: TwinOutcome, rows: Bools, due: NDArray[np.int64], end: NDArray[np.int64]
) -> tuple[int, int]:
    judged, late = _judged(outcome, rows, due, end)
    return int(judged.sum()), int(late.sum())


def _judged(
    outcome: TwinOutcome, rows: Bools, due: NDArray[np.int64], end: NDArray[np.int64]
) -> tuple[Bools, Bools]:
    rules = outcome.rules
    judged: Bools = rows & (due >= rules.begin) & (due < rules.end)
    late: Bools = judged & ((end < 0) | (end > due))
    return judged, late


def _stage(outcome: TwinOutcome, fair: Bools, begin: int, due: int, end: int) -> tuple[int, int]:
    rows = fair & (outcome.column(begin) >= 0)
    return _due_late(outcome, rows, outcome.column(due), outcome.column(end))


def _stages(outcome: TwinOutcome, fair: Bools) -> tuple[int, int]:
    accept = _due_late(outcome, fair, outcome.column(k.ACCEPT_DUE), outcome.column(k.ACCEPT_END))
    dispatch = _stage(outcome, fair, k.DISPATCH_BEGIN, k.DISPATCH_DUE, k.DISPATCH_END)
    return accept[0] + dispatch[0], accept[1] + dispatch[1]


def _closure(outcome: TwinOutcome, fair: Bools) -> tuple[int, int]:
    return _due_late(outcome, fair, outcome.column(k.CLOSURE), outcome.column(k.CLOSED))


def _utilisation(outcome: TwinOutcome) -> dict[str, float]:
    """Work begun in the window over the people's working time, by role."""
    rules = outcome.rules
    starts, ends = shifts_of(rules.clock)
    shift = np.minimum(ends, rules.end) - np.maximum(starts, rules.begin)
    open_seconds = float(shift[shift > 0].sum())
    out: dict[str, float] = {}
    for role in dict.fromkeys(station.role for station in rules.stations):
        rows = [n for n, s in enumerate(rules.stations) if s.role is role and not s.off_hours]
        # idle people at the end plus those at work are the desk's people; the plan of the run is in `desks`
        heads = float(outcome.heads[rows].sum())
        worked = float(outcome.worked_seconds[rows].sum())
        out[f"utilisation_{role}"] = worked / (heads * open_seconds) if heads * open_seconds > 0 else np.nan
    return out
