"""Work of the twin's cases, drawn once for a stream: it is lived through again and again with other numbers
of people, and how long a step or a visit takes stays the same (common random numbers)."""

# ruff: noqa: N803  # arrays are capitals, as in `twin_kernel`

from __future__ import annotations

from typing import Any

import numpy as np
from numba import types

from models.simulation.twin_draws import F1, U1, lognormal, mark
from models.simulation.twin_kernel import AT_DESK, BY_HANDLER, DRAWN_STEPS, DRAWN_VISITS, KEY
from models.simulation.twin_time import I2
from models.space.compiled import compiled


@compiled(types.Array(types.int32, 2, "C")(I2, F1, U1))
def draw_work(C: Any, P: Any, states: Any) -> Any:
    """Seconds of every case's first steps at the workstation, then of its first visits by a handler (without
    the way); later ones, which are few, are drawn when they come."""
    work = np.empty((C.shape[0], DRAWN_STEPS + DRAWN_VISITS), np.int32)
    for case in range(C.shape[0]):
        for step in range(DRAWN_STEPS):
            work[case, step] = lognormal(P, AT_DESK, mark(states[0], C[case, KEY], step + 1))
        for visit in range(DRAWN_VISITS):
            work[case, DRAWN_STEPS + visit] = lognormal(P, BY_HANDLER, mark(states[1], C[case, KEY], visit))
    return work
