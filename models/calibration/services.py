"""Service times: how long a step at the desk, a visit, a department's delay takes, in working time."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Literal

import numpy as np
import numpy.typing as npt
import pandas as pd
from scipy.stats import bootstrap

from models.calibration.estimate import Answers
from models.calibration.lognormal import LognormalFit, fit_lognormal
from models.exchange.case_log import NEVER, CaseLog
from models.scenario.calendar import Calendar
from models.scenario.clocks import Clock, elapsed
from models.scenario.scenario import Scenario
from models.scenario.words import Activity, Level, Role
from models.simulation.setting import make_setting
from models.workload.offered import travel_minutes

RESAMPLES, JACKKNIFE = 999, 1_500
DESK_STEPS = (Activity.REGISTER, Activity.CANCEL, Activity.ATTACH_DUPLICATE, Activity.DISPATCH,
              Activity.TRANSFER, Activity.CHECK)  # fmt: skip
PATHS: Mapping[Role, tuple[str, str]] = {
    Role.OPERATOR: ("desks.operator_minutes", "desks.operator_cv"),
    Role.HANDLER: ("handling.minutes_mean", "handling.minutes_cv"),
    Role.TOWN_TEAM: ("town.minutes_mean", "town.minutes_cv"),
}
DELAYS = ("district.delay_low_days", "district.delay_high_days")
Minutes = npt.NDArray[np.float64]


def service_minutes(log: CaseLog, calendar: Calendar, role: Role) -> pd.DataFrame:
    """Every piece of work of a role that was begun inside a shift: `case, minutes, ended`.

    Work pauses when the shift ends and goes on at the next, urgent work runs on; where urgency is not known,
    what outlasts its shift counts as at least as long as the shift still was. What is not finished counts
    up to the end of the log. Work of the duty roster is left out: it includes being called out.
    """
    events = log.events[(log.events["start"] != NEVER) & _by(log, role)]
    urgent = log.cases["urgent"].to_numpy()[events["case"]] if len(events) else np.zeros(0, dtype=int)
    rows = []
    columns = (events["case"], events["start"], events["end"], urgent)
    for case, start, end, flag in zip(*(np.asarray(c).tolist() for c in columns), strict=True):
        if not calendar.is_open(start):
            continue
        ended = end != NEVER
        last = end if ended else log.end
        if flag == 1 or last <= calendar.shift_end(start):
            seconds = last - start
        elif flag == 0:
            seconds = calendar.working_between(start, last)
        else:
            seconds, ended = calendar.shift_end(start) - start, False
        rows.append((case, seconds / 60.0, ended))
    return pd.DataFrame(rows, columns=["case", "minutes", "ended"])


def _by(log: CaseLog, role: Role) -> npt.NDArray[np.bool_]:
    """Whose work an event is: by its role, else by what it is and where."""
    events = log.events
    if role is Role.OPERATOR:
        kind = events["activity"].isin(DESK_STEPS)
    else:
        kind = events["activity"] == Activity.HANDLE
    if "role" in log.told:
        return (kind & (events["role"] == role)).to_numpy()
    if role is Role.OPERATOR:
        return kind.to_numpy()
    levels = {Role.HANDLER: Level.COMMUNITY, Role.TOWN_TEAM: Level.TOWN, Role.DEPARTMENT: Level.DISTRICT}
    return (kind & (events["level"] == levels[role])).to_numpy()


def estimate_services(log: CaseLog, calendar: Calendar, scenario: Scenario, answers: Answers) -> None:
    """Minutes of operators, handlers and town teams; working days of departments."""
    silent = [path for both in PATHS.values() for path in both]
    if "start" not in log.told and "lifecycle" not in log.told:
        answers.silent("no_start", *silent, *DELAYS)
    elif not {"role", "level"} & log.told:
        answers.silent("no_role", *silent, *DELAYS)
    else:
        _operators(log, calendar, answers)
        _handlers(log, calendar, scenario, answers)
        _town(log, calendar, scenario, answers)
        _district(log, calendar, answers)
    answers.silent("with_work", "town.travel_minutes_mean", "town.travel_minutes_cv", "handling.travel_km_h")
    answers.silent("off_hours", "duty.call_out_minutes")


def _operators(log: CaseLog, calendar: Calendar, answers: Answers) -> None:
    work = service_minutes(log, calendar, Role.OPERATOR)
    ended = work["ended"].to_numpy(dtype=bool)
    minutes = work["minutes"].to_numpy(dtype=np.float64)
    _told(PATHS[Role.OPERATOR], fit_lognormal(minutes[ended], minutes[~ended]), "lognormal", answers)


def _handlers(log: CaseLog, calendar: Calendar, scenario: Scenario, answers: Answers) -> None:
    """Travel is taken off: by premises where the log names them, else the place's mean round trip."""
    work = service_minutes(log, calendar, Role.HANDLER)
    trips = _trips(log, scenario)
    how = "less_travel" if trips is not None else "less_mean_travel"
    off = trips[work["case"].to_numpy(dtype=np.int64)] if trips is not None else travel_minutes(scenario)
    minutes = work["minutes"].to_numpy(dtype=np.float64) - off
    ended = work["ended"].to_numpy(dtype=bool)
    known = ended & (minutes > 0)
    _told(PATHS[Role.HANDLER], fit_lognormal(minutes[known], minutes[~ended]), how, answers)


