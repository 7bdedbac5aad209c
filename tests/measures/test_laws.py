"""Laws of measuring that hold on any outcome."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pandas as pd
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from models.measures.backlog import overdue
from models.measures.casebook import case_book
from models.measures.exposure import exposure_measures
from models.measures.finds import finds_per_visit, settled_share
from models.measures.patrol import no_access_share, orphan_task_share, visits_on_time
from models.measures.rates import due_rates, report_rates, stage_rates
from models.measures.ratio import Ratio
from models.measures.reading import read_with
from models.scenario.outcome import Outcome
from tests.measures.big import luohu_facts, table, year
from tests.measures.small import BEGIN, DAY, END, case, event, facts, handle, outcome, register

TIMES = st.floats(0, 30 * DAY, allow_nan=False) | st.integers(0, 30).map(lambda day: day * DAY)
LATER = TIMES | st.just(np.nan)
FEW = settings(max_examples=settings.default.max_examples // 2)
VERY_FEW = settings(max_examples=settings.default.max_examples // 6)
"""Making tables is slow beside measuring them: fewer examples, in the profile's proportion."""


@st.composite
def outcomes(draw: st.DrawFn) -> Outcome:
    """Cases with any dates, fates and stages, in an order that makes no sense, too."""
    cases: list[dict[str, Any]] = []
    stages: list[dict[str, Any]] = []
    events: list[dict[str, Any]] = []
    for number in range(draw(st.integers(0, 12))):
        grid = draw(st.sampled_from(["g1", "g2"]))
        more = {
            "source": draw(st.sampled_from(["citizen", "inspector", "app", "department", "background"])),
            "level": draw(st.sampled_from(["spot", "community", "town", "district"])),
            "rework": draw(st.integers(0, 3)),
            "missed": draw(st.booleans()),
            "over_report": draw(st.booleans()),
            "grid": grid,
        }
        fate = draw(st.sampled_from(["", "", "", "cancelled", "duplicate"]))
        closed = draw(LATER)
        row = case(number, draw(TIMES), draw(LATER), closed, **more)
        cases.append(row | ({"outcome": fate} if fate else {}))
        for level in draw(st.lists(st.sampled_from(["community", "town"]), max_size=3)):
            stages.append(handle(number, level, draw(TIMES), draw(TIMES), draw(LATER), grid=grid))
        for activity in draw(st.lists(st.sampled_from(["suspend", "resume"]), max_size=2)):
            events.append(event(number, activity, draw(TIMES)))
        if draw(st.booleans()):
            events.append(register(number, draw(TIMES)))
    return outcome(check=False, cases=cases, stages=stages, case_events=events)


def all_ratios(told: Outcome) -> list[Ratio]:
    """Every share that is a sum over a sum."""
    book = case_book(told)
    return [
        *due_rates(book), *stage_rates(book), *report_rates(book), settled_share(told),
        no_access_share(told), orphan_task_share(told), visits_on_time(told),
    ]  # fmt: skip


@FEW
@given(outcomes())
def test_numerators_are_part_of_denominators(told: Outcome) -> None:
    """Row by row, so that every rate lies in [0, 1], also in every group."""
    for ratio in all_ratios(told):
        top, bottom = np.asarray(ratio.top, dtype=float), np.asarray(ratio.bottom, dtype=float)
        assert (top <= bottom).all(), ratio.name
        value = ratio.value()
        assert np.isnan(value) or 0 <= value <= 1
        if "grid" in ratio.rows:
            assert ratio.by("grid").between(0, 1).all()


@given(outcomes())
def test_only_counted_cases_due_in_the_window_are_judged(told: Outcome) -> None:
    """Said again in plain words, case by case."""
    book = case_book(told)
    for i, row in enumerate(told.tables["cases"].itertuples()):
        inside = BEGIN <= row.due < END
        fair = row.outcome not in ("cancelled", "duplicate") and row.source != "background"
        assert book.judged[i] == (inside and fair and row.level != "spot" and not book.paused[i])
    assert (overdue(book) <= book.open).all()


