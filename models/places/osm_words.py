"""What OpenStreetMap's tags mean here: where one walks, what parts blocks, what a patrol would visit."""

from __future__ import annotations

from collections.abc import Mapping

from models.scenario.words import PremisesKind


def _words(*lines: str) -> frozenset[str]:
    return frozenset(word for line in lines for word in line.split())


WALKABLE = _words(
    "trunk primary secondary tertiary unclassified residential living_street pedestrian service track",
    "road footway path steps cycleway bridleway corridor",
    "trunk_link primary_link secondary_link tertiary_link",
)
DIVIDING = _words(
    "motorway trunk primary secondary tertiary unclassified residential living_street pedestrian road",
    "motorway_link trunk_link primary_link secondary_link tertiary_link",
)
HOMES = _words("residential apartments house detached terrace semidetached_house dormitory bungalow farm")
WORKS = _words("industrial warehouse manufacture factory")
FOOD = _words("restaurant cafe fast_food bar pub food_court ice_cream biergarten canteen")
VENUES = _words(
    "bank pharmacy clinic doctors dentist veterinary kindergarten school language_school music_school",
    "driving_school cinema theatre nightclub casino library marketplace community_centre internet_cafe",
    "fuel car_wash car_rental social_facility nursing_home events_venue arts_centre studio",
)
LEISURE = _words(
    "fitness_centre sports_centre amusement_arcade bowling_alley dance sauna adult_gaming_centre"
)
LODGING = _words("hotel hostel guest_house motel apartment museum gallery")
FEATURES = ("shop", "amenity", "leisure", "tourism", "craft", "office", "man_made", "building", "landuse")


def is_walkable(tags: Mapping[str, str]) -> bool:
    """Whether people walk along a way with these tags."""
    if tags.get("highway") not in WALKABLE or tags.get("foot") == "no":
        return False
    return tags.get("access") not in ("private", "no") or tags.get("foot") in (
        "yes",
        "designated",
        "permissive",
    )


def is_dividing(tags: Mapping[str, str]) -> bool:
    """Whether a way parts blocks: streets, railways, rivers and coasts, above ground."""
    if tags.get("tunnel", "no") not in ("no", "") or tags.get("area") == "yes":
        return False
    return (
        tags.get("highway") in DIVIDING
        or tags.get("railway") == "rail"
        or tags.get("waterway") in ("river", "canal")
        or tags.get("natural") == "coastline"
    )


def kind_of(tags: Mapping[str, str]) -> PremisesKind | None:
    """The kind of premises that tags speak of; None for what no patrol visits (homes are another matter)."""
    if tags.get("building") == "construction" or tags.get("landuse") == "construction":
        return PremisesKind.BUILDING_SITE
    if tags.get("amenity") in FOOD:
        return PremisesKind.RESTAURANT
    if tags.get("shop", "vacant") not in ("vacant", "no"):
        return PremisesKind.SMALL_SHOP
    if "craft" in tags or tags.get("man_made") == "works" or tags.get("building") in WORKS:
        return PremisesKind.FACTORY
    venue = tags.get("amenity") in VENUES or tags.get("leisure") in LEISURE or tags.get("tourism") in LODGING
    return PremisesKind.SMALL_VENUE if venue or "office" in tags else None


def storeys_of(tags: Mapping[str, str], default: float) -> float:
    """Storeys that a building tells of, else the default."""
    try:
        told = float(tags.get("building:levels", ""))
    except ValueError:
        return default
    return told if 0 < told < 200 else default


def home_share(tags: Mapping[str, str], plain: float) -> float:
    """How much of a building is homes: 1 where tagged so, `plain` where it is only a building."""
    building = tags.get("building")
    if building in HOMES:
        return 1.0
    return plain if building == "yes" and kind_of(tags) is None else 0.0
