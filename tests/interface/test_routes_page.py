"""The routes page and the replay in a real browser."""

from __future__ import annotations

import pytest

pytestmark = pytest.mark.browser

MANY = """(map) => {
  const people = Array.from({length: 500}, (_, i) => [`p${i}`, "inspector", "g", `p${i}`, "g"])
  const legs = []
  for (let person = 0; person < 500; person++) for (let n = 0; n < 40; n++) {
    const at = (k) => [97 * person + 7919 * k, 53 * person + 6271 * k].map((n) => n % 40000 - 20000)
    const line = n % 2 ? [at(n)] : [at(n - 1), at(n + 9), at(n)]
    legs.push([person, n % 2, 510 + n * 13, 523 + n * 13, line])
  }
  map.model = new Proxy(map.model, {get: (real, name) => name === "day"
    ? {people, legs, tasks: [], cases: [], states: [], half_days: [[510, 720], [840, 1050]]} : real[name]})
  map.take()
}"""


def opened(visit, name: str, language: str):
    """The page of that name, once its map is there."""
    seen = visit(f"?page={name}&lang={language}", height=1200)
    seen.page.wait_for_selector(".map canvas:visible")
    return seen


def test_a_day_is_planned_shown_and_explained(visit) -> None:
    seen = opened(visit, "routes", "zh")
    page = seen.page
    page.get_by_role("button", name="\u6392\u8def\u7ebf", exact=True).click()
    page.wait_for_selector(".gantt .lane i", timeout=60_000)
    assert page.locator(".gantt .lane").count() == 8
    assert page.locator(".gantt .lane i").count() > 80
    with page.expect_download() as sheet:
        page.get_by_role("button", name="\u6253\u5370\u4efb\u52a1\u5355").click()
        page.wait_for_timeout(300)
    assert sheet.value.suggested_filename.endswith(".html")
    seen.clean()


def test_the_replay_plays_and_keeps_fifty_frames_a_second_with_five_hundred_people(visit) -> None:
    seen = opened(visit, "replay", "en")
    page = seen.page
    page.get_by_role("button", name="Play this day").click()
    page.wait_for_selector(".bar:not([hidden])", timeout=60_000)
    before = page.locator(".clock").inner_text()
    page.locator("select.speed").select_option("60")
    page.locator(".play").click()
    page.locator(".twin summary").click()
    page.wait_for_timeout(900)
    assert page.locator(".clock").inner_text() != before
    assert page.locator(".twin tr").count() > 8
    page.locator(".play").click()
    map_ = page.locator(".map:has(.bar:not([hidden]))").evaluate_handle("(root) => root.replay")
    map_.evaluate(MANY)
    shown = map_.evaluate(
        "(map) => { for (let i = 0; i < 60; i++) { map.now = 520 + i; map.draw() } return map.people.length }"
    )
    assert shown == 500  # an error while drawing would be in the console
    seen.clean()
