"""A simulated day as keyframes: who is where and does what, which tasks wait, which cases are open."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from models.measures.window import numbers
from models.scenario.outcome import Outcome
from models.scenario.words import DutyState, Role

STATES = tuple(map(str, DutyState))
MOVING = (str(DutyState.WALK), str(DutyState.TRAVEL))
AFIELD = (str(Role.INSPECTOR), str(Role.HANDLER), str(Role.TOWN_TEAM))


@dataclass(frozen=True)
class Keyframes:
    """One day, times in minutes of the day.

    `legs`: person (position in `people`), state (position in `STATES`), begin, end, from_place, to_place,
    sorted by person and begin. `tasks`: premises, appears, grabbed, ended (NaN: not that day). `cases`:
    premises, opens, closes, due. Only people who go out are kept.
    """

    people: tuple[str, ...]
    roles: tuple[str, ...]
    grids: tuple[str, ...]
    legs: pd.DataFrame
    tasks: pd.DataFrame
    cases: pd.DataFrame


def keyframes(outcome: Outcome, day: int) -> Keyframes:
    """The keyframes of day `day` of an outcome, from its tables `duty`, `tasks` and `cases`."""
    begin, end = day * 1440.0, (day + 1) * 1440.0
    duty = outcome.tables["duty"]
    duty = duty[duty["role"].isin(AFIELD) & (duty["end"] > begin) & (duty["begin"] < end)]
    people = tuple(sorted(map(str, duty["person"].unique())))
    first = duty.drop_duplicates("person").set_index("person")
    code = {name: k for k, name in enumerate(people)}
    legs = pd.DataFrame(
        {
            "person": [code[str(name)] for name in duty["person"]],
            "state": [STATES.index(str(state)) for state in duty["state"]],
            "begin": numbers(duty["begin"]) - begin,
            "end": numbers(duty["end"]) - begin,
            "from_place": duty["from_place"].astype(str).to_numpy(),
            "to_place": duty["to_place"].astype(str).to_numpy(),
        }
    ).sort_values(["person", "begin"], kind="stable", ignore_index=True)
    return Keyframes(
        people,
        tuple(str(first.loc[name, "role"]) for name in people),
        tuple(str(first.loc[name, "grid"]) for name in people),
        legs,
        _tasks(outcome, begin, end),
        _cases(outcome, begin, end),
    )


def _tasks(outcome: Outcome, begin: float, end: float) -> pd.DataFrame:
    tasks = outcome.tables["tasks"]
    ended, released = numbers(tasks["ended"]), numbers(tasks["released"])
    mine = tasks[(released < end) & ~(ended < begin)]
    frame = pd.DataFrame({"premises": mine["premises"].astype(str).to_numpy()})
    for name, column in (("appears", "released"), ("grabbed", "grabbed"), ("ended", "ended")):
        times = numbers(mine[column]) - begin
        frame[name] = np.where(times < end - begin, times, np.nan)
    return frame


def _cases(outcome: Outcome, begin: float, end: float) -> pd.DataFrame:
    cases = outcome.tables["cases"]
    closed, reported = numbers(cases["closed"]), numbers(cases["reported"])
    mine = cases[(reported < end) & ~(closed < begin) & (cases["outcome"].isin(["open", "closed"]))]
    return pd.DataFrame(
        {
            "premises": mine["premises"].astype(str).to_numpy(),
            "opens": numbers(mine["reported"]) - begin,
            "closes": numbers(mine["closed"]) - begin,
            "due": numbers(mine["due"]) - begin,
        }
    )
