"""Routing: which way cases take, as shares with intervals, from cases that have had the time to decide."""

from __future__ import annotations

import numpy as np
import pandas as pd

from models.calibration.estimate import Answers, Part
from models.calibration.facts import OUTSIDE, Times
from models.calibration.shares import path_shares, wilson
from models.calibration.survival import kaplan_meier, quantile
from models.exchange.case_log import NEVER, CaseLog
from models.scenario.calendar import Calendar
from models.scenario.words import Activity, Level, Source

MOST_DECIDED = 0.99
SEEDS = {"citizen": 1, "inspector": 2}


def landmark(begun: Times, over: Times, end: int) -> int:
    """Cases that began before this time have nearly all (99 %) been decided by the end of the log.

    Taking every case that is decided would favour the ways that are quick.
    """
    known = begun != NEVER
    open_ = over == NEVER
    lasted = np.where(open_, end, over) - begun
    curve = kaplan_meier(lasted[known].astype(np.float64), ~open_[known])
    reach = quantile(curve, MOST_DECIDED)
    if np.isnan(reach):
        reach = float(curve["time"].iloc[-1]) if len(curve) else 0.0
    return int(end - reach)


def cohort(facts: pd.DataFrame, begun: str, over: str, log: CaseLog) -> pd.DataFrame:
    """The cases to count: begun within the log, before the landmark, and decided."""
    start, end = facts[begun].to_numpy(), facts[over].to_numpy()
    until = landmark(start, end, log.end)
    chosen: pd.DataFrame = facts[(start >= log.begin) & (start < until) & (end != NEVER)]
    return chosen


def estimate_routing(facts: pd.DataFrame, log: CaseLog, calendar: Calendar, answers: Answers) -> None:
    """Escalation, settling on the spot, wrong dispatches, second visits, failed reviews, suspensions."""
    _escalation(facts, log, answers)
    _inspectors(facts, log, answers)
    _steps(facts, log, answers)
    _suspensions(facts, log, calendar, answers)
    answers.silent("not_logged", "handling.order_share", "handling.order_not_met",
                   "handling.order_working_days", "limits.extension_share")  # fmt: skip


def _escalation(facts: pd.DataFrame, log: CaseLog, answers: Answers) -> None:
    paths = {"citizen": OUTSIDE, "inspector": (Source.INSPECTOR,)}
    if not {"channel", "level"} <= log.told:
        answers.silent("no_level", *(f"escalation.{each}" for each in paths))
        return
    real = facts[(facts["settled"] == NEVER) & (facts["duplicate"] == NEVER) & (facts["cancelled"] == NEVER)]
    for name, sources in paths.items():
        asked = real[real["source"].isin(sources)]
        decided = cohort(asked, "reported", "decided", log)
        up = asked.assign(on=np.where(asked["further"] == NEVER, asked["closed"], asked["further"]))
        at_town = cohort(up[up["beyond"] != NEVER], "beyond", "on", log)
        n, beyond = len(decided), int((decided["beyond"] != NEVER).sum())
        further = int((at_town["further"] != NEVER).sum())
        if n == 0:
            answers.silent("few", f"escalation.{name}")
            continue
        shares = path_shares(beyond, n, further, len(at_town), SEEDS[name])
        levels = (Level.COMMUNITY, Level.TOWN, Level.DISTRICT)
        parts = [Part(str(level), *share, n) for level, share in zip(levels, shares, strict=True)]
        value = {part.name: round(part.value, 6) for part in parts[1:]}
        whole = {"community": 1.0 - sum(value.values()), **value}
        answers.table(f"escalation.{name}", whole, parts, n, "escalation")
    answers.silent("needs_items", "escalation.fire_factor")


