"""Staffing, comparison and roster in a real browser."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.interface.towns import TOWN
from workbench.language import Text
from workbench.views.comparison import comparison_html

pytestmark = pytest.mark.browser


@pytest.mark.nightly
def test_people_are_set_rostered_and_compared(visit) -> None:
    """One visit of the three pages: a slider the twin answers, a week that is sound, before and after."""
    seen = visit(f"?page=staffing&lang=en&scenario={TOWN}", height=1200)
    page = seen.page
    the_twin_answers_a_slider(page)
    page.get_by_text("Roster", exact=True).first.click()
    a_week_is_rostered_and_sound(page)
    page.get_by_text("Comparison", exact=True).first.click()
    before_and_after_are_compared(page)
    seen.clean()


def the_twin_answers_a_slider(page) -> None:
    """One more town team: its utilisation follows, the page says that it is the twin that speaks."""
    page.locator(".card[data-measure='on_time_handling_rate_town']").wait_for()
    expect(page.get_by_text(re.compile("compiled twin")).first).to_be_visible()
    value = page.locator(".card[data-measure='utilisation_town_team'] .value")
    before = value.inner_text()
    handle = page.locator(".MuiSlider-root:visible").last.locator("input")
    handle.focus()
    handle.press("ArrowRight")
    expect(value).not_to_have_text(before)
    page.get_by_role("switch", name="Pool handlers").or_(page.get_by_label("Pool handlers")).first.click()
    page.locator(".card[data-measure='heads']").wait_for()


def a_week_is_rostered_and_sound(page) -> None:
    """Plan the week: the table is there, the audit says that every rule is kept."""
    page.get_by_role("button", name="Plan the week").click()
    page.get_by_text("The roster keeps every rule.").wait_for()
    page.locator(".tabulator-row:visible").nth(4).wait_for()


def before_and_after_are_compared(page) -> None:
    """Before and after the merger: ranking, small multiples, words where nothing is shown, one file."""
    for label, number in (("Days", 7), ("Replications", 2)):
        field = page.get_by_role("textbox", name=label).or_(page.get_by_role("spinbutton", name=label))
        field = field.locator("visible=true").first
        field.fill(str(number))
        field.press("Enter")
        field.press("Tab")
    page.get_by_role("button", name="Compare").locator("visible=true").click()
    page.get_by_text(re.compile("^Ranking by")).wait_for()
    expect(page.locator("ol li:visible")).to_have_count(2)
    expect(page.locator("tr[data-measure='coverage'] svg:visible")).to_have_count(1)
    expect(page.get_by_text("no difference shown").first).to_be_visible()
    expect(page.locator("tr[data-measure='worst_department_on_time_rate']:visible")).to_have_count(1)
    expect(page.locator("tr[data-measure='cost_per_year']:visible")).to_have_count(1)
    with page.expect_download() as waiting:
        page.get_by_text("Report (HTML)").locator("visible=true").first.click()
    report = Path(waiting.value.path()).read_text(encoding="utf-8")
    assert report.startswith("<!doctype html>") and "<svg" in report and "no difference shown" in report
    assert not re.search(r"(src|href)=|@import|url\(", report)


def test_a_comparison_in_words() -> None:
    """Ranking, typed differences and paired intervals become words; nothing shown is said so."""
    gap = {
        "measure": "coverage", "unit": "share", "mean": -0.35, "low": -0.38, "high": -0.32, "n": 2,
        "p_holm": 0.01,
        "verdict": "worse", "en": "worse", "zh": "-",
    }  # fmt: skip
    same = gap | {"measure": "overdue_backlog", "unit": "cases", "mean": 1.0, "low": -2.0, "high": 4.0}
    same |= {"verdict": "no_difference_shown", "en": "no difference shown"}
    told = {
        "scenarios": [
            {
                "name": name,
                "same_demand": same,
                "measures": {"coverage": {"mean": mean, "low": 0.3, "high": 0.8}},
            }
            for name, same, mean in (("a", True, 0.72), ("b", False, 0.37))
        ],
        "base": "a",
        "by": "coverage",
        "indifference": 0.01,
        "ranking": [
            {"rank": 1, "name": "a", "mean": 0.72, "low": 0.7, "high": 0.74},
            {"rank": 2, "name": "b", "mean": 0.37, "low": 0.35, "high": 0.39},
        ],
        "differs": [[{"part": "plan", "path": "policies.world", "base": "merged", "ours": "departmental"}]],
        "differences": [[gap, same]],
    }
    words = comparison_html(told, ["After", "Before"], Text(language="en"))
    assert "Before against After" in words and "no difference shown" in words
    assert "Patrol: Merged grids → Departments apart" in words
    assert "do not put the same town" in words
    assert words.count("<svg") == 3 and "class='worse'" in words
