"""Serve the workbench on this machine: one process, warm, loopback only."""

from __future__ import annotations

import gc
import os
import sys
from pathlib import Path

import panel as pn
from bokeh.server.server import Server

from models.scenario.faults import ScenarioError
from workbench.app import Workbench
from workbench.catalogue import Catalogue, shipped_catalogue
from workbench.drawings import Drawings
from workbench.jobs import Jobs
from workbench.language import LANGUAGES, Text
from workbench.planner import Planner
from workbench.security import require_loopback, security_headers


def build_server(
    jobs: Jobs, drawings: Drawings, catalogue: Catalogue, port: int = 5006, address: str = "127.0.0.1"
) -> Server:
    """A server with the application at `/`, not yet started; `port` 0 takes a free one."""
    require_loopback(address)
    pn.extension("tabulator", notifications=False)
    _prepare(drawings, catalogue)

    def session() -> pn.viewable.Viewable:
        workbench = Workbench(jobs, drawings, catalogue)
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
    )
    gc.collect()
    gc.freeze()  # what is loaded by now stays; collections need not look at it again
    server._tornado.add_transform(security_headers(server.port))
    return server


def _prepare(drawings: Drawings, catalogue: Catalogue) -> None:
    """Have the first view's charts drawn before anybody asks: the default language and theme at once, the
    others while people look at them."""
    try:
        first = catalogue.open(Planner().scenario).baseline
    except ScenarioError:
        return  # the page shows the faults
    if first is None:
        return
    folder = str(first.folder)
    default = Text().language
    drawings.prepare(folder, default, dark=False, wait=30)
    for dark in (False, True):
        for language in LANGUAGES:
            drawings.prepare(folder, language, dark)


def serve(
    port: int = 5006,
    address: str = "127.0.0.1",
    workspace: Path = Path("workspace"),
    show: bool = True,
    scenario: str = "luohu",
) -> None:
    """Serve until interrupted; the address is said on standard error, a browser opened where there is one."""
    require_loopback(address)
    Planner.param.scenario.default = scenario.rstrip("/").removeprefix("scenarios/")
    jobs, drawings, catalogue = Jobs(workspace), Drawings(workspace), shipped_catalogue()
    server = build_server(jobs, drawings, catalogue, port, address)
    sys.stderr.write(f"Grid Planning Workbench: http://localhost:{server.port}/\n")
    if show and _has_display():
        server.io_loop.add_callback(server.show, "/")
    try:
        server.start()
        server.io_loop.start()
    finally:
        jobs.close()
        drawings.close()


def _has_display() -> bool:
    if sys.platform == "darwin":
        return True
    return bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))
