"""What a synthetic community is made from: sizes that are known, and the knobs of a street pattern."""

from __future__ import annotations

from dataclasses import dataclass, field

from models.scenario.words import PremisesKind, Risk


@dataclass(frozen=True)
class LandShares:
    """Shares of a community's area by land use; they are scaled to sum to one (K).

    Typical of an industrialised community in the Pearl River Delta: an old village core in every
    area, commodity housing in compounds, factory plots, a market town, ponds and parks.
    """

    village: float = 0.20
    compound: float = 0.23
    factory: float = 0.25
    market: float = 0.09
    mixed: float = 0.12
    green: float = 0.11

    def items(self) -> tuple[tuple[str, float], ...]:
        """Land use and share, summing to one."""
        shares = {name: max(0.0, float(getattr(self, name))) for name in self.__dataclass_fields__}
        total = sum(shares.values()) or 1.0
        return tuple((name, share / total) for name, share in shares.items())


@dataclass(frozen=True)
class PremisesCounts:
    """How many premises of each kind a community has; `street` counts the segments to be swept."""

    rental: int = 1380
    small_shop: int = 520
    small_venue: int = 120
    factory: int = 210
    restaurant: int = 240
    building_site: int = 6
    compound: int = 24
    street: int = 160

    def of(self, kind: PremisesKind) -> int:
        """The count of one kind."""
        return int(getattr(self, str(kind)))


@dataclass(frozen=True)
class RiskShares:
    """Shares of green, yellow and orange premises (K); the rest of the kinds are green."""

    rental: tuple[float, float, float] = (0.65, 0.25, 0.10)
    small_shop: tuple[float, float, float] = (0.60, 0.28, 0.12)
    small_venue: tuple[float, float, float] = (0.55, 0.30, 0.15)
    factory: tuple[float, float, float] = (0.50, 0.32, 0.18)
    restaurant: tuple[float, float, float] = (0.50, 0.35, 0.15)
    building_site: tuple[float, float, float] = (0.0, 0.5, 0.5)

    def of(self, kind: PremisesKind) -> dict[Risk, float]:
        """Share of each risk class for one kind."""
        shares = getattr(self, str(kind), (1.0, 0.0, 0.0))
        return dict(zip(Risk, shares, strict=True))


@dataclass(frozen=True)
class StreetPattern:
    """Knobs of the street pattern, in metres; `bend` 0 gives straight roads, 1 the usual town."""

    arterial_spacing: float = 620.0
    zone_square_metres: float = 64_000.0
    bend: float = 1.0
    canal_width: float = 26.0
    old_road: bool = True
    sweep_length: float = 170.0


@dataclass(frozen=True)
class CommunitySpec:
    """One synthetic community: the same spec gives the same place, everywhere.

    `areas` are named from north to south; `blocks` is how many blocks are wanted (met exactly, or
    nearly so); `lon`, `lat` (WGS84) is the centre; `community` the code that blocks carry.
    """

    name: str
    community: str
    lon: float
    lat: float
    area_km2: float
    households: int
    population: int
    areas: tuple[str, ...] = ("north", "middle", "south")
    blocks: int = 350
    premises: PremisesCounts = field(default_factory=PremisesCounts)
    risks: RiskShares = field(default_factory=RiskShares)
    land: LandShares = field(default_factory=LandShares)
    streets: StreetPattern = field(default_factory=StreetPattern)
    seed: int = 1
