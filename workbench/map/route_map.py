"""The map of a planned day: tours along the streets over the blocks."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import param

from models.exchange.routes import clock
from models.scenario.place import Place
from workbench.language import Text
from workbench.map.block_map import HERE, SHARED, BlockMap
from workbench.map.geometry import frame_of

TOURS = (HERE / "route_map.js").read_text(encoding="utf-8")


class RouteMap(BlockMap):
    """Blocks faintly, streets, tours; `front` is the pair in front ("" for all alike).

    `tours`: pair, colour, line [[x, y]], stops [[x, y, order, tip]]; `left`: what is left out, [[x, y]]; all
    in the units of the map.
    """

    streets = param.Bytes(default=b"", doc="Street segments, i2 x0, y0, x1, y1 each.")
    tours = param.List(default=[], item_type=dict)
    left = param.List(default=[])
    front = param.String(default="")

    _esm = SHARED + TOURS + "export const render = mountRoutes\n"


def encode_streets(place: Place) -> bytes:
    """Segments of the street network in the map's units: i2 x0, y0, x1, y1 each; empty without streets."""
    if place.streets is None or not len(place.streets.edges):
        return b""
    nodes, edges = place.streets.nodes, place.streets.edges
    units = _units(place, nodes["lon"].to_numpy(), nodes["lat"].to_numpy())
    ends = [units[edges[column].to_numpy()] for column in ("from_node", "to_node")]
    return bytes(np.hstack(ends).astype("<i2").tobytes())


def drawn_tours(
    place: Place, day: Mapping[str, Any], colours: Mapping[str, str], t: Text, grid: str = ""
) -> list[dict[str, Any]]:
    """Tours of a planned day for the map; with `grid` only those of its pairs."""
    tours = []
    for tour in day["tours"]:
        if (grid and not tour["pair"].startswith(f"{grid}.")) or not tour["visits"]:
            continue
        line = _units(place, *np.array(tour["line"], dtype=float).reshape(-1, 2).T)
        visits = tour["visits"]
        spots = _units(place, np.array([v["lon"] for v in visits]), np.array([v["lat"] for v in visits]))
        stops = [
            [*map(int, spot), str(visit["order"]), _tip(visit, t)]
            for spot, visit in zip(spots, visits, strict=True)
        ]
        tours.append(
            {"pair": tour["pair"], "colour": colours[tour["pair"]], "line": line.tolist(), "stops": stops}
        )
    return tours


def drawn_left(place: Place, rows: Sequence[Mapping[str, Any]]) -> list[list[int]]:
    """Places of tasks that are left out."""
    lon, lat = (np.array([row[key] for row in rows], dtype=float) for key in ("lon", "lat"))
    return [[int(x), int(y)] for x, y in _units(place, lon, lat)] if len(rows) else []


def _units(place: Place, lon: np.ndarray, lat: np.ndarray) -> np.ndarray:
    return np.clip(np.rint(frame_of(place.blocks).units(lon, lat)), -32_767, 32_767).astype(int)


def _tip(visit: Mapping[str, Any], t: Text) -> list[Any]:
    return [
        f"{visit['premises']} · {t.called('premises_kind', visit['kind'])}",
        [t("routes.begin"), clock(visit["begin"])],
        [t("routes.leave"), clock(visit["leave"])],
        [t("routes.due"), visit["due"]],
    ]
