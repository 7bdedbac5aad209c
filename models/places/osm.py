"""A place from a real OpenStreetMap extract: streets, blocks between them, premises, homes, grids."""

from __future__ import annotations

from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray
from shapely import Polygon

from models.places.draws import largest_remainder
from models.places.osm_blocks import osm_blocks, osm_outline
from models.places.osm_options import ATTRIBUTION, ImportOptions, ImportResult, Note
from models.places.osm_premises import Buildings, osm_buildings, osm_premises
from models.places.osm_read import Extract, OsmWay, read_extract
from models.places.osm_streets import lines_of, osm_network, osm_segments
from models.places.osm_words import is_dividing, is_walkable
from models.places.split import METHOD, split_into_grids
from models.places.synthetic import numbered, street_tables
from models.places.town_premises import risks
from models.places.town_streets import Network
from models.scenario.faults import Fault, ImportFileError
from models.scenario.place import Place
from models.scenario.place_check import place_faults
from models.scenario.place_files import rounded_place
from models.scenario.words import PremisesKind, Risk
from models.space.order import hilbert_order
from models.space.projection import Projection, projection_around

Strings = NDArray[np.object_]


def import_osm(path: Path, options: ImportOptions | None = None) -> ImportResult:
    """Makes a place of an extract: `.osm`, `.osm.gz`, `.osm.bz2` or `.osm.pbf`.

    Blocks are the land between streets; homes follow from floor area, grids from the simple split.
    The same file and options give the same place. Raises ImportFileError with every fault.
    """
    chosen = options or ImportOptions()
    extract = read_extract(path)
    walked, dividing, notes = _clipped(extract, path)
    to_map = _projection(walked)
    network, street_notes = osm_network(walked, to_map, chosen)
    buildings = osm_buildings(extract.features, to_map, chosen)
    premises, premises_notes = osm_premises(extract.features, buildings, to_map, chosen)
    streets, paths = lines_of(dividing, to_map), lines_of(walked, to_map)
    built = np.concatenate(
        [np.column_stack([buildings.x, buildings.y]), premises[["x", "y"]].to_numpy(float)]
    )
    every_line = np.concatenate([streets, paths])
    outline = osm_outline(every_line, built, _box(extract, to_map), chosen)
    shapes, block_notes = osm_blocks(streets, paths, outline, chosen)
    shapes = shapes[hilbert_order(*shapely.get_coordinates(shapely.centroid(shapes)).T)]
    draft = _Draft(chosen, to_map, shapes, numbered("b", len(shapes), 3))
    place, place_notes = draft.place(chosen.name or _stem(path), buildings, premises, network, walked)
    if wrong := place_faults(place):
        raise ImportFileError(wrong)
    grids = split_into_grids(place, chosen.grids)
    split_note = Note("grids.split", grids["grid"].nunique(), f"grids made by the simple split ({METHOD})")
    every = (*notes, *street_notes, *block_notes, *premises_notes, *place_notes, split_note)
    return ImportResult(place, grids, every)