def _inspectors(facts: pd.DataFrame, log: CaseLog, answers: Answers) -> None:
    """What pairs settle themselves, and what operators see through."""
    answers.silent("mixed_training", "inspection.over_report_trained", "inspection.over_report_untrained")
    paths = ("inspection.settle_on_spot", "desks.recognise_over_report")
    if "channel" not in log.told:
        answers.silent("no_channel", *paths)
        return
    found = facts[(facts["source"] == Source.INSPECTOR) & (facts["duplicate"] == NEVER)]
    done = found.assign(fate=np.maximum.reduce([found[c] for c in ("settled", "decided", "cancelled")]))
    counted = cohort(done, "reported", "fate", log)
    real = counted[counted["cancelled"] == NEVER]
    settled = int((real["settled"] != NEVER).sum())
    if settled == 0:
        answers.silent("no_settling", paths[0])
    else:
        answers.add(paths[0], wilson(settled, len(real)), len(real), "settled")
    over = counted[counted["cancelled"] != NEVER]
    seen_through = int((over["dispatched"] == NEVER).sum())
    answers.add(paths[1], wilson(seen_through, len(over)), len(over), "recognised")


def _steps(facts: pd.DataFrame, log: CaseLog, answers: Answers) -> None:
    events = log.events
    count = events["activity"].value_counts()
    bounces, dispatches = (int(count.get(a, 0)) for a in (Activity.BOUNCE, Activity.DISPATCH))
    if bounces:
        answers.add("desks.wrong_dispatch", wilson(bounces, dispatches), dispatches, "bounces")
    else:
        answers.silent("no_bounces", "desks.wrong_dispatch")
    failed = int(count.get(Activity.REWORK, 0))
    reviews = int(count.get(Activity.CHECK, 0)) + int(count.get(Activity.REVIEW, 0))
    if reviews and failed:
        answers.add("handling.review_fail", wilson(failed, reviews), reviews, "rework")
    else:
        answers.silent("no_reviews", "handling.review_fail")
    path = "desks.check_by_inspector_share"
    if "role" in log.told and int(count.get(Activity.CHECK, 0)):
        checks = events[events["activity"] == Activity.CHECK].drop_duplicates("case")
        handled = facts[(facts["level"] == Level.COMMUNITY) & (facts["handled"] != NEVER)]
        known = cohort(handled[handled["cancelled"] == NEVER], "handled", "checked", log)
        known = known[known.index.isin(checks["case"])]
        answers.add(path, wilson(int(known["inspector_check"].sum()), len(known)), len(known), "checks")
    else:
        answers.silent("no_checks", path)
    if "level" not in log.told or not reviews:
        answers.silent("no_reviews", "handling.second_visit")
        return
    there = facts[facts["level"].isin((Level.COMMUNITY, Level.TOWN)) & (facts["suspended"] == NEVER)]
    there = there[(there["handled"] != NEVER) & (there["cancelled"] == NEVER)]
    seen = cohort(there, "handled", "checked", log)
    seen = seen[seen["visits"] > 0]
    twice = int((seen["visits"] > 1).sum())
    answers.add("handling.second_visit", wilson(twice, len(seen)), len(seen), "second_visit")


def _suspensions(facts: pd.DataFrame, log: CaseLog, calendar: Calendar, answers: Answers) -> None:
    """How often the clock is stopped, and for how many working days."""
    paths = ("limits.suspension_share", "limits.suspension_working_days")
    stopped = facts["suspended"] != NEVER
    if not stopped.any():
        answers.silent("no_suspensions", *paths)
        return
    there = facts[facts["level"].isin((Level.COMMUNITY, Level.TOWN)) & (facts["handled"] != NEVER)]
    there = there[there["cancelled"] == NEVER]
    known = cohort(there, "handled", "checked", log)
    hits = int((known["suspended"] != NEVER).sum())
    answers.add(paths[0], wilson(hits, len(known)), len(known), "suspended")
    events = log.events[log.events["activity"].isin((Activity.SUSPEND, Activity.RESUME))]
    first = events.groupby(["case", "activity"])["end"].min().unstack()
    if Activity.RESUME not in first:
        answers.silent("few", paths[1])
        return
    pairs = first.dropna().astype(np.int64)
    days = [
        round(calendar.working_between(a, b) / calendar.workday_seconds)
        for a, b in zip(pairs[Activity.SUSPEND].tolist(), pairs[Activity.RESUME].tolist(), strict=True)
    ]
    if len(days) < 10:
        answers.silent("few", paths[1])
        return
    low, middle, high = np.quantile(days, [0.025, 0.5, 0.975])
    answers.add(paths[1], (int(middle), float(low), float(high)), len(days), "median")
