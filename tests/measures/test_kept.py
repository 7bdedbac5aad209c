"""A reading survives its folder: what comes back from Parquet is what was measured."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from models.measures.kept import reading_from, reading_tables
from models.measures.reading import Reading, read_with
from tests.measures.big import luohu_facts, year
from tests.measures.small import facts, outcome


@pytest.mark.parametrize("told", ["year", "nothing"])
def test_round_trip(told: str, tmp_path: Path) -> None:
    """Through files, for a full reading and for an empty one."""
    reading = read_with(year(), luohu_facts()) if told == "year" else read_with(outcome(), facts())
    for name, frame in reading_tables(reading).items():
        frame.to_parquet(tmp_path / f"{name}.parquet")
    back = reading_from({path.stem: pd.read_parquet(path) for path in sorted(tmp_path.glob("*.parquet"))})
    assert_same(back, reading)


def assert_same(ours: Reading, theirs: Reading) -> None:
    """Measures, tables and desks are equal."""
    assert (ours.seed, ours.replication) == (theirs.seed, theirs.replication)
    np.testing.assert_equal(dict(ours.measures), dict(theirs.measures))
    assert list(ours.measures) == list(theirs.measures)
    assert ours.desks == theirs.desks
    assert set(ours.breakdowns) == set(theirs.breakdowns)
    for mine, other in ((ours.breakdowns, theirs.breakdowns), (ours.series, theirs.series)):
        for name in other:
            pd.testing.assert_frame_equal(mine[name], other[name], check_dtype=False)
