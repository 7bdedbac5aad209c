"""Several communities in one place: every one has its own grids and its own fair share."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from benchmarks._lattice import lattice
from models.experiments.audit import audit
from models.experiments.design import design
from models.experiments.grid_ground import ground_of
from models.experiments.propose import propose_grids
from models.places.as_scenario import write_scenario
from models.planning.audit import Rule
from models.planning.effort import Effort
from models.planning.grids.communities import community_findings
from models.planning.grids.ground import measure_grids
from models.scenario.faults import WorkbenchError
from models.scenario.folder import read_scenario

SIDE = 6
BRIEF = Effort(deterministic=0.1)


@pytest.fixture(scope="module")
def twin_towns(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Thirty-six blocks, the western half one community and the eastern half another, two grids each."""
    place = lattice(SIDE)
    west = np.arange(SIDE * SIDE) % SIDE < SIDE // 2
    blocks = place.blocks.assign(community=np.where(west, "west", "east")).astype({"community": "str"})
    stations = pd.DataFrame({"community": ["west", "east"], "lon": [114.001, 114.003], "lat": [22.502] * 2})
    place = replace(place, blocks=blocks, workstations=stations.astype({"community": "str"}))
    half = np.arange(SIDE * SIDE) // (SIDE * SIDE // 2) + 1
    grids = [f"{name}-{k}" for name, k in zip(blocks["community"], half, strict=True)]
    folder = tmp_path_factory.mktemp("scenarios") / "twin-towns"
    plan = pd.DataFrame({"block": blocks["block"].to_numpy(), "grid": grids}).astype("str")
    write_scenario(place, plan, folder, "twin-towns")
    return folder


def test_each_community_gets_its_own_number_of_grids(twin_towns, tmp_path):
    """Two grids here and three there; no grid crosses; what is written passes the audit of its own rules."""
    told = design(str(twin_towns), "west=2,east=3", 0.3, effort=BRIEF, out=tmp_path / "out")
    best = next(each for each in told["proposals"] if each["name"] == told["best"])
    assert told["communities"] == {"west": 2, "east": 3} and len(best["hours"]) == 5
    found = read_scenario(str(tmp_path / "out"))
    communities = dict(zip(found.place.blocks["block"], found.place.blocks["community"], strict=True))
    homes = {(grid, communities[block]) for block, grid in found.plan.blocks.items()}
    assert len(homes) == len({grid for grid, _ in homes}) == 5
    assert audit(str(tmp_path / "out"))["findings"] == []
    assert sum(best["hours"].values()) == pytest.approx(told["hours"])


def test_a_total_is_shared_out_by_work_and_may_cross_where_it_is_allowed(twin_towns):
    """Five grids by work; three over the whole place when grids may cross."""
    assert sum(design(str(twin_towns), "5", 0.3, effort=BRIEF)["communities"].values()) == 5
    across = design(str(twin_towns), "3", 0.3, effort=BRIEF, across=True)
    assert {len(each["hours"]) for each in across["proposals"]} == {3}


@pytest.mark.parametrize(
    "grids", ["west=2", "west=2,west=3", "nowhere=1,west=2,east=1", "1", "2:4", "west=0,east=1"]
)
def test_impossible_numbers_are_refused_before_solving(twin_towns, grids):
    """A community left out, twice or unknown; too few for all; a range."""
    with pytest.raises(WorkbenchError):
        design(str(twin_towns), grids, 0.3)


def test_one_community_is_planned_and_the_other_stays(twin_towns):
    """Three grids in the west, their names new; the east as it was; each proposal is told as it comes."""
    plan = dict(read_scenario(str(twin_towns)).plan.blocks)
    heard: list[dict] = []
    asked = {"least": 3, "most": 3, "tolerance": 0.3, "community": "west", "units": 0.3}
    found = propose_grids(str(twin_towns), plan, **asked, found=heard.append)["proposals"]
    assert heard == found
    for each in found:
        assert {g for g in each["plan"].values() if g.startswith("west")} == {"west-1", "west-2", "west-3"}
        assert {b: g for b, g in each["plan"].items() if g.startswith("east")} == {
            b: g for b, g in plan.items() if g.startswith("east")
        }


def test_a_grid_across_communities_is_found_and_shares_are_the_communities_own(twin_towns):
    """One block painted over the border is named; measures compare a grid with its own community."""
    scenario = read_scenario(str(twin_towns))
    ground, names = ground_of(scenario), sorted(scenario.plan.grids)
    labels = np.array([names.index(scenario.plan.blocks[block]) for block in ground.blocks])
    assert community_findings(ground, names, labels, 0.3) == []
    shares = measure_grids(ground, labels, 4)
    by_community = [
        shares.deviation[[k for k, n in enumerate(names) if n.startswith(c)]] for c in ("east", "west")
    ]
    assert all(abs(each.sum()) < 1e-9 for each in by_community)
    stray = SIDE // 2  # the first block of the eastern half
    labels[stray] = names.index("west-1")
    found = community_findings(ground, names, labels, 0.3)
    assert (Rule.OTHER_COMMUNITY, "west-1", (ground.blocks[stray],)) in [
        (f.rule, f.grid, f.blocks) for f in found
    ]
