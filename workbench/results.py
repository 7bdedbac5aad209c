"""A finished result on disk: its summary and the tables behind the charts."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

import pandas as pd

from models.scenario.faults import Fault, RunError

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


def read_result(folder: Path) -> Result:
    """Open a result folder; RunError with every fault when it is not one."""
    path = folder / "summary.json"
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
