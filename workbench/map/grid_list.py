"""The table of grids beside the map: bars in its cells, a row to choose, buttons to lock and to zoom."""

from __future__ import annotations

from pathlib import Path

import param
from panel.custom import JSComponent

from workbench.map.heard import ELEMENT, Heard

HERE = Path(__file__).parent


class GridList(Heard, JSComponent):
    """Rows as `workbench.views.grid_numbers.list_rows` makes them; `hear` gets `{kind, grid}`: target, zoom,
    lock."""

    rows = param.String(
        default="[]", doc="JSON: as a list of dicts every cell would be checked at each stroke."
    )
    words = param.Dict(default={}, doc="columns (titles), lock, unlock, zoom.")
    chosen = param.Integer(default=-1)
    editable = param.Boolean(default=True)

    _esm = ELEMENT + (HERE / "grid_list.js").read_text(encoding="utf-8")
    _stylesheets = [(HERE / "grid_list.css").read_text(encoding="utf-8")]  # noqa: RUF012
