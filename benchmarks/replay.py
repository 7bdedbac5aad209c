"""The replay with 500 people in a real browser: frames a second while it plays, and what a frame costs.

`python benchmarks/replay.py --json`; `--people 50` for fewer. Target: 50 frames a second with 500 people. The
day is made up: everybody walks and inspects in turn, tasks appear and are grabbed, cases open and age.
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import sys
import tempfile
from itertools import pairwise
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from benchmarks.first_view import CHROMIUM, FLAGS, served

FIND = """() => {
  const look = (root) => {
    for (const each of root.querySelectorAll("*")) {
      if (each.replay && each.clientWidth > 100) { return each.replay }
      if (each.shadowRoot) { const found = look(each.shadowRoot); if (found) { return found } }
    }
    return null
  }
  document.gwReplay = look(document)
  return Boolean(document.gwReplay?.geo && document.gwReplay.scale)
}"""
FILL = """(count) => {
  const map = document.gwReplay, within = (x) => x % 40000 - 20000
  const at = (n, k) => [97 * n + 7919 * k, 53 * n + 6271 * k].map(within)
  const role = (i) => i % 3 ? "inspector" : "handler"
  const people = Array.from({length: count}, (_, i) => [`p${i}`, role(i), "g", `p${i}`, "g"])
  const legs = [], tasks = [], cases = []
  for (let person = 0; person < count; person++) {
    for (let n = 0; n < 40; n++) {
      const line = n % 2 ? [at(person, n)] : Array.from({length: 12}, (_, i) => at(person, n + i / 11))
      legs.push([person, n % 2, 510 + n * 13, 523 + n * 13, line])
    }
    for (let n = 0; n < 6; n++) {
      tasks.push([...at(person, 100 + n), 510 + 60 * n, 560 + 80 * n, 580 + 80 * n])
    }
    if (person % 2) { cases.push([...at(person, 200), 510 + person % 400, null, 900 + person % 200]) }
  }
  map.model = new Proxy(map.model, {get: (real, name) => name === "day"
    ? {people, legs, tasks, cases, states: [], half_days: [[510, 720], [840, 1050]]} : real[name]})
  map.take()
}"""
PLAY = """(seconds) => new Promise((done) => {
  const map = document.gwReplay, seen = []
  map.speed.value = "60"
  map.toggle()
  const begun = performance.now()
  const tick = (at) => {
    seen.push(at)
    if (performance.now() - begun < 1000 * seconds) { requestAnimationFrame(tick); return }
    map.toggle()
    done(seen)
  }
  requestAnimationFrame(tick)
})"""
DRAW = """(frames) => {
  const map = document.gwReplay, took = []
  for (let i = 0; i < frames; i++) {
    map.now = 520 + i
    const at = performance.now(); map.draw(); map.canvas.getContext("2d").getImageData(0, 0, 1, 1)
    took.push(performance.now() - at)
  }
  return took
}"""


def main() -> None:
    """Serve, open, play, report."""
    asked = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    asked.add_argument("--people", type=int, default=500)
    asked.add_argument("--seconds", type=float, default=5.0)
    asked.add_argument("--json", action="store_true")
    given = asked.parse_args()
    with tempfile.TemporaryDirectory() as folder, served(folder) as (url, _, _):
        report = measure(url, given.people, given.seconds)
    print(json.dumps(report) if given.json else json.dumps(report, indent=2))


def measure(url: str, people: int, seconds: float) -> dict[str, Any]:
    """Frames of a playing replay by the browser's own clock, and the time that drawing one takes."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as play:
        path = CHROMIUM if Path(CHROMIUM).exists() else None
        browser = play.chromium.launch(executable_path=path, args=FLAGS)
        page = browser.new_page(viewport={"width": 1560, "height": 1000})
        page.goto(f"{url}?lang=en&page=replay", wait_until="commit")
        page.wait_for_function(FIND, timeout=120_000)
        page.wait_for_timeout(1500)
        page.evaluate(FILL, people)
        page.evaluate(PLAY, 1)
        frames = page.evaluate(PLAY, seconds)
        drawn = sorted(page.evaluate(DRAW, 200))
        browser.close()
    gaps = sorted(b - a for a, b in pairwise(frames))
    return {
        "people": people, "frames_per_second": round(1000 * len(gaps) / sum(gaps), 1),
        "frame_ms": round(statistics.median(gaps), 1), "frame_ms_p95": round(gaps[int(0.95 * len(gaps))], 1),
        "draw_ms": round(statistics.median(drawn), 2), "draw_ms_p95": round(drawn[int(0.95 * len(drawn))], 2),
        "wanted_frames_per_second": 50, "load": round(os.getloadavg()[0], 1),
    }  # fmt: skip


if __name__ == "__main__":
    main()
