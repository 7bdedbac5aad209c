"""A draft's numbers as markup: tiles, the table of grids with bars in its cells, findings in words."""

from __future__ import annotations

from html import escape

from models.planning.audit import Finding, Rule
from workbench.drafting.draft import Draft
from workbench.drafting.ground import Numbers
from workbench.language import Text
from workbench.theme import GRIDS

STYLE = """
:host { color: var(--gw-text); font: 13px/1.5 var(--gw-font); }
.tiles { display: grid; grid-template-columns: repeat(auto-fit, minmax(118px, 1fr)); gap: 10px 18px; }
.tile b { display: block; font: 650 20px/1.25 var(--gw-font); font-variant-numeric: tabular-nums; }
.tile span { color: var(--gw-muted); font-size: 12.5px; }
.tile.bad b { color: var(--gw-bad); }
.scroll { overflow-x: auto; }
table { border-collapse: collapse; width: 100%; font-variant-numeric: tabular-nums; min-width: 520px; }
th { text-align: left; font-weight: 600; color: var(--gw-muted); font-size: 12px; padding: 4px 8px 4px 0;
  border-bottom: 1px solid var(--gw-divider); white-space: nowrap; }
td { padding: 5px 8px 5px 0; border-bottom: 1px solid var(--gw-divider); white-space: nowrap; }
tr.chosen td { background: color-mix(in srgb, var(--gw-accent) 9%, transparent); }
.swatch { display: inline-block; width: 12px; height: 12px; border-radius: 4px; margin-right: 7px;
  vertical-align: -1px; }
.key { color: var(--gw-muted); margin-left: 6px; font-size: 11.5px; }
.bar { position: relative; display: inline-block; width: 92px; height: 9px; border-radius: 3px;
  overflow: hidden; background: color-mix(in srgb, var(--gw-text) 9%, transparent); vertical-align: -1px; margin-right: 7px; }
.bar i { position: absolute; left: 0; top: 0; bottom: 0; background: var(--gw-accent); }
.bar i.over { background: var(--gw-bad); }
.bar u { position: absolute; top: 0; bottom: 0; width: 1.5px; background: var(--gw-text); opacity: .65; }
.roles { display: inline-flex; width: 92px; height: 9px; border-radius: 3px; overflow: hidden;
  margin-right: 7px; vertical-align: -1px; }
.legend { color: var(--gw-muted); font-size: 12px; margin-top: 8px; }
.dot { display: inline-block; width: 9px; height: 9px; border-radius: 2px; margin: 0 4px 0 10px; }
"""
ROLES = {"inspector_hours": "#0D8A7F", "handler_hours": "#3B78C9", "operator_hours": "#C26A12"}
"""Colours of the roles, as the charts have them."""


def tiles(numbers: Numbers, tolerance: float, t: Text) -> str:
    """The plan as a whole in a few big numbers."""
    walking = float(numbers.by_grid["walking_hours"].sum())
    inspecting = float(numbers.by_grid["inspector_hours"].sum()) or 1.0
    unknown = t("grids.unknown")
    rows = [
        (f"{numbers.deviation:.0%}", "deviation", numbers.deviation > tolerance),
        (f"{numbers.cv:.2f}", "cv", False),
        (f"{numbers.border_metres / 1000:.1f} km", "border", False),
        (unknown if numbers.inertia is None else f"{numbers.inertia:.0f}", "roundness", False),
        (unknown if numbers.splits is None else f"{numbers.splits}", "splits", False),
        (f"{walking / inspecting:.0%}", "walking", False),
        (f"{numbers.moved}", "moved", False),
        (f"{numbers.unassigned}", "unassigned", numbers.unassigned > 0),
    ]
    cells = "".join(
        f'<div class="tile{" bad" if bad else ""}"><b>{escape(value)}</b>'
        f"<span>{escape(t(f'grids.tile.{name}'))}</span></div>"
        for value, name, bad in rows
    )
    return f'<div class="tiles">{cells}</div>'


def table(
    draft: Draft, numbers: Numbers, hues: dict[str, int], chosen: int, tolerance: float, t: Text
) -> str:
    """A row a grid: work against the fair share, hours by role, households, blocks, walking."""
    head = "".join(
        f"<th>{escape(t(f'grids.column.{name}'))}</th>"
        for name in ("grid", "share", "roles", "households", "people", "blocks", "walking")
    )
    most_hours = max(numbers.by_grid["total"].max(), 1e-9) if len(numbers.by_grid) else 1.0
    most_homes = max(numbers.by_grid["households"].max(), 1e-9) if len(numbers.by_grid) else 1.0
    body = "".join(
        f'<tr class="{"chosen" if k == chosen else ""}">{cells}</tr>'
        for k, cells in enumerate(
            _row(k, row, draft, hues, most_hours, most_homes, tolerance, t)
            for k, row in enumerate(numbers.by_grid.to_dict("records"))
        )
    )
    roles = "".join(
        f'<span class="dot" style="background:{colour}"></span>{escape(t(f"grids.role.{name}"))}'
        for name, colour in ROLES.items()
    )
    note = escape(t("grids.share_note", tolerance=f"{tolerance:.0%}"))
    return (
        f'<div class="scroll"><table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table></div>'
        f'<div class="legend">{note}{roles}</div>'
    )


def _row(
    k: int, row: dict[str, float], draft: Draft, hues: dict[str, int], most_hours: float, most_homes: float,
    tolerance: float, t: Text,
) -> str:  # fmt: skip
    grid = str(row["grid"])
    share = float(row["share"])
    off = abs(share - 1) > tolerance + 1e-9
    lock = f'<span class="key">{escape(t("grids.locked"))}</span>' if grid in draft.locked else ""
    key = f'<span class="key">{k + 1}</span>' if k < 9 else ""
    roles = "".join(
        f'<i style="width:{92 * row[name] / most_hours:.1f}px;background:{colour}"></i>'
        for name, colour in ROLES.items()
    )
    return (
        f'<td><span class="swatch" style="background:{GRIDS[hues[grid]]}"></span>'
        f"{escape(t.grid(grid))}{key}{lock}</td>"
        f'<td><span class="bar"><i class="{"over" if off else ""}" style="width:{min(share / 2, 1):.1%}"></i>'
        f'<u style="left:50%"></u></span>{share:.2f}</td>'
        f'<td><span class="roles">{roles}</span>{row["total"]:,.0f}</td>'
        f'<td><span class="bar"><i style="width:{row["households"] / most_homes:.1%}"></i></span>'
        f"{row['households']:,.0f}</td>"
        f"<td>{row['people']:,.0f}</td><td>{row['blocks']:,.0f}</td><td>{row['walking_hours']:,.0f}</td>"
    )


def finding_words(finding: Finding, fair_share: float, t: Text) -> str:
    """A finding of the audit in the language of the page."""
    work = finding.rule in (Rule.TOO_MUCH_WORK, Rule.TOO_LITTLE_WORK)
    value = finding.value / fair_share if work and fair_share else finding.value
    return t(
        f"grids.finding.{finding.rule}",
        grid=t.grid(finding.grid) if finding.grid else "",
        block=finding.blocks[0] if finding.blocks else "",
        count=f"{value:,.0f}",
        share=f"{value:.2f}",
    )
