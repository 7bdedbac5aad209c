"""The event log of a run with real timestamps: what XES and OCEL are written from."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd

from models.scenario.calendar import Calendar


@dataclass(frozen=True)
class EventLog:
    """Events in order of case and time, cases beside them; timestamps are ISO 8601 with the offset.

    `events`: case, activity, level, actor, role, outcome, begin, end, due ("" where there is none);
    `cases`: case and its facts, `reported`, `closed`, `due` as timestamps. `about` stands in the file's head.
    """

    events: pd.DataFrame
    cases: pd.DataFrame
    about: Mapping[str, str]


def event_log(tables: Mapping[str, pd.DataFrame], calendar: Calendar, about: Mapping[str, str]) -> EventLog:
    """The log in the outcome tables of one run; `calendar` knows date, time and zone."""
    events = tables["case_events"].sort_values(["case", "end", "begin"], kind="stable").reset_index(drop=True)
    cases = tables["cases"].sort_values("case", kind="stable").reset_index(drop=True)
    kept = ["case", "activity", "level", "actor", "role", "outcome"]
    told = events[kept].assign(**{name: stamps(events[name], calendar) for name in ("begin", "end", "due")})
    moments = {name: stamps(cases[name], calendar) for name in ("reported", "registered", "closed", "due")}
    return EventLog(told, cases.assign(**moments), about)


def stamps(minutes: pd.Series, calendar: Calendar) -> list[str]:
    """Minutes from the start as ISO 8601 with the offset of the scenario's zone; "" where there are none."""
    seconds = np.rint(minutes.to_numpy(np.float64) * 60.0)
    distinct, places = np.unique(seconds, return_inverse=True)
    texts = ["" if np.isnan(each) else calendar.timestamp(int(each)).isoformat() for each in distinct]
    return [texts[place] for place in places.tolist()]
