"""A file chosen in the browser, sent in parts: larger messages would drop the connection without a word."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Callable
from pathlib import Path
from typing import Any

import param
from panel.custom import JSComponent

HERE = Path(__file__).parent
STYLE = """
:host { display: flex; gap: 10px; align-items: center; flex-wrap: wrap; font: 12.5px/1.5 var(--gw-font); }
.pick { display: inline-flex; margin: 0 10px 4px 0; padding: 5px 14px; border: 1px solid var(--gw-accent);
  border-radius: 10px; color: var(--gw-accent); font-weight: 600; cursor: pointer; }
.pick:hover { background: color-mix(in srgb, var(--gw-accent) 9%, transparent); }
.pick:focus-within { outline: 2px solid var(--gw-accent); outline-offset: 1px; }
.pick input { position: absolute; width: 1px; height: 1px; opacity: 0; }
.note { color: var(--gw-muted); }
"""


class Upload(JSComponent):
    """`done(name, content)` gets a whole file; `refused(name, size)` one that is over `most_bytes`."""

    words = param.Dict(default={}, doc="label and limit in the language of the page.")
    accept = param.String(default="")
    most_bytes = param.Integer(default=10_000_000)

    _esm = HERE / "upload.js"
    _stylesheets = [STYLE]  # noqa: RUF012

    def __init__(
        self, done: Callable[[str, bytes], None], refused: Callable[[str, int], None], **given: Any
    ) -> None:
        self._done, self._refused = done, refused
        self._parts: list[bytes] = []
        super().__init__(**given)

    def _handle_msg(self, data: Any) -> None:
        name = str(data.get("name", ""))[:200]
        if data.get("refused"):
            self._refused(name, int(data.get("size", 0)))
            return
        if data.get("part") == 0:
            self._parts = []
        try:
            self._parts.append(base64.b64decode(str(data.get("text", "")), validate=True))
        except (binascii.Error, ValueError):
            self._parts = []
            return
        size = sum(map(len, self._parts))
        if size > self.most_bytes:
            self._parts = []
            self._refused(name, size)
        elif len(self._parts) == data.get("parts"):
            content, self._parts = b"".join(self._parts), []
            self._done(name, content)
