"""Staffing, comparison and roster in a real browser."""

from __future__ import annotations

import re

import pytest

from workbench.language import Text
from workbench.views.staffing import comparison_html

pytestmark = pytest.mark.browser

FAST_MS = 1_500
"""The twin answers within 300 ms at Luohu's size on an idle machine; tests share the machine with others."""


def test_the_twin_answers_a_slider_at_once(visit) -> None:
    """One more town team: heads stay, lateness follows, the page says that it is the twin that speaks."""
    seen = visit("?page=staffing&lang=en", height=1200)
    page = seen.page
    page.locator(".card[data-measure='on_time_handling_rate_town']").wait_for(timeout=60_000)
    assert page.get_by_text(re.compile("compiled twin")).first.is_visible()
    before = page.locator(".card[data-measure='utilisation_town_team'] .value").inner_text()
    handle = page.locator(".MuiSlider-root:visible").last.locator("input")
    handle.focus()
    handle.press("ArrowRight")
    value = page.locator(".card[data-measure='utilisation_town_team'] .value")
    waited = 0
    while value.inner_text() == before and waited < FAST_MS:
        page.wait_for_timeout(50)
        waited += 50
    assert value.inner_text() != before
    page.get_by_role("switch", name="Pool handlers").or_(page.get_by_label("Pool handlers")).first.click()
    page.locator(".card[data-measure='heads']").wait_for(timeout=10_000)
    seen.clean()


def test_a_week_is_rostered_and_sound(visit) -> None:
    """Plan the week: the table is there, the audit says that every rule is kept."""
    seen = visit("?page=roster&lang=en", height=1200)
    page = seen.page
    page.get_by_role("button", name="Plan the week").click()
    page.get_by_text("The roster keeps every rule.").wait_for(timeout=60_000)
    assert page.locator(".tabulator-row").count() >= 5
    seen.clean()


def test_before_and_after_are_compared(visit) -> None:
    """The shipped example, over a few days: it starts, can be cancelled, and the page stays sound."""
    seen = visit("?page=comparison&lang=en", height=1200)
    page = seen.page
    for label, number in (("Days", 7), ("Replications", 2)):
        field = page.get_by_role("textbox", name=label).or_(page.get_by_role("spinbutton", name=label))
        field = field.locator("visible=true").first
        field.fill(str(number))
        field.press("Enter")
        field.press("Tab")
    page.get_by_role("button", name="Compare").click()
    page.get_by_text(re.compile(r"^(Running|Next|Waiting|Queued)")).first.wait_for(timeout=30_000)
    page.get_by_role("button", name="Cancel").locator("visible=true").first.click()
    page.get_by_text("Cancelled").locator("visible=true").first.wait_for(timeout=10_000)
    seen.clean()


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
        "scenarios": [{"name": "a", "same_demand": True}, {"name": "b", "same_demand": False}],
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
    assert "policies.world: merged" in words and "do not put the same town" in words
    assert words.count("<svg") == 2 and "class='worse'" in words
