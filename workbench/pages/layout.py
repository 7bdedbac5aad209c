"""Pieces of layout that pages share: surfaces, grids that fold on narrow windows, styled markup."""

from __future__ import annotations

from typing import Any

import panel as pn

GAP = 16

TEXT_STYLE = """
:host { color: var(--gw-text); }
h1 { margin: 0; font: 650 22px/1.3 var(--gw-font); letter-spacing: -.01em; }
h2 { margin: 0; font: 650 15.5px/1.4 var(--gw-font); }
p { margin: 0; font: 400 13px/1.55 var(--gw-font); color: var(--gw-muted); }
p.strong { color: var(--gw-text); }
ul { margin: 4px 0 0; padding-left: 18px; font: 400 13px/1.6 var(--gw-font); }
"""

TITLE_STYLE = """
.title { display: flex; gap: 11px; align-items: center; font: 650 17px/1.2 var(--gw-font);
  color: var(--gw-text); white-space: nowrap; }
.title svg { width: 26px; height: 26px; flex: none; }
@media (max-width: 560px) { .title span { display: none; } }
"""

PLAIN = ".scroll-button { display: none !important; }"
"""Columns here do not scroll; their hidden button would still take a gap."""


def relabel(widget: Any, options: dict[str, Any], value: Any) -> None:
    """New words for a selector's options with the selection kept: the browser knows it by its label, which
    must be sent again although the value is the same."""
    widget.param.update(options=options, value=value)
    widget.param.trigger("value")


def html(content: Any = "", css: str = TEXT_STYLE, **options: Any) -> pn.pane.HTML:
    """Static markup (escaped by whoever writes it) in the workbench's style."""
    options = {"sizing_mode": "stretch_width", "margin": 0} | options
    return pn.pane.HTML(content, stylesheets=[css], **options)


def stack(*objects: Any, gap: int = GAP, styles: dict[str, str] | None = None, **options: Any) -> pn.Column:
    """Objects under each other with even gaps; hidden ones take no room."""
    options = {"sizing_mode": "stretch_width", "margin": 0} | options
    return pn.Column(*objects, styles={"gap": f"{gap}px"} | (styles or {}), stylesheets=[PLAIN], **options)


def paper(*objects: Any, gap: int = 10, styles: dict[str, str] | None = None, **options: Any) -> pn.Column:
    """A surface with a hairline border."""
    surface = {
        "background": "var(--gw-paper)",
        "border": "1px solid var(--gw-divider)",
        "border-radius": "14px",
        "padding": "16px 18px",
        "min-width": "0",
    }
    return stack(*objects, gap=gap, styles=surface | (styles or {}), **options)


def line(*objects: Any, gap: int = 12, justify: str = "flex-start") -> pn.Column:
    """Objects beside each other at their own widths, wrapping where there is no room."""
    css = f"""
:host {{ display: flex !important; flex-flow: row wrap !important; gap: {gap}px; align-items: center;
  justify-content: {justify}; }}
:host > * {{ flex: none !important; align-self: center !important; max-width: 100%; }}
"""
    return pn.Column(*objects, sizing_mode="stretch_width", margin=0, stylesheets=[PLAIN, css])


def grid(*objects: Any, columns: str, narrow: int = 1100) -> pn.Column:
    """Cells in CSS grid `columns`; under each other on windows below `narrow` pixels."""
    css = f"""
:host {{ display: grid !important; grid-template-columns: {columns}; gap: {GAP}px; align-items: stretch;
  grid-auto-rows: max-content; }}
:host > * {{ min-width: 0; align-self: stretch !important; height: auto !important; }}
@media (max-width: {narrow}px) {{ :host {{ grid-template-columns: minmax(0, 1fr); }} }}
"""
    return pn.Column(*objects, sizing_mode="stretch_width", margin=0, stylesheets=[PLAIN, css])
