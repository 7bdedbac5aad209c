"""Speed and quality of the grid optimiser: made-up towns against GerryChain, and any graph's fewest cut
edges.

`python benchmarks/grids.py --json` measures the table of instances and prints ratios. With a graph,
`--adjacency FILE --weight TOTPOP --grids K --least L --most U --seconds S --json` minimises the number of
cut edges
(FILE is networkx's adjacency format) and prints plan, cut, feasible, bound and cpu_seconds. Times are
processor
seconds after the kernels are compiled or loaded.
"""

from __future__ import annotations

import argparse
import json
import math
import sys
import time
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

import pandas as pd

from models.planning.audit import audit_grids
from models.planning.effort import Effort
from models.planning.grids.problem import GridProblem, Weights
from models.planning.grids.solve import plan_grids
from models.scenario.faults import WorkbenchError

EDGES_ONLY = Weights(border=1.0, balance=0.0, area=0.0, compactness=0.0)
OVERHEAD = (
    0.85  # part of the seconds that goes to the search; the rest is reading, checking and CP-SAT's last step
)


def read_graph(path: Path, weight: str) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Blocks and borders of a graph in networkx's adjacency format; parallel edges and loops are dropped."""
    text = json.loads(path.read_text(encoding="utf-8"))
    ids = [str(node["id"]) for node in text["nodes"]]
    blocks = pd.DataFrame({"block": ids, "workload": [float(node[weight]) for node in text["nodes"]]})
    if all("C_X" in node and "C_Y" in node for node in text["nodes"]):
        blocks["x"] = [float(node["C_X"]) for node in text["nodes"]]
        blocks["y"] = [float(node["C_Y"]) for node in text["nodes"]]
    pairs = {
        tuple(sorted((a, str(edge["id"])))): None
        for a, edges in zip(ids, text["adjacency"], strict=True)
        for edge in edges
        if str(edge["id"]) != a
    }
    return blocks, pd.DataFrame(list(pairs), columns=["first", "second"])


def fewest_cuts(options: argparse.Namespace) -> dict[str, Any]:
    """The plan of a graph with the fewest cut edges that the seconds allow."""
    warm_up()
    begun = time.process_time()
    blocks, borders = read_graph(options.adjacency, options.weight)
    problem = GridProblem.from_tables(
        blocks, borders, options.grids, bounds=(options.least, options.most), weights=EDGES_ONLY
    )
    left = options.seconds * OVERHEAD - (time.process_time() - begun)
    result = plan_grids(problem, Effort(seconds=max(left, 0.05)), options.seed)
    cut = sum(result.plan[a] != result.plan[b] for a, b in borders.itertuples(index=False))
    bound = None if result.bound is None else math.ceil(result.bound - 1e-3)
    return {
        "plan": dict(result.plan),
        "cut": cut,
        "feasible": not audit_grids(problem, result.plan),
        "bound": bound,
        "status": result.status.value,
        "cpu_seconds": round(time.process_time() - begun, 3),
    }


def warm_up() -> None:
    """Compile or load the kernels and libraries, so that times are those of a warm worker."""
    from benchmarks._grid_instances import town

    problem = GridProblem.from_tables(*town(16, 1), 2, tolerance=0.4)
    plan_grids(problem, Effort(deterministic=0.05))


def parser() -> argparse.ArgumentParser:
    """The options of the command."""
    made = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    made.add_argument("--adjacency", type=Path, help="a graph in networkx's adjacency format (JSON)")
    made.add_argument("--weight", default="TOTPOP", help="the node attribute that is balanced")
    made.add_argument("--grids", type=int, help="number of grids")
    made.add_argument("--least", type=float, help="least weight of a grid")
    made.add_argument("--most", type=float, help="most weight of a grid")
    made.add_argument("--seconds", type=float, default=10.0, help="processor seconds, compilation apart")
    made.add_argument("--seed", type=int, default=0)
    made.add_argument("--json", action="store_true", help="print one JSON object as the last line")
    return made


def main(arguments: list[str] | None = None) -> int:
    """Run one graph, or the whole table; prints JSON."""
    options = parser().parse_args(arguments)
    if options.adjacency is not None:
        missing = [name for name in ("grids", "least", "most") if getattr(options, name) is None]
        if missing:
            parser().error(f"with --adjacency: give {', '.join('--' + name for name in missing)} as well")
        try:
            report: dict[str, Any] = fewest_cuts(options)
        except (WorkbenchError, OSError, KeyError, ValueError) as wrong:
            print(f"{options.adjacency.name}: {wrong!s}", file=sys.stderr)
            return 2
    else:
        from benchmarks._grid_table import measure

        warm_up()
        report = measure()
    print(json.dumps(report, indent=None if options.json else 2, ensure_ascii=False), flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
