"""The door of the route problem: tables in, a checked problem out, or every fault at once."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from typing import Any, TypeVar

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from models.planning.routes.dismissal import dismiss
from models.planning.routes.door_tables import half_faults, name_faults, stop_faults, walking_faults
from models.planning.routes.problem import FORBIDDEN, MINUTE, NOBODY, Ints, RouteProblem
from models.scenario.faults import Fault, WorkbenchError

Made = TypeVar("Made", bound=RouteProblem)
ALWAYS = (0, 2**30)
"""The window of a stop that is open at any time."""


class RouteProblemError(WorkbenchError):
    """A route problem that cannot be posed, with every reason found; raised before anything is solved."""


@dataclass(frozen=True)
class Given:
    """What a route problem is given beside its stops, halves and walking times.

    `skills` maps pairs to the skills they have. Without `slower` a pair may only do stops whose skill it has;
    with it (1.3: a visit takes 1.3 times as long) a lacking skill costs time. `allowed[p, s]` says which
    pairs may do a stop at all, pairs in order of their first half. `held` maps stops to the pairs that hold
    them, `change_price` is paid for each that is taken away; `walk_price` is paid per second walked.
    """

    skills: Mapping[str, Collection[str]] = field(default_factory=dict)
    slower: float | None = None
    allowed: NDArray[np.bool_] | None = None
    held: Mapping[str, str] = field(default_factory=dict)
    change_price: float = 0.0
    walk_price: float = 0.0


def read_problem(
    kind: type[Made], stops: pd.DataFrame, halves: pd.DataFrame, walking: NDArray[Any], given: Given
) -> Made:
    """Check everything and build the problem; raises `RouteProblemError` with all faults that were found."""
    faults: list[Fault] = [*walking_faults(walking)]
    places = len(walking) if not faults else 0
    faults += [*stop_faults(stops, places), *half_faults(halves, places)]
    if not faults:
        faults += name_faults(stops, halves, given.skills, given.held)
        faults += _number_faults(given, stops, halves)
    if faults:
        raise RouteProblemError(faults)
    return dismiss(_build(kind, stops, halves, walking, given))


def _number_faults(given: Given, stops: pd.DataFrame, halves: pd.DataFrame) -> list[Fault]:
    faults = []
    for name, value in (("walk_price", given.walk_price), ("change_price", given.change_price)):
        if not 0 <= value < 1e9:
            faults.append(Fault(name, "0 or more", f"{value}"))
    if given.slower is not None and not 1 <= given.slower <= 10:
        faults.append(Fault("slower", "a factor from 1 to 10", f"{given.slower}"))
    shape = (halves["pair"].nunique(), len(stops))
    if given.allowed is not None and given.allowed.shape != shape:
        faults.append(Fault("allowed", f"pairs x stops, {shape}", f"{given.allowed.shape}"))
    return faults


def _build(
    kind: type[Made], stops: pd.DataFrame, halves: pd.DataFrame, walking: NDArray[Any], given: Given
) -> Made:
    names = tuple(map(str, stops["stop"].tolist()))
    pairs = tuple(dict.fromkeys(map(str, halves["pair"].tolist())))
    at = {name: k for k, name in enumerate(pairs)}
    wanted = [""] * len(names)
    if "skill" in stops:
        wanted = [str(skill) for skill in stops["skill"].fillna("").tolist()]
    skills = tuple(sorted({s for own in given.skills.values() for s in own} | {s for s in wanted if s}))
    code = {name: k for k, name in enumerate(skills)}
    skill = np.array([code.get(s, NOBODY) for s in wanted], dtype=np.int64)
    knows = np.array([[s in given.skills.get(p, ()) for s in skills] for p in pairs], dtype=bool)
    seconds = np.rint(stops["minutes"].to_numpy(dtype=np.float64) * MINUTE).astype(np.int64)
    opens, closes = _windows(stops)
    held = [at.get(given.held.get(name, ""), NOBODY) for name in names]
    fixed = {
        "place": _ints(stops["place"]), "prize": np.array(stops["prize"], dtype=np.float64),
        "seconds": seconds, "skill": skill, "opens": opens, "closes": closes,
        "knows": knows.reshape(len(pairs), len(skills)),
        "visit_seconds": _visit_seconds(seconds, skill, knows, given),
        "half_pair": np.array([at[str(p)] for p in halves["pair"]], dtype=np.int64),
        **{name: _ints(halves[name]) for name in ("begin", "end", "start", "finish")},
        "walking": np.ascontiguousarray(walking, dtype=np.int32).copy(),
        "held": np.array(held, dtype=np.int64), "dismissed": np.full(len(names), -1, dtype=np.int64),
    }  # fmt: skip
    for array in fixed.values():
        array.flags.writeable = False
    return kind(
        stops=names, pairs=pairs, skills=skills, walk_price=float(given.walk_price),
        change_price=float(given.change_price), **fixed,
    )  # fmt: skip


def _visit_seconds(seconds: Ints, skill: Ints, knows: NDArray[np.bool_], given: Given) -> Ints:
    """Seconds on site by pair and stop; `FORBIDDEN` where the pair may not."""
    pairs = len(knows)
    able = np.ones((pairs, len(seconds)), dtype=bool)
    wants = np.flatnonzero(skill >= 0)
    able[:, wants] = knows[:, skill[wants]]
    slow = FORBIDDEN if given.slower is None else np.rint(seconds * given.slower)
    table = np.where(able, seconds[None, :], slow).astype(np.int64)
    if given.allowed is not None:
        table[~given.allowed] = FORBIDDEN
    return np.ascontiguousarray(table)


def _windows(stops: pd.DataFrame) -> tuple[Ints, Ints]:
    """Windows in columns, earliest first; a stop with fewer than others has columns that never open."""
    if "windows" in stops:
        rows = [sorted((int(a), int(b)) for a, b in row) or [ALWAYS] for row in stops["windows"]]
    elif "opens" in stops:
        pairs = zip(_ints(stops["opens"]).tolist(), _ints(stops["closes"]).tolist(), strict=True)
        rows = [[pair] for pair in pairs]
    else:
        always = np.array([ALWAYS] * len(stops), dtype=np.int64).reshape(-1, 2)
        return np.ascontiguousarray(always[:, :1]), np.ascontiguousarray(always[:, 1:])
    width = max((len(row) for row in rows), default=1)
    opens = np.full((len(rows), width), 1, dtype=np.int64)
    closes = np.zeros((len(rows), width), dtype=np.int64)
    for k, row in enumerate(rows):
        opens[k, : len(row)], closes[k, : len(row)] = zip(*row, strict=True)
    return opens, closes


def _ints(column: pd.Series) -> Ints:
    return np.array(column, dtype=np.int64)
