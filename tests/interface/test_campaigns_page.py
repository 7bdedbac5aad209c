"""The campaigns page in a real browser: design, launch, cancel, resume, browse, in both languages."""

from __future__ import annotations

import re
from typing import Any

import pytest
from playwright.sync_api import expect

from workbench.campaign_values import lever_of, points_of, told_lever, told_points, values_of
from workbench.language import Text
from workbench.views.campaign import failures_html, pivot_html, point_name, watch_html

CHINESE = "\u4e2d\u6587"
TITLE = "\u6279\u91cf\u5b9e\u9a8c"
COMPLETE = "\u5df2\u5b8c\u6210"


def number(page: Any, label: str, value: int) -> None:
    """Type a number into a field."""
    field = page.get_by_role("textbox", name=label).or_(page.get_by_role("spinbutton", name=label))
    field = field.locator("visible=true").first
    field.fill(str(value))
    field.press("Enter")
    field.press("Tab")


def choose(page: Any, label: str, option: str) -> None:
    """Choose from a list by its words."""
    page.get_by_label(label, exact=True).locator("visible=true").first.click()
    page.locator(".MuiMenuItem-root").get_by_text(option, exact=True).locator("visible=true").first.click()


@pytest.mark.browser
@pytest.mark.nightly
def test_a_campaign_from_design_to_results(visit: Any) -> None:
    """A small place for a few days: the cost is said before, what was kept is kept, the rest goes on."""
    seen = visit("?page=campaigns&lang=en&scenario=lixiong", height=1300)
    page = seen.page
    page.get_by_text("of processor time").wait_for()
    for label, value in (("Days measured", 5), ("Warm-up days", 0), ("Replications", 40)):
        number(page, label, value)
    page.locator(".big", has_text=re.compile("^120$")).wait_for()
    choose(page, "Computed by", "One process")
    page.get_by_role("button", name="Launch").click()
    page.get_by_text(re.compile(r"Under way: [1-9]\d* of 120")).wait_for()
    page.get_by_role("button", name="Cancel").locator("visible=true").first.click()
    page.get_by_text(re.compile(r"Stopped: \d+ of 120 runs are kept")).wait_for()
    number(page, "Replications", 2)
    page.get_by_role("button", name="Go on").click()
    page.get_by_text(re.compile("^Complete")).wait_for()
    page.locator(".tabulator-row").first.wait_for()
    expect(page.get_by_text("Town teams 5").first).to_be_visible()
    page.wait_for_selector(".figure canvas, .figure .bk-Canvas, .figure .bk-Figure")
    page.get_by_role("button", name=CHINESE).click()
    page.get_by_text(re.compile(f"^{COMPLETE}")).first.wait_for()
    expect(page.get_by_role("heading", name=TITLE)).to_be_visible()
    seen.clean()


@pytest.mark.parametrize(
    ("text", "lever"),
    [
        ("3, 4\uff0c5", {"path": "p", "values": [3, 4, 5]}),
        ("true; false", {"path": "p", "values": [True, False]}),
        ("nearest\u3001weighted", {"path": "p", "values": ["nearest", "weighted"]}),
        ("0.5 .. 2", {"path": "p", "low": 0.5, "high": 2.0}),
        ("1..3", {"path": "p", "low": 1.0, "high": 3.0}),
    ],
)
def test_values_are_read_as_people_write_them(text: str, lever: dict[str, Any]) -> None:
    """And written so that they are read again as they were."""
    assert lever_of("p", text) == lever
    assert lever_of("p", told_lever(lever)) == lever


def test_points_are_lines() -> None:
    assert points_of("4, 0.5\n\n5, 0.7", ["a", "b"]) == [{"a": 4, "b": 0.5}, {"a": 5, "b": 0.7}]
    assert points_of(told_points([{"a": 4, "b": 0.5}], ["a", "b"]), ["a", "b"]) == [{"a": 4, "b": 0.5}]
    assert list(points_of("4, 5", ["a"])[0]) == ["a", "value 2"], "what is too much is not dropped in silence"
    assert values_of("nan, inf") == ["nan", "inf"]


POINT = {
    "scenario": "luohu", "changes": {"plan.town.teams": 5, "plan.policies.grab": "nearest"}, "done": 4,
    "failed": 1, "wanted": 10,
}  # fmt: skip
RULE = {"measure": "coverage", "difference": True, "asked": 0.01, "half_width": 0.02, "met": False}


@pytest.mark.parametrize("language", ["en", "zh"])
def test_progress_failures_and_pivots_in_words(language: str) -> None:
    """Half widths beside what is asked, traces on request, and nothing that was meant as markup."""
    t = Text(language=language)
    watched = watch_html({"points": [{**POINT, "rules": [RULE]}]}, {}, t)
    assert "4 / 10" in watched and "width:50%" in watched and "\u00b12.0" in watched and "wide" in watched
    trace = "Traceback\nValueError: <b>stone</b>"
    told = failures_html([{"name": "x", "replication": 3, "state": "failed", "trace": trace}], t)
    assert "<details>" in told and "&lt;b&gt;stone" in told and "<b>" not in told
    assert "5" in point_name(POINT, {"luohu": "Luohu"}, True, t)
    cells = {"coverage": {"mean": 0.5, "low": None, "high": None, "n": 1}}
    points = [{**POINT, "measures": cells}, {**POINT, "changes": {"plan.town.teams": 6}, "measures": cells}]
    pivot = pivot_html({"variants": points}, "coverage", "plan.town.teams", "plan.policies.grab", t)
    assert pivot.count("<tr>") == 3 and pivot.count("50.0") == 2
