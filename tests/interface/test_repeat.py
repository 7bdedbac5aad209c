"""Looking again: not before a browser is there, not after it has gone. Against a real server."""

from __future__ import annotations

import asyncio
import queue
import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import panel as pn
import pytest
from bokeh.client import pull_session
from bokeh.document.events import MessageSentEvent
from bokeh.events import DocumentReady

from tests.interface.conftest import PATIENCE
from workbench.pages.repeat import Repeat

PERIOD_MS = 10


@pytest.fixture
def page():
    """A server of one page that looks again and again: its address, its documents, when it has looked."""
    documents, looks = [], []

    def made() -> pn.pane.HTML:
        documents.append(pn.state.curdoc)
        Repeat(lambda: looks.append(time.monotonic()), PERIOD_MS).start()
        return pn.pane.HTML("here")

    served: queue.Queue[Any] = queue.Queue()

    def serve() -> None:
        asyncio.set_event_loop(asyncio.new_event_loop())
        server = pn.io.server.get_server({"/": made}, port=0, verbose=False)
        server.start()
        served.put(server)
        server.io_loop.start()

    thread = threading.Thread(target=serve, daemon=True)
    thread.start()
    server = served.get(timeout=PATIENCE)
    yield f"http://localhost:{server.port}/", documents, looks
    server.io_loop.add_callback(server.io_loop.stop)
    thread.join(PATIENCE)


def until(true: Callable[[], bool]) -> None:
    """Wait for it."""
    over = time.monotonic() + PATIENCE
    while not true():
        assert time.monotonic() < over, "it never came"
        time.sleep(PERIOD_MS / 1000)


def test_it_looks_while_a_browser_is_connected_and_at_no_other_time(page):
    """Before that no work waits (Panel by itself would try with every turn of its loop); a closed window
    leaves its visit behind for some minutes, at rest."""
    with ThreadPoolExecutor(1) as apart:  # other tests' browser has this thread's event loop
        apart.submit(visit_and_leave, *page).result()
    looks = page[2]
    time.sleep(20 * PERIOD_MS / 1000)
    before = len(looks)
    time.sleep(20 * PERIOD_MS / 1000)
    assert len(looks) == before


def visit_and_leave(url: str, documents: list[Any], looks: list[float]) -> None:
    """A client that first only opens the document, then says that it is ready, as a browser does."""
    asyncio.set_event_loop(asyncio.new_event_loop())
    visitor = pull_session(url=url)
    try:
        time.sleep(20 * PERIOD_MS / 1000)
        assert not documents[0].session_callbacks
        assert not looks
        ready = MessageSentEvent(visitor.document, "bokeh_event", DocumentReady())
        visitor.document.callbacks.trigger_on_change(ready)
        visitor.force_roundtrip()
        until(lambda: len(looks) > 3)
    finally:
        visitor.close()
