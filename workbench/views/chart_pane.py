"""A chart on the page: drawn ahead in a worker, shown by the browser, nothing left to compute here."""

from __future__ import annotations

import param
from panel.custom import JSComponent

STYLE = """
:host { display: flex; flex-direction: column; font-family: var(--gw-font); color: var(--gw-text); }
.title { margin: 0; font: 650 15.5px/1.4 var(--gw-font); }
.sentence { margin: 2px 0 8px; font: 400 13px/1.55 var(--gw-font); color: var(--gw-muted); }
.figure { width: 100%; min-height: 150px; }
.figure.waiting { border-radius: 8px; background: linear-gradient(100deg, transparent 30%,
  color-mix(in srgb, var(--gw-muted) 12%, transparent) 50%, transparent 70%); background-size: 220% 100%;
  animation: wait 1.4s linear infinite; }
@keyframes wait { from { background-position: 160% 0; } to { background-position: -60% 0; } }
@media (prefers-reduced-motion: reduce) { .figure.waiting { animation: none; } }
.table { align-self: flex-start; margin: 4px 0 0 -6px; padding: 4px 8px; border: 0; border-radius: 6px;
  background: transparent; color: var(--gw-accent); font: 600 12.5px/1.4 var(--gw-font); cursor: pointer; }
.table:hover { background: color-mix(in srgb, var(--gw-accent) 10%, transparent); }
.table:focus-visible { outline: 2px solid var(--gw-accent); }
"""


class ChartPane(JSComponent):
    """Embeds `figure` (see `workbench.views.gallery.figure_json`); a quiet shimmer while it is empty."""

    heading = param.String(default="")
    sentence = param.String(default="", doc="What the figure shows, in one sentence.")
    figure = param.String(default="", doc="A Bokeh document with one root, as JSON text.")
    button = param.String(default="", doc="Label of the button that shows or hides the table.")
    table_open = param.Boolean(default=False, doc="Whether the table is asked for; set by the browser.")

    _esm = "chart_pane.js"
    _stylesheets = [STYLE]  # noqa: RUF012
