"""The shipped checklist has the counts of the founding report, and a broken one is refused whole."""

from __future__ import annotations

from collections import Counter
from contextlib import suppress
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from models.scenario.checklist import Checklist, load_checklist, visit_step
from models.scenario.faults import ScenarioError
from models.scenario.words import Category, Department, PremisesKind, Skill

SHIPPED = Path(__file__).parents[2] / "models" / "scenario" / "data" / "checklist.csv"


@pytest.fixture(scope="module")
def checklist() -> Checklist:
    return load_checklist()


def test_counts_are_those_of_the_founding_report(checklist: Checklist) -> None:
    departments = Counter(item.department for item in checklist.items)
    assert len(checklist) >= 200
    assert departments[Department.FIRE] == 82
    assert set(departments) == set(Department)
    assert {item.category for item in checklist.items} == set(Category)
    assert {item.skill for item in checklist.items} == {*Skill, None}
    assert len({item.zh for item in checklist.items}) == len({item.en for item in checklist.items}) == 212


def test_fire_carries_the_largest_share_of_hazards_of_buildings(checklist: Checklist) -> None:
    fire = list(Department).index(Department.FIRE)
    for kind in PremisesKind:
        share = np.bincount(checklist.department, weights=checklist.hazard_share(kind), minlength=8)
        assert share.sum() == pytest.approx(1)
        if kind not in (PremisesKind.STREET, PremisesKind.BUILDING_SITE):
            assert share.argmax() == fire, kind


@pytest.mark.parametrize(
    ("kind", "days", "low", "high"),
    [
        ("rental", 21, 11, 14), ("small_shop", 30, 20, 25), ("small_venue", 30, 25, 31),
        ("factory", 30, 30, 35), ("restaurant", 365, 27, 33), ("building_site", 1, 29, 35),
        ("compound", 30, 29, 35),
    ],
)  # fmt: skip
def test_visits_last_what_the_field_says(
    checklist: Checklist, kind: str, days: float, low: float, high: float
) -> None:
    """Setup of 5 minutes and the items of one visit: inside the published 5 to 35 minutes."""
    assert low < 5 + checklist.mean_minutes(PremisesKind(kind), days) < high


def test_visits_over_a_cycle_average_the_mean_and_stay_level(checklist: Checklist) -> None:
    minutes = [checklist.visit_minutes(PremisesKind.RENTAL, 7, n) for n in range(52)]
    assert np.mean(minutes) == pytest.approx(checklist.mean_minutes(PremisesKind.RENTAL, 7))
    assert max(minutes) < 2 * min(minutes)


def test_every_item_comes_exactly_once_in_its_cycle(checklist: Checklist) -> None:
    kind, days = PremisesKind.RENTAL, 21
    seen = Counter(i for n in range(156) for i in checklist.visit_items(kind, days, n))
    for index in checklist.by_kind(kind):
        step = visit_step(checklist.items[index].interval_days, days)
        assert abs(seen[index] - 156 / step) <= 1


def test_departments_split_a_visit_without_loss(checklist: Checklist) -> None:
    """Before merging, the departments' visits together hold the items of the merged one."""
    kind = PremisesKind.FACTORY
    parts = [checklist.visit_items(kind, 30, 3, (department,)) for department in Department]
    assert sorted(i for part in parts for i in part) == list(checklist.visit_items(kind, 30, 3))


def test_all_faults_come_at_once(tmp_path: Path) -> None:
    lines = SHIPPED.read_text(encoding="utf-8").splitlines()
    lines[1] = lines[1].replace(",fire,objects,", ",fir,objekts,", 1)
    lines[2] = lines[3]
    lines[5] += ",more"
    broken = tmp_path / "checklist.csv"
    broken.write_text("\n".join(lines), encoding="utf-8")
    with pytest.raises(ScenarioError) as caught:
        load_checklist(broken)
    text = str(caught.value)
    assert len(caught.value.faults) == 4
    assert "line 2, department: expected one of land" in text and "got 'fir'" in text
    assert "line 2, category" in text and "line 4, item" in text
    assert "line 6: expected 13 cells, got 14" in text


@pytest.mark.parametrize("content", [b"", b"\xff\xfe", b"item,zh\n1,2\n", b'item,"zh\n'])
def test_rubbish_is_refused_with_the_scenario_error(tmp_path: Path, content: bytes) -> None:
    broken = tmp_path / "checklist.csv"
    broken.write_bytes(content)
    with pytest.raises(ScenarioError, match=r"checklist\.csv"):
        load_checklist(broken)


@given(st.integers(0, 212), st.integers(0, 12), st.text(max_size=12))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_cell_is_taken_or_refused_with_the_scenario_error(
    tmp_path: Path, row: int, column: int, text: str
) -> None:
    lines = [line.split(",") for line in SHIPPED.read_text(encoding="utf-8").splitlines()]
    lines[row][column] = text
    broken = tmp_path / "checklist.csv"
    broken.write_bytes("\n".join(map(",".join, lines)).encode("utf-8", "surrogatepass"))
    with suppress(ScenarioError):
        assert len(load_checklist(broken)) >= 200


def test_a_missing_file_is_refused_with_the_scenario_error(tmp_path: Path) -> None:
    with pytest.raises(ScenarioError, match="readable CSV"):
        load_checklist(tmp_path / "none.csv")
