"""A patrol of two grids whose log is worked out by hand.

All premises and the workstation stand on one meridian. A degree of it at 23° north is 110,744 m
(radius of curvature 6,345,166 m), so 0.001° are 110.744 m. Walking there takes, with the detour
factor 1.3, 110.744 * 1.3 / 1.25 m/s = 115.17 s. So in whole seconds

    0.001°  115 s      0.002°  230 s      0.003°  346 s      0.004°  461 s

    workstation 0     north: n1 +1  n2 +2  n3 +3  n4 +4      south: s1 -1  s2 -3   (thousandths of a degree)

A visit takes 50 + 10 = 60 minutes, always. Every premises is due every day.
"""

from __future__ import annotations

from functools import cache

from models.scenario.folder import read_scenario
from models.scenario.outcome import Outcome
from models.simulation.run import simulate

DAY = 86_400
NORTH, SOUTH = "north.pair.1", "south.pair.1"

# 08:30 = 30600, 12:00 = 43200, 14:00 = 50400, 17:30 = 63000: pair, premises, departed, arrived, ended
VISITS = [
    (NORTH, "n1", 30600, 30715, 34315),  # 0 to +1
    (SOUTH, "s1", 30600, 30715, 34315),  # 0 to -1
    (NORTH, "n2", 34315, 34430, 38030),  # +1 to +2
    (SOUTH, "s2", 34315, 34545, 38145),  # -1 to -3
    (NORTH, "n3", 38030, 38145, 41745),  # +2 to +3
    # 41745 + 115 + 3600 + 461 is after noon: n4 waits till the afternoon, which starts at the workstation
    (NORTH, "n4", 50400, 50861, 54461),  # 0 to +4
]
WALKS = [
    (NORTH, 30600, 30715),
    (SOUTH, 30600, 30715),
    (NORTH, 34315, 34430),
    (SOUTH, 34315, 34545),
    (NORTH, 38030, 38145),
    (NORTH, 41745, 42091),  # home from n3, 346 s
    (SOUTH, 41745, 42091),  # home from s2, after two looks for work of half an hour each: 38145 + 3600
    (NORTH, 50400, 50861),
    (NORTH, 61661, 62122),  # four looks for work, a fifth would end after 17:30: 54461 + 7200; home, 461 s
]


@cache
def outcome() -> Outcome:
    return simulate(read_scenario("checks/two-grids"))


def test_the_visit_log_line_by_line() -> None:
    """Both days are alike, and nothing else happens."""
    visits = outcome().tables["visits"]
    log = [
        (row.pair, row.premises, round(row.departed * 60), round(row.arrived * 60), round(row.ended * 60))
        for row in visits.itertuples()
    ]
    tomorrow = [(pair, premises, *(t + DAY for t in times)) for pair, premises, *times in VISITS]
    assert log == VISITS + tomorrow
    assert visits["access"].all() and visits["overtime_minutes"].sum() == 0
    assert visits["first"].tolist() == [True] * 6 + [False] * 6
    assert visits["attempt"].tolist() == [0] * 6 + [1] * 6


def test_every_walk() -> None:
    """Ways to the premises, and home at noon and in the evening."""
    duty = outcome().tables["duty"]
    walks = [
        (row.person, round(row.begin * 60), round(row.end * 60))
        for row in duty[duty["state"] == "walk"].itertuples()
    ]
    assert walks == WALKS + [(pair, begin + DAY, end + DAY) for pair, begin, end in WALKS]


def test_another_seed_tells_the_same_story() -> None:
    """Nothing in it is random."""
    other = simulate(read_scenario("checks/two-grids").with_spec(seed=99))
    assert other.digest == outcome().digest


def test_no_hazards_no_cases() -> None:
    """Zero demand gives no case, no hazard and no work at any desk."""
    tables = outcome().tables
    assert not len(tables["cases"]) and not len(tables["hazards"]) and not len(tables["case_events"])
    assert set(tables["duty"]["person"]) == {NORTH, SOUTH}
