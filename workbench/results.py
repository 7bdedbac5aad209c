"""A finished result on disk: its summary and the tables behind the charts."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

import pandas as pd

from models.scenario.faults import Fault, RunError

SUMMARY = "summary.json"
NEEDED = ("scenario", "fingerprint", "seed", "replications", "days", "warmup_days", "measures", "desks")


@dataclass(frozen=True)
class Result:
    """What `workbench simulate` left in `folder`; tables are read when they are asked for, then kept."""

    folder: Path
    summary: dict[str, Any]
    _tables: dict[str, pd.DataFrame] = field(default_factory=dict, repr=False, compare=False)

    def table(self, name: str) -> pd.DataFrame:
        """A chart's series by name; an empty table when this result has none of that name."""
        if name not in self._tables:
            path = self.folder / f"{name}.parquet"
            self._tables[name] = pd.read_parquet(path) if path.is_file() else pd.DataFrame()
        return self._tables[name]

    @cached_property
    def measures(self) -> dict[str, dict[str, Any]]:
        """Indicators by name: mean, low, high, n, unit."""
        return dict(self.summary["measures"])


@dataclass(frozen=True)
class RoleLoad:
    """All desks of one role together: work offered (in people, or pairs, busy all day), staff, and the
    grids whose own desk has more work than people."""

    role: str
    offered: float
    staff: float
    overloaded: tuple[str, ...]

    @property
    def share(self) -> float:
        """Offered load per person."""
        return self.offered / self.staff if self.staff else 0.0


def role_loads(result: Result) -> list[RoleLoad]:
    """Loads by role, most loaded first. Desks are named `<who it serves>.<role>`; the duty roster and
    desks without a computed load are left out."""
    rows: dict[str, list[tuple[str, dict[str, Any]]]] = {}
    for name, desk in result.summary["desks"].items():
        serves, _, role = name.rpartition(".")
        if desk["offered_load"] is not None:
            rows.setdefault(role, []).append((serves, desk))
    loads = [
        RoleLoad(
            role=role,
            offered=sum(desk["offered_load"] for _, desk in desks),
            staff=sum(desk["staff"] for _, desk in desks),
            overloaded=tuple(serves for serves, desk in desks if desk["overloaded"]),
        )
        for role, desks in rows.items()
    ]
    return sorted(loads, key=lambda load: -load.share)


def read_result(folder: Path) -> Result:
    """Open a result folder; RunError with every fault when it is not one."""
    path = folder / SUMMARY
    try:
        summary = json.loads(path.read_text(encoding="utf-8"))
    except OSError:
        raise RunError(Fault(str(folder), "a result folder with summary.json", "none")) from None
    except json.JSONDecodeError as error:
        raise RunError(Fault(str(path), "JSON", str(error))) from None
    missing = [Fault(f"summary.json: {key}", "present", "missing") for key in NEEDED if key not in summary]
    if missing:
        raise RunError(missing)
    return Result(folder, summary)
