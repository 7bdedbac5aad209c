"""From a scenario to the ground that its planner paints on."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import shapely

from models.experiments.grid_inputs import ADJACENCY, land_of
from models.planning.grids.ground import Ground
from models.scenario.folder import nearest_file
from models.scenario.scenario import Scenario
from models.space.projection import blocks_in_metres
from models.workload.blocks import MONTHS, block_workload
from models.workload.rounds import demanded
from models.workload.walking import row_of_premises

WEEKS_A_YEAR = 365.25 / 7


def ground_of(scenario: Scenario, folder: Path | None = None) -> Ground:
    """Work, people, hazards, borders and shapes of a scenario's blocks; `folder` may hold `adjacency.csv`.

    Raises WorkbenchError where that file is faulty.
    """
    work = block_workload(scenario)
    land = land_of(scenario, nearest_file(folder, ADJACENCY) if folder else None, work=work)
    table = land.blocks
    shapes = blocks_in_metres(scenario.place)
    at = {name: k for k, name in enumerate(table["block"])}
    codes, names = pd.factorize(table["area"].where(table["area"] != ""), sort=True)
    onsets = np.bincount(
        row_of_premises(scenario), weights=demanded(scenario).onsets_per_week, minlength=len(table)
    )
    communities, called = pd.factorize(table["community"])
    column = {"inspection": "inspection_hours", "walking": "walking_hours", "handler": "handler_hours",
              "operator": "operator_hours", "town_team": "town_team_hours"}  # fmt: skip
    return Ground(
        blocks=tuple(table["block"]),
        parts={name: work[source].to_numpy(np.float64) for name, source in column.items()},
        hours=table["workload"].to_numpy(np.float64),
        households=table["households"].to_numpy(np.float64),
        people=table["people"].to_numpy(np.float64),
        hazards=onsets * WEEKS_A_YEAR / MONTHS,
        cases=work["cases"].to_numpy(np.float64),
        square_metres=shapely.area(shapes),
        perimeter=shapely.length(shapes),
        area=codes.astype(np.int64),
        area_names=tuple(map(str, names)),
        community=communities.astype(np.int64),
        community_names=tuple(map(str, called)),
        first=land.borders["first"].map(at).to_numpy(np.int64),
        second=land.borders["second"].map(at).to_numpy(np.int64),
        metres=land.borders["metres"].to_numpy(np.float64),
        x=table["x"].to_numpy(np.float64),
        y=table["y"].to_numpy(np.float64),
    )
