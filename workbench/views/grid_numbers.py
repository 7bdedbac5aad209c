"""A plan of grids in numbers and words: tiles, rows of the table, what is broken. Pure functions."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from html import escape
from typing import Any

import numpy as np

from models.planning.audit import Finding, Rule
from models.planning.grids.ground import ROLES, Measured
from workbench.language import Text
from workbench.numbers import amount, percent, plain
from workbench.theme import GRIDS

TILES = """
.tiles { display: grid; grid-template-columns: repeat(auto-fill, minmax(128px, 1fr)); gap: 8px;
  font-family: var(--gw-font); color: var(--gw-text); }
.tile { padding: 9px 12px; border: 1px solid var(--gw-divider); border-radius: 11px;
  background: var(--gw-paper);
  min-width: 0; }
.tile .label { color: var(--gw-muted); font-size: 12px; line-height: 1.35; }
.tile .value { font-size: 21px; font-weight: 650; line-height: 1.2; font-variant-numeric: tabular-nums;
  letter-spacing: -.01em; }
.tile .unit { margin-left: 3px; font-size: 12px; font-weight: 500; color: var(--gw-muted); }
.tile .was { font-size: 11.5px; color: var(--gw-muted); font-variant-numeric: tabular-nums; }
.tile.bad .value { color: var(--gw-bad); }
.roles { display: flex; flex-wrap: wrap; gap: 4px 14px; margin-top: 9px; font: 12px/1.5 var(--gw-font);
  color: var(--gw-muted); }
.roles i { display: inline-block; width: 10px; height: 10px; border-radius: 3px; margin-right: 5px; }
"""
ROLE_COLOURS = {"inspection": "#0D8A7F", "walking": "#7CC4BC", "handler": "#3B78C9", "operator": "#C26A12"}
"""As `grid_list.css` has them."""

UNITS = {"deviation": "%", "cv": "%", "cut": "km", "walking": "%"}


def totals(m: Measured, moved: int) -> dict[str, float]:
    """The measures of a plan as a whole that the tiles show, in the tiles' order."""
    patrol = float(m.parts["inspection"].sum() + m.parts["walking"].sum())
    land = m.rim > 0
    return {
        "deviation": 100 * m.max_deviation,
        "cv": 100 * m.balance_cv,
        "compactness": float(m.compactness[land].mean()) if land.any() else float("nan"),
        "cut": m.cut / 1000,
        "splits": float(m.splits),
        "walking": 100 * float(m.parts["walking"].sum()) / patrol if patrol else 0.0,
        "moved": float(moved),
        "unassigned": float(m.unassigned),
    }


def tiles(now: Mapping[str, float], base: Mapping[str, float], m: Measured, tolerance: float, t: Text) -> str:
    """Big numbers of the working plan, each with the saved plan's below; then the work by role."""
    cells = []
    for name, value in now.items():
        unit = UNITS.get(name, "")
        bad = (name == "deviation" and value > 100 * tolerance + 1e-6) or (name == "unassigned" and value > 0)
        was = "" if name in ("moved", "unassigned") else t("grids.was", value=_figure(name, base[name]))
        cells.append(
            f'<div class="tile{" bad" if bad else ""}" data-tile="{name}" '
            f'title="{escape(t(f"grids.tile_tip.{name}"))}">'
            f'<div class="label">{escape(t(f"grids.tile.{name}"))}</div><div class="value">'
            f'{_figure(name, value)}<span class="unit">{unit}</span></div>'
            f'<div class="was">{escape(was)}</div></div>'
        )
    roles = "".join(
        f'<span><i style="background:{ROLE_COLOURS[role]}"></i>'
        f"{escape(t(f'grids.part.{role}'))} {plain(float(m.parts[role].sum()), 0)} h</span>"
        for role in ROLES
    )
    town = f"<span>{escape(t('grids.part.town_team'))} {plain(float(m.parts['town_team'].sum()), 0)} h</span>"
    lead = f"<span>{escape(t('grids.by_role'))}</span>"
    return f'<div class="tiles">{"".join(cells)}</div><div class="roles">{lead}{roles}{town}</div>'


