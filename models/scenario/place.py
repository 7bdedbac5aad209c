"""The Place: what is given. Blocks that can be painted, premises that can be visited, streets."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING

import geopandas as gpd
import numpy as np
import pandas as pd

if TYPE_CHECKING:
    from models.scenario.openings_file import Opening

BLOCK_COLUMNS = ("block", "community", "area", "land", "households", "population")
PREMISES_COLUMNS = ("premises", "block", "kind", "risk", "lon", "lat")
NODE_COLUMNS = ("node", "lon", "lat")
EDGE_COLUMNS = ("edge", "from_node", "to_node", "metres", "block")


@dataclass(frozen=True)
class Streets:
    """The walking network.

    `nodes`: node (int, 0…n-1), lon, lat (WGS84). `edges`: edge (int, 0…m-1), from_node, to_node,
    metres, block (the block a street segment is patrolled with; "" where none). Undirected.
    """

    nodes: pd.DataFrame
    edges: pd.DataFrame


@dataclass(frozen=True, eq=False)  # tables do not compare: the same place is the same object
class Place:
    """A community or several, frozen: nothing in it changes when a planner paints.

    `blocks`: GeoDataFrame in WGS84 with block (str, unique), community (str), area (str, the part
    of a community a planner respects), land (str: compound, village, factory, market, green, …),
    households (int), population (int), geometry (Polygon).
    `premises`: premises (str, unique), block, kind (`PremisesKind`), risk (`Risk`), lon, lat. Street
    segments to be swept are rows of kind `street` at the segment's midpoint.
    `workstations`: community, lon, lat: where operators sit and handlers set out from.
    `streets` is None where no street network is known (straight line times a detour factor).
    `openings` says when premises can be visited (those it does not name always), `reinspections` when a known
    rectification order runs out: premises and proleptic ordinal of the day it is to be inspected again.
    `attribution` travels onto every map, export and report ("" for a synthetic place).
    """

    name: str
    blocks: gpd.GeoDataFrame
    premises: pd.DataFrame
    workstations: pd.DataFrame
    streets: Streets | None = None
    attribution: str = ""
    origin: str = field(default="synthetic")
    openings: Mapping[str, Opening] = field(default_factory=dict)
    reinspections: tuple[tuple[str, int], ...] = ()

    @cached_property
    def digest(self) -> str:
        """Sha256 of what a place is, independent of the file format it came in; worked out once."""
        digest = hashlib.sha256()
        digest.update(b"".join(self.blocks.geometry.normalize().to_wkb()))
        frames = [self.blocks.drop(columns="geometry"), self.premises, self.workstations]
        if self.streets is not None:
            frames += [self.streets.nodes, self.streets.edges]
        for frame in frames:
            for name in sorted(frame.columns):
                values = frame[name]
                if values.dtype.kind == "f":
                    digest.update(np.round(values.to_numpy(np.float64), 9).tobytes())
                else:
                    # through numpy: pandas makes an object of its own of every cell that it is asked for
                    digest.update("\x1f".join(values.astype(str).to_numpy(dtype=object)).encode())
        return digest.hexdigest()
