"""The nearest queue with a known answer for every desk, and why the simulated desk waits otherwise.

A desk of c people is set beside M/G/c: Poisson arrivals spread evenly over the working time, one kind of
work. Its mean wait is Erlang C's times (1 + cv^2) / 2 (Allen and Cunneen; exact for M/M/c and for one
server). The simulated desk has mornings, closing times and bursts; what of that makes the difference is told
by figures of the same run: its own load, who came outside the shift, how arrivals bunch.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

import numpy as np
import pandas as pd

from models.measures.theory import wait_mmc
from models.measures.window import DAY, Floats, numbers, window_of
from models.scenario.outcome import DeskFacts, Outcome
from models.scenario.words import Role

ROLES = (Role.OPERATOR, Role.HANDLER, Role.TOWN_TEAM)
"""Roles whose desks are queues; patrol is judged by coverage, a department's delay has no queue."""
NEAR_MINUTES, NEAR_SHARE = 2.0, 0.25
"""What counts as the same: within so many minutes, or so large a share of the theory's wait."""


class Reason(StrEnum):
    """Why the simulated wait is not the theory's (named in the text tables under `[queue_reason]`)."""

    OVERLOADED = "overloaded"
    NO_WORK = "no_work"
    AGREES = "agrees"
    LOAD = "load"
    MORNINGS = "mornings"
    BUNCHED = "bunched"
    SHORT_RUN = "short_run"
    OTHER = "other"


@dataclass(frozen=True)
class Queue:
    """The nearest queue of a desk: `kind` (M/M/1, M/M/c, M/G/1, M/G/c), `wait` in minutes, inf where it never
    settles."""

    kind: str
    servers: int
    load: float
    service: float
    cv: float
    wait: float


@dataclass(frozen=True)
class DeskWaits:
    """What one replication shows of a desk in its window, in working minutes.

    `load`: people kept busy inside the shifts; `wait` of all jobs, of those that came inside the shift, and
    of those that waited for it to open; `outside`: the share of the latter; `bunching`: variance over mean of
    the arrivals of a working day (1: Poisson).
    """

    name: str
    role: Role
    staff: int
    jobs: int
    load: float
    wait: float
    wait_inside: float
    wait_outside: float
    outside: float
    bunching: float


def nearest_queue(servers: int, load: float, service: float, cv: float) -> Queue:
    """M/G/c by Allen and Cunneen (1990); a variation of one is M/M/c."""
    exponential = abs(cv - 1.0) < 0.05
    kind = f"M/{'M' if exponential else 'G'}/{servers}"
    wait = wait_mmc(servers, load, service) * (1.0 + cv * cv) / 2.0 if servers > 0 else np.inf
    return Queue(kind, servers, load, service, cv, float(wait))


def desk_waits(outcome: Outcome, in_shift: Callable[[Floats, Floats], Floats]) -> list[DeskWaits]:
    """Every desk with a queue; duty rosters, which take what is urgent at night, are not among them."""
    window, events = window_of(outcome), outcome.tables["case_events"]
    roles = list(map(str, ROLES))
    ready = numbers(events["ready"])
    rows = events[events["role"].isin(roles).to_numpy() & window.holds(ready)]
    desk_of = np.array([str(actor).rpartition(".")[0] for actor in rows["actor"]], dtype=object)
    ready, begin = numbers(rows["ready"]), numbers(rows["begin"])
    wait = in_shift(ready, begin)
    outside = in_shift(ready, ready + 1.0) <= 0.0
    found = []
    for desk in outcome.desks:
        if desk.role in ROLES and ".duty." not in desk.name:
            mine = np.asarray(desk_of == desk.name, dtype=bool)
            found.append(_waits(desk, ready[mine], wait[mine], outside[mine], in_shift))
    return found


def _waits(
    desk: DeskFacts,
    ready: Floats,
    wait: Floats,
    outside: np.ndarray,
    in_shift: Callable[[Floats, Floats], Floats],
) -> DeskWaits:
    busy = desk.worked_minutes - desk.overtime_minutes
    load = busy / desk.working_minutes * desk.staff if desk.working_minutes > 0 else np.nan
    return DeskWaits(
        desk.name, Role(desk.role), desk.staff, len(wait), load, _mean(wait), _mean(wait[~outside]),
        _mean(wait[outside]), float(outside.mean()) if len(wait) else np.nan, _bunching(ready, in_shift),
    )  # fmt: skip


def _mean(values: Floats) -> float:
    return float(values.mean()) if len(values) else np.nan


def _bunching(ready: Floats, in_shift: Callable[[Floats, Floats], Floats]) -> float:
    """Variance over mean of the arrivals of a working day; what comes on a day off counts to the next."""
    if not len(ready):
        return np.nan
    first, last = int(ready.min() // DAY), int(ready.max() // DAY) + 1
    starts = np.arange(first, last, dtype=np.float64) * DAY
    open_day = in_shift(starts, starts + DAY) > 0
    turn = np.maximum(np.cumsum(open_day) - open_day, 0)[(ready // DAY).astype(np.int64) - first]
    counts = np.bincount(turn, minlength=max(1, int(open_day.sum())))
    return float(counts.var() / counts.mean())


def reason_of(queue: Queue, seen: pd.Series) -> Reason:
    """Why: the first cause that, put right, brings theory near what was `seen` (the means of `DeskWaits`)."""
    wait = float(seen["wait"])
    if seen["jobs"] <= 0 or np.isnan(wait):
        return Reason.NO_WORK
    if queue.load >= queue.servers:
        return Reason.OVERLOADED
    if _near(wait, queue.wait):
        return Reason.AGREES
    own = nearest_queue(queue.servers, float(seen["load"]), queue.service, queue.cv).wait
    if _near(wait, own):
        return Reason.LOAD
    excess = wait - queue.wait
    if excess > 0 and seen["outside"] * (seen["wait_outside"] - queue.wait) >= excess / 2:
        return Reason.MORNINGS
    if excess > 0 and seen["bunching"] > 1.5:
        return Reason.BUNCHED
    if excess < 0 and queue.load / queue.servers > 0.85:
        return Reason.SHORT_RUN
    return Reason.OTHER


def _near(wait: float, theory: float) -> bool:
    return bool(abs(wait - theory) <= max(NEAR_MINUTES, NEAR_SHARE * theory))
