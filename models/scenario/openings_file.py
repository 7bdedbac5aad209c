"""The optional file `openings.csv`: on which days and at which hours premises can be visited."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from models.scenario.calendar_spec import WEEKDAYS, shift_seconds
from models.scenario.faults import Fault, ScenarioError
from models.scenario.place import Place
from models.scenario.place_tables import read_table
from models.scenario.words import PremisesKind

OPENINGS = "openings.csv"
EVERY_DAY = frozenset(range(7))


@dataclass(frozen=True)
class Opening:
    """Weekdays (0 is Monday) and windows (seconds of the day); no windows: at any time."""

    weekdays: frozenset[int] = EVERY_DAY
    windows: tuple[tuple[int, int], ...] = ()


ALWAYS = Opening()


def read_openings(path: Path | None, place: Place) -> dict[str, Opening]:
    """Opening of the premises that the file speaks of; those it does not name are always open.

    Columns: premises (an id, or a kind for all of that kind), days (`mon tue wed`, empty for every day),
    hours (`09:00-12:00 14:00-18:00`, empty for any time). An id goes before its kind. Raises ScenarioError
    with every fault.
    """
    if path is None:
        return {}
    table = read_table(path, {"premises": str, "days": str, "hours": str})
    kinds = dict(zip(place.premises["premises"].astype(str), place.premises["kind"].astype(str), strict=True))
    codes = set(map(str, PremisesKind))
    faults: list[Fault] = []
    said: dict[str, Opening] = {}
    for row, (who, days, hours) in enumerate(table.itertuples(index=False), start=2):
        where = f"{path.name}: line {row}"
        if who not in kinds and who not in codes:
            faults.append(Fault(where, "a premises or a kind of premises", repr(who)))
        if who in said:
            faults.append(Fault(where, "each premises once", f"{who} twice"))
        said[who] = Opening(_weekdays(days, where, faults), _windows(hours, where, faults))
    if faults:
        raise ScenarioError(faults)
    by_id = {name: said.get(name, said.get(kind)) for name, kind in kinds.items()}
    return {name: opening for name, opening in by_id.items() if opening is not None}


def _weekdays(text: str, where: str, faults: list[Fault]) -> frozenset[int]:
    wanted = text.split()
    wrong = [day for day in wanted if day not in WEEKDAYS]
    if wrong:
        faults.append(Fault(f"{where}: days", f"some of {' '.join(WEEKDAYS)}", " ".join(wrong)))
        return EVERY_DAY
    return frozenset(map(WEEKDAYS.index, wanted)) if wanted else EVERY_DAY


def _windows(text: str, where: str, faults: list[Fault]) -> tuple[tuple[int, int], ...]:
    return tuple(sorted(_hours(text.split(), where, faults)))


def _hours(texts: Iterable[str], where: str, faults: list[Fault]) -> list[tuple[int, int]]:
    windows = []
    for text in texts:
        try:
            windows.append(shift_seconds(text))
        except ValueError as error:
            faults.append(Fault(f"{where}: hours", "hours such as 09:00-12:00", str(error)))
    return windows
