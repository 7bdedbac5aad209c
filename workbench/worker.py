"""A warm worker: one process that has the heavy libraries loaded and runs one command at a time.

`python -m workbench.worker` reads one JSON object a line on standard input
(`{"command": "simulate", "args": {...}}`) and answers in JSON lines on standard output: `{"ready": pid}`
once warm, then per command `{"started": name}`, any number of `{"progress": 0.4, "message": "..."}` and of
`{"found": {...}}` (a part of the result, as soon as there is one), and one of `{"result": {...}}` or
`{"faults": [{where, expected, got, remedy}]}`. Whatever a library prints goes to standard error, so that it
cannot break the protocol. When standard input closes (the workbench is gone) the worker takes its whole
process group with it.
"""

from __future__ import annotations

import gc
import inspect
import json
import os
import queue
import signal
import sys
import threading
import time
import traceback
from collections.abc import Callable
from importlib import import_module
from typing import TextIO

from models.scenario.faults import Fault, WorkbenchError

Progress = Callable[[float, str], None]

COMMANDS = {
    "simulate": ("models.experiments.simulate", "simulate"),
    "propose": ("models.experiments.propose", "propose_grids"),
    "grids_ready": ("models.experiments.grid_ready", "grids_ready"),
    "trial": ("models.experiments.trial", "try_plan"),
    "route": ("models.experiments.route_day", "route"),
    "route_again": ("models.experiments.route_again", "route_again"),
    "replay": ("models.experiments.replay_day", "replay_day"),
    "grabbing": ("models.experiments.price_of_grabbing", "price_of_grabbing"),
    "policies_chart": ("workbench.views.policies", "draw_policies"),
    "visit_months": ("models.experiments.visit_calendar", "visit_months"),
    "calendar_what_if": ("models.experiments.visit_calendar", "what_if"),
    "staff": ("models.sizing.staff", "staff"),
    "prepare_live": ("models.sizing.live", "prepare_live"),
    "compare": ("models.experiments.compare", "compare"),
    "roster": ("models.experiments.roster", "roster"),
    "warmup": ("models.experiments.warmup", "warmup"),
    "select": ("models.experiments.select", "select"),
    "sensitivity": ("models.experiments.sensitivity.run", "sensitivity"),
    "theory": ("models.experiments.theory_check", "theory_check"),
    "campaign": ("models.experiments.campaigns", "run_campaign"),
    "campaign_browse": ("models.experiments.campaign.browse", "browse"),
    "campaign_export": ("models.experiments.campaign.export", "export_campaign"),
    "campaign_chart": ("workbench.views.campaign_chart", "draw_response"),
    "statistics_chart": ("workbench.views.statistics", "draw_statistics"),
    "peek_log": ("models.exchange.log_peek", "peek_log"),
    "calibrate": ("models.calibration.calibrate", "calibrate"),
    "calibrate_compare": ("models.calibration.calibrate", "compare"),
    "draw_calibration": ("workbench.views.calibration", "draw_calibration"),
    "draw": ("workbench.views.gallery", "draw_gallery"),
    "selftest": ("workbench.worker", "selftest"),
}
"""What a worker may be asked to do: command → (module, function). Nothing else is ever imported by name."""

HEAVY = ("numpy", "pandas", "pyarrow.parquet", "geopandas", "simpy")
"""Libraries a cold interpreter needs seconds for; loaded before the worker says it is ready."""

LATER = ("models.planning.grids.solve", "models.sizing.live")
"""Compiled kernels that planners wait for; loaded once a worker has been idle for `IDLE` seconds,
when the first page has been opened."""
IDLE = 15.0

NICE = 5
"""Long work steps back: the pages come first when cores are short. Not further than that: at 10, a proposal
that somebody waits for does not get on at all beside an ordinary program on every core."""


def selftest(seconds: float = 1.0, steps: int = 10, fail: str = "", progress: Progress | None = None) -> dict:
    """Check the road from page to worker and back: `steps` progress lines over `seconds` seconds.

    `fail` = "fault" raises the family's error, "crash" ends the process at once. Returns
    `{"steps", "seconds", "pid"}`.
    """
    for step in range(steps):
        time.sleep(seconds / steps)
        if progress:
            progress((step + 1) / steps, f"{step + 1}/{steps}")
    if fail == "fault":
        raise WorkbenchError(Fault("selftest.fail", "nothing", fail, "leave it empty"))
    if fail == "crash":
        os._exit(3)
    return {"steps": steps, "seconds": seconds, "pid": os.getpid()}


def run_command(line: str, say: Callable[[dict], None]) -> None:
    """Run one command line and say its progress, then its result or its faults."""
    try:
        request = json.loads(line)
        module, name = COMMANDS[request["command"]]
        say({"started": request["command"]})
        function = getattr(import_module(module), name)
        heard: dict = {"progress": _throttled(say)}
        if "found" in inspect.signature(function).parameters:
            heard["found"] = lambda part: say({"found": part})
        result = function(**request.get("args", {}), **heard)
        say({"result": result})
    except WorkbenchError as error:
        say({"faults": [vars(fault) for fault in error.faults]})
    except Exception as error:  # the page must hear of anything that goes wrong, in its own words
        traceback.print_exc()
        say({"faults": [{"where": type(error).__name__, "expected": "", "got": str(error), "remedy": ""}]})


def _throttled(say: Callable[[dict], None], every: float = 0.1) -> Progress:
    """Pass on progress at most ten times a second; the last step always gets through."""
    spoken = 0.0

    def progress(fraction: float, message: str = "") -> None:
        nonlocal spoken
        now = time.monotonic()
        if fraction >= 1 or now - spoken >= every:
            spoken = now
            say({"progress": min(max(float(fraction), 0.0), 1.0), "message": message})

    return progress


def _own_stdout() -> TextIO:
    """Keep the protocol's pipe to ourselves: from now on, standard output is standard error."""
    pipe = os.fdopen(os.dup(1), "w", encoding="utf-8", buffering=1)
    os.dup2(2, 1)
    sys.stdout = sys.stderr
    return pipe


def _listen(lines: queue.Queue[str]) -> None:
    """Feed commands to the main thread; die with the whole group when the workbench is gone."""
    for line in sys.stdin:
        lines.put(line)
    os.killpg(os.getpgid(0), signal.SIGKILL)


def main() -> None:
    """Warm up, then serve commands until standard input closes."""
    os.nice(NICE)
    pipe = _own_stdout()

    def say(message: dict) -> None:
        pipe.write(json.dumps(message, ensure_ascii=False, default=str) + "\n")

    gc.set_threshold(100_000, 20, 100)  # what is loaded stays: not to be looked through again and again
    for name in HEAVY:
        import_module(name)
    lines: queue.Queue[str] = queue.Queue()
    threading.Thread(target=_listen, args=(lines,), daemon=True).start()
    say({"ready": os.getpid()})
    run_command(_first(lines), say)
    while True:
        run_command(lines.get(), say)


def _first(lines: queue.Queue[str]) -> str:
    """The first command; while none comes, the time is used."""
    try:
        return lines.get(timeout=IDLE)
    except queue.Empty:
        for name in LATER:
            import_module(name)
    return lines.get()


if __name__ == "__main__":
    if os.getpgid(0) != os.getpid():
        os.setpgid(0, 0)
    main()
