"""Prints the digests of the frozen runs as TOML; run as a program, so that another interpreter can.

`RUNS`: scenario and days, without warm-up, first replication of seed 1.
"""

from __future__ import annotations

import sys

from models.scenario.folder import read_scenario
from models.simulation.run import simulate

RUNS = (
    ("luohu", 3),
    ("luohu-departmental", 2),
    ("luohu-rollout", 2),
    ("checks/two-grids", 2),
)


def digest(name: str, days: int) -> str:
    """The digest of a shipped scenario over its first days."""
    return simulate(read_scenario(name).with_spec(days=days, warmup_days=0, seed=1)).digest


if __name__ == "__main__":
    wanted = sys.argv[1:] or [name for name, _ in RUNS]
    for run, horizon in RUNS:
        if run in wanted:
            sys.stdout.write(f'"{run}" = "{digest(run, horizon)}"\n')
