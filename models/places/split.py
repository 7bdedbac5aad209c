"""The simple split: contiguous grids with about equal households, where one has no plan yet."""

from __future__ import annotations

import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

from models.places.draws import largest_remainder
from models.places.grow import grow_parts
from models.scenario.place import Place
from models.space.adjacency import shared_borders
from models.space.projection import blocks_in_metres

METHOD = "growth"
"""The name of the method, as notes and reports say it: grids grow from spread seeds, the lightest first."""


def split_into_grids(place: Place, grids: int, prefix: str = "grid") -> pd.DataFrame:
    """Splits a place into `grids` contiguous grids of about equal households: columns block, grid.

    Areas are respected where there are at least as many grids as areas: each gets grids in proportion
    to its households. Grids are named `prefix-1`, … area by area, from north to south. Blocks without
    households count a little, by their area, so that an empty place is split as well. More grids than
    blocks: as many as there are blocks.
    """
    shapes = blocks_in_metres(place)
    count = min(grids, len(shapes))
    weight = block_weights(place.blocks["households"].to_numpy(float), shapes)
    pairs = shared_borders(shapes)
    centre = shapely.get_coordinates(shapely.point_on_surface(shapes))
    part = np.zeros(len(shapes), dtype=np.int64)
    done = 0
    for members, share in _shares(place, weight, centre, count):
        part[members] = done + grow_parts(centre[members], weight[members], _among(pairs, members), share)
        done += share
    names = _names(part, centre, prefix, place, done)
    return pd.DataFrame({"block": place.blocks["block"].to_numpy(), "grid": pd.array(names, dtype="str")})


def block_weights(households: NDArray[np.float64], shapes: NDArray[np.object_]) -> NDArray[np.float64]:
    """Households, plus a twentieth of the total shared out by area (m²)."""
    area = np.asarray(shapely.area(shapes), dtype=float)
    total = households.sum() or 1.0
    return np.asarray(households + 0.05 * total * area / max(float(area.sum()), 1e-9), dtype=float)


def _shares(
    place: Place, weight: NDArray[np.float64], centre: NDArray[np.float64], count: int
) -> list[tuple[NDArray[np.int64], int]]:
    """Blocks (rows) of each area, from north to south, with the number of grids it gets."""
    keys = list(zip(place.blocks["community"], place.blocks["area"], strict=True))
    areas = {key: np.array([i for i, k in enumerate(keys) if k == key]) for key in sorted(set(keys))}
    members = sorted(areas.values(), key=lambda rows: -float(centre[rows, 1].mean()))
    fits = all(len(rows) > count // len(members) for rows in members)
    if len(members) > count or not fits:
        return [(np.arange(len(weight)), count)]
    extra = largest_remainder(count, [weight[rows].sum() for rows in members])
    while (extra == 0).any():
        extra[int(np.argmax(extra))] -= 1
        extra[int(np.argmin(extra))] += 1
    if any(share > len(rows) for rows, share in zip(members, extra, strict=True)):
        return [(np.arange(len(weight)), count)]
    return [(rows, int(share)) for rows, share in zip(members, extra, strict=True)]


def _among(pairs: pd.DataFrame, members: NDArray[np.int64]) -> NDArray[np.int64]:
    """Adjacent pairs within some blocks, as (m, 2) positions among them."""
    position = {int(row): i for i, row in enumerate(members)}
    inside = [
        (position[a], position[b])
        for a, b in zip(pairs["first"].tolist(), pairs["second"].tolist(), strict=True)
        if a in position and b in position
    ]
    return np.array(inside, dtype=np.int64).reshape(-1, 2)


def _names(
    part: NDArray[np.int64], centre: NDArray[np.float64], prefix: str, place: Place, parts: int
) -> list[str]:
    """Numbers the parts area by area (as they were made), inside an area from north-west to south-east."""
    north = {p: float((centre[part == p, 1] - centre[part == p, 0]).mean()) for p in range(parts)}
    group = {p: str(place.blocks["area"].iloc[int(np.argmax(part == p))]) for p in range(parts)}
    first = {name: min(p for p in group if group[p] == name) for name in dict.fromkeys(group.values())}
    order = sorted(range(parts), key=lambda p: (first[group[p]], -north[p]))
    number = {p: i + 1 for i, p in enumerate(order)}
    return [f"{prefix}-{number[int(p)]}" for p in part]
