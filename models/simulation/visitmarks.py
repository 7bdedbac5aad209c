"""Marks of visits, filled a table at a time: does somebody open, how long does it take, is nothing taken for
something."""

from __future__ import annotations

from array import array

import numpy as np
import numpy.typing as npt

from models.simulation.draws import Draws, triangular

CHUNK = 32
MARKS = 3


class VisitMarks:
    """Marks keyed by premises and attempt: 32 attempts drawn at once, as many more when asked for.

    They lie in flat arrays, the marks of one attempt side by side: tables of boxed numbers would not fit
    into the processor's cache.
    """

    def __init__(
        self, draws: Draws, no_access: npt.NDArray[np.float64], pace: tuple[float, float, float]
    ) -> None:
        self._draws = draws
        self._no_access = no_access
        self._pace = pace
        self._early = self._draw(np.arange(len(no_access)), 0, CHUNK)
        self._later: dict[tuple[int, int], array[float]] = {}

    def of(self, premises: int, attempt: int) -> tuple[bool, float, float]:
        """Does somebody open; the factor on the expected minutes (triangular, mean 1); the doubt.

        The doubt is the uniform number that decides about an over-report.
        """
        if attempt < CHUNK:
            marks, at = self._early, MARKS * (premises * CHUNK + attempt)
        else:
            chunk, rest = divmod(attempt, CHUNK)
            marks, at = self._chunk(premises, chunk), MARKS * rest
        return marks[at] > 0.0, marks[at + 1], marks[at + 2]

    def _chunk(self, premises: int, chunk: int) -> array[float]:
        key = premises, chunk
        if key not in self._later:
            self._later[key] = self._draw(np.array([premises]), chunk * CHUNK, CHUNK)
        return self._later[key]

    def _draw(self, premises: npt.NDArray[np.int64], first: int, count: int) -> array[float]:
        rows, attempts = premises[:, None], np.arange(first, first + count)[None, :]
        marks = np.empty((len(premises), count, MARKS))
        marks[:, :, 0] = self._draws.uniforms("visit.access", rows, attempts) >= self._no_access[rows]
        marks[:, :, 1] = triangular(self._draws.uniforms("visit.minutes", rows, attempts), *self._pace)
        marks[:, :, 2] = self._draws.uniforms("visit.over_report", rows, attempts)
        return array("d", marks.tobytes())
