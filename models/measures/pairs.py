"""What every replication measured, as one small table kept with a result: so results can be paired later.

Run folders may be removed, and the baseline ships without them; this table stays with the summary.
"""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from models.measures.compare import compare
from models.measures.intervals import Interval
from models.measures.reading import Reading

READINGS = "readings"
"""Name of the table in a result folder."""

COLUMNS = ["seed", "replication", "measure", "value"]
PAIRS_NEEDED = 2
"""One pair has a difference but no interval."""


def readings_table(readings: Sequence[Reading]) -> pd.DataFrame:
    """Rows of seed, replication, measure, value (in the measure's unit; NaN where it does not exist)."""
    rows = [
        (reading.seed, reading.replication, name, float(value))
        for reading in readings
        for name, value in reading.measures.items()
    ]
    return pd.DataFrame(rows, columns=COLUMNS).astype({"seed": "int64", "replication": "int64"})


def paired_differences(ours: pd.DataFrame, base: pd.DataFrame, names: Sequence[str]) -> dict[str, Interval]:
    """`ours - base` over the replications of the same seed and number that both tables have.

    Nothing where fewer than two are common, or where a table is empty: then there are no pairs. The
    interval's `n` is the pairs in which the measure exists on both sides.
    """
    if ours.empty or base.empty:
        return {}
    wide = [
        side[side["measure"].isin(list(names))].pivot(
            index=["seed", "replication"], columns="measure", values="value"
        )
        for side in (ours, base)
    ]
    common = wide[0].index.intersection(wide[1].index).sort_values()
    if len(common) < PAIRS_NEEDED:
        return {}
    mine, theirs = (
        [{str(name): float(v) for name, v in row.items()} for row in part.loc[common].to_dict("records")]
        for part in wide
    )
    asked = [name for name in names if name in wide[0] and name in wide[1]]
    return {name: found.interval for name, found in compare(mine, theirs, asked).items()}
