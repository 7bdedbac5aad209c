"""The compiled twin of the case flow: the same desks, discipline, calendars, limits, rework and draws.

SimPy tells the story and is the reference; the twin answers hundreds of what-ifs a second. Given the cases
that were born (`twin_record`, `twin_births`) it gives each the same times.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from models.simulation import twin_kernel as k
from models.simulation import twin_live
from models.simulation.twin_desk import BEYOND, BUSY, IDLE, WAITING, WORKED
from models.simulation.twin_rules import Rules
from models.simulation.twin_stream import CaseStream
from models.simulation.twin_time import Ints

Flags = NDArray[np.bool_]


@dataclass(frozen=True)
class TwinOutcome:
    """One replication: `cases` as born, `state` at the end (rows alike), `desks` and
    `heads` by rows of `Rules.stations`.

    Times are seconds, -1 where they have not come; events counts what happened.
    """

    rules: Rules
    cases: Ints
    state: Ints
    desks: Ints
    heads: Ints
    events: int

    @property
    def real(self) -> Flags:
        """Rows that are cases which were reported."""
        reported: Flags = (self.cases[:, k.KIND] != k.BACKGROUND) & (self.state[:, k.OUTCOME] != k.UNBORN)
        return reported

    def column(self, column: int) -> Ints:
        """One column of the state."""
        values: Ints = self.state[:, column]
        return values

    @property
    def worked_seconds(self) -> Ints:
        """Seconds of work begun in the window, by desk."""
        worked: Ints = self.desks[:, WORKED]
        return worked

    @property
    def beyond_seconds(self) -> Ints:
        """Seconds of urgent work begun in the window that ran on beyond a shift, by desk: overtime."""
        beyond: Ints = self.desks[:, BEYOND]
        return beyond

    @property
    def waiting(self) -> Ints:
        """Jobs that wait at the end, by desk."""
        waiting: Ints = self.desks[:, WAITING]
        return waiting

    @property
    def busy_seconds(self) -> Ints:
        """Seconds of all work that was begun, by desk."""
        busy: Ints = self.desks[:, BUSY]
        return busy


def run_twin(rules: Rules, stream: CaseStream, heads: Ints | None = None) -> TwinOutcome:
    """Live through a stream of cases with so many people at each desk (those of the plan by default)."""
    cases = stream.cases.copy()
    state = np.empty((len(cases), k.STATE_COLUMNS), dtype=np.int64)
    people = rules.desks[:, IDLE].copy() if heads is None else np.asarray(heads, dtype=np.int64)
    desks = rules.staffed(people)
    twin_live.prepare(cases, state)
    events = twin_live.live(
        rules.clock,
        cases,
        state,
        desks,
        rules.whole,
        rules.shares,
        rules.limits,
        rules.handling,
        stream.work(rules.shares),
        stream.states,
        rules.operators,
        rules.handlers,
        stream.waits,
        rules.begin,
    )
    return TwinOutcome(rules, cases, state, desks, people, events)
