"""Deadline allowances: which clock and how much of it lies between the start of a stage and its due time."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd

from models.calibration.bunching import bunched
from models.calibration.estimate import Answers, Estimate, Part
from models.calibration.facts import Times
from models.calibration.shares import wilson
from models.exchange.case_log import NEVER, CaseLog
from models.scenario.calendar import Calendar
from models.scenario.clocks import Clock, Limit, due, elapsed
from models.scenario.scenario import Scenario
from models.scenario.words import Activity, Level

MOST = 1_500
AGREE = 0.7
"""Share of due times that one limit must explain to be called the limit."""
SLACK = 60
CLOCKS = (Clock.WORKING_DAYS, Clock.CALENDAR_DAYS, Clock.WORKING_HOURS, Clock.CONTINUOUS_HOURS)
"""Where two say the same, such as 1 working day and its 7 working hours, the first is taken."""
STEPS: Mapping[str, tuple[tuple[Activity, ...], str]] = {
    "accept": ((Activity.REGISTER, Activity.CANCEL, Activity.ATTACH_DUPLICATE), "reported"),
    "dispatch": ((Activity.DISPATCH,), "registered"),
}


@dataclass(frozen=True)
class Found:
    """A limit and the share of due times it explains, with its interval."""

    limit: Limit
    agree: tuple[float, float, float]
    n: int


def infer_limit(starts: Times, dues: Times, calendar: Calendar) -> Found | None:
    """The limit that explains most of the due times to the minute; None where none explains enough."""
    n = len(starts)
    if n < 10:
        return None
    picked = np.linspace(0, n - 1, min(n, MOST)).astype(np.int64)
    pairs = list(zip(starts[picked].tolist(), dues[picked].tolist(), strict=True))
    pairs = [(a, b) for a, b in pairs if b > a]
    best: Found | None = None
    for clock in CLOCKS:
        amount = _usual([elapsed(calendar, a, b, clock) for a, b in pairs], clock)
        if amount is None:
            continue
        limit = Limit(amount=amount, clock=clock)
        hits = sum(abs(due(calendar, a, limit) - b) <= SLACK for a, b in pairs)
        agree = wilson(hits, len(pairs))
        if agree and agree[0] >= AGREE and (best is None or agree[0] > best.agree[0] + 0.02):
            best = Found(limit, agree, len(pairs))
    return best


def _usual(amounts: list[float], clock: Clock) -> float | None:
    """The most frequent amount: whole days, or hours to the minute."""
    grain = 1.0 if clock.in_days else 60.0
    counts = Counter(round(amount * grain) for amount in amounts)
    counts.pop(0, None)
    if not counts:
        return None
    amount = counts.most_common(1)[0][0] / grain
    return amount if 0 < amount <= 10_000 else None


def estimate_allowances(
    facts: pd.DataFrame, log: CaseLog, calendar: Calendar, scenario: Scenario, answers: Answers
) -> None:
    """Limits of accepting, dispatching, checking and of handling by class, at town and district."""
    answers.silent("not_logged", "limits.extensions_most", "limits.reinspection", "limits.special")
    if "due" not in log.told:
        answers.silent("no_due", "limits.accept", "limits.accept_urgent", "limits.dispatch",
                       "limits.dispatch_urgent", "limits.check", "limits.town_minimum",
                       "limits.district_minimum")  # fmt: skip
    else:
        _steps(facts, log, calendar, answers)
        _minimums(log, calendar, facts, scenario, answers)
    _classes(facts, log, calendar, scenario, answers)


def _limit(path: str, found: Found | None, answers: Answers, how: str = "due") -> None:
    if found is None:
        answers.silent("no_limit", path)
        return
    part = Part(str(found.limit), *found.agree, found.n)
    answers.estimates.append(Estimate(path, str(found.limit), None, None, found.n, how, parts=(part,)))


def _dues(log: CaseLog, chosen: pd.Series) -> pd.DataFrame:
    """The first of these events of every case that has a due time: `case, end, due`."""
    events = log.events[chosen & (log.events["due"] != NEVER)]
    return events.drop_duplicates("case")[["case", "end", "due"]]


def _steps(facts: pd.DataFrame, log: CaseLog, calendar: Calendar, answers: Answers) -> None:
    urgent = facts["urgent"].to_numpy()
    for name, (activities, since) in STEPS.items():
        rows = _dues(log, log.events["activity"].isin(activities))
        case = rows["case"].to_numpy()
        start, known = facts[since].to_numpy()[case], rows["due"].to_numpy()
        for flag, path in ((0, f"limits.{name}"), (1, f"limits.{name}_urgent")):
            of = (urgent[case] == flag) & (start != NEVER)
            if "urgent" not in log.told and flag == 1:
                answers.silent("no_urgent", path)
                continue
            of = of if "urgent" in log.told else start != NEVER
            _limit(path, infer_limit(start[of], known[of], calendar), answers)
    checks = _dues(log, log.events["activity"] == Activity.CHECK)
    _limit("limits.check", _after(log, checks, calendar), answers)


def _after(log: CaseLog, rows: pd.DataFrame, calendar: Calendar) -> Found | None:
    """The limit of a stage that begins when the event before it in its case has ended."""
    place = np.maximum(rows.index.to_numpy() - 1, 0)
    start = log.events["end"].to_numpy()[place]
    known = (log.events["case"].to_numpy()[place] == rows["case"].to_numpy()) & (start != NEVER)
    return infer_limit(start[known], rows["due"].to_numpy()[known], calendar)


def _minimums(
    log: CaseLog, calendar: Calendar, facts: pd.DataFrame, scenario: Scenario, answers: Answers
) -> None:
    """The least that town and district are given: seen where the class alone would be given less."""
    short = [row.name for row in scenario.assumptions.limits.classes if not row.limit.clock.in_days]
    for level, path in ((Level.TOWN, "limits.town_minimum"), (Level.DISTRICT, "limits.district_minimum")):
        chosen = (log.events["activity"] == Activity.HANDLE) & (log.events["level"] == level)
        rows = _dues(log, chosen)
        if "case_class" in log.told:
            rows = rows[facts["case_class"].isin(short).to_numpy()[rows["case"].to_numpy()]]
        _limit(path, _after(log, rows, calendar), answers)


def _classes(
    facts: pd.DataFrame, log: CaseLog, calendar: Calendar, scenario: Scenario, answers: Answers
) -> None:
    """Classes of cases: how often each comes, and its limit from due times, else from closings."""
    path = "limits.classes"
    if "case_class" not in log.told:
        answers.silent("no_class", path)
        return
    own = {row.name: row for row in scenario.assumptions.limits.classes}
    counts = facts.loc[facts["case_class"] != "", "case_class"].value_counts()
    total, rows, parts = int(counts.sum()), [], []
    for name in [*own, *sorted(set(counts.index) - set(own))]:
        n = int(counts.get(name, 0))
        of = (facts["case_class"] == name).to_numpy()
        found = _handling(of, facts, log, calendar)
        flags = facts["urgent"].to_numpy()[of]
        before = own.get(name)
        if found is None and before is None:
            answers.silent("class_without_limit", path)
            return
        urgent = (
            bool((flags == 1).sum() * 2 > len(flags))
            if (flags >= 0).any()
            else bool(before and before.urgent)
        )
        limit = str(found.limit) if found else str(before.limit if before else "")
        share = wilson(n, total) or (0.0, 0.0, 0.0)
        rows.append({"name": name, "limit": limit, "weight": round(100 * share[0], 4), "urgent": urgent})
        parts.append(Part(f"{name} ({limit})", 100 * share[0], 100 * share[1], 100 * share[2], n))
    if scenario.assumptions.limits.special and set(counts.index) - set(own):
        answers.silent("class_without_limit", path)
        return
    answers.table(path, rows, parts, total, "classes")


def _handling(of: np.ndarray, facts: pd.DataFrame, log: CaseLog, calendar: Calendar) -> Found | None:
    """The limit of handling a class at the community."""
    started = facts["dispatched"].to_numpy()
    if "due" in log.told:
        level = log.events["level"]
        chosen = (log.events["activity"] == Activity.HANDLE) & ((level == Level.COMMUNITY) | (level == ""))
        rows = _dues(log, chosen & pd.Series(of[log.events["case"]], index=log.events.index))
        start = started[rows["case"].to_numpy()]
        known = start != NEVER
        return infer_limit(start[known], rows["due"].to_numpy()[known], calendar)
    done = facts["checked"].where(facts["checked"] != NEVER, facts["closed"]).to_numpy()
    known = of & (started != NEVER) & (done != NEVER)
    limit = bunched(started[known], done[known], calendar)
    if limit is None:
        return None
    return Found(limit, (1.0, 0.0, 1.0), int(known.sum()))
