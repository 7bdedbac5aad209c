"""A stream of cases for the twin, from outside: who reports what and when, with the marks of birth."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from models.simulation.draws import Draws
from models.simulation.twin_draws import STREAMS
from models.simulation.twin_time import Ints
from models.simulation.twin_work import draw_work


@dataclass(frozen=True)
class CaseStream:
    """Births in the order in which they happen (a row a case, columns of `twin_kernel`), the inspectors'
    looks (working seconds, and seconds on top), and the draws of the replication."""

    cases: Ints
    waits: Ints
    draws: Draws
    _work: dict[bytes, NDArray[np.int32]] = field(default_factory=dict, init=False, compare=False, repr=False)

    @property
    def states(self) -> NDArray[np.uint64]:
        """Where every stream of the kernel starts from."""
        return np.array([self.draws.stream(name) for name in STREAMS], dtype=np.uint64)

    def work(self, shares: NDArray[np.float64]) -> NDArray[np.int32]:
        """What steps and visits take by the durations in `Rules.shares`: drawn once (see `twin_work`)."""
        key = shares.tobytes()
        if key not in self._work:
            self._work[key] = draw_work(self.cases, shares, self.states)
        return self._work[key]
