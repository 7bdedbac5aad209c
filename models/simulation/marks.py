"""Marks that an entity is born with: the first numbers of its streams, drawn in one go."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from models.simulation.draws import Draws
from models.simulation.hashing import uniform_row


class Marks:
    """Draws of entities by stream and key; `early` says how many keys of a stream are drawn at birth.

    The numbers are those of `Draws.uniform(stream, entity, key)`. Most entities never need a later key.
    """

    def __init__(self, draws: Draws, early: Mapping[str, int]) -> None:
        self._draws = draws
        self._places: dict[str, tuple[int, int]] = {}
        keys: list[int] = []
        for stream, count in early.items():
            self._places[stream] = (len(keys), count)
            keys.extend(range(count))
        states = [draws.stream(stream) for stream, count in early.items() for _ in range(count)]
        self._states = np.array(states, dtype=np.uint64)
        self._keys = np.array(keys, dtype=np.int64)

    def born(self, entity: int) -> list[float]:
        """The early numbers of an entity, for `of`."""
        row: list[float] = uniform_row(self._states, self._keys, entity).tolist()
        return row

    def of(self, row: list[float], stream: str, entity: int, key: int) -> float:
        """The number of an entity's stream and key; `row` is what it was born with."""
        first, count = self._places[stream]
        return row[first + key] if key < count else self._draws.uniform(stream, entity, key)
