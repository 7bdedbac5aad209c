"""Looking again every so often for as long as a page needs it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import panel as pn


class Repeat:
    """`work` every `period` milliseconds between `start` and `stop`; both may be said twice.

    It begins once the browser is connected: asked for earlier, Panel tries again with every turn of the
    server's loop, which takes the processor from the browser just while that loads its scripts. A visit
    whose window is closed or reloaded stays a while in case it comes back, and rests until then.
    """

    def __init__(self, work: Callable[[], None], period: int) -> None:
        self._work, self._period = work, period
        self._wanted = False
        self._callback: Any = None

    def start(self) -> None:
        """Begin, unless it has begun."""
        if not self._wanted:
            self._wanted = True
            pn.state.onload(self._begin)

    @property
    def going(self) -> bool:
        """Whether it has been asked for."""
        return self._wanted

    def _begin(self) -> None:
        if self._wanted and self._callback is None:
            self._callback = pn.state.add_periodic_callback(self._look, period=self._period)

    def _look(self) -> None:
        session = getattr(getattr(pn.state.curdoc, "session_context", None), "session", None)
        if session is None or session.connection_count:
            self._work()

    def stop(self) -> None:
        """End, if it has begun."""
        self._wanted = False
        if self._callback is not None:
            self._callback.stop()
            self._callback = None