class _Draft:
    """A place in the making: block shapes in metres and their ids."""

    def __init__(self, options: ImportOptions, to_map: Projection, shapes: Strings, ids: Strings) -> None:
        self.options, self.to_map, self.shapes, self.ids = options, to_map, shapes, ids
        self.tree = shapely.STRtree(shapes)
        self.notes: list[Note] = []

    def place(
        self, name: str, buildings: Buildings, premises: pd.DataFrame, network: Network, walked: list[OsmWay]
    ) -> tuple[Place, tuple[Note, ...]]:
        """The finished place and the notes that came up."""
        table = self.premises(premises, walked)
        middle = (network.x[network.start] + network.x[network.end]) / 2
        network = Network(
            network.x, network.y, network.start, network.end, network.metres,
            self.nearest(middle, (network.y[network.start] + network.y[network.end]) / 2),
        )  # fmt: skip
        place = Place(
            name=name,
            blocks=self.blocks(buildings, premises),
            premises=table,
            workstations=self.workstation(network),
            streets=street_tables(network, self.ids, self.to_map),
            attribution=ATTRIBUTION,
            origin="osm",
        )
        self.count_far(table, network)
        place = rounded_place(_with_areas(place, self.options.areas))
        return place, tuple(self.notes)

    def nearest(self, x: NDArray[np.float64], y: NDArray[np.float64]) -> NDArray[np.int64]:
        """The block in which, or nearest to which, each point lies."""
        points = np.asarray(shapely.points(x, y), dtype=object).reshape(-1)
        return np.asarray(self.tree.nearest(points), dtype=np.int64) if len(points) else np.zeros(0, np.int64)

    def outline(self) -> Polygon:
        """All blocks together, grown by as much as premises may lie outside."""
        return shapely.union_all(self.shapes).buffer(self.options.near_block)

    def premises(self, found: pd.DataFrame, walked: list[OsmWay]) -> pd.DataFrame:
        """Premises near a block, with risk classes, and the street segments to be swept."""
        row = self.nearest(found["x"].to_numpy(float), found["y"].to_numpy(float))
        away = shapely.distance(self.shapes[row], shapely.points(found["x"], found["y"]))
        near = np.asarray(away <= self.options.near_block, dtype=bool)
        if lost := int((~near).sum()):
            self.notes.append(Note("premises.outside", lost, "premises lie outside every block: left out"))
        kept = found[near].assign(row=row[near]).sort_values(["row", "kind", "key"], ignore_index=True)
        kept["premises"] = numbered("p", len(kept), 4)
        kept["risk"] = risks(self.options.seed, self.options.risks, kept["kind"].tolist())
        middles = osm_segments(walked, self.to_map, self.outline(), self.options)
        swept = pd.DataFrame(
            {"premises": numbered("s", len(middles), 3), "x": middles[:, 0], "y": middles[:, 1]}
        )
        swept["row"] = self.nearest(middles[:, 0], middles[:, 1])
        swept = swept.assign(kind=str(PremisesKind.STREET), risk=str(Risk.GREEN))
        both = pd.concat([kept, swept], ignore_index=True)
        both["lon"], both["lat"] = self.to_map.to_degrees(
            both["x"].to_numpy(float), both["y"].to_numpy(float)
        )
        both["block"] = self.ids[both["row"].to_numpy(np.int64)]
        table = both[["premises", "block", "kind", "risk", "lon", "lat"]]
        return table.astype(dict.fromkeys(("premises", "block", "kind", "risk"), "str"))

    def blocks(self, buildings: Buildings, premises: pd.DataFrame) -> gpd.GeoDataFrame:
        """The table of blocks with their households, population and land use."""
        households = self.households(buildings)
        population = largest_remainder(
            round(households.sum() * self.options.people_per_household), households
        )
        columns = {
            "block": self.ids,
            "community": np.full(len(self.ids), self.options.community, dtype=object),
            "area": np.full(len(self.ids), "area-1", dtype=object),
            "land": self.land(buildings, premises),
            "households": households,
            "population": population,
        }
        shapes = self.to_map.shapes_to_degrees(self.shapes)
        frame = gpd.GeoDataFrame(columns, geometry=shapes, crs="EPSG:4326")
        return frame.astype(dict.fromkeys(("block", "community", "area", "land"), "str"))

    def households(self, buildings: Buildings) -> NDArray[np.int64]:
        """Households of each block from residential floor area; from land area where nothing is built."""
        size = np.asarray(shapely.area(self.shapes), dtype=float)
        floor = buildings.floor * buildings.home
        if floor.sum() <= 0:
            total = round(size.sum() / 1e6 * self.options.households_per_km2)
            self.notes.append(
                Note("households.assumed", total, "no homes in the extract: households from area")
            )
            return largest_remainder(total, size)
        row = self.nearest(buildings.x, buildings.y)
        share = np.bincount(row, weights=floor, minlength=len(size))
        return largest_remainder(round(share.sum() / self.options.floor_per_household), share)

    def land(self, buildings: Buildings, premises: pd.DataFrame) -> Strings:
        """A land use by simple rules: works, many shops, many homes, some building, nothing."""
        count, size = len(self.ids), np.asarray(shapely.area(self.shapes), dtype=float)
        row = self.nearest(buildings.x, buildings.y)
        floor = np.bincount(row, weights=buildings.floor, minlength=count)
        works = np.bincount(row, weights=buildings.floor * buildings.works, minlength=count)
        homes = np.bincount(row, weights=buildings.floor * buildings.home, minlength=count)
        business = premises[premises["kind"].isin([PremisesKind.SMALL_SHOP, PremisesKind.RESTAURANT])]
        at = self.nearest(business["x"].to_numpy(float), business["y"].to_numpy(float))
        shops = np.bincount(at, minlength=count)
        rules = [
            works > 0.5 * np.maximum(floor, 1),
            shops / size * 1e4 >= 8,
            homes / size >= 1.2,
            floor / size > 0.02,
        ]
        return np.select(rules, ["factory", "market", "compound", "mixed"], "green").astype(object)

    def workstation(self, network: Network) -> pd.DataFrame:
        """The workstation stands at the street node nearest to the middle of the place."""
        middle = shapely.union_all(self.shapes).centroid
        node = int(np.argmin(np.hypot(network.x - middle.x, network.y - middle.y)))
        lon, lat = self.to_map.to_degrees([network.x[node]], [network.y[node]])
        community = pd.array([self.options.community], dtype="str")
        return pd.DataFrame({"community": community, "lon": lon, "lat": lat})

    def count_far(self, premises: pd.DataFrame, network: Network) -> None:
        """Notes premises that are far from every street: they are kept, and walked to in a straight line."""
        if not len(premises):
            self.notes.append(Note("premises.none", 1, "nothing in the extract would be visited"))
            return
        tree = shapely.STRtree(np.asarray(shapely.points(network.x, network.y), dtype=object))
        x, y = self.to_map.to_metres(premises["lon"], premises["lat"])
        _, metres = tree.query_nearest(shapely.points(x, y), return_distance=True, all_matches=False)
        if far := int((metres > self.options.far_from_street).sum()):
            text = f"premises are further than {self.options.far_from_street:g} m from a street: kept"
            self.notes.append(Note("premises.far", far, text))


