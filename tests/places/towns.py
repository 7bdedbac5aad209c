"""Small communities for tests."""

from __future__ import annotations

from models.places.spec import CommunitySpec, PremisesCounts


def hamlet(seed: int = 1, blocks: int = 70, **changes: object) -> CommunitySpec:
    """A community of about a square kilometre that is quick to make."""
    counts = PremisesCounts(
        rental=90,
        small_shop=40,
        small_venue=9,
        factory=20,
        restaurant=14,
        building_site=2,
        compound=4,
        street=30,
    )
    given = {
        "name": "hamlet",
        "community": "440605999001",
        "lon": 113.1,
        "lat": 23.1,
        "area_km2": 1.1,
        "households": 2_000,
        "population": 5_400,
        "areas": ("north", "south"),
        "blocks": blocks,
        "premises": counts,
        "seed": seed,
    }
    return CommunitySpec(**{**given, **changes})  # type: ignore[arg-type]
