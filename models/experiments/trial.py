"""One plan of grids against another under the same draws: simulate both, compare them pair by pair."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path
from typing import Any

from models.experiments.grid_files import Drawn, write_plans
from models.experiments.grid_inputs import ADJACENCY, land_of
from models.experiments.simulate import check_numbers, read_kept, simulate
from models.measures.compare import compare_readings
from models.scenario.faults import Fault, RunError
from models.scenario.folder import find_folder, nearest_file, read_scenario
from models.text.names import LANGUAGES

Progress = Callable[[float, str], None]
TRIED = (
    "coverage", "on_time_closure_rate", "on_time_handling_rate", "overdue_backlog", "hazard_exposure_days",
    "walking_share", "finds_per_100_visits", "hours_to_close_p90",
)  # fmt: skip
"""Measures that a trial asks about, where both plans have them: few, because Holm's correction grows."""


def try_plan(
    folder: str,
    plan: Mapping[str, str],
    days: int = 28,
    replications: int = 5,
    seed: int = 1,
    out: str = "runs",
    label: str = "draft",
    progress: Progress | None = None,
) -> dict[str, Any]:
    """Simulate `plan` (block to grid) and the scenario's own plan with the same seed and replications.

    The plan is written beside its runs as a scenario of its own: its grids get people as `workbench design`
    spreads them. Returns `{scenario, ours, base, differences: {measure: {mean, low, high, n, verdict}}}` with
    the result folders of both; WorkbenchError where a number cannot be or a block has no grid.
    """
    check_numbers(days, replications, seed)
    scenario, say = read_scenario(folder), progress or (lambda share, words: None)
    blocks = list(scenario.place.blocks["block"].astype(str))
    left = [block for block in blocks if not plan.get(block)]
    if left:
        raise RunError(Fault("plan", "a grid for every block", f"{len(left)} without one, {left[0]} first"))
    target = write_grids(folder, plan, _free(Path(out), label), label)
    parts = [partial(_half, say, turn) for turn in (0, 1)]
    results = [
        simulate(each, days, replications, seed, "serial", out, structural=False, progress=part)
        for each, part in zip((str(target), folder), parts, strict=True)
    ]
    ours, base = ([read_kept(Path(run)) for run in result["runs"]] for result in results)
    names = [name for name in TRIED if name in ours[0].measures and name in base[0].measures]
    return {
        "scenario": str(target),
        "ours": results[0]["result"],
        "base": results[1]["result"],
        "days": days,
        "replications": replications,
        "differences": {
            name: {
                "mean": gap.interval.mean,
                "low": gap.interval.low,
                "high": gap.interval.high,
                "n": gap.interval.n,
                "verdict": str(gap.verdict),
                "ours": results[0]["measures"][name]["mean"],
                "base": results[1]["measures"][name]["mean"],
            }
            for name, gap in compare_readings(ours, base, names).items()
        },
    }


def _half(say: Progress, turn: int, share: float, words: str) -> None:
    say((turn + share) / 2, words)


def _free(out: Path, label: str) -> Path:
    number = 1
    while (target := out.parent / "drafts" / f"{label}-{number}").exists():
        number += 1
    return target


def write_grids(folder: str, plan: Mapping[str, str], target: Path, label: str) -> Path:
    """Write grids (block to grid) as a scenario of its own over the one in `folder`, called after `label`.

    Its grids get people as `workbench design` spreads them.
    """
    scenario, plan = read_scenario(folder), dict(plan)
    land = land_of(scenario, nearest_file(folder, ADJACENCY))
    title = {word: f"{getattr(scenario.spec.title, word) or scenario.name} · {label}" for word in LANGUAGES}
    drawn = Drawn(label, plan, land.areas(plan), land.hours(plan), title, {"format": 1})
    write_plans(scenario, find_folder(folder), target, [], drawn, {})
    return target
