"""The route problem: a pool of stops, pairs with half-days and skills, walking times, and what counts."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any, Self

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from models.planning.routes.reasons import Reason
from models.scenario.faults import Fault

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Times = NDArray[np.int32]
NOBODY = -1
NO_WAY = -1
"""Entry of the walking matrix where one place cannot be reached from another."""
FORBIDDEN = -1
"""Entry of `visit_seconds` where a pair may not do a stop."""
MINUTE = 60


@dataclass(frozen=True, eq=False)
class RouteProblem:
    """Everything a day's routes are judged by; `RouteProblem.from_tables` makes one and checks it.

    Times are whole seconds of the day; arrays are read-only. A **half** is one half-day of one pair: it sets
    out from `start` at `begin` and must be at `finish` by `end` (places are rows of `walking`, seconds, -1
    where there is no way). A stop may be visited once, by one pair, wholly inside one of its windows
    (`opens[s, k]` to `closes[s, k]`; an unused column closes before it opens). `visit_seconds[p, s]` is what
    pair p needs on site, -1 where it may not. A plan collects `prize`, pays `walk_price` per second walked
    and `change_price` for every stop that is taken from the pair that holds it (`held`, -1: nobody).
    `dismissed[s]` is the position in `Reason` why a stop cannot be planned at all, or -1; `troubles` says so
    in words.
    """

    stops: tuple[str, ...]
    place: Ints
    prize: Floats
    seconds: Ints
    skill: Ints
    opens: Ints
    closes: Ints
    pairs: tuple[str, ...]
    skills: tuple[str, ...]
    knows: NDArray[np.bool_]
    visit_seconds: Ints
    half_pair: Ints
    begin: Ints
    end: Ints
    start: Ints
    finish: Ints
    walking: Times
    held: Ints
    dismissed: Ints
    troubles: tuple[Fault, ...] = ()
    walk_price: float = 0.0
    change_price: float = 0.0

    @classmethod
    def from_tables(
        cls, stops: pd.DataFrame, halves: pd.DataFrame, walking: NDArray[Any], **given: Any
    ) -> Self:
        """Check the tables and make the problem; every fault is raised at once as one `RouteProblemError`.

        `stops`: stop (name), place (row of `walking`), prize, minutes, and where wanted skill ("" for none),
        opens and closes (seconds of the day) or windows (a sequence of such pairs). `halves`: pair, begin,
        end, start, finish. The keyword arguments are those of `models.planning.routes.door.Given`. Stops that
        nobody can visit (no skill, no way, a window shorter than the visit) are dismissed, not refused.
        """
        from models.planning.routes.door import Given, read_problem

        return read_problem(cls, stops, halves, walking, Given(**given))

    @property
    def size(self) -> int:
        """Number of stops in the pool."""
        return len(self.stops)

    @cached_property
    def position(self) -> dict[str, int]:
        """Position of each stop by its name."""
        return {name: k for k, name in enumerate(self.stops)}

    @cached_property
    def pair_position(self) -> dict[str, int]:
        """Position of each pair by its name."""
        return {name: k for k, name in enumerate(self.pairs)}

    @cached_property
    def usable(self) -> NDArray[np.bool_]:
        """Halves in which the pair can at least walk from start to finish."""
        direct = self.walking[self.start, self.finish]
        return np.asarray((direct != NO_WAY) & (self.begin + direct <= self.end))

    @cached_property
    def worth(self) -> Floats:
        """What pair p gains by stop s: its prize, and the price of a change where the pair holds it."""
        keeps = self.held[None, :] == np.arange(len(self.pairs))[:, None]
        return np.ascontiguousarray(self.prize[None, :] + self.change_price * keeps)

    def holding(self, held: dict[str, str], price: float) -> Self:
        """The same problem while pairs hold stops (stop to pair), with a price for taking one away."""
        at = [self.pair_position.get(held.get(stop, ""), NOBODY) for stop in self.stops]
        return replace(self, held=np.array(at, dtype=np.int64), change_price=price)

    def reason(self, stop: int) -> Reason | None:
        """Why a stop was dismissed at the door; None where it was not."""
        code = int(self.dismissed[stop])
        return None if code < 0 else tuple(Reason)[code]
