"""The bell: tells the desks when the shift starts and ends."""

from __future__ import annotations

from collections.abc import Generator, Sequence
from typing import Any

import simpy

from models.scenario.calendar import Calendar
from models.simulation.desk import Desk
from models.simulation.environment import Environment


def bell(
    env: Environment, calendar: Calendar, desks: Sequence[Desk], end: int
) -> Generator[simpy.Event, Any, None]:
    """Ring at the start and the end of every shift until `end`."""
    while True:
        opens = calendar.next_open(env.now)
        if opens >= end:
            return
        yield env.timeout(opens - env.now)
        for desk in desks:
            desk.begin_shift()
        closes = calendar.shift_end(env.now)
        if closes >= end:
            return
        yield env.timeout(closes - env.now)
        for desk in desks:
            desk.end_shift()
