"""The routes page and the replay in a real browser."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from workbench.language import Text

pytestmark = pytest.mark.browser

ZH = Text(language="zh")

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


@pytest.mark.nightly
def test_a_day_is_planned_and_replayed(visit) -> None:
    """One visit of both pages, in Chinese."""
    seen = visit("?page=routes&lang=zh", height=1200)
    a_day_is_planned_shown_and_explained(seen.page)
    seen.page.locator(".sidebar").get_by_text(ZH("page.replay")).click()
    the_replay_plays_and_draws_five_hundred_people(seen.page)
    seen.clean()


def a_day_is_planned_shown_and_explained(page) -> None:
    """Eight pairs, what each does when, and a sheet to print."""
    page.wait_for_selector(".map canvas:visible")
    page.get_by_role("button", name="\u6392\u8def\u7ebf", exact=True).click()
    page.wait_for_selector(".gantt .lane i")
    expect(page.locator(".gantt .lane")).to_have_count(8)
    page.locator(".gantt .lane i").nth(80).wait_for(state="attached")
    with page.expect_download() as sheet:
        page.get_by_role("button", name="\u6253\u5370\u4efb\u52a1\u5355").click()
    assert sheet.value.suggested_filename.endswith(".html")


def the_replay_plays_and_draws_five_hundred_people(page) -> None:
    """The clock runs, the twin's figures are there, an hour of a crowd is drawn without complaint."""
    page.get_by_role("button", name=ZH("replay.load")).click()
    page.wait_for_selector(".bar:not([hidden])")
    before = page.locator(".clock").inner_text()
    page.locator("select.speed").select_option("60")
    page.locator(".play").click()
    page.locator(".twin summary").click()
    expect(page.locator(".clock")).not_to_have_text(before)
    page.locator(".twin tr").nth(8).wait_for(state="attached")
    page.locator(".play").click()
    map_ = page.locator(".map:has(.bar:not([hidden]))").evaluate_handle("(root) => root.replay")
    map_.evaluate(MANY)
    shown = map_.evaluate(
        "(map) => { for (let i = 0; i < 60; i++) { map.now = 520 + i; map.draw() } return map.people.length }"
    )
    assert shown == 500  # an error while drawing would be in the console
