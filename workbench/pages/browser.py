"""What only the browser knows: how wide its window is."""

from __future__ import annotations

import param
from panel.custom import JSComponent


class Browser(JSComponent):
    """Takes no room; `window` is set once by the browser."""

    window = param.Integer(default=0, doc="Inner width of the window in pixels; 0 while unknown.")

    _esm = "export function render({model}) { model.window = window.innerWidth }"
