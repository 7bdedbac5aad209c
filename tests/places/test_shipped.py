"""The shipped places are what their specs make."""

from __future__ import annotations

from pathlib import Path

import pytest

from models.places.shipped import GRIDS, SHIPPED, write_shipped
from models.scenario.place_files import read_place
from models.space.adjacency import block_adjacency

FILES = (
    "blocks.geojson",
    "premises.csv",
    "streets_nodes.csv",
    "streets_edges.csv",
    "workstations.csv",
    "grids.csv",
)


@pytest.mark.parametrize("name", sorted(SHIPPED))
def test_a_shipped_place_is_made_again_byte_for_byte(name: str, repository: Path, tmp_path: Path) -> None:
    """The files in the repository are those that the spec gives: nobody edited them by hand."""
    write_shipped(name, tmp_path)
    for file in FILES:
        assert (tmp_path / file).read_bytes() == (repository / "scenarios" / name / file).read_bytes(), file


@pytest.mark.parametrize("name", sorted(SHIPPED))
def test_a_shipped_place_reads_as_its_spec(name: str, repository: Path) -> None:
    """What is read from disk has the people of the spec, its grids and a border for every block."""
    place, spec = read_place(repository / "scenarios" / name), SHIPPED[name]
    assert place.name == name
    assert place.blocks["households"].sum() == spec.households
    assert set(place.blocks["area"]) == set(spec.areas)
    grids = (repository / "scenarios" / name / "grids.csv").read_text(encoding="utf-8")
    assert {line.split(",")[1] for line in grids.splitlines()[1:]} == {
        f"{name}-{i + 1}" for i in range(GRIDS[name])
    }
    pairs = block_adjacency(place)
    assert set(pairs["first"]) | set(pairs["second"]) == set(range(len(place.blocks)))
