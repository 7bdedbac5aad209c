"""What only the browser knows: how wide its window is, and whether its owner prefers the dark."""

from __future__ import annotations

import param
from panel.custom import JSComponent


class Browser(JSComponent):
    """Takes no room; set once by the browser, `window` last."""

    dark = param.Boolean(default=False, doc="Whether the system asks for dark pages.")
    window = param.Integer(default=0, doc="Inner width of the window in pixels; 0 while unknown.")

    _esm = """export function render({model}) {
  model.dark = window.matchMedia("(prefers-color-scheme: dark)").matches
  model.window = window.innerWidth
}"""
