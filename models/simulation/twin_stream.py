"""A stream of cases for the twin, from outside: who reports what and when, with the marks of birth."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from models.simulation.draws import Draws
from models.simulation.twin_draws import STREAMS
from models.simulation.twin_kernel import DRAWN_STEPS, DRAWN_VISITS
from models.simulation.twin_time import Ints


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
        """What steps and visits take by the durations in `Rules.shares`, as far as it has been drawn.

        A stream is lived through again and again with other numbers of people, and how long a step or a visit
        takes stays the same (common random numbers): the twin draws it when it is first needed.
        """
        size = len(self.cases), DRAWN_STEPS + DRAWN_VISITS
        return self._work.setdefault(shares.tobytes(), np.zeros(size, dtype=np.int32))
