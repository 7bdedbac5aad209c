"""What a planner should read first: which desks have more work than people."""

from __future__ import annotations

from html import escape

from workbench.language import Text
from workbench.numbers import percent, plain
from workbench.results import Result

STYLE = """
ul { display: grid; gap: 7px; margin: 0; padding: 0; list-style: none; font-family: var(--gw-font); color: var(--gw-text);
  font-size: 13.5px; line-height: 1.5; }
li { display: grid; grid-template-columns: 10px 1fr; gap: 10px; align-items: baseline; }
li::before { content: ""; width: 8px; height: 8px; border-radius: 50%; background: var(--dot); }
.over { --dot: var(--gw-bad); font-weight: 600; } .busy { --dot: var(--gw-warn); } .idle { --dot: var(--gw-muted); }
.fine { --dot: var(--gw-good); }
"""

BUSY, IDLE = 0.8, 0.5
"""Offered load per person from which a desk counts as near its limit, and below which as idle."""


def findings(result: Result, t: Text) -> str:
    """One line a desk that stands out, most loaded first, as HTML."""
    lines = []
    desks = result.summary["desks"]
    order = sorted(desks, key=lambda name: -_load(desks[name]))
    for name in order:
        desk, load = desks[name], _load(desks[name])
        kind = "over" if desk["overloaded"] else "busy" if load >= BUSY else "idle" if load < IDLE else ""
        if kind:
            key = {"over": "overloaded"}.get(kind, kind)
            values = {"load": plain(desk["offered_load"]), "staff": plain(desk["staff"], 0), "share": percent(load, 0)}
            lines.append((kind, t(f"finding.{key}", desk=t.called("role", name), **values)))
    if not any(kind == "over" for kind, _ in lines):
        lines.insert(0, ("fine", t("finding.none")))
    return "<ul>" + "".join(f'<li class="{kind}"><span>{escape(line)}</span></li>' for kind, line in lines) + "</ul>"


def _load(desk: dict[str, float]) -> float:
    return desk["offered_load"] / desk["staff"] if desk["staff"] else 0.0
