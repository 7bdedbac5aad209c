"""The block map that can be painted: a canvas component that colours at once and asks Python afterwards."""

from __future__ import annotations

from pathlib import Path

import param

from workbench.map.block_map import SHARED, BlockMap

HERE = Path(__file__).parent
PAINTING = "\n".join(
    (HERE / name).read_text(encoding="utf-8") for name in ("paint_surface.js", "paint_map.js")
)


class PaintMap(BlockMap):
    """Blocks by grid with tools to paint them.

    Messages: `{kind: "stroke", blocks, grid, seq}` (rows of blocks; a name of `grid_names`, "" for none),
    `undo`, `redo`, and with the `grid` that is painted `lock`,
    `lock_all`, `new`; `pin` with the row of a `block`. `answered` is the last stroke that
    Python has taken in; `grid_of` holds what became of it.
    """

    editable = param.Boolean(default=True)
    by_grid = param.Boolean(default=True, doc="Colours follow the grids in the browser; `shade` is ignored.")
    grid_names = param.List(default=[], item_type=str, doc="Each grid's own name, by which strokes call it.")
    hues = param.List(default=[], item_type=int, doc="Index into `colours` of each grid.")
    locked = param.List(default=[], item_type=int, doc="Positions of locked grids, hatched.")
    pinned = param.List(default=[], item_type=int, doc="Rows of blocks that are locked by themselves.")
    reference = param.Bytes(default=b"", doc="Another plan (i2 per block); what differs is hatched.")
    figures = param.Bytes(
        default=b"", doc="Numbers of the tooltip, f4: a row of blocks for each of its rows."
    )
    areas = param.Bytes(default=b"", doc="Area of each block as i2, to be painted whole.")
    target = param.Integer(default=0, doc="The grid that is painted; -1 for none. Set on both sides.")
    tool = param.String(default="brush", doc="pan, tap, brush, box, lasso, area or lock.")
    undo_depth = param.Integer(default=0)
    redo_depth = param.Integer(default=0)
    answered = param.Integer(default=0)

    _esm = SHARED + PAINTING + "export const render = mountPainting\n"
    _stylesheets = [  # noqa: RUF012
        (HERE / name).read_text(encoding="utf-8") for name in ("block_map.css", "paint_map.css")
    ]

    def show_grid(self, position: int) -> None:
        """Zoom to a grid; -1 for the whole map."""
        self._send_msg({"zoom": position})

    def tell(self, text: str) -> None:
        """Say something in passing over the map."""
        self._send_msg({"say": text})
