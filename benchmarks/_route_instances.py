"""Instances of the route benchmark: team orienteering files, and a made-up community's day."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pandas as pd

from models.planning.routes.problem import RouteProblem

TENTHS = 10
"""Whole seconds of a problem in one unit of a team orienteering file (distances have one decimal)."""
SKILLS = ("fire", "safety", "building", "hygiene", "people", "order")
HALVES = ((8 * 3600 + 1800, 12 * 3600), (14 * 3600, 17 * 3600 + 1800))


def read_toptw(path: Path, teams: int) -> RouteProblem:
    """A team orienteering problem with time windows; times in tenths, stops named by their vertex."""
    lines = [line.split() for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]
    depot, *rows = [[float(cell) for cell in line] for line in lines[2:]]
    xy = np.array([depot[1:3], *(row[1:3] for row in rows)])
    apart = np.sqrt(((xy[:, None, :] - xy[None, :, :]) ** 2).sum(axis=2))
    walking = np.floor(apart * TENTHS + 1e-9).astype(np.int32)
    service = np.rint(np.array([row[3] for row in rows]) * TENTHS).astype(np.int64)
    stops = pd.DataFrame(
        {
            "stop": [str(int(row[0])) for row in rows],
            "place": range(1, len(rows) + 1),
            "prize": [row[4] for row in rows],
            "minutes": service / 60.0,
            "opens": np.rint([row[-2] * TENTHS for row in rows]).astype(np.int64),
            "closes": np.rint([row[-1] * TENTHS for row in rows]).astype(np.int64) + service,
        }
    )
    day = round(depot[-1] * TENTHS)
    halves = pd.DataFrame({"pair": [f"team-{m + 1}" for m in range(teams)]})
    halves = halves.assign(begin=0, end=day, start=0, finish=0)
    return RouteProblem.from_tables(stops, halves, walking, walk_price=1e-5)


def community(seed: int, pool: int = 450, pairs: int = 12) -> RouteProblem:
    """A made-up community's day: 4 km2, clustered premises, visits of 4 to 16 minutes, six skills of which a
    pair has three, a third of the stops with opening hours, prizes that rise as the due day nears."""
    rng = np.random.default_rng(np.random.SeedSequence([2026, seed]))
    centres = rng.uniform(0, 2000, (25, 2))
    xy = centres[rng.integers(0, 25, pool)] + rng.normal(0, 120, (pool, 2))
    xy = np.vstack([[[1000.0, 1000.0]], xy])
    metres = np.sqrt(((xy[:, None, :] - xy[None, :, :]) ** 2).sum(axis=2)) * 1.3
    walking = np.rint(metres / (4.0 / 3.6)).astype(np.int32)
    minutes = np.rint(rng.triangular(4, 7, 16, pool))
    urgency = rng.uniform(0, 1, pool)
    windows = [_hours(rng.random(), rng.random()) for _ in range(pool)]
    stops = pd.DataFrame(
        {
            "stop": [f"s{k}" for k in range(pool)],
            "place": range(1, pool + 1),
            "prize": np.round(minutes * (1 + urgency), 1),
            "minutes": minutes,
            "skill": [SKILLS[k] if k < 6 else "" for k in rng.integers(0, 9, pool)],
            "windows": windows,
        }
    )
    names = [f"pair-{p + 1}" for p in range(pairs)]
    halves = pd.DataFrame(
        [(name, begin, end, 0, 0) for name in names for begin, end in HALVES],
        columns=["pair", "begin", "end", "start", "finish"],
    )
    skills = {name: [SKILLS[(p + k * 2) % 6] for k in range(3)] for p, name in enumerate(names)}
    return RouteProblem.from_tables(stops, halves, walking, skills=skills, walk_price=0.001)


def district(visits: int) -> Iterator[RouteProblem]:
    """Communities one after the other until their pools hold that many visits."""
    seed = 0
    while visits > 0:
        yield community(1000 + seed, min(450, visits) if visits < 900 else 450)
        visits -= 450
        seed += 1


def _hours(kind: float, shift: float) -> list[tuple[int, int]]:
    """Opening hours: a third of the stops have a window of their own, some of them two."""
    if kind > 0.34:
        return [(0, 86_400)]
    opens = int(8.5 * 3600 + shift * 5 * 3600) // 600 * 600
    if kind < 0.1:
        return [(opens, opens + 3600), (opens + 3 * 3600, opens + 5 * 3600)]
    return [(opens, opens + 3 * 3600)]
