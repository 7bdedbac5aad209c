"""The lines of a case log before anybody has looked at them: texts by column, and where each stands."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from models.scenario.faults import Fault, ImportFileError

MAX_BYTES = 1_000_000_000
MAX_ROWS = 10_000_000
SHOWN = 8
"""Faults of one kind that are told one by one; the rest are counted."""


@dataclass(frozen=True)
class Rows:
    """`columns` holds equally long lists of texts ("" where there is none); `place` says which line
    (of a CSV) or event (of an XES) each is; `word` what it is called."""

    file: str
    columns: dict[str, list[str]]
    place: list[int]
    word: str

    def __len__(self) -> int:
        return len(self.place)

    def where(self, index: int, column: str = "") -> str:
        """The place of a cell, as faults name it."""
        tail = f", column {column}" if column else ""
        return f"{self.file}: {self.word} {self.place[index]}{tail}"


@dataclass
class Found:
    """Faults as they are found; of each kind the first few, and how many more there are."""

    faults: list[Fault] = field(default_factory=list)
    counts: dict[str, int] = field(default_factory=dict)

    def add(self, kind: str, fault: Fault) -> None:
        """One more of a kind."""
        self.counts[kind] = self.counts.get(kind, 0) + 1
        if self.counts[kind] <= SHOWN:
            self.faults.append(fault)

    def extend(self, faults: Iterable[Fault]) -> None:
        """Faults that are each of a kind of their own."""
        self.faults.extend(faults)

    def stop_if_any(self, file: str) -> None:
        """ImportFileError with everything that was found."""
        if not self.faults:
            return
        more = [
            Fault(file, "no further fault of this kind", f"{count - SHOWN} more: {kind}")
            for kind, count in self.counts.items()
            if count > SHOWN
        ]
        raise ImportFileError([*self.faults, *more])


def short(text: str) -> str:
    """A cell as a fault shows it."""
    shown = repr(text)
    return shown if len(shown) <= 60 else shown[:57] + "..."
