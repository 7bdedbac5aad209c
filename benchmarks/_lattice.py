"""A made-up place of square blocks, any number of them, served as the workbench serves its scenarios.

`python -m benchmarks._lattice PORT WORKSPACE SIDE GRIDS` serves SIDE² blocks until it is ended.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from models.places.as_scenario import write_scenario
from models.scenario.place import Place
from models.scenario.words import PremisesKind, Risk

STEP = 0.0008
"""Side of a block in degrees: about 80 m."""
WEST, SOUTH = 114.0, 22.5
NAME = "lattice"


def lattice(side: int) -> Place:
    """`side`² square blocks with one premises each, in four areas; households differ from block to block."""
    row, column = (each.ravel() for each in np.divmod(np.arange(side * side), side))
    west, south = WEST + STEP * column, SOUTH + STEP * row
    names = np.array([f"b{k + 1:05d}" for k in range(side * side)], dtype=object)
    half = side / 2
    areas = np.array(["north", "middle", "south", "east"], dtype=object)
    blocks = gpd.GeoDataFrame(
        {
            "block": names,
            "community": NAME,
            "area": areas[2 * (row < half) + (column < half)],
            "land": "compound",
            "households": 20 + (7 * row + 13 * column) % 60,
            "population": 50 + (17 * row + 31 * column) % 150,
        },
        geometry=shapely.box(west, south, west + STEP, south + STEP),
        crs="EPSG:4326",
    )
    kinds = [str(kind) for kind in PremisesKind if kind is not PremisesKind.STREET]
    premises = pd.DataFrame(
        {
            "premises": [f"p{k + 1:05d}" for k in range(len(names))],
            "block": names,
            "kind": [kinds[k % len(kinds)] for k in range(len(names))],
            "risk": str(Risk.GREEN),
            "lon": west + STEP / 2,
            "lat": south + STEP / 2,
        }
    )
    middle = {"community": [NAME], "lon": [WEST + STEP * half], "lat": [SOUTH + STEP * half]}
    text = ("block", "community", "area", "land")
    return Place(
        NAME,
        blocks.astype(dict.fromkeys(text, "str")),
        premises.astype(dict.fromkeys(("premises", "block", "kind", "risk"), "str")),
        pd.DataFrame(middle).astype({"community": "str"}),
    )


def bands(side: int, grids: int) -> list[str]:
    """A grid for every block: bands from south to north."""
    return [f"{NAME}-{min(k // side * grids // side, grids - 1) + 1}" for k in range(side * side)]


def write_lattice(folder: Path, side: int, grids: int) -> Path:
    """The place as a scenario in `folder`, made when it is not there yet."""
    target = folder / f"{NAME}-{side}-{grids}"
    if not (target / "scenario.yml").is_file():
        place = lattice(side)
        plan = pd.DataFrame({"block": place.blocks["block"].to_numpy(), "grid": bands(side, grids)})
        write_scenario(place, plan.astype("str"), target, NAME)
    return target


def main(port: int, workspace: Path, side: int, grids: int) -> None:
    """Serve the place on loopback until the process is ended."""
    from workbench.catalogue import Catalogue
    from workbench.jobs import Jobs
    from workbench.planner import Planner
    from workbench.serve import PAGES_AFTER, build_server, prepare_pages

    folder = write_lattice(workspace / "scenarios", side, grids)
    Planner.param.scenario.default = NAME
    catalogue = Catalogue([NAME], lambda _name: folder)
    jobs = Jobs(workspace, workers=1)
    no_drawings: Any = None  # there is no result whose charts could be asked for
    server = build_server(jobs, no_drawings, catalogue, port)
    server.io_loop.call_later(PAGES_AFTER, prepare_pages, catalogue, workspace)
    server.start()
    server.io_loop.start()


if __name__ == "__main__":
    main(int(sys.argv[1]), Path(sys.argv[2]), int(sys.argv[3]), int(sys.argv[4]))
