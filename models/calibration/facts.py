"""What a log says of every case: when it came, was registered, dispatched, handled, decided and closed."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pandas as pd

from models.exchange.case_log import NEVER, CaseLog
from models.scenario.words import Activity, Level, Role, Source

Times = npt.NDArray[np.int64]
FIRST_STEPS = (Activity.REGISTER, Activity.CANCEL, Activity.ATTACH_DUPLICATE, Activity.DISPATCH,
               Activity.HANDLE, Activity.SETTLE)  # fmt: skip
BEYOND = (Activity.SEND_BACK, Activity.TRANSFER)
REVIEWS = (Activity.CHECK, Activity.REVIEW)
UP = (Level.TOWN, Level.DISTRICT)
OUTSIDE = (Source.CITIZEN, Source.APP, Source.DEPARTMENT)


def case_facts(log: CaseLog) -> pd.DataFrame:
    """One row a case of `log.cases`, in its order; times in seconds, `NEVER` where they have not come.

    Adds to the case's own columns: reported, responded (somebody did something), registered, dispatched,
    handled (first visit ended), beyond, further (it left the community, the town), decided (when it was
    clear whether it leaves the community), closed (for the first time), cancelled, duplicate, settled,
    suspended, checked (first check or review), inspector_check, visits (before it).
    """
    events, count = log.events, len(log.cases)
    when = np.where(events["end"] == NEVER, events["start"], events["end"])
    events = events.assign(when=when)
    done = events[events["end"] != NEVER]
    first = _Firsts(done, count)
    facts = log.cases.copy()
    start = np.where(events["start"] == NEVER, events["when"], events["start"])
    begun = pd.Series(start).groupby(events["case"].to_numpy()).min().reindex(range(count)).to_numpy()
    reported = first.of(Activity.REPORT)
    facts["reported"] = np.where(reported == NEVER, begun, reported).astype(np.int64)
    facts["responded"] = first.of(*FIRST_STEPS)
    facts["registered"] = first.of(Activity.REGISTER)
    facts["dispatched"] = first.of(Activity.DISPATCH)
    facts["handled"] = first.of(Activity.HANDLE)
    facts["settled"] = first.of(Activity.SETTLE)
    closed = first.of(Activity.CLOSE)
    facts["closed"] = np.where(closed == NEVER, facts["settled"], closed)
    facts["cancelled"] = first.of(Activity.CANCEL)
    facts["duplicate"] = first.of(Activity.ATTACH_DUPLICATE)
    facts["suspended"] = first.of(Activity.SUSPEND)
    facts["checked"] = first.of(*REVIEWS)
    up = done[done["activity"].isin(BEYOND) | done["level"].isin(UP)]
    facts["beyond"] = _Firsts(up, count).any()
    transfer = (done["activity"] == Activity.TRANSFER) & (done["level"] == Level.TOWN)
    facts["further"] = _Firsts(done[transfer | (done["level"] == Level.DISTRICT)], count).any()
    facts["decided"] = _earliest(facts["beyond"], facts["checked"], facts["closed"])
    checks = done[(done["activity"] == Activity.CHECK)].drop_duplicates("case")
    by_inspector = np.zeros(count, dtype=bool)
    by_inspector[checks.loc[checks["role"] == Role.INSPECTOR, "case"].to_numpy()] = True
    facts["inspector_check"] = by_inspector
    facts["visits"] = _visits(done, facts)
    return facts


def _visits(done: pd.DataFrame, facts: pd.DataFrame) -> Times:
    """Visits at the level that resolved a case, before it was first checked, reviewed or closed."""
    until = _earliest(facts["checked"], facts["closed"])[done["case"].to_numpy()]
    level = facts["level"].to_numpy()[done["case"].to_numpy()]
    there = (done["level"].to_numpy() == level) | (done["level"].to_numpy() == "")
    counted = (done["activity"] == Activity.HANDLE).to_numpy() & there & (done["end"].to_numpy() <= until)
    return np.bincount(done["case"].to_numpy()[counted], minlength=len(facts)).astype(np.int64)


def _earliest(*columns: pd.Series) -> Times:
    """The first of several times that have come."""
    far = np.int64(2**62)
    least = np.minimum.reduce([np.where(c.to_numpy() == NEVER, far, c.to_numpy()) for c in columns])
    return np.where(least == far, NEVER, least).astype(np.int64)


class _Firsts:
    """The first time of an activity, by case."""

    def __init__(self, events: pd.DataFrame, count: int) -> None:
        self.events, self.count = events, count

    def of(self, *activities: Activity) -> Times:
        """Earliest end of any of these."""
        return self._least(self.events[self.events["activity"].isin(activities)])

    def any(self) -> Times:
        """Earliest of all."""
        return self._least(self.events)

    def _least(self, events: pd.DataFrame) -> Times:
        out = np.full(self.count, NEVER, dtype=np.int64)
        least = events.groupby("case")["when"].min()
        out[least.index.to_numpy()] = least.to_numpy()
        return out
