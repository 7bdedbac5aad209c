"""A run on the map: blocks and grids with what happened there, as GeoJSON and GeoPackage."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import geopandas as gpd
import pandas as pd

from models.scenario.scenario import Scenario


def write_geo(
    tables: Mapping[str, pd.DataFrame], scenario: Scenario, about: Mapping[str, str], out: Path
) -> list[Path]:
    """`blocks.geojson`, `grids.geojson` and both as layers of `run.gpkg`; the attribution is in every row.

    Counts are over the whole run: cases, closed, late (closed or still open after the due time), visits,
    hazards.
    """
    blocks = run_on_blocks(tables, scenario)
    counts = [name for name in blocks.columns if blocks[name].dtype.kind in "iuf"]
    grids = blocks.dissolve("grid", aggfunc=dict.fromkeys(counts, "sum"), as_index=False)
    files = []
    for name, layer in {"blocks": blocks, "grids": grids}.items():
        told = layer.assign(**{key: about[key] for key in ("attribution", "scenario", "digest")})
        files.append(out / f"{name}.geojson")
        files[-1].write_text(str(told.to_json(drop_id=True)), encoding="utf-8")
        told.to_file(out / "run.gpkg", layer=name, driver="GPKG")
    return [*files, out / "run.gpkg"]


def run_on_blocks(tables: Mapping[str, pd.DataFrame], scenario: Scenario) -> gpd.GeoDataFrame:
    """The place's blocks with their grid and what happened in each."""
    place, plan = scenario.place, scenario.plan
    blocks = place.blocks[["block", "area", "community", "households", "population", "geometry"]].copy()
    names = blocks["block"].astype(str)
    blocks["grid"] = [plan.blocks.get(name, "") for name in names]
    cases = tables["cases"]
    end = float(tables["case_events"]["end"].max()) if len(tables["case_events"]) else 0.0
    done = cases["closed"].fillna(end)
    late = cases.loc[cases["due"].notna() & (done > cases["due"])]
    premises = place.premises[["premises", "block"]].astype(str)
    block_of = dict(zip(premises["premises"], premises["block"], strict=True))
    found = {
        "cases": cases["block"],
        "closed": cases.loc[cases["closed"].notna(), "block"],
        "late": late["block"],
        "visits": tables["visits"]["premises"].map(block_of),
        "hazards": tables["hazards"]["premises"].map(block_of),
    }
    for name, where in found.items():
        blocks[name] = where.value_counts().reindex(names).fillna(0).astype("int64").to_numpy()
    return blocks
