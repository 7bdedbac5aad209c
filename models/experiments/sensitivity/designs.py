"""Points of a sensitivity analysis: trajectories, Saltelli's sample, one at a time, along one factor."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from models.experiments.sensitivity.factors import Factor, Value
from models.measures.window import Floats

LEVELS = 4
"""Levels of Morris' grid, the usual choice."""

Points = list[dict[str, Value]]


def problem(factors: Sequence[Factor]) -> dict[str, Any]:
    """SALib's description of the factors, in the unit cube."""
    return {
        "num_vars": len(factors),
        "names": [factor.path for factor in factors],
        "bounds": [[0.0, 1.0]] * len(factors),
    }


def morris_design(factors: Sequence[Factor], trajectories: int, seed: int) -> tuple[Points, Floats]:
    """Morris (1991): walks that change one factor at a time, and the same in the unit cube."""
    from SALib.sample import morris

    unit: Floats = morris.sample(problem(factors), trajectories, num_levels=LEVELS, seed=seed)
    return points_at(factors, unit), unit


def sobol_design(factors: Sequence[Factor], samples: int, seed: int) -> tuple[Points, Floats]:
    """Saltelli's sample without second order: samples x (factors + 2) points, `samples` a power of two."""
    from SALib.sample import sobol

    unit: Floats = sobol.sample(problem(factors), samples, calc_second_order=False, seed=seed)
    return points_at(factors, unit), unit


def tornado_design(factors: Sequence[Factor]) -> Points:
    """The scenario as it is, then every factor at its low and at its high end."""
    return [{}, *({factor.path: end} for factor in factors for end in factor.ends)]


def response_design(factor: Factor, count: int) -> Points:
    """The scenario as it is, then the factor along its range."""
    return [{}, *({factor.path: value} for value in factor.levels(count))]


def points_at(factors: Sequence[Factor], unit: Floats) -> Points:
    """Rows of the unit cube as changes of a scenario."""
    return [
        {factor.path: factor.at(share) for factor, share in zip(factors, row, strict=True)}
        for row in np.asarray(unit, dtype=np.float64).tolist()
    ]
