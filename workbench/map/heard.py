"""What components share whose browser side says something: messages are heard, scripts are plain."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

ELEMENT = (Path(__file__).parent / "element.js").read_text(encoding="utf-8")
"""The script that makes an element of a list, for those who make many."""
Said = dict[str, Any]


class Heard:
    """Beside `JSComponent`: `hear` gets every message of the browser, a dict."""

    def __init__(self, hear: Callable[[Said], None] | None = None, **given: Any) -> None:
        self._hear = hear
        super().__init__(**given)

    def _get_properties(self, doc: Any) -> dict[str, Any]:
        # plain JavaScript, like a bundle: the browser need not look through it for JSX
        told: dict[str, Any] = super()._get_properties(doc)  # type: ignore[misc]
        return told | {"bundle": f"{type(self).__name__}-{len(self._esm)}"}  # type: ignore[attr-defined]

    def _handle_msg(self, data: Any) -> None:
        if self._hear is not None and isinstance(data, dict):
            self._hear(data)
