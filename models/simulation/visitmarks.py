"""Marks of visits: does somebody open, how long does it take, is nothing taken for something."""

from __future__ import annotations

from math import sqrt
from typing import Any

import numpy as np
import numpy.typing as npt
from numba import types

from models.simulation.draws import Draws
from models.simulation.hashing import chained, unit
from models.space.compiled import compiled

MARKS = types.UniTuple(types.float64, 3)


class VisitMarks:
    """Marks keyed by premises and attempt, drawn in one go when the pair stands at the door.

    `no_access` is the chance by premises that nobody opens, `pace` the triangular factor (low, mode, high) on
    the expected minutes.
    """

    def __init__(
        self, draws: Draws, no_access: npt.NDArray[np.float64], pace: tuple[float, float, float]
    ) -> None:
        self._closed: list[float] = no_access.tolist()
        streams = ("visit.access", "visit.minutes", "visit.over_report")
        self._fixed = (*map(draws.stream, streams), *pace)

    def of(self, premises: int, attempt: int) -> tuple[bool, float, float]:
        """Does somebody open; the factor on the expected minutes (triangular, mean 1); the doubt.

        The doubt is the uniform number that decides about an over-report.
        """
        access, pace, doubt = visit_marks(premises, attempt, *self._fixed)
        return access >= self._closed[premises], pace, doubt


@compiled(MARKS(*[types.uint64] * 5, *[types.float64] * 3))
def visit_marks(
    premises: Any, attempt: Any, access: Any, minutes: Any, doubt: Any, low: float, mode: float, high: float
) -> tuple[float, float, float]:
    """Uniform number of access, factor on the minutes, uniform number of doubt; by three streams."""
    u = unit(chained(chained(minutes, premises), attempt))
    if low == high:
        pace = low
    elif u < (mode - low) / (high - low):
        pace = low + sqrt(u * (high - low) * (mode - low))
    else:
        pace = high - sqrt((1.0 - u) * (high - low) * (high - mode))
    return (
        unit(chained(chained(access, premises), attempt)),
        pace,
        unit(chained(chained(doubt, premises), attempt)),
    )
