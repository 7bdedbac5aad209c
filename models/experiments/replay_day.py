"""A day of a scenario simulated for the replay: places as coordinates, legs along the streets."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pandas as pd

from models.experiments.replication import prepared
from models.experiments.route_day import day_number
from models.experiments.tours import tour_planner
from models.measures.keyframes import MOVING, STATES, Keyframes, keyframes
from models.scenario.folder import find_folder, read_scenario
from models.simulation.run import simulate as simulate_once
from models.simulation.setting import Setting
from models.space.paths import street_lines

Progress = Callable[[float, str], None]
NOWHERE = -1


def replay_day(
    folder: str, day: str | None = None, seed: int = 0, progress: Progress | None = None
) -> dict[str, Any]:
    """Simulate up to a day and give its keyframes as plain lists.

    `people` [name, role, grid] (no grid where they serve more than one); `legs` [person, state, begin, end,
    [[lon, lat], …]] in minutes of the day; `tasks` [lon, lat, appears, grabbed, ended]; `cases` [lon, lat,
    opens, closes, due]; a time that does not come that day is null. Raises ScenarioError for a day the
    calendar does not have.
    """
    say = progress or (lambda share, message: None)
    scenario = read_scenario(folder)
    number = day_number(scenario, day)
    _, setting = prepared(str(find_folder(folder)), scenario.fingerprint)
    scenario = scenario.with_spec(warmup_days=0, days=number + 1)
    setting = setting.of(scenario)
    outcome = simulate_once(
        scenario, seed, setting, tour_planner(setting), lambda share: say(share * 0.9, "")
    )
    frames = keyframes(outcome, number)
    told = _told(frames, setting)
    say(1.0, "")
    return {
        "scenario": scenario.name, "day": scenario.calendar.date_of(number).isoformat(),
        "states": list(STATES),
        "half_days": [[at % 86_400 // 60 for at in half] for half in scenario.calendar.half_days(number)],
        **told,
    }  # fmt: skip


def _told(frames: Keyframes, setting: Setting) -> dict[str, Any]:
    place, grids = setting.scenario.place, setting.scenario.plan.grids
    row = {name: k for k, name in enumerate(setting.names)}
    both = np.vstack(
        [table[["lon", "lat"]].to_numpy(np.float64) for table in (place.premises, place.workstations)]
    )
    spot = [[round(float(x), 6), round(float(y), 6)] for x, y in both]
    legs = _records(frames.legs)
    walks = [k for k, leg in enumerate(legs) if STATES[leg["state"]] in MOVING]
    known = [k for k in walks if legs[k]["from_place"] in row and legs[k]["to_place"] in row]
    lines = street_lines(place, [[row[legs[k]["from_place"]], row[legs[k]["to_place"]]] for k in known])
    way = dict(zip(known, lines, strict=True))
    told = []
    for k, leg in enumerate(legs):
        at = row.get(leg["to_place"], row.get(leg["from_place"], NOWHERE))
        line = [[round(x, 6), round(y, 6)] for x, y in way[k]] if k in way else [spot[at]] if at >= 0 else []
        times = (_minute(leg["begin"]), _minute(leg["end"]))
        told.append([int(leg["person"]), int(leg["state"]), *times, line])
    return {
        "people": [
            [name, role, grid if grid in grids else ""]
            for name, role, grid in zip(frames.people, frames.roles, frames.grids, strict=True)
        ],
        "legs": told,
        "tasks": [
            [*spot[row[t["premises"]]], *(_minute(t[key]) for key in ("appears", "grabbed", "ended"))]
            for t in _records(frames.tasks)
        ],
        "cases": [
            [*spot[row[c["premises"]]], *(_minute(c[key]) for key in ("opens", "closes", "due"))]
            for c in _records(frames.cases) if c["premises"] in row
        ],
        "attribution": place.attribution,
    }  # fmt: skip


def _records(table: pd.DataFrame) -> list[dict[str, Any]]:
    return [{str(key): value for key, value in row.items()} for row in table.to_dict("records")]


def _minute(value: float) -> float | None:
    return None if value != value else round(float(value), 2)
