"""Comparing two plans, telling the floor of lateness from the rest, and the tables of the pages."""

from __future__ import annotations

import json
from dataclasses import replace

import numpy as np
import pytest

from models.measures.charts import charts
from models.measures.compare import Verdict, compare, compare_readings, table
from models.measures.intervals import interval
from models.measures.reading import Reading, read_with
from models.measures.structural import structural_measures, structural_table
from models.measures.summary import summarise, summarise_readings
from models.scenario.outcome import Outcome
from tests.measures.big import luohu_facts, year
from tests.measures.small import DAY, case, facts, handle, outcome

NOISE = np.random.default_rng(7).normal(0.0, 0.05, 12)


def replications(shift: float, jitter: float = 0.001) -> list[dict[str, float]]:
    """Twelve replications that share their noise with every other call, but for a little."""
    own = np.random.default_rng(round(1000 * abs(shift))).normal(0.0, jitter, 12)
    return [
        {
            "on_time_closure_rate": 0.8 + n + shift + e,
            "overdue_backlog": 30 - 100 * (n + shift),
            "visits": 9.0,
        }
        for n, e in zip(NOISE, own, strict=True)
    ]


def test_a_small_real_difference_is_shown_by_pairing() -> None:
    """One point on time, with noise of five: the direction of each measure says whether that is good."""
    shown = compare(replications(0.01), replications(0.0))
    rate = shown["on_time_closure_rate"]
    assert rate.verdict is Verdict.BETTER
    assert rate.interval.mean == pytest.approx(0.01, abs=0.002)
    assert shown["overdue_backlog"].verdict is Verdict.BETTER
    assert shown["overdue_backlog"].interval.mean == pytest.approx(-1.0)
    back = compare(replications(0.0), replications(0.01))
    assert back["on_time_closure_rate"].verdict is Verdict.WORSE


def test_the_same_plan_shows_no_difference() -> None:
    """Not even where the difference is exactly zero and has no spread."""
    shown = compare(replications(0.0), replications(0.0))
    assert {d.verdict for d in shown.values()} == {Verdict.NO_DIFFERENCE_SHOWN}


def test_one_replication_cannot_tell() -> None:
    """However large the difference."""
    assert compare([{"visits": 9.0}], [{"visits": 1.0}])["visits"].verdict is Verdict.CANNOT_TELL


def test_a_neutral_measure_is_more_or_less_not_better() -> None:
    """More visits are neither."""
    ours = [{"visits": 10.0 + i} for i in range(3)]
    base = [{"visits": 1.0 + i} for i in range(3)]
    assert compare(ours, base)["visits"].verdict is Verdict.MORE
    assert compare(base, ours)["visits"].verdict is Verdict.LESS


def test_many_questions_need_stronger_answers() -> None:
    """A p just below 0.05 stands alone and falls among ten; Holm's p is in the table."""
    rng = np.random.default_rng(3)
    names = [f"q{i}" for i in range(10)]
    base = [dict.fromkeys(names, 0.0) for _ in range(8)]
    ours = [{name: float(x) for name, x in zip(names, rng.normal(0, 1, 10), strict=True)} for _ in range(8)]
    gap = np.array([o["q0"] for o in ours])
    low = interval(gap).low
    assert low is not None
    for o in ours:
        o["q0"] += 1e-3 - low  # the interval just excludes zero
    assert compare(ours, base, ["q0"])["q0"].verdict is Verdict.MORE
    among = compare(ours, base, names)
    assert among["q0"].verdict is Verdict.NO_DIFFERENCE_SHOWN
    row = table(among).set_index("measure").loc["q0"]
    assert row["p"] < 0.05 < row["p_holm"]


def test_readings_must_be_of_the_same_seeds() -> None:
    """Pairing replications that share nothing would be worth nothing."""
    reading = read_with(outcome(), facts())
    other = replace(reading, replication=1)
    assert compare_readings([reading], [reading])["coverage"].verdict is Verdict.CANNOT_TELL
    with pytest.raises(ValueError, match="same seeds"):
        compare_readings([reading], [other])


