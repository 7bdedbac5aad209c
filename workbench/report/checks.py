"""Sections of the report that check the run itself: is it warm, and what does the nearest queue say?"""

from __future__ import annotations

from collections.abc import Mapping
from html import escape
from pathlib import Path
from typing import Any

import holoviews as hv
from bokeh.embed import components

from models.scenario.faults import WorkbenchError
from workbench.language import Text
from workbench.numbers import plain
from workbench.views import warmup as view
from workbench.views.frame import Look

Checks = Mapping[str, Any]


def checks_of(folder: Path) -> Checks:
    """`warmup` and `theory` of a result whose runs are kept; empty where they cannot be read any more."""
    from models.experiments.theory_check import theory_check
    from models.experiments.warmup import warmup

    try:
        return {"warmup": warmup(str(folder)), "theory": theory_check(str(folder))}
    except WorkbenchError:
        return {}


def warmup_section(checks: Checks, t: Text) -> tuple[str, str]:
    """The script and the figures: every daily series with its truncation and the configured warm-up."""
    found = checks["warmup"]["series"]
    drawn = [hv.render(view.draw(each, t, Look(False)), backend="bokeh") for each in found]
    script, places = components(tuple(drawn))
    figures = "".join(
        f"<figure><figcaption>{escape(view.say(each, t))}</figcaption>{place}</figure>"
        for each, place in zip(found, places, strict=True)
    )
    return str(script), figures


def theory_rows(checks: Checks, t: Text) -> list[tuple[str, ...]]:
    """A row a desk: its name, offered load of staff, the queue, both waits in working minutes, and why."""
    return [
        (
            desk_name(row["desk"], t),
            f"{plain(row['offered_load'], 2)} / {row['staff']}",
            row["queue"],
            plain(row["theory_wait"]),
            plain(row["wait"]["mean"]),
            row[t.language],
        )
        for row in checks["theory"]["desks"]
    ]


def desk_name(desk: str, t: Text) -> str:
    """A desk (`luohu-1.handler`, `town.town_team`) in the reader's words."""
    where, _, role = desk.rpartition(".")
    return t.called("role", role) if where == "town" else f"{t.grid(where)} · {t.called('role', role)}"
