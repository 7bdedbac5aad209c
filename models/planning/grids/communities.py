"""Places of several communities: no grid crosses them, and each is held to its own fair share."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np

from models.planning.audit import Finding, Rule, audit_labels, left_out
from models.planning.grids.ground import Ground, homes_of
from models.planning.grids.problem import Ints


def community_findings(
    ground: Ground,
    grids: Sequence[str],
    labels: Ints,
    tolerance: float,
    size: str = "households",
    size_bounds: tuple[float, float] | None = None,
) -> list[Finding]:
    """What is wrong with a plan whose grids stay within communities.

    A grid is at home where most of its blocks are. Its blocks elsewhere are findings; every community is
    audited with the grids that are at home in it (a grid without blocks in any).
    """
    home = homes_of(ground, labels, len(grids))
    found = [*left_out(tuple(ground.blocks[b] for b in np.flatnonzero(labels < 0).tolist()))]
    found += _strays(ground, grids, labels, home)
    for k in range(len(ground.community_names)):
        rows, mine = np.flatnonzero(ground.community == k), np.flatnonzero(home == k)
        seat = np.full(len(grids) + 1, -1, dtype=np.int64)
        seat[mine] = np.arange(len(mine))
        own = seat[labels[rows]]
        named = [grids[g] for g in mine.tolist()]
        problem = ground.part(rows).problem(named, own, (), tolerance, size, size_bounds)
        found += [each for each in audit_labels(problem, own) if each.rule is not Rule.UNASSIGNED]
    empty = np.flatnonzero(home < 0).tolist()
    return found + [Finding(Rule.EMPTY_GRID, grids[g], (), 0, "at least one block", "none") for g in empty]


def _strays(ground: Ground, grids: Sequence[str], labels: Ints, home: Ints) -> Iterator[Finding]:
    """Grids with blocks outside the community that they are at home in."""
    away = (labels >= 0) & (home[labels] != ground.community)
    for g in np.unique(labels[away]).tolist():
        blocks = tuple(ground.blocks[b] for b in np.flatnonzero(away & (labels == g)).tolist())
        expected = f"blocks of community {ground.community_names[home[g]]} alone"
        got = f"{len(blocks)} of another, block {blocks[0]} first"
        yield Finding(Rule.OTHER_COMMUNITY, grids[g], blocks, len(blocks), expected, got)
