"""Pieces of layout that pages share: cards with a title, texts that follow the language."""

from __future__ import annotations

from typing import Any

import panel as pn
import panel_material_ui as pmui

GAP = 16

TEXT_STYLE = """
:host { display: block; color: var(--gw-text); }
h1 { margin: 0; font: 650 22px/1.3 var(--gw-font); letter-spacing: -.01em; }
h2 { margin: 0; font: 650 15.5px/1.4 var(--gw-font); }
p { margin: 0; font: 400 13px/1.55 var(--gw-font); color: var(--gw-muted); }
p.strong { color: var(--gw-text); }
p.small { font-size: 12px; }
ul { margin: 4px 0 0; padding-left: 18px; font: 400 13px/1.6 var(--gw-font); }
"""


def html(content: Any = "", css: str = TEXT_STYLE, **options: Any) -> pn.pane.HTML:
    """Static markup (escaped by whoever writes it) in the workbench's style."""
    options = {"sizing_mode": "stretch_width", "margin": 0} | options
    return pn.pane.HTML(content, stylesheets=[css], **options)


def paper(*objects: Any, **options: Any) -> pmui.Paper:
    """A surface with a hairline border."""
    options = {"sizing_mode": "stretch_width", "margin": 0} | options
    sx = {"border": "1px solid var(--gw-divider)", "borderRadius": "14px", "p": "16px 18px", "gap": "10px"}
    return pmui.Paper(*objects, elevation=0, sx=sx | options.pop("sx", {}), **options)


def columns(*items: tuple[Any, dict[str, Any]]) -> pmui.Grid:
    """Cells on a twelve-column grid: (object, {"xs": 12, "lg": 6}) each; stacked on narrow windows."""
    cells = [
        pmui.Grid(item, size=size, sizing_mode="stretch_width", margin=0, sx={"minWidth": 0})
        for item, size in items
    ]
    return pmui.Grid(*cells, container=True, spacing=2, sizing_mode="stretch_width", margin=0)
