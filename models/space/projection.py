"""Degrees to local metres and back: everything that measures works on a flat map around the place."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np
import shapely
from numpy.typing import ArrayLike, NDArray
from pyproj import Transformer

from models.scenario.place import Place

Floats = NDArray[np.float64]


@lru_cache(maxsize=64)
def _transformer(lon: float, lat: float, inverse: bool) -> Transformer:
    local = f"+proj=aeqd +lat_0={lat!r} +lon_0={lon!r} +datum=WGS84 +units=m"
    ends = (local, "EPSG:4326") if inverse else ("EPSG:4326", local)
    return Transformer.from_crs(*ends, always_xy=True)


@dataclass(frozen=True)
class Projection:
    """An azimuthal equidistant map around `lon`, `lat` (WGS84 degrees).

    Distances are exact from the centre and good to a few centimetres in 20 km everywhere else.
    """

    lon: float
    lat: float

    def to_metres(self, lon: ArrayLike, lat: ArrayLike) -> tuple[Floats, Floats]:
        """Metres east and north of the centre for WGS84 degrees; arrays keep their shape."""
        return self._convert(lon, lat, inverse=False)

    def to_degrees(self, x: ArrayLike, y: ArrayLike) -> tuple[Floats, Floats]:
        """WGS84 longitude and latitude for metres east and north of the centre."""
        return self._convert(x, y, inverse=True)

    def shapes_to_metres(self, shapes: Any) -> NDArray[np.object_]:
        """An array of shapely geometries, from degrees to metres, vertex by vertex."""
        return self._shapes(shapes, inverse=False)

    def shapes_to_degrees(self, shapes: Any) -> NDArray[np.object_]:
        """An array of shapely geometries, from metres to degrees, vertex by vertex."""
        return self._shapes(shapes, inverse=True)

    def _convert(self, first: ArrayLike, second: ArrayLike, inverse: bool) -> tuple[Floats, Floats]:
        transformer = _transformer(self.lon, self.lat, inverse)
        a, b = transformer.transform(np.asarray(first, dtype=float), np.asarray(second, dtype=float))
        return np.asarray(a, dtype=float), np.asarray(b, dtype=float)

    def _shapes(self, shapes: Any, inverse: bool) -> NDArray[np.object_]:
        def vertices(points: Floats) -> Floats:
            return np.column_stack(self._convert(points[:, 0], points[:, 1], inverse))

        array = np.asarray(shapes, dtype=object)
        return np.asarray(shapely.transform(array, vertices), dtype=object)


def projection_around(lon: ArrayLike, lat: ArrayLike) -> Projection:
    """The projection centred on the middle of the points' bounding box, rounded to 1e-4 degrees.

    The rounding keeps the centre, and so every distance, the same when a point is added inside.
    """
    lons, lats = np.asarray(lon, dtype=float), np.asarray(lat, dtype=float)
    if not len(lons):
        return Projection(0.0, 0.0)
    middle = (lons.min() + lons.max()) / 2, (lats.min() + lats.max()) / 2
    return Projection(round(float(middle[0]), 4), round(float(middle[1]), 4))


def projection_of(place: Place) -> Projection:
    """The projection centred on a place's blocks."""
    west, south, east, north = place.blocks.total_bounds
    return projection_around([west, east], [south, north])


@lru_cache(maxsize=4)
def blocks_in_metres(place: Place) -> NDArray[np.object_]:
    """The shapes of a place's blocks in metres, row by row; asked for by everything that measures land."""
    shapes = projection_of(place).shapes_to_metres(place.blocks.geometry.to_numpy())
    shapes.flags.writeable = False  # everybody gets the same ones
    return shapes
