"""A network of queues at the door: every fault at once, and the two kinds of folders told apart."""

from __future__ import annotations

from pathlib import Path

import pytest

from models.scenario.faults import ScenarioError
from models.scenario.folder import read_scenario
from models.scenario.kinds import kind_of
from models.scenario.network_folder import read_network
from models.scenario.shipped import scenario_folder

BAD = """
stations:
  a: {servers: 0, service: {mean_minutes: 5}}
  b: {servers: 1, discipline: lifo, service: {mean_minutes: 5, cv: 2}}
arrivals: {c: {per_hour: 5}}
routing: {a: {b: 0.7, a: 0.6}, b: {d: 0.1}}
"""


def folder(path: Path, network: str, spec: str = "kind: network\n") -> Path:
    (path / "scenario.yml").write_text(spec, encoding="utf-8")
    (path / "network.yml").write_text(network, encoding="utf-8")
    return path


def test_every_fault_at_once(tmp_path: Path) -> None:
    """Faults of single fields and faults between them come together, with those of the other file."""
    with pytest.raises(ScenarioError) as caught:
        read_network(folder(tmp_path, BAD, "kind: network\ndays: 0\n"))
    places = [fault.where for fault in caught.value.faults]
    for where in (
        "scenario.yml: days",
        "network.yml: stations.a.servers",
        "network.yml: stations.b.discipline",
        "network.yml: stations.b.service",
        "network.yml: arrivals.c",
        "network.yml: routing.a",
        "network.yml: routing.b.d",
    ):
        assert where in places


def test_a_circle_without_a_way_out_is_refused(tmp_path: Path) -> None:
    """Nobody would ever leave."""
    circle = "stations: {a: {servers: 1, service: {mean_minutes: 5}}}\narrivals: {a: {per_hour: 1}}\n"
    with pytest.raises(ScenarioError, match="a way out"):
        read_network(folder(tmp_path, circle + "routing: {a: {a: 1}}\n"))


def test_each_reader_names_the_other_kind() -> None:
    """A network is not read as a community, nor the other way round."""
    assert kind_of(scenario_folder("checks/mm1")) == "network"
    assert kind_of(scenario_folder("checks/two-grids")) == "community"
    with pytest.raises(ScenarioError, match="kind: expected community, got network"):
        read_scenario("checks/mm1")
    with pytest.raises(ScenarioError, match="kind: expected network, got community"):
        read_network("checks/two-grids")


def test_titles_do_not_change_the_fingerprint() -> None:
    """What determines results does."""
    one = read_network("checks/mm1")
    assert one.title.zh and one.title.en
    assert one.with_spec(title={"zh": "", "en": ""}).fingerprint == one.fingerprint
    assert one.with_spec(seed=2).fingerprint != one.fingerprint
