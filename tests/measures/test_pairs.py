"""Readings kept with a result pair up by seed and number, and only those pair."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from models.experiments.demand import demand_digest
from models.experiments.simulate import simulate
from models.measures.pairs import READINGS, paired_differences
from models.scenario.folder import read_scenario


def table(*values: float, seed: int = 1, first: int = 0, name: str = "coverage") -> pd.DataFrame:
    """One value a replication."""
    numbers = range(first, first + len(values))
    rows = [(seed, number, name, value) for number, value in zip(numbers, values, strict=True)]
    return pd.DataFrame(rows, columns=["seed", "replication", "measure", "value"])


def test_a_difference_of_pairs_is_narrower_than_its_parts() -> None:
    """Noise that both share goes out: exactly 1 more in every replication."""
    found = paired_differences(table(4.0, 9.0, 2.0), table(3.0, 8.0, 1.0), ["coverage"])["coverage"]
    assert (found.mean, found.low, found.high, found.n) == (1.0, 1.0, 1.0, 3)


def test_only_common_replications_are_pairs() -> None:
    """Numbers 2 and 3 of four and three; the order of rows does not matter."""
    ours, base = table(1.0, 2.0, 30.0, 40.0), table(10.0, 21.0, 50.0, first=2)
    found = paired_differences(ours.iloc[::-1], base, ["coverage"])["coverage"]
    assert (found.mean, found.n) == (pytest.approx(19.5), 2)


def test_other_seeds_other_measures_and_single_replications_do_not_pair() -> None:
    ours = table(1.0, 2.0)
    for base in (table(1.0, 2.0, seed=2), table(1.0), table(1.0, 2.0, name="visits"), pd.DataFrame()):
        assert paired_differences(ours, base, ["coverage"]) == {}


def test_a_result_keeps_what_every_replication_measured(tmp_path: Path) -> None:
    """The mean of the kept values is the mean of the summary, run folders or not."""
    told = simulate("checks/two-grids", replications=2, out=str(tmp_path), structural=False)
    kept = pd.read_parquet(Path(told["result"]) / f"{READINGS}.parquet")
    assert sorted(kept["replication"].unique()) == [0, 1]
    means = kept.groupby("measure")["value"].mean()
    assert means["visits"] == pytest.approx(told["measures"]["visits"]["mean"])
    assert told["demand"] == demand_digest(read_scenario("checks/two-grids"))


def test_plans_share_demands_and_other_towns_do_not() -> None:
    """Solo patrols, pooling and another seed face the same town; roll-out and the citizens' app do not."""
    luohu = demand_digest(read_scenario("luohu"))
    assert demand_digest(read_scenario("luohu").with_spec(seed=9)) == luohu
    for name in ("luohu-solo", "luohu-pooled", "luohu-departmental"):
        assert demand_digest(read_scenario(name)) == luohu, name
    for name in ("luohu-rollout", "luohu-citizens", "lixiong"):
        assert demand_digest(read_scenario(name)) != luohu, name
