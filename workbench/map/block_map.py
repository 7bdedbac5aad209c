"""The block map on the page: a small canvas component that Python tells what to show."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import panel as pn
import param
from panel.custom import JSComponent

from workbench.map.heard import Heard

HERE = Path(__file__).parent
PARTS = ("block_geometry.js", "block_map.js")
SHARED = "\n".join((HERE / name).read_text(encoding="utf-8") for name in PARTS)
"""The map itself; a component adds what it renders."""


class BlockMap(Heard, JSComponent):
    """Blocks filled by shade, grids by their borders; zoom, pan, hover, keys; read-only.

    `drawn` is told once, when the browser has drawn the blocks and is connected: what changes earlier does
    not reach it. `hear` gets every other message.
    Geometry travels once (`workbench.map.geometry.encode_blocks`); what changes is small: `grid_of` (i2
    per block, -1 unassigned), `shade` (u1 per block, an index into `colours`, 255 for none).
    """

    geometry = param.Bytes(default=b"", doc="All rings and border pieces, see `encode_blocks`.")
    grid_of = param.Bytes(default=b"", doc="Grid of each block as i2, little endian; -1 for none.")
    shade = param.Bytes(default=b"", doc="Index into `colours` of each block as u1; 255 for none.")
    colours = param.List(default=[], item_type=str, doc="Fill colours.")
    labels = param.List(default=[], item_type=str, doc="Name of each grid, drawn at its middle.")
    grid_notes = param.List(default=[], item_type=str, doc="One sentence on each grid, for screen readers.")
    facts = param.Dict(default={}, doc="Tooltip: `titles` per block, `rows` of [name, value per block].")
    dots = param.Bytes(default=b"", doc="Premises, i2 x and y each.")
    show_dots = param.Boolean(default=False)
    stations = param.Bytes(default=b"", doc="Workstations, i2 x and y each.")
    attribution = param.String(default="")
    words = param.Dict(default={}, doc="zoom_in, zoom_out, fit, describe, role, hint in the page's language.")
    dark = param.Boolean(default=False)
    seen = param.Boolean(default=True, doc="Whether it is known that the blocks have been drawn.")
    picked = param.Integer(default=-1, doc="The block last clicked; -1 for none. Set by the browser.")

    def __init__(self, drawn: Callable[[], None] | None = None, **given: Any) -> None:
        self._drawn = drawn
        super().__init__(seen=drawn is None, **given)

    def _handle_msg(self, data: Any) -> None:
        if not isinstance(data, dict) or data.get("kind") != "drawn":
            super()._handle_msg(data)
        elif self._drawn is not None:  # it may say so several times
            drawn, self._drawn = self._drawn, None
            pn.state.onload(lambda: self._answer(drawn))

    def _answer(self, drawn: Callable[[], None]) -> None:
        self.seen = True
        drawn()

    _esm = SHARED + "export const render = (context) => { mount(context, BlockMap) }\n"
    _stylesheets = [(HERE / "block_map.css").read_text(encoding="utf-8")]  # noqa: RUF012
