"""A planned day as files: CSV for a sheet, GeoJSON for a map, GPX for a telephone."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any
from xml.sax.saxutils import escape, quoteattr
from zoneinfo import ZoneInfo

COLUMNS = (
    "day", "pair", "half", "order", "premises", "kind", "task_kind", "grid", "block", "arrive", "begin",
    "leave", "minutes", "items", "skill", "due", "task", "lon", "lat",
)  # fmt: skip
FORMULA = ("=", "+", "-", "@", "\t", "\r")
"""What a formula may begin with in a spreadsheet."""


def clock(second: int) -> str:
    """A second of the day as HH:MM."""
    return f"{second // 3600:02d}:{second % 3600 // 60:02d}"


def routes_csv(day: Mapping[str, Any]) -> str:
    """One row a visit, in the order of the tours; a byte order mark tells spreadsheets how to read it."""
    text = io.StringIO()
    writer = csv.DictWriter(text, COLUMNS, lineterminator="\r\n", extrasaction="ignore")
    writer.writeheader()
    for tour in day["tours"]:
        for visit in tour["visits"]:
            times = {key: clock(visit[key]) for key in ("arrive", "begin", "leave")}
            row = {"day": day["day"], "pair": tour["pair"], "half": tour["half"], **visit, **times}
            writer.writerow({key: _plain(value) for key, value in row.items()})
    return "\ufeff" + text.getvalue()


def _plain(value: Any) -> Any:
    """Text that a spreadsheet would take for a formula is led by an apostrophe."""
    return f"'{value}" if isinstance(value, str) and value.startswith(FORMULA) else value


def routes_geojson(day: Mapping[str, Any]) -> str:
    """Tours as lines, visits and what is left out as points (RFC 7946)."""
    features: list[dict[str, Any]] = []
    for tour in day["tours"]:
        said = {key: tour[key] for key in ("pair", "half", "walking_minutes", "inspection_minutes")}
        features.append(_feature("LineString", tour["line"], {"what": "tour", **said}))
        for visit in tour["visits"]:
            times = {key: clock(visit[key]) for key in ("arrive", "begin", "leave")}
            told = {key: value for key, value in visit.items() if key not in ("lon", "lat")}
            at = (visit["lon"], visit["lat"])
            features.append(_feature("Point", at, {"what": "visit", "pair": tour["pair"], **told, **times}))
    for each in day["unplanned"]:
        told = {key: value for key, value in each.items() if key not in ("lon", "lat")}
        features.append(_feature("Point", (each["lon"], each["lat"]), {"what": "unplanned", **told}))
    content = {
        "type": "FeatureCollection", "name": f"routes {day['day']}", "attribution": day["attribution"],
        "features": features,
    }  # fmt: skip
    return json.dumps(content, ensure_ascii=False, allow_nan=False)


def _feature(kind: str, coordinates: Any, properties: Mapping[str, Any]) -> dict[str, Any]:
    geometry = {"type": kind, "coordinates": coordinates}
    return {"type": "Feature", "geometry": geometry, "properties": dict(properties)}


def routes_gpx(day: Mapping[str, Any]) -> str:
    """GPX 1.1: a route a tour with its visits and their times, and a track along the streets."""
    midnight = datetime.fromisoformat(day["day"]).replace(tzinfo=ZoneInfo(day["timezone"]))
    credit = f"<copyright author={quoteattr(day['attribution'])}/>" if day["attribution"] else ""
    parts = [
        '<?xml version="1.0" encoding="UTF-8"?>',
        '<gpx version="1.1" creator="grid-planning-workbench" xmlns="http://www.topografix.com/GPX/1/1">',
        f"<metadata><name>{escape('routes ' + day['day'])}</name>{credit}</metadata>",
    ]
    for tour in day["tours"]:
        name = f"{tour['pair']} {clock(tour['depart'])}"
        parts.append(f"<rte><name>{escape(name)}</name>")
        parts += [_point("rtept", visit, midnight) for visit in tour["visits"]]
        parts.append("</rte>")
    for tour in day["tours"]:
        name = f"{tour['pair']} {clock(tour['depart'])}"
        points = "".join(f'<trkpt lat="{y:.6f}" lon="{x:.6f}"/>' for x, y in tour["line"])
        parts.append(f"<trk><name>{escape(name)}</name><trkseg>{points}</trkseg></trk>")
    parts.append("</gpx>")
    return "\n".join(parts) + "\n"


def _point(tag: str, visit: Mapping[str, Any], midnight: datetime) -> str:
    moment = (midnight + timedelta(seconds=visit["begin"])).astimezone(ZoneInfo("UTC"))
    time = moment.strftime("%Y-%m-%dT%H:%M:%SZ")
    lat, lon = quoteattr(f"{visit['lat']:.6f}"), quoteattr(f"{visit['lon']:.6f}")
    name = escape(f"{visit['order']}. {visit['premises']}")
    return f"<{tag} lat={lat} lon={lon}><time>{time}</time><name>{name}</name></{tag}>"
