"""Tasks and the pools they wait in: indexed by grid, compared with array arithmetic, never scanned."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from models.scenario.words import TaskFate, TaskKind

if TYPE_CHECKING:
    import simpy

NO_SKILL = 0
"""The skill code of a task that wants none."""

Floats = npt.NDArray[np.float64]


class Task:
    """One piece of patrol work at one premises.

    `seconds` is what a pair that is good at it is expected to need on site; `items` are checklist
    indices, `skill` the code of the skill it wants, `due` the end of the day it is due. A task for a
    case (re-inspection, check) carries the case and an event that happens when it is done.
    """

    __slots__ = (
        "attempts", "case", "done", "due", "ended", "fate", "grabbed", "items", "kind", "number",
        "pair", "pool", "premises", "priority", "released", "seconds", "skill", "slot",
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
        self.priority = 0 if kind in (TaskKind.ROUTINE, TaskKind.STREET) else 1
        self.fate = TaskFate.OPEN
        self.grabbed = -1
        self.ended = -1
        self.pair = ""
        self.attempts = 0
        self.slot = -1


class TaskPool:
    """The open tasks of one grid (or of one line of departments), ready to be compared at once.

    Columns are kept in slots; a free slot holds an infinite `weight`, so that it is never the best.
    """

    def __init__(self, name: str, area: str = "") -> None:
        self.name = name
        self.area = area
        self.where: npt.NDArray[np.intp] = np.zeros(64, dtype=np.intp)
        self.seconds: Floats = np.zeros(64)
        self.due: Floats = np.zeros(64)
        self.priority: Floats = np.zeros(64)
        self.skill: npt.NDArray[np.intp] = np.zeros(64, dtype=np.intp)
        self.closed: Floats = np.full(64, np.inf)
        self.tasks: list[Task | None] = [None] * 64
        self.size = 0
        self._free = list(range(63, -1, -1))

    def __len__(self) -> int:
        return self.size

    def add(self, task: Task) -> None:
        """Put a task up for grabbing."""
        if not self._free:
            self._grow()
        slot = self._free.pop()
        task.slot = slot
        self.tasks[slot] = task
        self.where[slot] = task.premises
        self.seconds[slot] = task.seconds
        self.due[slot] = task.due
        self.priority[slot] = task.priority
        self.skill[slot] = task.skill
        self.closed[slot] = 0.0
        self.size += 1

    def remove(self, task: Task) -> None:
        """Take a task out: somebody has it now."""
        self.tasks[task.slot] = None
        self.closed[task.slot] = np.inf
        self._free.append(task.slot)
        task.slot = -1
        self.size -= 1

    def open_tasks(self) -> list[Task]:
        """The open tasks, in the order they were released."""
        return sorted((task for task in self.tasks if task is not None), key=lambda task: task.number)

    def best(self, cost: Floats) -> Task | None:
        """The task of least cost, or None where every cost is infinite; ties go to the lower slot."""
        slot = int(cost.argmin())
        return self.tasks[slot] if cost[slot] != np.inf else None

    def _grow(self) -> None:
        old = len(self.tasks)
        for name in ("where", "seconds", "due", "priority", "skill"):
            setattr(self, name, np.concatenate([getattr(self, name), np.zeros_like(getattr(self, name))]))
        self.closed = np.concatenate([self.closed, np.full(old, np.inf)])
        self.tasks.extend([None] * old)
        self._free.extend(range(2 * old - 1, old - 1, -1))
