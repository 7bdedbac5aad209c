"""Every measure is declared once, named and defined in both languages, and nothing else is measured."""

from __future__ import annotations

import pytest

from models.measures.declare import MEASURES, Direction
from models.measures.network_summary import UNITS, network_measures
from models.measures.reading import read_with
from models.measures.structural import structural_measures
from models.scenario.network_folder import read_network
from models.simulation.network import simulate_network
from models.text.names import LANGUAGES, names
from tests.measures.big import luohu_facts, year
from tests.measures.small import facts, outcome


def test_what_is_measured_is_declared() -> None:
    """On an outcome full of everything, and on an empty one."""
    whole = read_with(year(), luohu_facts())
    nothing = read_with(outcome(), facts())
    assert whole.measures.keys() == nothing.measures.keys()
    shown = set(whole.measures) | set(structural_measures(outcome(), outcome()))
    for table in whole.breakdowns.values():
        shown |= set(table["measure"])
    assert sorted(shown - MEASURES.keys()) == []
    assert sorted(MEASURES.keys() - shown) == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_measure_has_a_name_a_definition_and_a_unit(language: str) -> None:
    """And no text is left over."""
    called, defined, units = (names(g, language) for g in ("measure", "measure_definition", "unit"))
    assert sorted(called) == sorted(MEASURES)
    assert sorted(defined) == sorted({m.text for m in MEASURES.values()})
    assert {m.unit for m in MEASURES.values()} <= units.keys()
    assert all(called.values()) and all(defined.values())
    assert len(set(called.values())) >= len(called) - 1  # heads of a role and of all may share a word


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_measure_of_a_network_has_a_name_and_a_unit(language: str) -> None:
    """Whatever the queues with known answers measure; a station's measure is named after its last part."""
    found = set()
    for check in ("priority", "tandem"):
        scenario = read_network(f"checks/{check}").with_spec(days=1, warmup_days=0)
        found |= {name.rpartition(".")[2] for name in network_measures(simulate_network(scenario, 0))}
    assert found == UNITS.keys() == names("network_measure", language).keys()
    assert all(names("network_measure", language).values())


def test_published_ranges_carry_source_and_grade() -> None:
    """The outcome rows of the domain note have one."""
    known = {name for name, m in MEASURES.items() if m.published}
    assert {
        "cases_per_10000_residents_day", "finds_per_10000_residents_day", "visits_per_pair_day",
        "finds_per_100_visits", "finds_per_100_first_visits",
    } <= known  # fmt: skip
    for name in sorted(known):
        published = MEASURES[name].published
        assert published is not None
        assert published.low < published.high
        assert published.source and published.grade
        assert published.holds(published.low) and not published.holds(published.high + 1)


def test_directions() -> None:
    """More visits an enterprise are a nuisance; utilisation is neither good nor bad by itself."""
    assert MEASURES["visits_per_enterprise"].direction is Direction.LOWER
    assert MEASURES["coverage"].direction is Direction.HIGHER
    assert MEASURES["utilisation_handler"].direction is Direction.NEUTRAL