def run(closed: list[float]) -> Outcome:
    """Four cases due on day 12, closed on the given days, one handling each."""
    cases = [case(n, 11 * DAY, 12 * DAY, day * DAY) for n, day in enumerate(closed)]
    stages = [handle(n, "community", 11 * DAY, 12 * DAY, day * DAY) for n, day in enumerate(closed)]
    return outcome(cases=cases, stages=stages)


def test_the_floor_of_lateness_is_what_unlimited_staff_cannot_cure() -> None:
    """Three of four late, one of them with unlimited staff, too: floor a quarter, rest a half."""
    shown = structural_measures(run([11.5, 13, 13, 13]), run([11.5, 11.5, 11.5, 12.5]))
    assert shown == {
        "late_share": 0.75,
        "structural_late_share": 0.25,
        "staff_late_share": 0.5,
        "late_cases": 3,
        "late_cases_structural": 1,
    }
    rows = structural_table(run([11.5, 13, 13, 13]), run([11.5, 11.5, 11.5, 12.5]))
    handling = rows[(rows["stage"] == "handle") & (rows["level"] == "community")].iloc[0]
    assert (handling["late"], handling["structural"], handling["staff"]) == (0.75, 0.25, 0.5)
    assert handling["due"] == 4


def test_the_floor_is_never_above_the_whole() -> None:
    """With unlimited staff other cases exist and a few more may be late."""
    shown = structural_measures(run([11.5, 11.5, 11.5, 13]), run([13, 13, 11.5, 11.5]))
    assert (shown["structural_late_share"], shown["staff_late_share"]) == (0.25, 0.0)
    assert np.isnan(structural_measures(outcome(), run([13]))["staff_late_share"])


def test_summary_is_json_with_units_and_nulls() -> None:
    """What the command line prints: null below two replications, n without the empty ones."""
    one = summarise([{"coverage": 0.75, "on_time_closure_rate": np.nan}])
    assert json.loads(json.dumps(one, allow_nan=False)) == {
        "on_time_closure_rate": {"mean": None, "low": None, "high": None, "n": 0, "unit": "share"},
        "coverage": {"mean": 0.75, "low": None, "high": None, "n": 1, "unit": "share"},
    }
    two = summarise([{"coverage": 0.75}, {"coverage": 0.85}])["coverage"]
    assert two["mean"] == pytest.approx(0.8)
    assert two["n"] == 2
    assert summarise([]) == {}


@pytest.fixture(scope="module")
def readings() -> list[Reading]:
    """Three replications of random years."""
    return [read_with(year(seed), luohu_facts()) for seed in (1, 2, 3)]


def test_tables_of_the_pages(readings: list[Reading]) -> None:
    """Names and columns as the pages draw them; every row carries n."""
    summary = summarise_readings(readings, {"handlers": 20.0})
    assert summary.indicative and summary.replications == 3
    assert summary.desks["handlers"]["overloaded"] is True
    tables = charts(summary)
    columns = {
        "on_time_by_level": ["level"],
        "close_time_by_level": ["level", "quantile"],
        "backlog": ["day", "measure"],
        "utilisation": ["role", "grid"],
        "coverage_by_department": ["department"],
        "exposure_by_department": ["department"],
        "by_grid": ["grid", "measure"],
        "by_person": ["person", "measure"],
        "exposure_by_week": ["week", "measure"],
    }
    for name, axes in columns.items():
        assert list(tables[name].columns) == [*axes, "mean", "low", "high", "n"], name
        assert len(tables[name]), name
        assert not tables[name].duplicated(axes).any(), name
        assert tables[name]["n"].between(1, 3).all(), name
    grid = tables["by_grid"].set_index(["grid", "measure"]).loc[("luohu-1", "coverage")]
    own = [
        r.breakdowns["by_grid"].set_index(["key", "measure"])["value"]["luohu-1", "coverage"]
        for r in readings
    ]
    expected = interval(own)
    assert (grid["mean"], grid["low"]) == (pytest.approx(expected.mean), pytest.approx(expected.low))
    levels = tables["close_time_by_level"]
    assert set(levels["quantile"]) == {0.5, 0.9, 0.95}
