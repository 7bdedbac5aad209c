"""Households and residents of each block, exactly as many as the community has."""

from __future__ import annotations

import numpy as np
import shapely
from numpy.typing import NDArray

from models.places.draws import largest_remainder, stream
from models.places.spec import CommunitySpec
from models.places.town_blocks import Town

HOUSEHOLDS_PER_KM2 = {"compound": 11_000, "village": 7_200, "mixed": 4_200, "market": 2_200, "factory": 90}
"""Relative densities by land use (K); they are scaled to the community's own total."""
PEOPLE_PER_HOUSEHOLD = {"compound": 3.0, "village": 2.45, "mixed": 2.8, "market": 2.6, "factory": 2.2}
"""Relative household sizes by land use (K); migrants in old villages live in smaller households."""


def town_people(spec: CommunitySpec, town: Town) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Households and population of each block; their sums are the spec's."""
    rng = stream(spec.seed, "households")
    density = np.array([HOUSEHOLDS_PER_KM2.get(land, 0) for land in town.lands], dtype=float)
    jitter = 0.75 + 0.5 * rng.random(len(density))
    households = largest_remainder(spec.households, density * jitter * shapely.area(town.shapes))
    size = np.array([PEOPLE_PER_HOUSEHOLD.get(land, 0) for land in town.lands], dtype=float)
    return households, largest_remainder(spec.population, households * size)
