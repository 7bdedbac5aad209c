"""What is seen while the browser still loads its scripts: the finished numbers and the map, as plain markup.

It looks like the page that takes its place as soon as that answers, and is made of what that page shows.
"""

from __future__ import annotations

import json
from base64 import b64encode
from collections.abc import Mapping
from html import escape
from pathlib import Path
from typing import Any

from workbench.language import LANGUAGES, Text
from workbench.map.block_map import SHARED, BlockMap
from workbench.pages import findings, indicators
from workbench.pages.layout import TEXT_STYLE, TITLE_STYLE
from workbench.pages.map_card import LEGEND
from workbench.pages.simulation import SimulationPage
from workbench.theme import DARK, FONT, LIGHT

HERE = Path(__file__).parent
STYLE = (HERE / "first_view.css").read_text(encoding="utf-8")
SCRIPT = (HERE / "first_view.js").read_text(encoding="utf-8")
BYTES = ("geometry", "grid_of", "shade", "stations")
PLAIN = ("colours", "labels", "words", "attribution")


def first_view(page: SimulationPage, t: Text, title: str, pages: Mapping[str, str], theme: str) -> str:
    """Markup of the page as it opens; "" where there is no result to show.

    `title`: mark and name as in the header; `pages`: icons by page, the first one open; `theme`: `light`,
    `dark`, or "" for the system's.
    """
    if page.result is None:
        return ""
    parts = (TEXT_STYLE, TITLE_STYLE, LEGEND, indicators.STYLE, findings.STYLE, *BlockMap._stylesheets)
    content = (
        f"<style>{''.join(parts)}{_colours()}{STYLE}</style>{_bar(t, title)}{_navigation(t, pages)}<main>"
        f'<section class="paper">{_head(page)}<div>{page.facts.object}</div></section><div class="upper">'
        f'<section class="paper place">{_map_line(page)}<div class="map"></div>'
        f"{page.map.legend.object}</section>"
        f'<div class="right"><section class="paper"><h2>{escape(t("simulation.findings"))}</h2>'
        f"{page.findings.object}</section>{page.cards.object}</div></div></main>"
    )
    shown = page.map.map
    drawn = {name: b64encode(getattr(shown, name)).decode() for name in BYTES}
    drawn |= {name: getattr(shown, name) for name in PLAIN}
    data = json.dumps(drawn, ensure_ascii=False).replace("</", "<\\/")
    return (
        f'<div id="first-view" class="{theme or "auto"}" aria-busy="true">'
        f'<template shadowrootmode="open">{content}</template></div>'
        f"<script>(() => {{\n{SHARED}\n{SCRIPT}\nstart({data})\n}})()</script>"
    )


def _bar(t: Text, title: str) -> str:
    tongues = "".join(
        f'<span class="{"on" if code == t.language else ""}">{escape(t(f"language.{code}"))}</span>'
        for code in LANGUAGES
    )
    return (
        f'<header><span class="icon">menu</span>{title}<span class="tongues">{tongues}</span>'
        '<span class="icon">contrast</span></header>'
    )


def _navigation(t: Text, pages: Mapping[str, str]) -> str:
    items = "".join(
        f'<span class="item"><span class="icon">{icon}</span>{escape(t(f"page.{name}"))}</span>'
        for name, icon in pages.items()
    )
    return f"<nav>{items}</nav>"


def _head(page: SimulationPage) -> str:
    run = page.run
    numbers = "".join(_field(field.label, field.value, field.width, "number") for field in run.fields)
    start = f'<span class="start"><span class="icon">play_arrow</span>{escape(run.start.label)}</span>'
    return f'<div class="line">{_select(page.picker)}{numbers}{start}</div>'


def _map_line(page: SimulationPage) -> str:
    switch = f'<span class="switch"><i></i>{escape(page.map.dots.label)}</span>'
    return f'<div class="line">{_select(page.map.colour)}{switch}</div>'


def _select(widget: Any) -> str:
    chosen = next((label for label, value in widget.options.items() if value == widget.value), "")
    return _field(widget.label, chosen, widget.width, "choice")


def _field(label: str, value: object, width: int, kind: str) -> str:
    return (
        f'<span class="field {kind}" style="width: {width}px"><small>{escape(label)}</small>'
        f"<b>{escape(str(value))}</b></span>"
    )


def _colours() -> str:
    """The theme's colours, which the page itself has only when its scripts have run."""
    light, dark = ("".join(f"--gw-{name}: {hue}; " for name, hue in each.items()) for each in (LIGHT, DARK))
    return (
        f":host {{ --gw-font: {FONT}; {light}}}\n:host(.dark) {{ {dark}}}\n"
        f"@media (prefers-color-scheme: dark) {{ :host(.auto) {{ {dark}}} }}\n"
    )
