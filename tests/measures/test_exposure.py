"""Hazard-days in the window, by hand."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from models.measures.exposure import exposure_by_grid, exposure_measures, hazard_days
from models.measures.series import exposure_by_week
from tests.measures.small import BEGIN, DAY, END, facts, outcome


def hazard(number: int, onset: float, rectified: float = np.nan, **more: Any) -> dict[str, Any]:
    """A fire hazard in the first grid."""
    row = {"hazard": number, "onset": onset, "rectified": rectified, "grid": "g1", "department": "fire"}
    return row | {"premises": "p1"} | more


def test_only_days_inside_the_window_count() -> None:
    """Before and into it: 2 days; inside: 3; out of it: 1; through: 10; before: 0. In all 16, 4 premises."""
    told = outcome(
        hazards=[
            hazard(1, 5 * DAY, 12 * DAY, found=11 * DAY),
            hazard(2, 13 * DAY, 16 * DAY, found=15 * DAY),
            hazard(3, 19 * DAY, END + DAY, grid="g2"),
            hazard(4, -100 * DAY, grid="g2"),
            hazard(5, 2 * DAY, 3 * DAY),
        ]
    )
    assert hazard_days(told).tolist() == [2, 3, 1, 10, 0]
    shown = exposure_measures(told, facts())
    assert shown["hazard_exposure_days"] == pytest.approx(16 / 4)
    assert shown["hazards_per_premises"] == pytest.approx(0.4)
    assert shown["days_to_rectify_p50"] == pytest.approx((7 + 3) / 2)
    assert shown["hazards_begun"] == 2
    assert shown["hazards_found_share"] == 0.5
    by = exposure_by_grid(told, facts())
    assert (by[0] / by[1]).to_dict() == {"g1": 2.5, "g2": 5.5}


def test_age_and_number_by_week() -> None:
    """Ten days are one week and its rest. At the end two hazards stand, 10 and 5 days old."""
    told = outcome(hazards=[hazard(1, BEGIN), hazard(2, 15 * DAY), hazard(3, BEGIN, 15 * DAY)])
    shown = exposure_by_week(told, facts()).set_index(["week", "measure"])["value"]
    assert shown[0, "hazard_age_days"] == pytest.approx(7.5)
    assert shown[0, "hazards_per_premises"] == pytest.approx(20 / 10 / 4)
    assert len(shown) == 2
