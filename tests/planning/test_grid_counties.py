"""Real county graphs with proven optima (Validi and Buchanan): the benchmark's own command reaches them."""

from __future__ import annotations

import argparse
import json
from pathlib import Path

import pytest

from benchmarks.grids import fewest_cuts


@pytest.mark.nightly
@pytest.mark.parametrize(
    ("state", "grids", "least", "most", "fewest"),
    [("16", 2, 779873, 787709, 10), ("35", 3, 682962, 689824, 17), ("40", 5, 746519, 754021, 40),
     ("01", 7, 679406, 686233, 55)],
)  # fmt: skip
def test_the_fewest_cut_edges_are_found(
    shared_data: Path, state: str, grids: int, least: float, most: float, fewest: int
) -> None:
    """Counted again from the plan, with the districts' people summed again."""
    path = shared_data / "districting" / f"county{state}.json"
    options = argparse.Namespace(
        adjacency=path, weight="TOTPOP", grids=grids, least=least, most=most, seconds=4.0, seed=0
    )
    report = fewest_cuts(options)
    graph = json.loads(path.read_text(encoding="utf-8"))
    owner = {node["id"]: report["plan"][str(node["id"])] for node in graph["nodes"]}
    people: dict[str, int] = {}
    for node in graph["nodes"]:
        people[owner[node["id"]]] = people.get(owner[node["id"]], 0) + node["TOTPOP"]
    pairs = {
        (min(node["id"], edge["id"]), max(node["id"], edge["id"]))
        for node, edges in zip(graph["nodes"], graph["adjacency"], strict=True)
        for edge in edges
    }
    assert len(people) == grids and all(least <= count <= most for count in people.values())
    assert sum(owner[a] != owner[b] for a, b in pairs) == report["cut"] == fewest
    assert report["feasible"] and report["bound"] in (None, fewest)