def _trips(log: CaseLog, scenario: Scenario) -> Minutes | None:
    """Minutes of the round trip to every case's premises; None unless all are premises of the place."""
    named = log.cases["premises"].to_numpy()
    places = {name: index for index, name in enumerate(scenario.place.premises["premises"].astype(str))}
    if "premises" not in log.told or any(name not in places for name in named.tolist()):
        return None
    setting, a = make_setting(scenario), scenario.assumptions
    base = np.array([setting.workstation[name] for name in setting.communities], dtype=np.int64)
    there = setting.walking[base, np.arange(setting.premises)]
    faster = a.patrol.walking_km_h / a.handling.travel_km_h
    trips: Minutes = np.rint(2 * there * faster) / 60.0
    return trips[[places[name] for name in named.tolist()]]


def _town(log: CaseLog, calendar: Calendar, scenario: Scenario, answers: Answers) -> None:
    """Travel and work are one stretch in a log: the scenario's travel is taken off mean and variance."""
    work = service_minutes(log, calendar, Role.TOWN_TEAM)
    minutes = work.loc[work["ended"], "minutes"].to_numpy(dtype=np.float64)
    town = scenario.assumptions.town
    paths = PATHS[Role.TOWN_TEAM]
    if len(minutes) < 10:
        answers.silent("few", *paths)
        return
    away = town.travel_minutes_mean, (town.travel_minutes_mean * town.travel_minutes_cv) ** 2
    mean, cv = (float(each) for each in _moments(minutes, *away))
    if mean <= 0:
        answers.silent("with_work", *paths)
        return
    for place, (path, value) in enumerate(zip(paths, (mean, cv), strict=True)):
        low, high = _resampled(minutes, lambda x, axis, k=place: _moments(x, *away, axis)[k])
        answers.add(path, (value, low, high), len(minutes), "moments")


def _resampled(minutes: Minutes, statistic: Any) -> tuple[float, float]:
    """Bootstrap interval, bias corrected (Efron 1987) where the sample is small enough for its jackknife."""
    method: Literal["BCa", "percentile"] = "BCa" if len(minutes) <= JACKKNIFE else "percentile"
    rng = np.random.default_rng(len(minutes))
    found: Any = bootstrap(
        (minutes,), statistic, n_resamples=RESAMPLES, method=method, random_state=rng, batch=50
    )
    low, high = found.confidence_interval
    return float(low), float(high)


def _moments(samples: Minutes, travel: float, variance: float, axis: int = -1) -> tuple[Any, Any]:
    means = samples.mean(axis=axis) - travel
    rest = np.maximum(samples.var(axis=axis, ddof=1) - variance, 0.0)
    return means, np.sqrt(rest) / np.maximum(means, 1e-9)


def _district(log: CaseLog, calendar: Calendar, answers: Answers) -> None:
    """Working days of a department, uniform: ends from the 10 and 90 % points, which strays do not move."""
    events = log.events[_by(log, Role.DEPARTMENT) & (log.events["start"] != NEVER)]
    days = np.array(
        [
            elapsed(calendar, start, log.end if end == NEVER else end, Clock.WORKING_DAYS)
            for start, end in zip(events["start"].tolist(), events["end"].tolist(), strict=True)
        ]
    )
    ended = (events["end"] != NEVER).to_numpy()
    if ended.sum() < 10:
        answers.silent("few", *DELAYS)
        return
    longest = float(days[ended].max())
    reach = np.array([elapsed(calendar, s, log.end, Clock.WORKING_DAYS) for s in events["start"].tolist()])
    known = days[ended & (reach >= longest)]  # later ones would be the quick ones only
    if len(known) < 10:
        answers.silent("few", *DELAYS)
        return
    rng = np.random.default_rng(len(known))
    draws = _ends(rng.choice(known, (RESAMPLES, len(known))))
    for path, value, spread in zip(DELAYS, _ends(known[None, :]), draws, strict=True):
        low, high = np.quantile(spread, [0.025, 0.975])
        answers.add(path, (float(value[0]), float(low), float(high)), len(known), "uniform")


def _ends(samples: Minutes) -> tuple[Minutes, Minutes]:
    low, high = np.quantile(samples, [0.1, 0.9], axis=1)
    beyond = (high - low) / 8
    return np.maximum(low - beyond, 0.0), high + beyond


def _told(paths: tuple[str, str], fit: LognormalFit | None, how: str, answers: Answers) -> None:
    for path, numbers in zip(paths, (fit.mean, fit.cv) if fit else (None, None), strict=True):
        poor = fit is not None and fit.misfit > MISFIT
        answers.add(path, numbers, fit.n if fit else 0, f"{how}_poor" if poor else how)


MISFIT = 0.08
"""Distance of distributions above which the fit is called poor: a lognormal is then only a stand-in."""
