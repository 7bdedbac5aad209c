"""The three pilot communities of Nanhai as they ship: synthetic towns at their real places.

Names, codes and centres are public (National Bureau of Statistics); Luohu's size is the founding
report's (about 4 km², 18,000 households, 50,000 people, three areas); the other two are plausible
sizes (K). Everything else about them is generated and resembles no real street.
"""

from __future__ import annotations

from pathlib import Path

from models.places.spec import CommunitySpec, LandShares, PremisesCounts
from models.places.split import split_into_grids
from models.places.synthetic import make_place
from models.scenario.place_files import write_place

LUOHU = CommunitySpec(
    name="luohu",
    community="440605124065",
    lon=113.050,
    lat=23.058,
    area_km2=4.0,
    households=18_000,
    population=50_000,
    blocks=360,
    seed=12,
)
LIXIONG = CommunitySpec(
    name="lixiong",
    community="440605125003",
    lon=113.1457,
    lat=23.1110,
    area_km2=3.0,
    households=12_000,
    population=33_000,
    areas=("north", "south"),
    blocks=260,
    premises=PremisesCounts(
        rental=920,
        small_shop=410,
        small_venue=90,
        factory=120,
        restaurant=170,
        building_site=4,
        compound=16,
        street=110,
    ),
    land=LandShares(village=0.24, compound=0.22, factory=0.20, market=0.13, mixed=0.13, green=0.08),
    seed=12,
)
JINXI = CommunitySpec(
    name="jinxi",
    community="440605126018",
    lon=113.1370,
    lat=23.2271,
    area_km2=5.0,
    households=8_000,
    population=23_000,
    areas=("north", "south"),
    blocks=280,
    premises=PremisesCounts(
        rental=610,
        small_shop=230,
        small_venue=60,
        factory=290,
        restaurant=90,
        building_site=5,
        compound=12,
        street=120,
    ),
    land=LandShares(village=0.16, compound=0.14, factory=0.33, market=0.05, mixed=0.10, green=0.22),
    seed=8,
)
GRIDS = {"luohu": 8, "lixiong": 6, "jinxi": 4}
SHIPPED = {spec.name: spec for spec in (LUOHU, LIXIONG, JINXI)}


def write_shipped(name: str, folder: Path) -> None:
    """Writes the place files of a shipped community into a folder; KeyError for a name that is none."""
    place = make_place(SHIPPED[name])
    write_place(place, split_into_grids(place, GRIDS[name], prefix=name), folder)