def _clipped(extract: Extract, path: Path) -> tuple[list[OsmWay], list[OsmWay], tuple[Note, ...]]:
    """Walkable and dividing ways; ImportFileError where nobody can walk."""
    walked = [way for way in extract.ways if is_walkable(way.tags)]
    dividing = [way for way in extract.ways if is_dividing(way.tags)]
    if not walked:
        got = f"{len(extract.ways)} ways, none of them to walk on" if extract.ways else "no streets"
        remedy = "export an area with streets, with the nodes of its ways"
        raise ImportFileError(Fault(path.name, "streets (ways tagged highway=*)", got, remedy))
    notes = []
    if extract.missing_nodes:
        notes.append(
            Note("nodes.missing", extract.missing_nodes, "nodes are named by ways but not in the file")
        )
    if extract.broken_areas:
        notes.append(
            Note("buildings.broken", extract.broken_areas, "buildings have no closed outline: left out")
        )
    return walked, dividing, tuple(notes)


def _box(extract: Extract, to_map: Projection) -> Polygon | None:
    """The box that the extract says it covers, in metres; ways may run on beyond it."""
    return None if extract.box is None else to_map.shapes_to_metres([shapely.box(*extract.box)])[0]


def _projection(ways: list[OsmWay]) -> Projection:
    points = np.array([point for way in ways for point in way.points])
    return projection_around(points[:, 0], points[:, 1])


def _with_areas(place: Place, areas: int) -> Place:
    if areas > 1:
        split = split_into_grids(place, areas, prefix="area")
        place.blocks["area"] = split["grid"].to_numpy()
    return place


def _stem(path: Path) -> str:
    return path.name.split(".")[0] or "osm"
