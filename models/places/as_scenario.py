"""A place becomes a scenario that runs as it is: place files, a plan with even staffing, a calendar."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pandas as pd

from models.scenario.place import Place
from models.scenario.place_files import write_place
from models.scenario.yaml_file import write_yaml

RESIDENTS_PER_TEAM = 10_000.0
"""A town team for so many residents (K): Luohu's five teams serve 50,000."""
CHINA = (73.0, 135.5, 18.0, 54.0)
START = "2026-03-02"


def write_scenario(place: Place, grids: pd.DataFrame, folder: Path, title: str, note: str = "") -> None:
    """Write the folder of a scenario; `grids` has block and grid.

    Every grid gets a pair of inspectors, two handlers and an operator, as at Luohu; town teams follow the
    residents. Outside China there are no official holidays and times are UTC.
    """
    write_place(place, grids, folder)
    write_yaml(folder / "plan.yml", _plan(place, grids))
    write_yaml(folder / "scenario.yml", _spec(place, title, note))


def _plan(place: Place, grids: pd.DataFrame) -> dict[str, Any]:
    area_of = dict(zip(place.blocks["block"].astype(str), place.blocks["area"].astype(str), strict=True))
    people = {"inspectors": 2, "handlers": 2, "operators": 1}
    staffed: dict[str, Any] = {}
    for grid in dict.fromkeys(sorted(grids["grid"].astype(str))):
        areas = [area_of[str(block)] for block in grids.loc[grids["grid"] == grid, "block"]]
        area = max(dict.fromkeys(sorted(areas)), key=areas.count)
        staffed[grid] = {"area": area, "staffing": dict(people)}
    teams = max(1, round(float(place.blocks["population"].sum()) / RESIDENTS_PER_TEAM))
    return {"format": 1, "grids": staffed, "pair_size": 2, "town": {"teams": teams}}


def _spec(place: Place, title: str, note: str) -> dict[str, Any]:
    lon, lat = float(place.workstations["lon"].iloc[0]), float(place.workstations["lat"].iloc[0])
    west, east, south, north = CHINA
    inside = west <= lon <= east and south <= lat <= north
    calendar = {
        "start": START,
        "timezone": "Asia/Shanghai" if inside else "UTC",
        "country": "CN" if inside else None,
        "shifts": ["08:30-12:00", "14:00-17:30"],
    }
    return {
        "format": 1,
        "title": {"zh": title, "en": title},
        "note": {"zh": note, "en": note},
        "initial": "steady",
        "warmup_days": 28,
        "days": 84,
        "seed": 1,
        "calendar": calendar,
    }
