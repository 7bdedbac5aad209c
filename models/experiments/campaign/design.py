"""From a campaign to its variants: which scenario with which values, in a fixed order."""

from __future__ import annotations

import itertools
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from scipy.stats import qmc

from models.experiments.campaign.spec import Campaign, Design, Lever, Value

Point = Mapping[str, Value]


@dataclass(frozen=True)
class Variant:
    """One scenario with some values changed; `number` is its place, `name` says what it is."""

    number: int
    scenario: str
    changes: Point

    @property
    def name(self) -> str:
        """Scenario and changes in one line."""
        told = ", ".join(f"{path.rpartition('.')[2]}={_short(value)}" for path, value in self.changes.items())
        return f"{self.scenario} {told}".strip()

    @property
    def key(self) -> str:
        """What makes it the same variant in another run of the campaign, whatever its place."""
        return json.dumps([self.scenario, dict(self.changes)], sort_keys=True, ensure_ascii=False)


def variants(campaign: Campaign) -> list[Variant]:
    """Every variant of a campaign, scenario by scenario, each once."""
    points = list(_points(campaign))
    both = itertools.product(campaign.scenarios, points)
    found: dict[str, Variant] = {}
    for scenario, point in both:
        variant = Variant(len(found), scenario, point)
        found.setdefault(variant.key, variant)
    return list(found.values())


def _points(campaign: Campaign) -> Iterator[Point]:
    levers = campaign.levers
    match campaign.design:
        case Design.LIST:
            yield from (dict(point) for point in campaign.points)
        case Design.GRID:
            for values in itertools.product(*(lever.values for lever in levers)):
                yield _point(levers, values)
        case Design.PAIRED:
            for values in zip(*(lever.values for lever in levers), strict=True):
                yield _point(levers, values)
        case _:
            for shares in _shares(campaign):
                yield _point(
                    levers, tuple(lever.at(share) for lever, share in zip(levers, shares, strict=True))
                )


def _shares(campaign: Campaign) -> list[list[float]]:
    """Places from 0 to 1: a Latin hypercube, or the scrambled Sobol' sequence (Owen)."""
    count, seed = len(campaign.levers), campaign.design_seed
    if campaign.design is Design.LATIN:
        rows: list[list[float]] = qmc.LatinHypercube(count, rng=seed).random(campaign.samples).tolist()
        return rows
    power = max(0, (campaign.samples - 1).bit_length())
    found: list[list[float]] = qmc.Sobol(count, rng=seed).random_base2(power)[: campaign.samples].tolist()
    return found


def _point(levers: tuple[Lever, ...], values: tuple[Value, ...]) -> Point:
    return {lever.path: value for lever, value in zip(levers, values, strict=True)}


def _short(value: Value) -> str:
    return f"{value:.4g}" if isinstance(value, float) else str(value)
