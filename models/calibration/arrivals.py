"""Arrivals: how many reports come, by hour and weekday, per hour that was observed."""

from __future__ import annotations

import math

import numpy as np
import numpy.typing as npt
import pandas as pd

from models.calibration.estimate import Answers, Part
from models.calibration.facts import OUTSIDE, Times
from models.calibration.shares import Z, rate, rate_ratio, wilson
from models.exchange.case_log import NEVER, CaseLog
from models.scenario.calendar import Calendar
from models.scenario.scenario import Scenario
from models.scenario.words import Department, Source
from models.workload.offered import expected_flows

HOUR, DAY = 3_600, 86_400
SECOND_DELAY = float(DAY)
"""Mean time after which somebody else reports the same (as the simulation has it)."""
Hours = npt.NDArray[np.float64]


def exposure(log: CaseLog, calendar: Calendar) -> pd.DataFrame:
    """Every hour that was observed: `day, weekday, hour, workday, hours` (the part of it that was)."""
    slots = np.arange(log.begin // HOUR, -(-log.end // HOUR))
    start = slots * HOUR
    seen = np.minimum(start + HOUR, log.end) - np.maximum(start, log.begin)
    day = slots // 24
    worked = {each: calendar.is_workday(each) for each in np.unique(day).tolist()}
    return pd.DataFrame(
        {
            "day": day,
            "weekday": (log.origin.weekday() + day) % 7,
            "hour": slots % 24,
            "workday": [worked[each] for each in day.tolist()],
            "hours": seen / HOUR,
        }
    )


def by_weekday_and_hour(reported: Times, log: CaseLog, calendar: Calendar) -> pd.DataFrame:
    """Arrivals per hour: `weekday, hour, count, hours, rate, low, high`; without hours never observed."""
    seen = exposure(log, calendar).groupby(["weekday", "hour"])["hours"].sum()
    came = _came(reported, log)
    keys = [(log.origin.weekday() + came // DAY) % 7, came % DAY // HOUR]
    counts = pd.Series(1, index=pd.MultiIndex.from_arrays(keys)).groupby(level=[0, 1]).sum()
    rows = []
    for key, hours in seen.items():
        count = int(counts.get(key, 0))
        found = rate(count, float(hours))
        if found is not None:
            weekday, hour = (int(each) for each in key)  # type: ignore[attr-defined]
            rows.append((weekday, hour, count, float(hours), *found))
    return pd.DataFrame(rows, columns=["weekday", "hour", "count", "hours", "rate", "low", "high"])


def estimate_arrivals(
    facts: pd.DataFrame, log: CaseLog, calendar: Calendar, scenario: Scenario, answers: Answers
) -> None:
    """Rate, profile and weekend of what comes from outside, duplicates, requests and whose matter it is."""
    own = (
        "demand.citizen_reports_per_10000_day", "demand.weekend_factor", "demand.hourly_profile",
        "demand.duplicate_share", "demand.department_request_share", "departments.citizen_weights",
        "departments.request_weights",
    )  # fmt: skip
    answers.silent("on_call", "demand.answered_on_call_share")
    answers.silent("needs_place", "demand.neighbourhood_spread")
    if "channel" not in log.told:
        answers.silent("no_channel", *own)
        return
    seen = exposure(log, calendar)
    first = facts["duplicate"] == NEVER  # what repeats a report comes whenever it comes
    outside = _came(facts.loc[facts["source"].isin(OUTSIDE) & first, "reported"].to_numpy(), log)
    hazards = expected_flows(scenario).hazards_by_public
    profile = _profile(outside, seen, hazards, answers)
    citizens = facts[facts["source"] == Source.CITIZEN]
    came = _came(citizens.loc[first, "reported"].to_numpy(), log)
    again = len(_came(citizens.loc[~first, "reported"].to_numpy(), log))
    _rate_and_weekend(came, again, seen, profile, hazards, scenario, answers)
    _duplicates(citizens, log, answers)
    _departments(facts, log, hazards, answers)


def _came(reported: Times, log: CaseLog) -> Times:
    return reported[(reported >= log.begin) & (reported < log.end)]


def _profile(came: Times, seen: pd.DataFrame, hazards: float, answers: Answers) -> Hours:
    """24 weights with mean 1, by hour of the day; busy days and quiet ones count alike in every hour.

    Hazards that the public reports (`hazards` a day, which the simulation adds by itself) come at any hour
    and are taken off.
    """
    path, hours = "demand.hourly_profile", seen.groupby("hour")["hours"].sum().reindex(range(24)).fillna(0.0)
    counts = np.bincount(came % DAY // HOUR, minlength=24)
    if (hours <= 0).any():
        answers.silent("not_all_hours", path)
        return np.ones(24)
    even = min(hazards / 24.0, 0.5 * len(came) / float(hours.sum()))
    rates = np.maximum(counts / hours.to_numpy() - even, 0.0)
    scale = 24.0 / max(float(rates.sum()), 1e-12)
    parts = []
    for hour, count in enumerate(counts.tolist()):
        spread = wilson(count, max(1, len(came))) or (0.0, 0.0, 0.0)
        total = len(came) / float(hours.iloc[hour])
        low, high = (max(0.0, each * total - even) * scale for each in spread[1:])
        value = float(rates[hour] * scale)
        parts.append(Part(f"{hour:02d}:00", value, low, high, count))
    weights = [round(part.value, 4) for part in parts]
    answers.table(path, weights, parts, len(came), "profile")
    return rates * scale if len(came) else np.ones(24)


def _rate_and_weekend(
    came: Times,
    again: int,
    seen: pd.DataFrame,
    profile: Hours,
    hazards: float,
    scenario: Scenario,
    answers: Answers,
) -> None:
    """Poisson rates of working days and of days off; both together give the mean calendar day.

    The factor of days off is that of reports other than hazards, which come on all days alike.
    """
    demand = scenario.assumptions.demand
    days = seen["hours"].to_numpy() * profile[seen["hour"].to_numpy()] / 24.0
    worked = seen["workday"].to_numpy()
    of_day = dict(zip(seen["day"].tolist(), worked.tolist(), strict=True))
    busy = np.array([of_day[day] for day in (came // DAY).tolist()], dtype=bool)
    n_busy, n_quiet = int(busy.sum()), int((~busy).sum())
    e_busy, e_quiet = float(days[worked].sum()), float(days[~worked].sum())
    ratio = rate_ratio(n_quiet, e_quiet, n_busy, e_busy)
    if ratio is not None:
        busy_rate = n_busy / e_busy
        even = min(hazards, 0.5 * busy_rate)
        lows = [max(0.0, each * busy_rate - even) / (busy_rate - even) for each in ratio]
        ratio = lows[0], lows[1], lows[2]
    answers.add("demand.weekend_factor", ratio, n_quiet, "weekend")
    calendar = scenario.calendar
    part = sum(calendar.is_workday(day) for day in range(365)) / 365
    if e_quiet <= 0 and e_busy > 0:  # no day off was observed: the scenario's factor stands for them
        mean, spread = n_busy / e_busy * (part + (1 - part) * demand.weekend_factor), 0.0
        spread = math.sqrt(max(n_busy, 1)) / max(n_busy, 1)
    else:
        mean, spread = _mean_day(n_busy, e_busy, n_quiet, e_quiet, part)
    people = float(scenario.place.blocks["population"].sum())
    path = "demand.citizen_reports_per_10000_day"
    if people <= 0 or mean <= 0 or not len(came):
        answers.add(path, None, 0, "rate")
        return
    mean *= (len(came) + again) / len(came)
    level = mean * 1e4 / people / max(1.0 - demand.answered_on_call_share, 1e-9)
    around = (level, level * math.exp(-Z * spread), level * math.exp(Z * spread))
    answers.add(path, around, len(came) + again, "rate")


def _mean_day(n_busy: int, e_busy: float, n_quiet: int, e_quiet: float, part: float) -> tuple[float, float]:
    """Reports on the mean calendar day, and the standard error of their logarithm."""
    mean = variance = 0.0
    for n, e, weight in ((n_busy, e_busy, part), (n_quiet, e_quiet, 1 - part)):
        if e > 0:
            mean += weight * n / e
            variance += weight * weight * n / (e * e)
    return mean, math.sqrt(variance) / mean if mean > 0 else 0.0


def _duplicates(citizens: pd.DataFrame, log: CaseLog, answers: Answers) -> None:
    """Share of reports that repeat one: each open case would be reported again with this probability, after
    a while; cases that were closed sooner had less time for it."""
    path = "demand.duplicate_share"
    again = citizens["duplicate"] != NEVER
    if not again.any():
        answers.silent("no_duplicates", path)
        return
    first = citizens[~again & (citizens["cancelled"] == NEVER)]
    until = np.where(first["closed"] == NEVER, log.end, first["closed"])
    open_for = np.maximum(until - first["reported"].to_numpy(), 0)
    chances = float((1.0 - np.exp(-open_for / SECOND_DELAY)).sum())
    found = rate(int(again.sum()), chances)
    shares = None if found is None else tuple(p / (1.0 + p) for p in found)
    answers.add(path, shares, int(again.sum()), "duplicates")  # type: ignore[arg-type]


def _departments(facts: pd.DataFrame, log: CaseLog, by_public: float, answers: Answers) -> None:
    """Requests per citizen report, and whose matter reports are.

    Citizens report hazards too, which the simulation adds by itself: so many as the scenario expects are
    taken off, divided among departments as inspectors' finds are.
    """
    inside = facts[(facts["reported"] >= log.begin) & (facts["reported"] < log.end)]
    citizens, requests = (inside[inside["source"] == s] for s in (Source.CITIZEN, Source.DEPARTMENT))
    hazards = min(by_public * log.days, 0.5 * len(citizens))
    path = "demand.department_request_share"
    found = rate_ratio(len(requests), 1.0, len(citizens), 1.0)
    more = len(citizens) / max(len(citizens) - hazards, 1.0)
    answers.add(path, None if found is None else (found[0] * more, found[1] * more, found[2] * more),
                len(requests), "requests")  # fmt: skip
    if "department" not in log.told:
        answers.silent("no_department", "departments.citizen_weights", "departments.request_weights")
        return
    finds = inside.loc[inside["source"] == Source.INSPECTOR, "department"].value_counts(normalize=True)
    _weights("departments.citizen_weights", citizens, hazards, finds, answers)
    _weights("departments.request_weights", requests, 0.0, finds, answers)


def _weights(path: str, cases: pd.DataFrame, hazards: float, finds: pd.Series, answers: Answers) -> None:
    counts = cases["department"].value_counts()
    n = int(sum(counts.get(d, 0) for d in Department))
    if n <= hazards:
        answers.silent("few", path)
        return
    parts = []
    for department in Department:
        count = int(counts.get(department, 0))
        off = hazards * float(finds.get(department, 0.0))
        share, low, high = wilson(count, n) or (0.0, 0.0, 0.0)
        scale, less = 100.0 * n / (n - hazards), off / n
        kept = [max(0.0, (each - less) * scale) for each in (share, low, high)]
        parts.append(Part(str(department), kept[0], kept[1], kept[2], count))
    answers.table(path, {part.name: round(part.value, 3) for part in parts}, parts, n, "mix")
