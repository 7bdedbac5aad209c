"""Marks of visits, filled a table at a time: does somebody open, how long does it take, is nothing taken for
something."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from models.simulation.draws import Draws, triangular

CHUNK = 32


class VisitMarks:
    """Marks keyed by premises and attempt: the first 32 attempts drawn at once, later ones when asked for."""

    def __init__(
        self, draws: Draws, no_access: npt.NDArray[np.float64], pace: tuple[float, float, float]
    ) -> None:
        self._draws = draws
        self._no_access = no_access
        self._pace = pace
        everyone = np.arange(len(no_access))
        self._opens, self._paces, self._doubts = self._draw(everyone, 0)

    def opens(self, premises: int, attempt: int) -> bool:
        """Whether somebody opens at this attempt."""
        if attempt >= len(self._opens[premises]):
            self._extend(premises)
        return self._opens[premises][attempt]

    def pace(self, premises: int, attempt: int) -> float:
        """Factor on the expected minutes (triangular, mean 1)."""
        if attempt >= len(self._paces[premises]):
            self._extend(premises)
        return self._paces[premises][attempt]

    def doubt(self, premises: int, attempt: int) -> float:
        """The uniform number that decides about an over-report."""
        if attempt >= len(self._doubts[premises]):
            self._extend(premises)
        return self._doubts[premises][attempt]

    def _extend(self, premises: int) -> None:
        opens, paces, doubts = self._draw(np.array([premises]), len(self._opens[premises]))
        self._opens[premises].extend(opens[0])
        self._paces[premises].extend(paces[0])
        self._doubts[premises].extend(doubts[0])

    def _draw(
        self, premises: npt.NDArray[np.int64], first: int
    ) -> tuple[list[list[bool]], list[list[float]], list[list[float]]]:
        rows, attempts = premises[:, None], np.arange(first, first + CHUNK)[None, :]
        opens = self._draws.uniforms("visit.access", rows, attempts) >= self._no_access[rows]
        paces = triangular(self._draws.uniforms("visit.minutes", rows, attempts), *self._pace)
        doubts = self._draws.uniforms("visit.over_report", rows, attempts)
        return opens.tolist(), paces.tolist(), doubts.tolist()
