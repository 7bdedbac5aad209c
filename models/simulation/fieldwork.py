"""The tables of what pairs and desks did, decoded from the log's short rows as whole columns.

A visit's row: task, pair, attempt, stop it came from, departed, arrived, ended, opened, skilled, first,
found, settled, reported, over-reported, end of the shift. A spell's row: pair, state, begin, end, from, to.
The way to a visit and the visit itself are spells too; they stand in the visit's row only.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from struct import Struct

import numpy as np
import numpy.typing as npt
import pandas as pd

from models.scenario.words import DutyState, Role, TaskFate, TaskKind
from models.simulation.log import (
    DUTY_COLUMNS,
    NOWHERE,
    SPELL_COLUMNS,
    STATES,
    VISIT_COLUMNS,
    made,
    taken,
    unpacked,
)
from models.simulation.tasks import Task
from models.simulation.town import Town

Ints = npt.NDArray[np.int64]
TASK_KINDS = {kind: code for code, kind in enumerate(TaskKind)}
FATES = {fate: code for code, fate in enumerate(TaskFate)}
NEVER = np.nan
TASK_COLUMNS = 13
_task = Struct(f"{TASK_COLUMNS}q").pack


@dataclass(frozen=True)
class Released:
    """All tasks in the order of their release, as columns.

    `premises` by index, `kind` by its place among the kinds, `items` how many; `others` are what only the
    table wants, `pools` and `pairs` the texts of the codes among them.
    """

    premises: Ints
    kind: Ints
    items: Ints
    others: list[Ints]
    pools: list[str]
    pairs: list[str]


def released(tasks: Sequence[Task]) -> Released:
    """Every task is looked at once: they lie scattered in memory."""
    pools: dict[str, int] = {}
    pairs: dict[str, int] = {}
    packed = bytearray().join(
        [
            _task(
                task.premises, TASK_KINDS[task.kind], len(task.items),
                pools.setdefault(task.pool.name, len(pools)), task.released, task.due, task.seconds,
                FATES[task.fate], task.grabbed, task.ended, pairs.setdefault(task.pair, len(pairs)),
                task.attempts, task.case,
            )
            for task in tasks
        ]
    )  # fmt: skip
    premises, kind, items, *others = unpacked(packed, TASK_COLUMNS)
    return Released(premises, kind, items, others, list(pools), list(pairs))


def tasks_table(town: Town, tasks: Released) -> pd.DataFrame:
    """All tasks in the order of their release."""
    setting = town.setting
    pool, since, due, seconds, fate, grabbed, ended, pair, attempts, case = tasks.others
    over = (fate != FATES[TaskFate.OPEN]) & (fate != FATES[TaskFate.NO_ACCESS]) & (ended >= 0)
    return made(
        "tasks",
        (
            np.arange(len(tasks.premises)),
            taken(tuple(TASK_KINDS), tasks.kind),
            taken(setting.names, tasks.premises),
            taken(setting.kinds, tasks.premises),
            taken(setting.grids, tasks.premises),
            taken(tasks.pools, pool),
            since,
            due,
            seconds,
            tasks.items,
            taken(tuple(FATES), fate),
            np.where(grabbed < 0, NEVER, grabbed),
            np.where(over, ended, NEVER),
            taken(tasks.pairs, pair),
            attempts,
            case,
        ),
    )


def visits_and_duty(town: Town, tasks: Released) -> tuple[pd.DataFrame, pd.DataFrame]:
    """The visits in order of their end, and everybody's duty in order of begin and person."""
    columns = unpacked(town.log.visits, VISIT_COLUMNS)
    visits, spells = _visits(town, tasks, columns), _spells(town, tasks, columns)
    del columns
    return visits, _duty(town, spells)


def _visits(town: Town, tasks: Released, columns: Ints) -> pd.DataFrame:
    setting, pairs = town.setting, town.patrol.pairs
    task, pair, attempt, _, departed, arrived, ended, opened, skilled, first, *counts, shift_end = columns
    premises = tasks.premises[task]
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
            taken(tuple(TASK_KINDS), tasks.kind[task]),
            attempt,
            tasks.items[task],
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


def _duty(town: Town, spells: Ints) -> pd.DataFrame:
    """Desks and pairs together: pairs are counted on from the workers of the desks."""
    pairs, workers = town.patrol.pairs, list(town.log.workers)
    worker, begin, end, worked, place = unpacked(town.log.duty, DUTY_COLUMNS)
    pair, spell_state, spell_begin, spell_end, spell_from, spell_to = spells
    person = [name for name, *_ in workers] + [pair.name for pair in pairs]
    role = [role for _, role, *_ in workers] + [Role.INSPECTOR] * len(pairs)
    grid = [grid for *_, grid, _ in workers] + [pair.grid for pair in pairs]
    state_of = np.array([STATES[DutyState(state)] for *_, state in workers], dtype=np.int64)
    who = np.concatenate([worker, pair + len(workers)])
    begins = np.concatenate([begin, spell_begin])
    order = np.lexsort((_ranks(person)[who], begins))
    who = who[order]
    # the last name is that of no place
    names = (*town.setting.names, "")
    return made(
        "duty",
        (
            taken(person, who),
            taken(role, who),
            taken(grid, who),
            taken(tuple(STATES), np.concatenate([state_of[worker], spell_state])[order]),
            begins[order],
            np.concatenate([end, spell_end])[order],
            np.concatenate([worked, spell_end - spell_begin])[order],
            taken(names, _known(np.concatenate([np.full(len(place), NOWHERE), spell_from]), names)[order]),
            taken(names, _known(np.concatenate([place, spell_to]), names)[order]),
        ),
    )


def _spells(town: Town, tasks: Released, visits: Ints) -> Ints:
    """What pairs did, six columns: ways to visits, the visits themselves, and the log's own spells."""
    premises = tasks.premises[visits[0]]
    pair, came_from, departed, arrived, ended = visits[[1, 3, 4, 5, 6]]
    walk, inspect = (np.full(len(pair), STATES[state]) for state in (DutyState.WALK, DutyState.INSPECT))
    ways = np.stack([pair, walk, departed, arrived, came_from, premises])
    stays = np.stack([pair, inspect, arrived, ended, premises, premises])
    others = unpacked(town.log.spells, SPELL_COLUMNS)
    return np.concatenate([ways[:, arrived > departed], stays, others], axis=1)


def _known(place: Ints, names: Sequence[str]) -> Ints:
    """The index of the name of each place."""
    return np.where(place == NOWHERE, len(names) - 1, place)


def _ranks(texts: Sequence[str]) -> Ints:
    """By index, the place of the text among all of them in order of letters."""
    rank = {text: place for place, text in enumerate(sorted(set(texts)))}
    return np.array([rank[text] for text in texts], dtype=np.int64)
