"""What an import from OpenStreetMap assumes, and what it hands back."""

from __future__ import annotations

from dataclasses import dataclass, field

import pandas as pd

from models.places.spec import RiskShares
from models.scenario.place import Place

ATTRIBUTION = "© OpenStreetMap contributors, ODbL 1.0"


@dataclass(frozen=True)
class ImportOptions:
    """Every assumption of an import (all grade K), to be changed by whoever knows the place.

    Names: `name` (file's stem where empty), `community` code, `areas` and `grids` wanted.
    Blocks: faces above `wide_block` m² are parted by paths and lanes as well, and above `most_block`
    m² by straight cuts; below `least_block` m², or thinner than `least_roundness`, they join a
    neighbour. An open outline is closed by a hull (`hull_ratio`: 0 tight … 1 convex) around what is
    built and the streets within `reach` m of it.
    People: storeys where a building tells none, m² of floor a household, share of untagged
    buildings (`building=yes`) that are homes, people a household, households per km² where the
    extract has no buildings at all.
    Premises: the share of residential buildings below `compound_floor` m² of floor that are rented
    out; caps that keep a large extract workable (one walking matrix holds `most_premises` and the
    segments); how far (m) from a block a premises may lie.
    Streets: swept segments' length and cap, longest link, parts with fewer nodes are dropped.
    """

    name: str = ""
    community: str = "osm"
    areas: int = 3
    grids: int = 8
    least_block: float = 900.0
    least_roundness: float = 0.12
    wide_block: float = 25_000.0
    most_block: float = 150_000.0
    hull_ratio: float = 0.25
    reach: float = 120.0
    storeys: float = 3.0
    floor_per_household: float = 95.0
    homes_among_plain: float = 0.5
    people_per_household: float = 2.6
    households_per_km2: float = 2_000.0
    rental_share: float = 0.3
    compound_floor: float = 5_000.0
    most_rentals: int = 2_000
    most_compounds: int = 80
    most_premises: int = 3_500
    near_block: float = 60.0
    far_from_street: float = 150.0
    sweep_length: float = 180.0
    most_segments: int = 200
    longest_link: float = 60.0
    least_part: int = 12
    risks: RiskShares = field(default_factory=RiskShares)
    seed: int = 1


@dataclass(frozen=True)
class Note:
    """Something an import did that its user should know: a stable code, how many, and a sentence."""

    code: str
    count: int
    text: str


@dataclass(frozen=True)
class ImportResult:
    """A place, its simple split (columns block, grid), and what was assumed or left out on the way."""

    place: Place
    grids: pd.DataFrame
    notes: tuple[Note, ...]
