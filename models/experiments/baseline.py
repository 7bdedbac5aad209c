"""The finished baseline that ships with a scenario, so that the first view shows results at once.

`python -m models.experiments.baseline luohu` makes it anew after a deliberate change of the model.
"""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

from models.experiments.simulate import simulate
from models.scenario.shipped import scenario_folder

FOLDER = "baseline"
REPLICATIONS = 10


def write_baseline(name: str, engine: str = "processes") -> Path:
    """Simulate a shipped scenario and leave the result in its folder `baseline`; the runs are not kept."""
    folder = scenario_folder(name)
    with tempfile.TemporaryDirectory() as runs:
        return make_baseline(folder, Path(runs), folder / FOLDER, engine)


def make_baseline(folder: Path, runs: Path, target: Path, engine: str) -> Path:
    """The same with the places named; the summary carries no path, so that it may ship."""
    simulate(
        str(folder),
        replications=REPLICATIONS,
        engine_name=engine,
        out=str(runs),
        result=target,
        keep_paths=False,
    )
    return target


if __name__ == "__main__":
    for scenario in sys.argv[1:] or ["luohu"]:
        write_baseline(scenario)
