"""What a visit sees: misses, fatigue, over-reports, settling on the spot; and how a pair gets better."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from models.simulation.draws import Draws, pick
from models.simulation.grabbing import Pair
from models.simulation.hazards import Hazard


@dataclass(frozen=True)
class Sight:
    """How well inspectors see and judge (assumptions, as probabilities).

    `half_life` is the number of visits after which half of what training left to learn is learnt
    (an exponential learning curve); `fatigue` multiplies detection for every earlier visit of the day;
    `licence_detection` is the least detection of licence items, where data are shared.
    """

    miss_trained: float
    miss_untrained: float
    miss_professional: float
    over_trained: float
    over_untrained: float
    fatigue: float
    settled: float
    half_life: float
    licence_detection: float = 0.0


@dataclass(frozen=True)
class Items:
    """The checklist as the inspection needs it, by item index: skill codes (0: none) and marks."""

    skill: Sequence[int]
    professional: Sequence[bool]
    licence: Sequence[bool]
    over_factor: Sequence[float]


class Inspection:
    """Draws what a pair finds at a visit; the same hazard at the same visit is judged by the same number."""

    def __init__(self, draws: Draws, sight: Sight, items: Items, specialists: bool) -> None:
        self.draws = draws
        self.sight = sight
        self.items = items
        self.specialists = specialists
        most = max(sight.over_trained, sight.over_untrained)
        self.most_over = 1.001 * most / (1.0 - most)  # a little above, so that rounding decides nothing

    def competence(self, pair: Pair) -> float:
        """0 untrained … 1 trained: what training gave, and practice since."""
        return 1.0 - (1.0 - pair.trained_from) * math.pow(0.5, pair.practice / self.sight.half_life)

    def sees(self, pair: Pair, hazard: Hazard, attempt: int) -> bool:
        """Whether the pair detects a hazard whose item is on its list."""
        sight, item = self.sight, hazard.item
        detection = (1.0 - self.miss(pair, item)) * sight.fatigue**pair.visits_today
        if self.items.licence[item]:
            detection = max(detection, sight.licence_detection)
        return self.draws.uniform("visit.detect", hazard.number, attempt) < detection

    def miss(self, pair: Pair, item: int) -> float:
        """Probability that a fresh pair overlooks a hazard of this item."""
        sight = self.sight
        if self.items.professional[item] and not self.specialists:
            return sight.miss_professional
        if pair.mismatch[self.items.skill[item]]:
            return sight.miss_untrained
        learnt = self.competence(pair)
        return sight.miss_untrained + (sight.miss_trained - sight.miss_untrained) * learnt

    def settles(self, hazard: Hazard) -> bool:
        """Whether persuasion is enough: a mark of the hazard."""
        return self.draws.uniform("hazard.settled", hazard.number) < self.sight.settled

    def over_reports(
        self, pair: Pair, premises: int, attempt: int, valid: float, items: Sequence[int], doubt: float
    ) -> int:
        """The item reported although nothing is wrong, or -1.

        `valid` is the expected number of valid reports of such a visit: with share s of over-reports
        among reports, s / (1 - s) of them belong to each valid one. Professional items weigh more.
        `doubt` is the visit's uniform number: from `valid * most_over` on, nothing learnt matters.
        """
        learnt = self.competence(pair)
        share = self.sight.over_untrained + (self.sight.over_trained - self.sight.over_untrained) * learnt
        if doubt >= valid * share / (1.0 - share):
            return -1
        weights = [self.items.over_factor[item] for item in items]
        total, edge, cumulative = sum(weights), 0.0, []
        for weight in weights:
            edge += weight / total
            cumulative.append(edge)
        return items[pick(self.draws.uniform("visit.over_item", premises, attempt), cumulative)]
