"""Serve the workbench on this machine: one process, warm, loopback only."""

from __future__ import annotations

import contextlib
import gc
import os
import sys
import threading
import warnings
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING

from models.scenario.faults import ScenarioError
from workbench.drawings import Drawings
from workbench.jobs import Jobs
from workbench.security import require_loopback, security_headers

if TYPE_CHECKING:
    from bokeh.server.server import Server
    from panel.viewable import Viewable

    from workbench.catalogue import Catalogue

PAGES_AFTER = 4.0
"""Seconds after the start when the code of the pages that nobody has looked at yet is loaded, in a thread."""

WORKERS_AFTER = 8.0
"""Seconds after the start when the workers for jobs warm up, if there was no job before."""

UNUSED_SECONDS = 300
"""A session waits so long for its browser, which on a busy machine takes a while to load the scripts."""

OTHERS_AFTER = 10.0
"""Seconds after the start when the charts in the other language and theme are drawn, one after another."""

LOOK_AHEAD = 2.0
"""Seconds until it is seen whether the next of them can be drawn."""


def build_server(
    jobs: Jobs,
    drawings: Drawings,
    catalogue: Catalogue,
    port: int = 5006,
    address: str = "127.0.0.1",
    framed: bool = False,
) -> Server:
    """A server with the application at `/`, not yet started; `port` 0 takes a free one.

    `framed`: a notebook on this machine may show it in a cell.
    """
    import panel as pn
    from bokeh.server.urls import per_app_patterns

    from workbench.app import Workbench
    from workbench.early import DocHandler, EarlyHandler

    require_loopback(address)
    per_app_patterns[:] = [
        (path, EarlyHandler if issubclass(handler, DocHandler) else handler)
        for path, handler in per_app_patterns
    ]
    pn.extension("tabulator", notifications=False)

    def session() -> Viewable:
        asked = {name: values[0].decode() for name, values in pn.state.session_args.items() if values}
        workbench = Workbench(
            jobs,
            drawings,
            catalogue,
            language=asked.get("lang", ""),
            dark=asked.get("theme") == "dark",
            asked=asked,
        )
        pn.state.onload(workbench.opened)
        return workbench.page

    server = pn.io.server.get_server(
        {"/": session},
        port=port,
        address=None if address == "localhost" else address,
        websocket_origin=[f"{host}:{port}" for host in ("localhost", "127.0.0.1")],
        title="Grid Planning Workbench",
        warm=True,
        verbose=False,
        unused_session_lifetime_milliseconds=1000 * UNUSED_SECONDS,
    )
    gc.collect()
    gc.freeze()  # what is loaded by now stays; collections need not look at it again
    gc.set_threshold(100_000, 20, 100)  # a visit makes many objects that stay: no reason to look through them
    server._tornado.add_transform(security_headers(server.port, framed))
    return server


async def open_once(port: int) -> None:
    """Open the page ourselves, so that the first visitor is not the first."""
    from tornado.httpclient import AsyncHTTPClient, HTTPClientError

    with contextlib.suppress(OSError, HTTPClientError):
        await AsyncHTTPClient().fetch(f"http://localhost:{port}/", request_timeout=60)
    import_module("workbench.views.gallery")  # what the first visitor needs next, when the map has been drawn


def prepare_first_view(drawings: Drawings, catalogue: Catalogue) -> None:
    """Have the charts of the first view drawn before anybody asks, by their own process."""
    from workbench.language import Text

    if folder := _first_result(catalogue):
        drawings.prepare(folder, Text().language, dark=False)


def prepare_other_views(drawings: Drawings, catalogue: Catalogue, jobs: Jobs) -> bool:
    """Then, while people look, the next one in another language or theme; none while a job is under way, as
    somebody waits for that. False once all are there: nothing is left to ask for."""
    from workbench.language import LANGUAGES

    if not (folder := _first_result(catalogue)):
        return False
    for dark in (False, True):
        for language in LANGUAGES:
            if jobs.busy or drawings.get(folder, language, dark) is None:
                return True
    return False


def prepare_grids(catalogue: Catalogue, workspace: Path) -> None:
    """Have the work of every block of the first scenario reckoned, in a thread of its own."""
    from workbench.drafting.studio import studio
    from workbench.planner import Planner

    with contextlib.suppress(ScenarioError):  # the page shows the faults
        studio(catalogue.open(Planner().scenario), workspace)


def shipped_catalogue() -> Catalogue:
    """The scenarios that come with the project; with the libraries that read them."""
    from workbench.catalogue import shipped_catalogue as shipped

    return shipped()


def prepare_pages(catalogue: Catalogue, workspace: Path) -> None:
    """Load the code of all pages, in a thread, while others look at the first one; then, for who draws grids,
    have the work of every block reckoned."""
    from workbench.app import load_pages

    def prepare() -> None:
        load_pages()
        prepare_grids(catalogue, workspace)

    threading.Thread(target=prepare, daemon=True, name="pages").start()


def _first_result(catalogue: Catalogue) -> str:
    from workbench.planner import Planner

    try:
        baseline = catalogue.open(Planner().scenario).baseline
    except ScenarioError:
        return ""  # the page shows the faults
    return str(baseline.folder) if baseline else ""


def serve(
    port: int = 5006,
    address: str = "127.0.0.1",
    workspace: Path = Path("workspace"),
    show: bool = True,
    scenario: str = "luohu",
    framed: bool = False,
) -> None:
    """Serve until interrupted; the address is said on standard error, a browser opened where there is one."""
    require_loopback(address)
    # a table that was edited sends its columns back whole: the server knows them, and nothing is lost
    warnings.filterwarnings("ignore", message="reference already known")
    drawings, jobs = Drawings(workspace), None
    try:
        # the process that draws warms up while this one loads its libraries, which takes both some seconds
        from workbench.planner import Planner

        Planner.param.scenario.default = scenario.rstrip("/").removeprefix("scenarios/")
        catalogue = shipped_catalogue()
        prepare_first_view(drawings, catalogue)
        jobs = Jobs(workspace, delay=WORKERS_AFTER)
        server = build_server(jobs, drawings, catalogue, port, address, framed)
        sys.stderr.write(f"Grid Planning Workbench: http://localhost:{server.port}/\n")
        sys.stderr.flush()
        server.io_loop.call_later(PAGES_AFTER, prepare_pages, catalogue, workspace)

        def look_ahead() -> None:
            if prepare_other_views(drawings, catalogue, jobs):
                server.io_loop.call_later(LOOK_AHEAD, look_ahead)

        server.io_loop.call_later(OTHERS_AFTER, look_ahead)
        if show and _has_display():
            server.io_loop.add_callback(server.show, "/")
        server.start()
        server.io_loop.add_callback(open_once, server.port)
        server.io_loop.start()
    finally:
        if jobs is not None:
            jobs.close()
        drawings.close()


def _has_display() -> bool:
    if sys.platform == "darwin":
        return True
    return bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))
