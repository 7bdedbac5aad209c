"""The beginning of the page goes out before the session is made, which takes the better part of a second.

What stands before `SESSION_MARK` depends on the address alone: the style, the first view, the scripts. It is
kept from the last answer to the same address, so that the browser shows the first view and gets its scripts
ready while the server makes the session.
"""

from __future__ import annotations

import asyncio
from typing import Any, ClassVar

from panel.io.server import DocHandler

SESSION_MARK = "<!-- what follows belongs to this session -->"

ASKED = ("lang", "theme", "scenario", "page")
"""What of an address decides about the beginning."""

KEPT = 100
"""Beginnings of so many addresses are kept."""

PAUSE = 0.04
"""Seconds in which a browser that has no scripts yet can ask for them, before the session is made."""


class EarlyHandler(DocHandler):
    """Answers as Panel does, in two parts where the first one is known."""

    beginnings: ClassVar[dict[tuple[str, ...], str]] = {}

    async def get(self, *args: Any, **kwargs: Any) -> None:
        """The page."""
        self.address = tuple(self.get_argument(name, "") for name in ASKED)
        self.sent = self.beginnings.get(self.address, "")
        if self.sent:
            self.set_header("Cache-Control", "no-store")
            self.set_header("Content-Type", "text/html")
            self.write(self.sent)
            await self.flush()
            await asyncio.sleep(PAUSE)
        await super().get(*args, **kwargs)

    def write(self, chunk: Any) -> None:
        """The chunk without what has been sent already."""
        if isinstance(chunk, str) and SESSION_MARK in chunk:
            beginning, rest = chunk.split(SESSION_MARK, 1)
            if len(self.beginnings) >= KEPT:
                self.beginnings.clear()
            self.beginnings[self.address] = beginning
            chunk = rest if self.sent else chunk
        super().write(chunk)
