"""What is known to happen in the field happens here: the paired interval excludes zero."""

from __future__ import annotations

import pytest

from models.scenario.words import Role
from tests.patterns.worlds import FIRST_WEEKS, LONG, SHORT, WORLDS, Size, falls, gap, gap_to_times, rises

SIZES = pytest.mark.parametrize("size", [SHORT, pytest.param(LONG, marks=pytest.mark.nightly)])
AT_NIGHT = pytest.mark.parametrize(
    "size", [pytest.param(size, marks=pytest.mark.nightly) for size in (SHORT, LONG)]
)


@AT_NIGHT
def test_picking_the_easiest_looks_good_on_counts_and_starves_the_rest(size: Size) -> None:
    """More visits, of which each sees less; more premises past their interval, fewer finds."""
    assert rises(gap("easiest", "weighted", "visits", size))
    assert falls(gap("easiest", "weighted", "inspecting_share", size))
    assert falls(gap("easiest", "weighted", "coverage", size))
    assert falls(gap("easiest", "weighted", "finds_per_100_visits", size))


@SIZES
def test_walking_alone_doubles_the_patrols_and_visits_saturate(size: Size) -> None:
    """The same heads are twice the patrols; there is not twice the work that is due."""
    solo, pairs = WORLDS["solo"]().plan, WORLDS["weighted"]().plan
    assert solo.heads(Role.INSPECTOR) == pairs.heads(Role.INSPECTOR)
    assert solo.pair_size * 2 == pairs.pair_size
    assert rises(gap("solo", "weighted", "visits", size))
    assert falls(gap_to_times("solo", "weighted", 2.0, "visits", size))
    assert falls(gap("solo", "weighted", "utilisation_inspector", size))
    assert rises(gap("solo", "weighted", "coverage", size))


@AT_NIGHT
def test_walking_alone_is_as_much_as_twice_the_inspectors(size: Size) -> None:
    """Both gain visits; between the two there is less than half of that gain."""
    gained = gap("doubled", "weighted", "visits", size)
    between = gap("doubled", "solo", "visits", size)
    assert gained.mean is not None and between.mean is not None
    assert rises(gained) and abs(between.mean) < gained.mean / 2


@pytest.mark.nightly
@pytest.mark.parametrize("size", [FIRST_WEEKS, LONG])
def test_at_roll_out_more_finds_load_the_town_and_less_is_on_time(size: Size) -> None:
    """Finding is easy, handling is hard."""
    assert rises(gap("rollout", "weighted", "finds_per_10000_residents_day", size))
    assert rises(gap("rollout", "weighted", "utilisation_town_team", size))
    assert falls(gap("rollout", "weighted", "on_time_handling_rate_town", size))
    assert falls(gap("rollout", "weighted", "on_time_handling_rate", size))


@AT_NIGHT
def test_twice_the_pairs_find_hardly_more_but_sooner(size: Size) -> None:
    """In the steady state finds are bounded by onsets: not half as much again, and hazards last less."""
    assert falls(gap_to_times("doubled", "weighted", 1.5, "finds_per_10000_residents_day", size))
    assert falls(gap("doubled", "weighted", "hazard_exposure_days", size))
    assert falls(gap("doubled", "weighted", "hazards_per_premises", size))