@FEW
@given(outcomes(), st.randoms(use_true_random=False))
def test_the_order_of_rows_means_nothing(told: Outcome, random: Any) -> None:
    """Shuffled tables give the same measures."""
    before = {r.name: r.value() for r in all_ratios(told)}
    shuffled = {}
    for name, frame in told.tables.items():
        order = list(range(len(frame)))
        random.shuffle(order)
        shuffled[name] = frame.iloc[order].reset_index(drop=True)
    # two handlings of a case at one level that begin together: which is the last is then a matter of order
    assume(not told.tables["stages"].duplicated(["case", "level", "begin"]).any())
    after = {r.name: r.value() for r in all_ratios(replace(told, tables=shuffled))}
    np.testing.assert_equal(after, before)


@VERY_FEW
@given(outcomes())
def test_relabelling_grids_permutes_results_by_grid(told: Outcome) -> None:
    """The grids' names carry no meaning."""
    other = {"g1": "g2", "g2": "g1"}
    tables = {
        name: frame.assign(grid=frame["grid"].map(lambda g: other.get(g, g)).astype("str"))
        if "grid" in frame
        else frame
        for name, frame in told.tables.items()
    }
    known = facts()
    swapped = facts(
        premises=known.premises.assign(grid=known.premises["grid"].map(other)),
        place_grid={place: other[grid] for place, grid in known.place_grid.items()},
    )
    ours = read_with(told, known)
    theirs = read_with(replace(told, tables=tables), swapped)
    np.testing.assert_equal(dict(theirs.measures), dict(ours.measures))
    expected = ours.breakdowns["by_grid"].assign(key=ours.breakdowns["by_grid"]["key"].map(other))
    pd.testing.assert_frame_equal(
        theirs.breakdowns["by_grid"].sort_values(["measure", "key"], ignore_index=True),
        expected.sort_values(["measure", "key"], ignore_index=True),
    )


@settings(max_examples=max(2, settings.default.max_examples // 20))
@given(st.integers(0, 2**16))
def test_groups_add_up_to_the_whole(seed: int) -> None:
    """Cases due, backlog, exposure and finds of the grids sum to those of the place, on a random year."""
    told, known = year(seed), luohu_facts()
    reading = read_with(told, known)
    by = reading.breakdowns["by_grid"].pivot(index="key", columns="measure", values="value")
    assert by["cases_due"].sum() == reading.measures["cases_due"]
    assert by["overdue_backlog"].sum() == reading.measures["overdue_backlog"]
    sites = known.premises.groupby("grid").size().reindex(by.index)
    total = (by["hazard_exposure_days"] * sites).sum() / 2500
    np.testing.assert_allclose(total, reading.measures["hazard_exposure_days"])
    np.testing.assert_allclose((by["coverage"] * sites).sum() / 2500, reading.measures["coverage"], atol=0.01)
    departments = reading.breakdowns["by_department"]
    rows = departments[departments["measure"] == "hazard_exposure_days"]["value"]
    np.testing.assert_allclose(rows.sum(), reading.measures["hazard_exposure_days"])
    pairs = reading.breakdowns["by_pair"]
    assert pairs[pairs["measure"] == "visits"]["value"].sum() == reading.measures["visits"]


@given(st.integers(0, 2**16), st.floats(1, 300), st.floats(1, 60))
def test_windows_side_by_side_share_out_hazard_days(seed: int, first: float, second: float) -> None:
    """Exposure of [0, a) and of [a, a + b) is that of [0, a + b)."""
    hazards = table("hazards", 200, np.random.default_rng(seed))
    known = luohu_facts()

    def total(begin: float, end: float) -> float:
        told = outcome(begin=begin * DAY, end=end * DAY)
        told = replace(told, tables={**told.tables, "hazards": hazards})
        return exposure_measures(told, known)["hazard_exposure_days"]

    np.testing.assert_allclose(
        total(0, first) + total(first, first + second), total(0, first + second), atol=1e-9
    )


def test_no_work_at_all_is_no_news() -> None:
    """Empty tables: nothing is late, nothing is done, and nobody divides by zero."""
    reading = read_with(outcome(), facts())
    assert reading.measures["coverage"] == 1.0
    assert reading.measures["overdue_backlog"] == 0.0
    assert reading.measures["hazard_exposure_days"] == 0.0
    assert np.isnan(reading.measures["on_time_closure_rate"])
    assert all(np.isnan(r.value()) for r in finds_per_visit(outcome(), facts()))
