"""SimPy's environment with a clock of whole seconds from the scenario's start date."""

from __future__ import annotations

from copy import copy

import simpy


class Environment(simpy.Environment):
    """A `simpy.Environment` whose `now` is an integer: all delays are whole seconds (rule 11)."""

    @property
    def events(self) -> int:
        """Events scheduled so far."""
        return copy(self._eid).__next__()

    @property
    def now(self) -> int:
        """Seconds since the start date at 00:00."""
        return self._now  # type: ignore[return-value]  # every delay that moves it is an int
