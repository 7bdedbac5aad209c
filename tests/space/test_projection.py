"""Degrees to metres and back."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from pyproj import Geod

from models.space.projection import Projection, projection_around

NEAR = st.floats(-0.05, 0.05)


@given(lon=st.floats(-179, 179), lat=st.floats(-70, 70), dx=NEAR, dy=NEAR)
def test_there_and_back_is_the_same_point(lon: float, lat: float, dx: float, dy: float) -> None:
    """A point near the centre comes back to within a micrometre."""
    here = Projection(lon, lat)
    x, y = here.to_metres([lon + dx], [lat + dy])
    back_lon, back_lat = here.to_degrees(x, y)
    assert abs(back_lon[0] - lon - dx) < 1e-10
    assert abs(back_lat[0] - lat - dy) < 1e-10


@given(dx=NEAR, dy=NEAR)
def test_metres_are_those_of_the_ellipsoid(dx: float, dy: float) -> None:
    """The distance from the centre is the geodesic one."""
    here = Projection(113.05, 23.058)
    x, y = here.to_metres([113.05 + dx], [23.058 + dy])
    _, _, metres = Geod(ellps="WGS84").inv(113.05, 23.058, 113.05 + dx, 23.058 + dy)
    assert abs(np.hypot(x[0], y[0]) - metres) < 1e-3


def test_the_centre_of_nothing_is_somewhere() -> None:
    """No points, no failure: an empty table is projected around zero."""
    assert projection_around([], []) == Projection(0.0, 0.0)
