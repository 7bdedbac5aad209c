"""Walking of a patrol by land and visits alone: the continuous approximation of a tour's length."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pandas as pd
import shapely

from models.scenario.scenario import Scenario
from models.space.projection import blocks_in_metres, projection_of
from models.workload.offered import TOUR_CONSTANT

Floats = npt.NDArray[np.float64]


def tour_minutes(scenario: Scenario, visits: Floats, square_metres: Floats) -> Floats:
    """Minutes from task to task, for each piece of land with so many visits: k d sqrt(n A) / v.

    k is `TOUR_CONSTANT`, d the detour factor, v the walking speed. Summed over blocks this is the law of
    Beardwood, Halton and Hammersley (1959) for points that lie denser in some places than in others.
    It is the length of shortest tours: whoever grabs what is urgent rather than near walks more.
    """
    a = scenario.assumptions.patrol
    metres = TOUR_CONSTANT * a.detour_factor * np.sqrt(visits * square_metres)
    minutes: Floats = metres / (a.walking_km_h * 1000.0 / 60.0)
    return minutes


def commute_of_blocks(scenario: Scenario) -> Floats:
    """Minutes a day that a pair working in each block spends on the way from and to the workstation.

    Out and back once in each half-day, from the mean of the block's premises (its middle where there are
    none) to the nearest workstation: the line-haul part of Daganzo's tour length (Transportation
    Science 1984).
    """
    place, a = scenario.place, scenario.assumptions.patrol
    map_of = projection_of(place)
    row = row_of_premises(scenario)
    x, y = map_of.to_metres(place.premises["lon"].to_numpy(), place.premises["lat"].to_numpy())
    station = map_of.to_metres(place.workstations["lon"].to_numpy(), place.workstations["lat"].to_numpy())
    middle = shapely.get_coordinates(shapely.centroid(blocks_in_metres(place)))
    far = _nearest(middle[:, 0], middle[:, 1], station)
    count = np.bincount(row, minlength=len(far))
    total = np.bincount(row, weights=_nearest(x, y, station), minlength=len(far))
    mean = np.where(count > 0, total / np.maximum(count, 1), far)
    ways = 2 * len(scenario.calendar.spec.shifts)
    minutes: Floats = mean * a.detour_factor * ways / (a.walking_km_h * 1000.0 / 60.0)
    return minutes


def square_metres(scenario: Scenario) -> Floats:
    """Area of every block."""
    return np.asarray(shapely.area(blocks_in_metres(scenario.place)), dtype=np.float64)


def row_of_premises(scenario: Scenario) -> npt.NDArray[np.int64]:
    """The block's row of every premises."""
    blocks, wanted = scenario.place.blocks["block"], scenario.place.premises["block"]
    return np.asarray(pd.Index(blocks).get_indexer(wanted), dtype=np.int64)


def _nearest(x: Floats, y: Floats, station: tuple[Floats, Floats]) -> Floats:
    away = np.hypot(x[:, None] - station[0][None, :], y[:, None] - station[1][None, :])
    return np.asarray(away.min(axis=1), dtype=np.float64)
