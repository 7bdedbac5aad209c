"""The tables of what pairs did, decoded from the log's short rows as whole columns.

A visit's row: task, pair, attempt, stop it came from, departed, arrived, ended, opened, skilled, first,
found, settled, reported, over-reported, end of the shift. A spell's row: pair, state, begin, end, from, to.
The way to a visit and the visit itself are spells too; they stand in the visit's row only.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from models.scenario.words import DutyState, PremisesKind, Role, TaskFate, TaskKind
from models.simulation.log import VISIT_COLUMNS, Row, made, taken, unpacked
from models.simulation.town import Town

Ints = npt.NDArray[np.int64]
STATES = tuple(DutyState)
TASK_KINDS = tuple(TaskKind)
KINDS = tuple(PremisesKind)
NEVER = np.nan


def tasks_table(town: Town) -> pd.DataFrame:
    """All tasks in the order of their release."""
    setting, tasks = town.setting, town.patrol.tasks
    premises = np.array([task.premises for task in tasks], dtype=np.int64)
    fates = [task.fate for task in tasks]
    over = np.array([fate not in (TaskFate.OPEN, TaskFate.NO_ACCESS) for fate in fates], dtype=bool)
    grabbed = np.array([task.grabbed for task in tasks], dtype=np.float64)
    ended = np.array([task.ended for task in tasks], dtype=np.float64)
    return made(
        "tasks",
        (
            [task.number for task in tasks],
            [task.kind for task in tasks],
            taken(setting.names, premises),
            taken(setting.kinds, premises),
            taken(setting.grids, premises),
            [task.pool.name for task in tasks],
            [task.released for task in tasks],
            [task.due for task in tasks],
            [task.seconds for task in tasks],
            [len(task.items) for task in tasks],
            fates,
            np.where(grabbed < 0, NEVER, grabbed),
            np.where(over & (ended >= 0), ended, NEVER),
            [task.pair for task in tasks],
            [task.attempts for task in tasks],
            [task.case for task in tasks],
        ),
    )


def visits_and_duty(town: Town) -> tuple[pd.DataFrame, pd.DataFrame]:
    """The visits in order of their end, and everybody's duty in order of begin and person."""
    visits = unpacked(town.log.visits, VISIT_COLUMNS)
    return _visits(town, visits), _duty(town, visits)


def _matrix(rows: list[Row], columns: int) -> Ints:
    """Rows of whole numbers as columns, `columns` of them."""
    flat = np.array(rows, dtype=np.int64).reshape(-1, columns)
    return np.ascontiguousarray(flat.T)


def _visits(town: Town, columns: Ints) -> pd.DataFrame:
    setting, tasks, pairs = town.setting, town.patrol.tasks, town.patrol.pairs
    task, pair, attempt, _, departed, arrived, ended, opened, skilled, first, *counts, shift_end = columns
    premises = np.array([each.premises for each in tasks], dtype=np.int64)[task]
    kind = np.array([TASK_KINDS.index(each.kind) for each in tasks], dtype=np.int64)[task]
    items = np.array([len(each.items) for each in tasks], dtype=np.int64)[task]
    return made(
        "visits",
        (
            np.arange(len(task)),
            task,
            taken([each.name for each in pairs], pair),
            taken([each.grid for each in pairs], pair),
            taken(setting.names, premises),
            taken(setting.kinds, premises),
            taken(setting.grids, premises),
            taken(TASK_KINDS, kind),
            attempt,
            items,
            departed,
            arrived,
            ended,
            opened.astype(bool),
            skilled.astype(bool),
            first.astype(bool),
            *counts,
            np.maximum(0, ended - shift_end),
        ),
    )


def _duty(town: Town, visits: Ints) -> pd.DataFrame:
    setting, pairs = town.setting, town.patrol.pairs
    desk_rows = list(zip(*town.log.duty, strict=True)) or [()] * 9
    town.log.duty.clear()
    person, role, grid, state, begin, end, worked, from_place, to_place = desk_rows
    spell = _spells(town, visits)
    names = _Names()
    who = np.concatenate([names.codes(person), names.codes([pair.name for pair in pairs])[spell[0]]])
    where = np.concatenate([names.codes(grid), names.codes([pair.grid for pair in pairs])[spell[0]]])
    roles = np.concatenate([names.codes(role), np.full(spell.shape[1], names.code(Role.INSPECTOR))])
    states = np.concatenate([names.codes(state), names.codes(STATES)[spell[1]]])
    begins, ends = _joined(begin, spell[2]), _joined(end, spell[3])
    stops = names.codes(setting.names)
    origin = np.concatenate([names.codes(from_place), stops[spell[4]]])
    target = np.concatenate([names.codes(to_place), stops[spell[5]]])
    order = np.lexsort((names.ranks()[who], begins))
    texts = names.texts
    return made(
        "duty",
        (
            taken(texts, who[order]),
            taken(texts, roles[order]),
            taken(texts, where[order]),
            taken(texts, states[order]),
            begins[order],
            ends[order],
            _joined(worked, spell[3] - spell[2])[order],
            taken(texts, origin[order]),
            taken(texts, target[order]),
        ),
    )


def _spells(town: Town, visits: Ints) -> Ints:
    """What pairs did, six columns: ways to visits, the visits themselves, and the log's own spells."""
    premises = np.array([task.premises for task in town.patrol.tasks], dtype=np.int64)[visits[0]]
    pair, came_from, departed, arrived, ended = visits[[1, 3, 4, 5, 6]]
    ways = np.stack(
        [pair, np.full(len(pair), STATES.index(DutyState.WALK)), departed, arrived, came_from, premises]
    )
    stays = np.stack(
        [pair, np.full(len(pair), STATES.index(DutyState.INSPECT)), arrived, ended, premises, premises]
    )
    others = _matrix([(row[0], STATES.index(row[1]), *row[2:]) for row in town.log.spells], 6)
    town.log.spells.clear()
    return np.concatenate([ways[:, arrived > departed], stays, others], axis=1)


def _joined(seconds: Any, more: Ints) -> Ints:
    return np.concatenate([np.array(seconds, dtype=np.int64), more])


class _Names:
    """Codes for texts, in order of first appearance."""

    def __init__(self) -> None:
        self._codes: dict[str, int] = {}

    @property
    def texts(self) -> list[str]:
        """All texts by code."""
        return list(self._codes)

    def code(self, text: str) -> int:
        """The code of a text."""
        return self._codes.setdefault(text, len(self._codes))

    def codes(self, texts: Any) -> Ints:
        """The codes of texts."""
        for text in dict.fromkeys(texts):
            self.code(text)
        return np.array(list(map(self._codes.__getitem__, texts)), dtype=np.int64)

    def ranks(self) -> Ints:
        """By code, the place of the text among all texts in order of letters."""
        ranks = np.empty(len(self._codes), dtype=np.int64)
        texts = self.texts
        ranks[sorted(range(len(texts)), key=texts.__getitem__)] = np.arange(len(texts))
        return ranks
