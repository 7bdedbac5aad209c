"""The one family of errors: each says where, what was expected, what it was, and what to do."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True)
class Fault:
    """One thing that is wrong in what was read.

    `where` names the file and the place in it (`plan.yml: grids.luohu-1.staffing.inspectors`);
    `remedy` says what to do and may be empty where the expectation already says it.
    """

    where: str
    expected: str
    got: str
    remedy: str = ""

    def __str__(self) -> str:
        tail = f" ({self.remedy})" if self.remedy else ""
        return f"{self.where}: expected {self.expected}, got {self.got}{tail}"


class WorkbenchError(Exception):
    """Anything the workbench refuses, with every fault it found at once."""

    def __init__(self, faults: Iterable[Fault] | Fault) -> None:
        self.faults: tuple[Fault, ...] = (faults,) if isinstance(faults, Fault) else tuple(faults)
        super().__init__("\n".join(map(str, self.faults)))

    def __reduce__(self) -> tuple[type[WorkbenchError], tuple[tuple[Fault, ...]]]:
        return type(self), (self.faults,)


class ScenarioError(WorkbenchError):
    """A scenario, or a file that belongs to one, is not what it must be."""


class ImportFileError(WorkbenchError):
    """A file offered for import cannot be used."""


class RunError(WorkbenchError):
    """A run could not be made, found or finished."""
