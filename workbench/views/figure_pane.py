"""A figure on the page: drawn ahead in a worker, shown by the browser, nothing left to compute here."""

from __future__ import annotations

import param
from panel.custom import JSComponent

STYLE = """
:host { display: block; }
.figure { width: 100%; min-height: 150px; }
.figure.waiting { border-radius: 8px; background: linear-gradient(100deg, transparent 30%,
  color-mix(in srgb, var(--gw-muted) 12%, transparent) 50%, transparent 70%); background-size: 220% 100%;
  animation: wait 1.4s linear infinite; }
@keyframes wait { from { background-position: 160% 0; } to { background-position: -60% 0; } }
@media (prefers-reduced-motion: reduce) { .figure.waiting { animation: none; } }
"""


class FigurePane(JSComponent):
    """Embeds `figure` (see `workbench.views.gallery.figure_json`); a quiet shimmer while it is empty."""

    figure = param.String(default="", doc="A Bokeh document with one root, as JSON text.")
    summary = param.String(default="", doc="What the figure shows in one sentence, for screen readers.")

    _esm = "figure_pane.js"
    _stylesheets = [STYLE]  # noqa: RUF012
