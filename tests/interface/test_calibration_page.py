"""Calibration in a real browser, its words and its figures without one."""

from __future__ import annotations

import pandas as pd
import pytest

from models.calibration.calibrate import describe, rows_of
from models.calibration.fit import fit
from models.calibration.patterns import beside, patterns
from models.exchange.event_csv import write_event_csv
from models.exchange.log_peek import guess_code, peek_log
from tests.calibration.logs import csv_file, small_run, small_town, written
from tests.interface.towns import TOWN
from workbench.language import Text
from workbench.views.calibration import CHARTS, draw_calibration, estimate_rows, told_html


@pytest.fixture(scope="module")
def told() -> dict:
    """A calibration of the small town by its own log."""
    _, log = small_run()
    found = fit(log, small_town())
    tables = beside({"observed": patterns(log, found.calendar, found.facts)})
    return describe(found, small_town()) | {"charts": {name: rows_of(t) for name, t in tables.items()}}


@pytest.mark.parametrize("language", ["zh", "en"])
def test_everything_is_said_in_words(told: dict, language: str) -> None:
    """No code is left over, in either language; every chart has a sentence."""
    t = Text(language=language)
    rows = estimate_rows(told, t)
    assert len(rows) > 60 and not rows[["assumption", "measured", "interval", "how"]].eq("").any(axis=None)
    words = told_html(told, t)
    assert words.count("<li>") > 5 and "not_logged" not in words and "calibration." not in words
    for chart in CHARTS:
        sentence = chart.say(pd.DataFrame(told["charts"][chart.table]), t)
        assert t("calibration.log_observed") in sentence, chart.name


def test_figures_are_drawn_in_the_dark_too(told: dict) -> None:
    drawn = draw_calibration(told["charts"], "en", True)
    assert set(drawn) == {chart.name for chart in CHARTS} and all(len(each) > 1000 for each in drawn.values())


def test_columns_and_words_are_guessed(tmp_path) -> None:
    """By our names, by Chinese ones, and by the words that stand in them."""
    write_event_csv(written(), tmp_path)
    guess = peek_log(str(tmp_path / "log.csv"))["guess"]
    assert guess["complete"] == "complete" and guess["case_class"] == "case_class" and len(guess) > 12
    head = "\u6848\u4ef6\u7f16\u53f7,\u73af\u8282,\u5b8c\u6210\u65f6\u95f4\n"
    found = peek_log(str(csv_file(tmp_path, "1,\u6d3e\u9063,2026-03-02\n", head, "gb18030")))
    assert list(found["guess"]) == ["case", "activity", "complete"]
    assert (
        guess_code("activity", "dispatch") == "dispatch" and guess_code("activity", "Dispatch") == "dispatch"
    )


@pytest.mark.browser
@pytest.mark.nightly
def test_a_log_is_uploaded_refused_and_measured(visit, tmp_path) -> None:
    """Columns are guessed; an unmapped word is told as a fault; ignored, the log is read and measured,
    and stands beside what is simulated."""
    write_event_csv(written(), tmp_path)
    file = tmp_path / "log.csv"
    lines = file.read_text(encoding="utf-8-sig").splitlines()[:1500]
    closed = next(line for line in reversed(lines) if ",close," in line)
    file.write_text("\n".join([*lines, closed.replace(",close,", ",tea,", 1)]), encoding="utf-8")
    seen = visit(f"?page=calibration&lang=en&scenario={TOWN}", height=1300)
    page = seen.page
    pick = page.locator(".pick", has_text="Choose a case log")
    pick.wait_for()
    pick.locator("input").set_input_files(str(file))
    measure = page.get_by_role("button", name="Measure")
    measure.wait_for()
    measure.click()
    page.get_by_text("known words, got 'tea' (1)").wait_for()
    page.get_by_label("Ignore unmapped words").or_(page.get_by_role("switch")).first.click()
    measure.click()
    page.get_by_text("Measured beside assumed").wait_for()
    page.get_by_text("Observed log: busiest").first.wait_for()
    seen.clean()
