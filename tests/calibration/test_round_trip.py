"""A scenario is simulated, its log exported and calibrated: the true assumptions lie inside the intervals."""

from __future__ import annotations

from collections import defaultdict
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from models.calibration.fit import Calibration, fit
from models.exchange.event_csv import write_event_csv
from models.exchange.log_import import read_case_log
from models.exchange.log_mapping import read_mapping
from models.exchange.xes import write_xes
from tests.calibration.logs import small_run, small_town, written

TIMES = ("limits.accept", "limits.accept_urgent", "limits.dispatch", "limits.dispatch_urgent", "limits.check",
         "limits.town_minimum")  # fmt: skip
NUMBERS = (
    "demand.citizen_reports_per_10000_day", "demand.weekend_factor", "desks.operator_minutes",
    "desks.operator_cv", "desks.wrong_dispatch", "handling.minutes_mean", "handling.minutes_cv",
    "handling.second_visit", "handling.review_fail", "town.minutes_mean", "district.delay_high_days",
)  # fmt: skip


def truths(found: Calibration) -> list[tuple[str, float, float, float, float]]:
    """Every number that was measured: path, value, low, high and the true value."""
    rows = []
    for each in found.estimates:
        if not each.parts:
            rows.append((each.path, each.value, each.low, each.high, each.default))
        for part in each.parts:
            if part.default is not None:
                rows.append((f"{each.path} {part.name}", part.value, part.low, part.high, part.default))
    return rows


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The run's log as XES and as CSV with its mapping."""
    folder = tmp_path_factory.mktemp("log")
    write_xes(written(), folder / "log.xes")
    write_event_csv(written(), folder)
    return folder


def test_files_say_what_the_run_said(files: Path) -> None:
    """XES and CSV are read back event by event."""
    _, log = small_run()
    xes = read_case_log(files / "log.xes")
    csv = read_case_log(files / "log.csv", read_mapping(files / "mapping.yml"))
    same = ["activity", "start", "end", "role", "level", "due"]
    order = ["name", "end", "activity", "start"]

    def plain(each):
        named = each.events.assign(name=each.cases["case"].to_numpy()[each.events["case"]])
        return named[["name", *same]].astype({"name": int}).sort_values(order).reset_index(drop=True)

    for read in (xes, csv):
        assert read.origin == log.origin and len(read.cases) == len(log.cases)
        pd.testing.assert_frame_equal(plain(read), plain(log), check_dtype=False)
    assert not xes.ignored and "urgent" in xes.told


def test_the_true_assumptions_lie_inside(files: Path) -> None:
    """From the XES alone: of some ninety 95 % intervals at least nine in ten hold the truth, and every one
    of the main numbers lies within half an interval's width of it."""
    found = fit(read_case_log(files / "log.xes"), small_town())
    rows = truths(found)
    assert len(rows) > 60
    assert np.mean([low <= true <= high for _, _, low, high, true in rows]) >= 0.88
    near = {path: abs(value - true) <= 1.0 * (high - low) for path, value, low, high, true in rows}
    assert [path for path in NUMBERS if not near[path]] == []
    assert {path: found.of(path).value for path in TIMES} == {path: found.of(path).default for path in TIMES}
    classes = {row["name"]: row["limit"] for row in found.of("limits.classes").value}
    assert classes == {row["name"]: row["limit"] for row in found.of("limits.classes").default}


def test_what_the_log_cannot_tell_is_said(files: Path) -> None:
    """Each assumption is measured or named with a reason, and none is both."""
    found = fit(small_run()[1], small_town())
    told, silent = [e.path for e in found.estimates], {u.path: u.why for u in found.untold}
    assert sorted([*told, *silent]) == sorted(small_town().assumptions.paths())
    assert silent["patrol.setup_minutes"] == "outside" and silent["handling.travel_km_h"] == "with_work"


@pytest.mark.nightly
def test_intervals_cover_over_many_runs() -> None:
    """Twelve runs: all intervals together cover near 95 %, and no main number misses more than thrice."""
    inside, misses = [], defaultdict(int)
    for replication in range(12):
        _, log = small_run(replication)
        for path, _, low, high, true in truths(fit(log, small_town())):
            inside.append(low <= true <= high)
            misses[path] += not low <= true <= high
    assert 0.90 <= np.mean(inside) <= 0.99
    assert [path for path in NUMBERS if misses[path] > 3] == []
