"""The table of grids beside the map: bars in its cells, a row to choose, buttons to lock and to zoom."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import param
from panel.custom import JSComponent

HERE = Path(__file__).parent


class GridList(JSComponent):
    """Rows as `workbench.views.grid_numbers.list_rows` makes them; `hear` gets `{kind, grid}`: target, zoom,
    lock."""

    rows = param.String(
        default="[]", doc="JSON: as a list of dicts every cell would be checked at each stroke."
    )
    words = param.Dict(default={}, doc="columns (titles), lock, unlock, zoom.")
    chosen = param.Integer(default=-1)
    editable = param.Boolean(default=True)

    _esm = HERE / "grid_list.js"
    _stylesheets = [(HERE / "grid_list.css").read_text(encoding="utf-8")]  # noqa: RUF012

    def __init__(self, hear: Callable[[dict[str, Any]], None] | None = None, **given: Any) -> None:
        self._hear = hear
        super().__init__(**given)

    def _handle_msg(self, data: Any) -> None:
        if self._hear is not None and isinstance(data, dict):
            self._hear(data)
