"""What a log looks like, as the tables of charts: the same for an observed log and for a simulated one."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd

from models.calibration.arrivals import by_weekday_and_hour, exposure
from models.calibration.facts import OUTSIDE, case_facts
from models.calibration.shares import rate, wilson
from models.calibration.survival import kaplan_meier, thinned
from models.exchange.case_log import NEVER, CaseLog
from models.scenario.calendar import Calendar
from models.scenario.words import Activity, Level, Source

CHARTS = ("by_hour", "by_weekday", "first_response", "close_time", "routing", "on_time")
"""Names of the tables; each has a column `log` where several logs stand beside each other."""
STAGES: Mapping[str, tuple[Activity, ...]] = {
    "accept": (Activity.REGISTER, Activity.CANCEL, Activity.ATTACH_DUPLICATE),
    "dispatch": (Activity.DISPATCH,),
    "handle": (Activity.HANDLE,),
    "check": (Activity.CHECK,),
}


def patterns(log: CaseLog, calendar: Calendar, facts: pd.DataFrame | None = None) -> dict[str, pd.DataFrame]:
    """The tables of `CHARTS` for one log.

    `by_hour`: hour, rate, low, high (reports an hour), n. `by_weekday`: weekday (0 is Monday), rate (a day)…
    `first_response`, `close_time`: hours, done, low, high (share of the cases, open ones counted while they
    were open), at_risk. `routing`: source, level, share, low, high, n. `on_time`: stage, share, low, high, n.
    """
    facts = case_facts(log) if facts is None else facts
    inside = facts[(facts["reported"] >= log.begin) & (facts["reported"] < log.end)]
    outside = inside[inside["source"].isin(OUTSIDE)] if "channel" in log.told else inside
    reported = outside["reported"].to_numpy()
    real = inside[(inside["settled"] == NEVER) & (inside["duplicate"] == NEVER)]
    whole = real[real["cancelled"] == NEVER]
    return {
        "by_hour": _by_hour(by_weekday_and_hour(reported, log, calendar)),
        "by_weekday": _by_weekday(reported, log, calendar),
        "first_response": _curve(real, "responded", log),
        "close_time": _curve(whole, "closed", log),
        "routing": _routing(whole, log),
        "on_time": _on_time(inside, log),
    }


def beside(logs: Mapping[str, Mapping[str, pd.DataFrame]]) -> dict[str, pd.DataFrame]:
    """Tables of several logs under each other, in a column `log` first."""
    return {
        name: pd.concat([tables[name].assign(log=log) for log, tables in logs.items()], ignore_index=True)
        for name in CHARTS
    }


def _by_hour(table: pd.DataFrame) -> pd.DataFrame:
    rows = []
    for hour, part in table.groupby("hour"):
        found = rate(int(part["count"].sum()), float(part["hours"].sum()))
        if found is not None:
            rows.append((hour, *found, int(part["count"].sum())))
    return pd.DataFrame(rows, columns=["hour", "rate", "low", "high", "n"])


def _by_weekday(reported: np.ndarray, log: CaseLog, calendar: Calendar) -> pd.DataFrame:
    seen = exposure(log, calendar).groupby("weekday")["hours"].sum() / 24.0
    counts = np.bincount((log.origin.weekday() + reported // 86_400) % 7, minlength=7)
    rows = []
    for weekday, days in seen.items():
        found = rate(int(counts[int(str(weekday))]), float(days))
        if found is not None:
            rows.append((weekday, *found, int(counts[int(str(weekday))])))
    return pd.DataFrame(rows, columns=["weekday", "rate", "low", "high", "n"])


def _curve(cases: pd.DataFrame, until: str, log: CaseLog) -> pd.DataFrame:
    ended = (cases[until] != NEVER).to_numpy()
    last = np.where(ended, cases[until], log.end)
    hours = np.maximum(last - cases["reported"].to_numpy(), 0) / 3600.0
    curve = thinned(kaplan_meier(hours, ended)) if len(cases) else kaplan_meier(np.zeros(0), ended)
    return curve.rename(columns={"time": "hours"})


def _routing(cases: pd.DataFrame, log: CaseLog) -> pd.DataFrame:
    """Where closed cases were resolved, by who raised them."""
    closed = cases[cases["closed"] != NEVER]
    groups = {"citizen": OUTSIDE, "inspector": (Source.INSPECTOR,)}
    rows = []
    for name, sources in groups.items():
        part = closed[closed["source"].isin(sources)] if "channel" in log.told else closed
        for level in (Level.COMMUNITY, Level.TOWN, Level.DISTRICT):
            found = wilson(int((part["level"] == level).sum()), len(part))
            if found is not None:
                rows.append((name, str(level), *found, len(part)))
        if "channel" not in log.told:
            break
    return pd.DataFrame(rows, columns=["source", "level", "share", "low", "high", "n"])


def _on_time(cases: pd.DataFrame, log: CaseLog) -> pd.DataFrame:
    """Done by the due time, of what was due by the end of the log: stages by their last due time, and the
    closing of cases, open ones included."""
    rows = []
    events = log.events[(log.events["due"] != NEVER) & (log.events["end"] != NEVER)]
    for stage, activities in STAGES.items():
        of = events[events["activity"].isin(activities)]
        last = of.drop_duplicates(["case", "level"], keep="last")
        last = last[(last["due"] < log.end) & (last["end"] >= log.begin)]
        found = wilson(int((last["end"] <= last["due"]).sum()), len(last))
        if found is not None:
            rows.append((stage, *found, len(last)))
    due = cases[(cases["due"] != NEVER) & (cases["due"] < log.end) & (cases["cancelled"] == NEVER)]
    due = due[due["duplicate"] == NEVER]
    closed = (due["closed"] != NEVER) & (due["closed"] <= due["due"])
    found = wilson(int(closed.sum()), len(due))
    if found is not None:
        rows.append(("closure", *found, len(due)))
    return pd.DataFrame(rows, columns=["stage", "share", "low", "high", "n"])
