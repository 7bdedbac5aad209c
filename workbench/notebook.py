"""The workbench in a notebook's cell: `import workbench; workbench.open("luohu")`.

The kernel starts a server of its own on the loopback address and shows it in a frame. The server ends with
the kernel; everything it keeps lies in the workspace, so the next one finds it again.
"""

from __future__ import annotations

import atexit
import contextlib
import os
import socket
import subprocess
import sys
import threading
import time
import urllib.request
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from models.scenario.faults import Fault, RunError, ScenarioError

WAIT_SECONDS = 180.0
"""A cold machine needs some seconds to load the libraries; a busy one many more."""
_SERVERS: dict[Path, tuple[str, subprocess.Popen[bytes]]] = {}


def open_workbench(
    scenario: str = "luohu",
    workspace: str | Path | None = None,
    height: int = 900,
    page: str = "",
    lang: str = "",
) -> Any:
    """The workbench on a scenario, for the last line of a cell (an IPython `IFrame` of `height` pixels).

    `page` opens another page than the first one (`campaigns`), `lang` another language (`zh`, `en`). One
    server serves all cells of a kernel that share a workspace. ScenarioError for an unknown name; RunError
    where the server does not come up. Works where the browser runs on the machine of the kernel.
    """
    from IPython.display import IFrame

    from workbench.catalogue import shipped_catalogue
    from workbench.workspace import default_workspace

    names = shipped_catalogue().names
    if scenario not in names:
        raise ScenarioError(Fault("scenario", f"one of {', '.join(names)}", repr(scenario)))
    folder = Path(workspace) if workspace else default_workspace()
    asked = {"scenario": scenario, "page": page, "lang": lang}
    query = urlencode({key: value for key, value in asked.items() if value})
    return IFrame(f"{_server(folder.resolve(), scenario)}?{query}", width="100%", height=height)


def _server(workspace: Path, scenario: str) -> str:
    """The address of this kernel's server for a workspace, started if need be."""
    known = _SERVERS.get(workspace)
    if known is not None and known[1].poll() is None:
        return known[0]
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [sys.executable, "-m", "workbench.notebook", str(port), scenario, str(workspace)]
    workspace.mkdir(parents=True, exist_ok=True)
    with (workspace / "notebook-server.log").open("ab") as log:
        server = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=log, stderr=log)
    atexit.register(server.kill)
    url = f"http://localhost:{port}/"
    _wait(url, server, workspace / "notebook-server.log")
    _SERVERS[workspace] = url, server
    return url


def _wait(url: str, server: subprocess.Popen[bytes], log: Path) -> None:
    end = time.monotonic() + WAIT_SECONDS
    while time.monotonic() < end and server.poll() is None:
        with contextlib.suppress(OSError):
            urllib.request.urlopen(url, timeout=30).close()
            return
        time.sleep(0.2)
    server.kill()
    raise RunError(Fault("server", "one that answers", f"none at {url}", f"its own words stand in {log}"))


def _end_with_the_kernel() -> None:
    sys.stdin.buffer.read()  # ends when the kernel is gone, however it went
    os._exit(0)


def main() -> None:
    """Serve for a kernel: port, scenario, workspace."""
    from workbench.serve import serve

    threading.Thread(target=_end_with_the_kernel, daemon=True).start()
    port, scenario, workspace = sys.argv[1:]
    serve(port=int(port), workspace=Path(workspace), show=False, scenario=scenario, framed=True)


if __name__ == "__main__":
    main()
