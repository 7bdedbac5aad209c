"""Speed and quality of the route planner: made-up communities' days against PyVRP, and any team orienteering
file.

`python benchmarks/routes.py --json` measures the table and prints ratios. `--toptw FILE --teams M --seconds S
--json` plans a team orienteering problem with time windows and prints score, feasible, tours (vertices, the
depot left out) and cpu_seconds. Times are processor seconds after the kernels are compiled or loaded.
"""

from __future__ import annotations

import argparse
import json
import sys
import time
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from benchmarks._route_instances import community, read_toptw
from models.planning.effort import Effort
from models.planning.route_audit import audit_routes
from models.planning.routes.engine import EngineName, route_engine
from models.scenario.faults import WorkbenchError

OVERHEAD = 0.9  # part of the seconds that goes to the search; the rest is reading, checking and the audit


def orienteering(options: argparse.Namespace) -> dict[str, Any]:
    """The tours that collect most within the seconds."""
    warm_up()
    begun = time.process_time()
    problem = read_toptw(options.toptw, options.teams)
    left = options.seconds * OVERHEAD - (time.process_time() - begun)
    plan = route_engine(options.engine).plan(problem, Effort(seconds=max(left, 0.05)), seed=options.seed)
    return {
        "score": int(plan.prize) if plan.prize == int(plan.prize) else plan.prize,
        "feasible": not audit_routes(problem, plan),
        "tours": [[int(stop) for stop in tour.stops] for tour in plan.tours],
        "cpu_seconds": round(time.process_time() - begun, 3),
    }


def warm_up() -> None:
    """Compile or load the kernels, so that times are those of a warm worker."""
    route_engine().plan(community(0, 20, 2), Effort(deterministic=0.01))


def parser() -> argparse.ArgumentParser:
    """The options of the command."""
    made = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    made.add_argument("--toptw", type=Path, help="a team orienteering problem with time windows")
    made.add_argument("--teams", type=int, default=1, help="number of tours")
    made.add_argument("--engine", choices=[name.value for name in EngineName], default="ruin")
    made.add_argument("--seconds", type=float, default=5.0, help="processor seconds, compilation apart")
    made.add_argument("--seed", type=int, default=0)
    made.add_argument("--district", type=int, default=100_000, help="visits in the pools of the district-day")
    made.add_argument("--json", action="store_true", help="print one JSON object as the last line")
    return made


def main(arguments: list[str] | None = None) -> int:
    """Plan one file, or measure the whole table; prints JSON."""
    options = parser().parse_args(arguments)
    if options.toptw is not None:
        if options.teams < 1 or options.seconds <= 0:
            parser().error("expected at least one team and seconds above 0")
        try:
            report: dict[str, Any] = orienteering(options)
        except (WorkbenchError, OSError, LookupError, ValueError) as wrong:
            print(f"{options.toptw.name}: {wrong!s}", file=sys.stderr)
            return 2
    else:
        from benchmarks._route_table import measure

        warm_up()
        report = measure(options.district)
    print(json.dumps(report, indent=None if options.json else 2, ensure_ascii=False), flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
