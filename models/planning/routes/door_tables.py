"""What may be wrong with the tables of a route problem."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from itertools import pairwise
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from models.scenario.faults import Fault

SHOWN = 5
LONGEST = 10_000_000
STOP_COLUMNS = ("stop", "place", "prize", "minutes")
HALF_COLUMNS = ("pair", "begin", "end", "start", "finish")


def walking_faults(walking: NDArray[Any]) -> Iterator[Fault]:
    """A matrix of seconds: square, whole numbers, -1 where there is no way, 0 from a place to itself."""
    matrix = np.asarray(walking)
    if matrix.ndim != 2 or matrix.shape[0] != matrix.shape[1]:
        yield Fault("walking", "a square matrix of seconds", f"shape {matrix.shape}")
        return
    if matrix.dtype.kind not in "iuf" or (matrix.dtype.kind == "f" and not np.isfinite(matrix).all()):
        yield Fault("walking", "whole seconds, -1 where there is no way", f"{matrix.dtype}, or not finite")
        return
    whole = matrix.dtype.kind in "iu" or bool((matrix == np.rint(matrix)).all())
    if matrix.size and not (whole and matrix.min() >= -1 and matrix.max() <= LONGEST):
        bad = np.argwhere((matrix < -1) | (matrix > LONGEST) | (matrix != np.rint(matrix)))
        a, b = bad[0].tolist()
        got = f"{matrix[a, b]} from place {a} to place {b}, {len(bad)} such entries"
        yield Fault("walking", f"whole seconds from 0 to {LONGEST}, or -1", got)
    if np.diagonal(matrix).any():
        yield Fault("walking", "0 from a place to itself", f"place {int(np.diagonal(matrix).argmax())}")


def stop_faults(stops: pd.DataFrame, places: int) -> Iterator[Fault]:
    """Columns, names, places, prizes, minutes and windows of the pool."""
    missing = [name for name in STOP_COLUMNS if name not in stops]
    if ("opens" in stops) != ("closes" in stops):
        missing.append("closes" if "opens" in stops else "opens")
    if missing:
        yield _missing("stops", missing, stops)
        return
    names = stops["stop"].astype(str)
    yield from named("stops: stop", "each name once", names[names.duplicated() | (names == "")])
    yield from _numbers("stops: prize", stops, "stop", "prize", 0, 1e12)
    yield from _numbers("stops: minutes", stops, "stop", "minutes", 0, LONGEST / 60)
    if places:
        yield from _numbers("stops: place", stops, "stop", "place", 0, places - 1, whole=True)
    if "opens" in stops:
        yield from _numbers("stops: opens", stops, "stop", "opens", -LONGEST, LONGEST, whole=True)
        yield from _numbers("stops: closes", stops, "stop", "closes", -LONGEST, 2**31, whole=True)
    if "windows" in stops:
        wrong = [n for n, row in zip(names, stops["windows"], strict=True) if not _is_windows(row)]
        yield from named("stops: windows", "pairs of whole seconds (opens, closes)", wrong)


def half_faults(halves: pd.DataFrame, places: int) -> Iterator[Fault]:
    """Columns, times and places of the half-days; a pair is not in two places at once."""
    missing = [name for name in HALF_COLUMNS if name not in halves]
    if missing:
        yield _missing("halves", missing, halves)
        return
    if not len(halves):
        yield Fault("halves", "at least one half-day", "none")
        return
    before = 0
    for column, most in (("begin", LONGEST), ("end", LONGEST), ("start", places - 1), ("finish", places - 1)):
        if most >= 0:
            for fault in _numbers(f"halves: {column}", halves, "pair", column, 0, most, whole=True):
                before += 1
                yield fault
    if before:
        return
    backward = halves["pair"][halves["end"] <= halves["begin"]]
    yield from named("halves", "an end after the beginning", backward)
    columns = (halves["pair"].astype(str), halves["begin"], halves["end"])
    ordered = sorted(zip(*(column.tolist() for column in columns), strict=True))
    overlaps = [
        pair for (before, _, end), (pair, begin, _) in pairwise(ordered) if pair == before and begin < end
    ]
    yield from named("halves", "half-days of a pair that do not overlap", overlaps)


def name_faults(
    stops: pd.DataFrame, halves: pd.DataFrame, skills: Mapping[str, Collection[str]], held: Mapping[str, str]
) -> Iterator[Fault]:
    """Names in skills and in what is held that the tables do not know."""
    pairs = dict.fromkeys(map(str, halves["pair"]))
    known = dict.fromkeys(map(str, stops["stop"].tolist()))
    yield from named("skills", "a pair with a half-day", [p for p in skills if p not in pairs])
    yield from named("held", "a stop of the pool", [s for s in held if s not in known])
    strangers = [p for p in dict.fromkeys(held.values()) if p not in pairs]
    yield from named("held", "a pair with a half-day", strangers)


def named(where: str, expected: str, wrong: Iterable[str]) -> Iterator[Fault]:
    """One fault that names the first few of those that are wrong; nothing where none is."""
    names = [str(name) for name in wrong]
    if names:
        more = f" and {len(names) - SHOWN} more" if len(names) > SHOWN else ""
        yield Fault(where, expected, ", ".join(names[:SHOWN]) + more)


def _missing(where: str, missing: Sequence[str], table: pd.DataFrame) -> Fault:
    return Fault(where, f"the columns {', '.join(missing)}", f"only {', '.join(map(str, table.columns))}")


def _numbers(
    where: str, table: pd.DataFrame, key: str, column: str, least: float, most: float, whole: bool = False
) -> Iterator[Fault]:
    values = pd.to_numeric(table[column], errors="coerce").to_numpy(dtype=np.float64)
    bad = ~np.isfinite(values) | (values < least) | (values > most)
    if whole:
        bad |= values != np.rint(values)
    kind = "a whole number" if whole else "a number"
    rows = np.flatnonzero(bad).tolist()
    got = [f"{table[column].iloc[k]} at {table[key].iloc[k]}" for k in rows]
    yield from named(where, f"{kind} from {least:g} to {most:g}", got)


def _is_windows(row: Sequence[Any]) -> bool:
    try:
        return all(int(a) == a and int(b) == b and abs(a) < 2**31 and abs(b) < 2**31 for a, b in row)
    except (TypeError, ValueError, OverflowError):
        return False
