"""The replay on the page: a simulated day, played by the browser from keyframes that travel once."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import param

from models.scenario.place import Place
from workbench.language import Text
from workbench.map.block_map import HERE, SHARED, BlockMap
from workbench.map.geometry import frame_of
from workbench.report.day_sheet import pair_name

PLAYER = (HERE / "replay_map.js").read_text(encoding="utf-8")
WORDS = (
    "play", "pause", "speed", "follow", "nobody", "scrub", "table", "person", "state", "grid", "open_tasks",
    "done_tasks", "open_cases", "overdue_cases",
)  # fmt: skip


class ReplayMap(BlockMap):
    """Blocks, streets, and the people, tasks and cases of one day over them.

    `day` is what `models.experiments.replay_day` tells, with coordinates in the units of the map (`in_units`)
    and the people's names and grids in the page's language.
    """

    streets = param.Bytes(default=b"", doc="Street segments, i2 x0, y0, x1, y1 each.")
    day = param.Dict(default={})

    _esm = SHARED + PLAYER + "export const render = mountReplay\n"
    _stylesheets = [  # noqa: RUF012
        (HERE / name).read_text(encoding="utf-8") for name in ("block_map.css", "replay_map.css")
    ]


def in_units(place: Place, day: Mapping[str, Any], t: Text) -> dict[str, Any]:
    """A replay day with its coordinates in the units of the map and its people named."""
    frame = frame_of(place.blocks)

    def move(points: list[Any]) -> list[list[int]]:
        if not points:
            return []
        lonlat = np.array(points, dtype=float)
        return [[int(x), int(y)] for x, y in np.rint(frame.units(lonlat[:, 0], lonlat[:, 1]))]

    spots = {key: move([row[:2] for row in day[key]]) for key in ("tasks", "cases")}
    people = [[*each, person_name(*each, t), t.grid(each[2])] for each in day["people"]]
    return {
        "states": day["states"], "half_days": day["half_days"], "people": people,
        "legs": [[person, state, begin, end, move(line)] for person, state, begin, end, line in day["legs"]],
        **{key: [[*at, *row[2:]] for at, row in zip(spots[key], day[key], strict=True)] for key in spots},
    }  # fmt: skip


def person_name(name: str, role: str, grid: str, t: Text) -> str:
    """A person or pair in the page's language: the grid where there is one, role and number."""
    if ".pair." in name:
        return pair_name(name, t)
    said = f"{t.called('role', role)} {name.rpartition('.')[2]}"
    if ".duty." in name:
        return t("replay.on_duty", who=said)
    return f"{t.grid(grid)} {said}".strip()


def replay_words(day: Mapping[str, Any], t: Text) -> dict[str, str]:
    """Words of the controls and the table."""
    words = {name: t(f"map.{name}") for name in ("zoom_in", "zoom_out", "fit", "role", "hint")}
    words |= {name: t(f"replay.{name}") for name in WORDS}
    words |= {f"state_{state}": t.called("duty_state", state) for state in day.get("states", ())}
    words["describe"] = t(
        "replay.describe", people=len(day.get("people", ())), tasks=len(day.get("tasks", ())),
        cases=len(day.get("cases", ())),
    )  # fmt: skip
    return words