def _figure(name: str, value: float) -> str:
    return plain(value, {"compactness": 2, "deviation": 1, "cv": 1, "cut": 1, "walking": 1}.get(name, 0))


def list_rows(
    grids: Sequence[str],
    m: Measured,
    hues: Sequence[int],
    locked: Sequence[str],
    tolerance: float,
    t: Text,
    results: Mapping[str, tuple[float, str]] | None = None,
    size: str = "households",
) -> list[dict[str, Any]]:
    """Rows of the table of grids; `results` are (value, unit) by grid of what the map is coloured by, `size`
    is households or people."""
    fair = np.where(m.deviation > -1, m.hours / np.maximum(1 + m.deviation, 1e-9), m.hours.mean())
    most = max(float(m.hours.max()), float(fair.max()) * (1 + tolerance)) if len(grids) else 0.0
    top = most * 1.02 or 1.0
    sizes = m.people if size == "people" else m.households
    homes = max(float(sizes.max()) if len(grids) else 0.0, 1.0)
    rows = []
    for k, grid in enumerate(grids):
        off = float(m.deviation[k])
        rows.append(
            {
                "name": t.grid(grid),
                "colour": GRIDS[hues[k] % len(GRIDS)],
                "locked": grid in locked,
                "parts": [[role, float(m.parts[role][k]) / top] for role in ROLES],
                "band": [float(fair[k]) * (1 + way * tolerance) / top for way in (-1, 1)],
                "hours": plain(float(m.hours[k]), 0),
                "deviation": f"{'+' if off > 0 else ''}{off_share(off)} %",
                "verdict": "over" if off > tolerance else "under" if off < -tolerance else "fine",
                "homes": float(sizes[k]) / homes,
                "households": plain(float(sizes[k]), 0),
                "walking": plain(float(m.parts["walking"][k]), 0),
                "hazards": plain(float(m.hazards[k]), 0),
                "compactness": plain(float(m.compactness[k]), 2),
                "result": None if results is None else amount(*results.get(grid, (np.nan, "")), t),
            }
        )
    return rows


def list_words(t: Text, result: str = "", size: str = "households") -> dict[str, Any]:
    """Titles and button words of the table of grids."""
    names = ("grid", "work", "deviation", size, "walking", "hazards", "compactness")
    titles = [t(f"grids.column.{name}") for name in names] + ([result] if result else [])
    columns = [titles[0], "", *titles[1:]]
    return {"columns": columns} | {name: t(f"grids.{name}") for name in ("lock", "unlock", "zoom")}


def off_share(off: float) -> str:
    """A deviation from the fair share in per cent: the smaller it is, the more of it is told."""
    return percent(off, 0 if abs(off) >= 0.1 else 1 if abs(off) >= 0.01 else 2)


def finding_words(finding: Finding, share: float, t: Text, size: str = "households") -> str:
    """A finding of the audit in the language of the page; `size` is what the size of a grid counts."""
    return told_finding(
        {"rule": str(finding.rule), "grid": finding.grid, "blocks": list(finding.blocks[:1]),
         "value": finding.value}, share, t, size)  # fmt: skip


WORK = (Rule.TOO_MUCH_WORK, Rule.TOO_LITTLE_WORK)


def told_finding(finding: Mapping[str, Any], share: float, t: Text, size: str = "households") -> str:
    """The same of a finding that came from a worker."""
    value = float(finding["value"])
    work = finding["rule"] in WORK and share > 0
    return t(
        f"finding_says.{finding['rule']}".replace("households", size),
        grid=t.grid(finding["grid"]) if finding["grid"] else "",
        block=finding["blocks"][0] if finding["blocks"] else "",
        value=plain(value, 0),
        share=plain(value / share, 2) if work else "",
        off=off_share(abs(value / share - 1)) if work else "",
    )


def told_limit(limit: Mapping[str, Any], t: Text) -> str:
    """What limits a proposal, in the language of the page."""
    kind, value = limit["kind"], float(limit["value"])
    shown = percent(value, 2) if kind == "smallest_deviation" else plain(value, 2)
    return t(
        f"limit_says.{kind}",
        grid=t.grid(limit["grid"]) if limit["grid"] else "",
        block=limit["block"],
        value=shown,
    )
