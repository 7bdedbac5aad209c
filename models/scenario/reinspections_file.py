"""The optional file `reinspections.csv`: premises under a rectification order, and when it runs out."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from models.scenario.faults import Fault, ScenarioError
from models.scenario.place import Place
from models.scenario.place_tables import read_table

REINSPECTIONS = "reinspections.csv"
MOST_FAULTS = 10


def read_reinspections(path: Path | None, place: Place) -> tuple[tuple[str, int], ...]:
    """Premises and the day (proleptic ordinal) on which its order runs out, by day; none without a file.

    Columns: premises, day (a date such as 2026-03-02). A premises may stand there for several days. Raises
    ScenarioError with the first faults: an unknown premises, no date, the same row twice.
    """
    if path is None:
        return ()
    table = read_table(path, {"premises": str, "day": str})
    known = set(place.premises["premises"].astype(str))
    faults: list[Fault] = []
    rows: dict[tuple[int, str], None] = {}
    for line, (name, day) in enumerate(table.itertuples(index=False), start=2):
        where = f"{path.name}: line {line}"
        ordinal = _ordinal(day)
        if name not in known:
            faults.append(Fault(where, "a premises of the place", repr(name)))
        if ordinal is None:
            faults.append(Fault(f"{where}: day", "a date such as 2026-03-02", repr(day)))
        elif (ordinal, name) in rows:
            faults.append(Fault(where, "each premises and day once", f"{name} on {day} twice"))
        else:
            rows[ordinal, name] = None
    if faults:
        raise ScenarioError(faults[:MOST_FAULTS])
    return tuple((name, ordinal) for ordinal, name in sorted(rows))


def _ordinal(text: str) -> int | None:
    try:
        return date.fromisoformat(text).toordinal()
    except ValueError:
        return None
