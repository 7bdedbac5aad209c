"""SimPy's environment with a clock of whole seconds from the scenario's start date."""

from __future__ import annotations

from collections.abc import Generator
from copy import copy
from heapq import heappop, heappush
from types import MethodType
from typing import Any

import simpy
from simpy.events import NORMAL, URGENT

FOREVER = 2**62


class Delay(simpy.Event):
    """SimPy's timeout, written out: two calls saved at every one."""

    _value, _ok, _defused = None, True, False  # of all of them, so that none has to write it down

    def __init__(self, env: Environment, delay: int, priority: int = NORMAL) -> None:
        if delay < 0:
            raise ValueError(f"expected a delay of 0 seconds or more, got {delay}")
        self.env = env
        self.callbacks = []
        heappush(env._queue, (env.now + delay, priority, next(env._eid), self))  # type: ignore[misc]


class Story:
    """SimPy's process without what no story needs: nobody waits for its end, and nobody interrupts it.

    So its end is no event, and what goes wrong in it is raised where it happens.
    """

    __slots__ = ("_send",)

    def __init__(self, env: Environment, steps: Generator[simpy.Event, Any, None]) -> None:
        self._send = steps.send
        Delay(env, 0, URGENT).callbacks.append(self._go_on)

    def _go_on(self, _: simpy.Event) -> None:
        try:
            waits_for = self._send(None)
        except StopIteration:
            return
        waits_for.callbacks.append(self._go_on)


class Environment(simpy.Environment):
    """A `simpy.Environment` whose `now` is an integer: all delays are whole seconds (rule 11).

    `now` is a plain attribute, because the stories ask for it about a million times a year.
    """

    now: int = 0  # SimPy has a property here

    def __init__(self) -> None:
        super().__init__(0)
        # SimPy does this for its own class only; a subclass would bind them anew at every call
        self.process = MethodType(Story, self)  # type: ignore[method-assign]
        self.timeout = MethodType(Delay, self)  # type: ignore[method-assign]
        self.event = MethodType(simpy.Event, self)  # type: ignore[method-assign]

    @property
    def events(self) -> int:
        """Events scheduled so far."""
        return copy(self._eid).__next__()

    def run(self, until: int | None = None) -> None:  # type: ignore[override]
        """Live on until that second, which is not lived any more, or until nothing is left to happen.

        SimPy's loop, written out: a call saved at every event. No event fails here (see `Story`).
        """
        queue = self._queue
        end = FOREVER if until is None else until
        while queue and queue[0][0] < end:
            now, _, _, event = heappop(queue)
            self.now = self._now = now  # type: ignore[assignment]  # every delay is an int
            callbacks, event.callbacks = event.callbacks, None  # type: ignore[assignment]
            for callback in callbacks:
                callback(event)
        if until is not None:
            self.now = self._now = until

    def forget(self) -> None:
        """Let go of everything that was still to happen."""
        self._queue.clear()
