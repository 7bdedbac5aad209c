"""What a planner should read first: which desks have more work than people."""

from __future__ import annotations

from html import escape

from workbench.language import Text
from workbench.numbers import percent, plain
from workbench.results import Result, RoleLoad, role_loads

STYLE = """
ul { display: grid; gap: 7px; margin: 0; padding: 0; list-style: none; font-family: var(--gw-font);
  color: var(--gw-text); font-size: 13.5px; line-height: 1.5; }
li { display: grid; grid-template-columns: 10px 1fr; gap: 10px; align-items: baseline; }
li::before { content: ""; width: 8px; height: 8px; border-radius: 50%; background: var(--dot); }
.over { --dot: var(--gw-bad); font-weight: 600; }
.busy { --dot: var(--gw-warn); } .idle { --dot: var(--gw-muted); }
.fine { --dot: var(--gw-good); } .note { --dot: var(--gw-muted); color: var(--gw-muted); }
"""

BUSY, IDLE = 0.8, 0.5
"""Offered load per person from which a role counts as near its limit, and below which as idle."""


def findings(result: Result, t: Text) -> str:
    """One line a role that stands out, most loaded first, and how much lateness no hiring cures, as HTML."""
    lines = [line for load in role_loads(result) if (line := _line(load, t))]
    if not any(kind == "over" for kind, _ in lines):
        lines.insert(0, ("fine", t("finding.none")))
    if structural := _structural(result, t):
        lines.append(("note", structural))
    items = "".join(f'<li class="{kind}"><span>{escape(line)}</span></li>' for kind, line in lines)
    return f"<ul>{items}</ul>"


def _line(load: RoleLoad, t: Text) -> tuple[str, str] | None:
    values = {
        "desk": t.called("role", load.role),
        "load": plain(load.offered),
        "staff": plain(load.staff, 0),
        "share": percent(load.share, 0),
    }
    if load.share >= 1:
        return "over", t("finding.overloaded", **values)
    if load.overloaded:
        grids = t("finding.join").join(t.grid(grid) for grid in load.overloaded)
        return "over", t("finding.some_grids", grids=grids, **values)
    if load.share >= BUSY:
        return "busy", t("finding.busy", **values)
    return ("idle", t("finding.idle", **values)) if load.share < IDLE else None


def _structural(result: Result, t: Text) -> str:
    """Late even with unlimited staff, where the result says so."""
    floor = result.summary.get("structural", {})
    late, structural = (floor.get(name, {}).get("mean") for name in ("late_share", "structural_late_share"))
    if late is None or structural is None:
        return ""
    return t("finding.structural", late=percent(late), structural=percent(structural))
