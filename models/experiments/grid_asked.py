"""What may be asked of the grid planner at all: numbers that a page can refuse before anything is solved."""

from __future__ import annotations

from collections.abc import Sequence

from models.experiments.grid_inputs import SIZES
from models.scenario.faults import Fault

MOST_GRIDS = 60
"""Grids of one community that a page asks for at the most."""


def asked_faults(
    least: int, most: int, tolerance: float, size: str = SIZES[0], size_bounds: Sequence[float] | None = None
) -> list[Fault]:
    """What is wrong with `least` to `most` grids, a `tolerance` (part of the fair share) and the least and
    most `size` of a grid, whatever the place."""
    faults: list[Fault] = []
    if not 1 <= least <= most <= MOST_GRIDS:
        faults.append(Fault("grids", f"1 to {MOST_GRIDS}, from at most to", f"{least} to {most}"))
    if size not in SIZES:
        faults.append(Fault("size", " or ".join(SIZES), repr(size)))
    if not 0 < tolerance < 1:
        faults.append(Fault("tolerance", "above 0, below 100 %", f"{100 * tolerance:.6g} %"))
    if size_bounds is not None and not 0 <= size_bounds[0] <= size_bounds[1]:
        got = f"{size_bounds[0]:.10g} and {size_bounds[1]:.10g}"
        faults.append(Fault(f"{size} bounds", "0 ≤ least ≤ most", got))
    return faults
