"""Tasks and the pools they wait in: indexed by grid, compared with array arithmetic, never scanned."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from math import inf
from struct import Struct
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from models.scenario.words import TaskFate, TaskKind
from models.simulation.cheapest import FREE, RANK

if TYPE_CHECKING:
    import simpy

NO_SKILL = 0
"""The skill code of a task that wants none."""

Floats = npt.NDArray[np.float64]
Mismatch = tuple[float, ...]
"""1 by skill code where a pair lacks the skill, else 0."""

_row = Struct(f"{len(FREE)}d")


class Task:
    """One piece of patrol work at one premises.

    `seconds` is what a pair that is good at it is expected to need on site; `items` are checklist
    indices, `skill` the code of the skill it wants, `due` the end of the day it is due. A task for a
    case (re-inspection, check) carries the case and an event that happens when it is done, any other the
    index of its round.
    """

    __slots__ = (
        "attempts", "case", "done", "due", "ended", "fate", "grabbed", "items", "kind", "number",
        "pair", "pool", "premises", "priority", "released", "round", "seconds", "skill", "slot",
    )  # fmt: skip

    def __init__(
        self,
        number: int,
        kind: TaskKind,
        premises: int,
        pool: TaskPool,
        released: int,
        due: int,
        seconds: int,
        items: tuple[int, ...],
        skill: int = NO_SKILL,
        case: int = -1,
        done: simpy.Event | None = None,
        round_: int = -1,
    ) -> None:
        self.number = number
        self.kind = kind
        self.premises = premises
        self.pool = pool
        self.released = released
        self.due = due
        self.seconds = seconds
        self.items = items
        self.skill = skill
        self.case = case
        self.done = done
        self.round = round_
        self.priority = 0 if kind in (TaskKind.ROUTINE, TaskKind.STREET) else 1
        self.fate = TaskFate.OPEN
        self.grabbed = -1
        self.ended = -1
        self.pair = ""
        self.attempts = 0
        self.slot = -1


class TaskPool:
    """The open tasks of one grid (or of one line of departments), ready to be compared at once.

    `slots` has a row a task (see `cheapest`). The grab policy appraises a task when it is added: its rank,
    which does not depend on the pair, and its penalty for a pair that lacks the skill.
    """

    def __init__(self, name: str, area: str, appraise: Callable[[Task], tuple[float, float]]) -> None:
        self.name = name
        self.area = area
        self.appraise = appraise
        self.size = 0
        self.tasks: list[Task | None] = []
        self.slots: Floats = np.empty((0, len(FREE)))
        self._cells: Any = memoryview(b"")
        self._free: list[int] = []

    def __len__(self) -> int:
        return self.size

    def add(self, *tasks: Task) -> None:
        """Put tasks up for grabbing."""
        appraise = self.appraise
        for task in tasks:
            if not self._free:
                self._grow()
            task.slot = slot = self._free.pop()
            self.tasks[slot] = task
            _row.pack_into(
                self._cells, slot * _row.size, task.premises, task.skill, task.seconds, *appraise(task)
            )
        self.size += len(tasks)

    def remove(self, task: Task) -> None:
        """Take a task out: somebody has it now."""
        slot = task.slot
        self.tasks[slot] = None
        self._cells[slot * len(FREE) + RANK] = inf
        self._free.append(slot)
        task.slot = -1
        self.size -= 1

    def open_tasks(self) -> list[Task]:
        """The open tasks, in the order they were released."""
        return sorted((task for task in self.tasks if task is not None), key=lambda task: task.number)

    def _grow(self) -> None:
        old, more = len(self.tasks), max(32, len(self.tasks) // 2)
        self.slots = np.concatenate([self.slots, np.full((more, len(FREE)), FREE)])
        self._cells = self.slots.reshape(-1).data  # a cell is written faster through it
        self.tasks.extend([None] * more)
        self._free.extend(range(old + more - 1, old - 1, -1))


def put_up(tasks: Iterable[Task]) -> None:
    """Put many tasks up for grabbing, each in its own pool."""
    by_pool: dict[TaskPool, list[Task]] = {}
    for task in tasks:
        by_pool.setdefault(task.pool, []).append(task)
    for pool, mine in by_pool.items():
        pool.add(*mine)
