"""Readings over replications: means with their intervals and n, never a number without them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from models.measures.declare import MEASURES
from models.measures.desks import desk_table
from models.measures.intervals import INDICATIVE_BELOW, Interval, interval, over_replications
from models.measures.reading import Reading
from models.measures.series import AXES

Cell = float | int | str | None


@dataclass(frozen=True)
class Summary:
    """What the replications of one scenario show together.

    `measures`: name to `{mean, low, high, n, unit}` (None where there is none); `breakdowns`: key,
    measure, mean, low, high, n; `series`: the axes of `series.AXES`, mean, low, high, n; `desks`: name to
    `{offered_load, staff, utilisation, overloaded}`. `indicative`: too few replications to rely on.
    """

    replications: int
    measures: Mapping[str, Mapping[str, Cell]]
    breakdowns: Mapping[str, pd.DataFrame]
    series: Mapping[str, pd.DataFrame]
    desks: Mapping[str, Mapping[str, object]]

    @property
    def indicative(self) -> bool:
        """Whether the intervals only indicate (fewer than ten replications)."""
        return self.replications < INDICATIVE_BELOW


def summarise(replications: Sequence[Mapping[str, float]]) -> dict[str, dict[str, Cell]]:
    """Measures of each replication to `{name: {mean, low, high, n, unit}}`, in declared order."""
    present = set().union(*replications) if replications else set()
    names = [name for name in MEASURES if name in present] + sorted(present - MEASURES.keys())
    return {
        name: {**_cells(interval([r.get(name, np.nan) for r in replications])), "unit": _unit(name)}
        for name in names
    }


def summarise_readings(readings: Sequence[Reading], offered: Mapping[str, float] | None = None) -> Summary:
    """Everything over replications; `offered`: demanded load of each desk, from the workload arithmetic."""
    first = readings[0]
    return Summary(
        replications=len(readings),
        measures=summarise([reading.measures for reading in readings]),
        breakdowns={
            name: over_replications([r.breakdowns[name] for r in readings], ["key", "measure"])
            for name in first.breakdowns
        },
        series={
            name: over_replications([r.series[name] for r in readings], AXES[name]) for name in first.series
        },
        desks=desk_table([reading.desks for reading in readings], offered or {}),
    )


def _cells(value: Interval) -> dict[str, Cell]:
    return {"mean": value.mean, "low": value.low, "high": value.high, "n": value.n}


def _unit(name: str) -> str:
    return MEASURES[name].unit if name in MEASURES else ""
