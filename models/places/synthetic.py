"""A synthetic community: a deterministic town that looks like one in the Pearl River Delta."""

from __future__ import annotations

from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

from models.places.spec import CommunitySpec
from models.places.town_blocks import Town, town_blocks
from models.places.town_frame import town_frame
from models.places.town_land import town_zones
from models.places.town_people import town_people
from models.places.town_premises import town_premises
from models.places.town_streets import Network, swept_segments, town_network
from models.scenario.place import Place, Streets
from models.scenario.place_files import rounded_place
from models.scenario.words import PremisesKind, Risk
from models.space.order import hilbert_order
from models.space.projection import Projection


def make_place(spec: CommunitySpec) -> Place:
    """The community of a spec: blocks that tile its area, premises, streets and a workstation.

    Ids (`b001`, `p0001`, `s001`) follow areas from north to south and a space-filling order inside
    them. Coordinates are rounded as the files are, so that a place is equal to its own copy on disk.
    """
    frame = town_frame(spec)
    town = _in_order(town_blocks(spec, frame, town_zones(spec, frame)))
    households, population = town_people(spec, town)
    to_map = Projection(spec.lon, spec.lat)
    ids = numbered("b", len(town.shapes), 3)
    blocks = {
        "block": ids,
        "community": np.full(len(ids), spec.community, dtype=object),
        "area": np.array([spec.areas[a] for a in town.areas], dtype=object),
        "land": town.lands,
        "households": households,
        "population": population,
    }
    frame_of_blocks = gpd.GeoDataFrame(
        blocks, geometry=to_map.shapes_to_degrees(town.shapes), crs="EPSG:4326"
    )
    place = Place(
        name=spec.name,
        blocks=frame_of_blocks.astype(dict.fromkeys(("block", "community", "area", "land"), "str")),
        premises=_premises_table(spec, town, ids, to_map),
        workstations=_workstation(spec, town, to_map),
        streets=street_tables(town_network(town), ids, to_map),
    )
    return rounded_place(place)


def numbered(letter: str, count: int, digits: int) -> NDArray[np.object_]:
    """Ids such as b001, b002, …; wider where the count needs it."""
    width = max(digits, len(str(count)))
    return np.array([f"{letter}{number:0{width}d}" for number in range(1, count + 1)], dtype=object)


def street_tables(network: Network, ids: NDArray[np.object_], to_map: Projection) -> Streets:
    """A network in metres as the two tables of a place."""
    lon, lat = to_map.to_degrees(network.x, network.y)
    nodes = pd.DataFrame({"node": np.arange(len(lon)), "lon": lon, "lat": lat})
    names = np.append(ids, "")[network.block]
    edges = {"edge": np.arange(len(network.start)), "from_node": network.start, "to_node": network.end}
    return Streets(
        nodes, pd.DataFrame({**edges, "metres": network.metres, "block": pd.array(names, dtype="str")})
    )


def _in_order(town: Town) -> Town:
    centre = shapely.get_coordinates(shapely.centroid(town.shapes))
    curve = np.empty(len(centre), dtype=np.int64)
    curve[hilbert_order(centre[:, 0], centre[:, 1])] = np.arange(len(centre))
    order = np.lexsort((curve, town.areas))
    return Town(town.shapes[order], town.lands[order], town.areas[order], town.lines, town.levels)


def _premises_table(spec: CommunitySpec, town: Town, ids: Any, to_map: Projection) -> pd.DataFrame:
    premises = town_premises(spec, town)
    premises.insert(0, "premises", numbered("p", len(premises), 4))
    streets = swept_segments(spec, town)
    streets = streets.assign(premises=numbered("s", len(streets), 3), kind=str(PremisesKind.STREET))
    both = pd.concat([premises, streets.assign(risk=str(Risk.GREEN))], ignore_index=True)
    both["lon"], both["lat"] = to_map.to_degrees(both["x"], both["y"])
    both["block"] = ids[both["block"].to_numpy(np.int64)]
    table = both[["premises", "block", "kind", "risk", "lon", "lat"]]
    return table.astype(dict.fromkeys(("premises", "block", "kind", "risk"), "str"))


def _workstation(spec: CommunitySpec, town: Town, to_map: Projection) -> pd.DataFrame:
    """The smart workstation stands at the street of the market or mixed block nearest to the centre."""
    fits = np.isin(town.lands, ("market", "mixed"))
    fits = fits if fits.any() else np.ones(len(fits), dtype=bool)
    centre = shapely.get_coordinates(shapely.centroid(town.shapes))
    away = np.where(fits, np.hypot(centre[:, 0], centre[:, 1]), np.inf)
    point = town.shapes[int(np.argmin(away))].point_on_surface()
    lon, lat = to_map.to_degrees([point.x], [point.y])
    return pd.DataFrame({"community": pd.array([spec.community], dtype="str"), "lon": lon, "lat": lat})
