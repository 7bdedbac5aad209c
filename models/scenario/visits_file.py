"""The file `visits.csv`: the visit calendar of a plan, one row for every premises and day."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from pathlib import Path

from models.scenario.faults import Fault, ScenarioError
from models.scenario.place_tables import read_table

VISITS = "visits.csv"
MOST_FAULTS = 10
Visits = dict[str, tuple[int, ...]]
"""Premises to its calendar days as proleptic ordinals (`date.toordinal`), in order."""


def read_visits(path: Path) -> Visits:
    """Days of every premises; ScenarioError with every day that is none or stands there twice."""
    table = read_table(path, {"premises": str, "day": str})
    faults: list[Fault] = []
    ordinal = {day: _ordinal(day) for day in table["day"].unique()}
    wrong = [day for day, number in ordinal.items() if number is None]
    faults += [Fault(f"{path.name}: day", "a date such as 2026-03-02", repr(day)) for day in wrong]
    twice = table.loc[table.duplicated(), ["premises", "day"]].itertuples(index=False)
    faults += [Fault(f"{path.name}: {name}", "each day once", f"{day} twice") for name, day in twice]
    if faults:
        raise ScenarioError(faults[:MOST_FAULTS])
    days = table["day"].map(ordinal).astype("int64")
    grouped = days.groupby(table["premises"].to_numpy(), sort=True)
    return {str(name): tuple(sorted(mine.tolist())) for name, mine in grouped}


def visits_text(visits: Mapping[str, Iterable[int]]) -> str:
    """The same as the text of the file, by premises and day."""
    rows = [(name, day) for name in sorted(visits) for day in sorted(visits[name])]
    text = {day: date.fromordinal(day).isoformat() for day in sorted({day for _, day in rows})}
    return "premises,day\n" + "".join(f"{name},{text[day]}\n" for name, day in rows)


def visit_faults(visits: Visits, premises: Iterable[str]) -> list[Fault]:
    """Premises of the calendar that the place does not have."""
    known = set(map(str, premises))
    strange = sorted(name for name in visits if name not in known)
    faults = [
        Fault(f"{VISITS}: {name}", "a premises of the place", "an unknown one")
        for name in strange[:MOST_FAULTS]
    ]
    if len(strange) > MOST_FAULTS:
        faults.append(Fault(VISITS, "premises of the place", f"{len(strange) - MOST_FAULTS} more unknown"))
    return faults


def _ordinal(text: str) -> int | None:
    try:
        return date.fromisoformat(text).toordinal()
    except ValueError:
        return None
