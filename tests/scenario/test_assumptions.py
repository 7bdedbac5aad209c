"""Assumptions carry their source, overrides are small, and a wrong file is refused whole."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from models.scenario.assumptions import (
    SECTIONS,
    Assumptions,
    default_assumptions,
    load_assumptions,
    make_assumptions,
)
from models.scenario.checklist import load_checklist
from models.scenario.faults import ScenarioError
from models.scenario.words import Department, Level, PremisesKind, Risk

DEFAULT = default_assumptions()


def test_every_field_is_documented_and_nothing_else() -> None:
    for section, model in SECTIONS.items():
        assert list(DEFAULT.documented[section]) == list(model.model_fields), section
    for path in DEFAULT.paths():
        section, name = path.split(".")
        one = DEFAULT.about(path)
        value = getattr(getattr(DEFAULT, section), name)
        assert one.source and one.grade in "ABCK"
        assert value == one.value or not isinstance(one.value, int | float | bool)


def test_defaults_lie_in_their_published_ranges() -> None:
    assert DEFAULT.outside_range() == ()
    assert DEFAULT.overrides() == {}


def test_the_figures_of_the_domain() -> None:
    assert DEFAULT.patrol.duration_mean == pytest.approx(1)
    assert DEFAULT.limits.urgent_share == pytest.approx(26 / 144)
    assert sum(row.weight for row in DEFAULT.limits.classes) == 144
    assert DEFAULT.patrol.interval_days[PremisesKind.RENTAL][Risk.ORANGE] == 7
    assert DEFAULT.patrol.release_second == 8 * 3600 + 1800
    assert 9 <= np.argmax(DEFAULT.demand.hourly_profile) <= 11


def test_a_visit_lasts_about_16_minutes_over_the_visits_that_luohu_owes() -> None:
    """Rental housing largest, then small shops, small venues, factories, restaurants, a few others."""
    mix = {"rental": 1380, "small_shop": 520, "small_venue": 120, "factory": 210, "restaurant": 240,
           "building_site": 4, "compound": 24}  # fmt: skip
    risks = {Risk.GREEN: 0.7, Risk.YELLOW: 0.2, Risk.ORANGE: 0.1}
    checklist = load_checklist()
    visits = minutes = 0.0
    for kind, count in mix.items():
        for risk, part in risks.items():
            interval = DEFAULT.patrol.interval_days[kind][risk]
            visits += count * part / interval
            minutes += count * part / interval * checklist.mean_minutes(PremisesKind(kind), interval)
    assert DEFAULT.patrol.setup_minutes + minutes / visits == pytest.approx(16, abs=1)


def test_an_override_changes_one_value_and_keeps_what_is_known() -> None:
    changed = make_assumptions(
        {
            "hazards": {"onset_per_premises_week": 0.03, "kind_factor": {"factory": 2}},
            "patrol": {"interval_days": {"rental": {"green": 28}}},
            "inspection": {"settle_on_spot": {"value": 0.9, "grade": "B", "source": "a count of our own"}},
            "limits": {"check": "0.5 working_hours"},
        }
    )
    assert changed.hazards.onset_per_premises_week == 0.03
    assert changed.hazards.kind_factor[PremisesKind.FACTORY] == 2
    assert changed.hazards.kind_factor[PremisesKind.RENTAL] == 0.9
    assert changed.patrol.interval_days[PremisesKind.RENTAL] == {"green": 28, "yellow": 14, "orange": 7}
    assert changed.about("inspection.settle_on_spot").source == "a count of our own"
    assert changed.about("hazards.onset_per_premises_week").grade == "C"
    assert changed.outside_range() == ("inspection.settle_on_spot",)
    assert DEFAULT.hazards.kind_factor[PremisesKind.FACTORY] == 1.4, "the defaults were touched"
    assert make_assumptions(changed.overrides()) == changed != DEFAULT
    table = changed.table().set_index("assumption")
    assert table["changed"].sum() == 5 and table["outside"].sum() == 1
    assert table.loc["hazards.onset_per_premises_week", "value"] == 0.03
    assert DEFAULT.changed({"costs.handler": 80000}).costs.handler == 80000


def test_all_faults_come_at_once_with_a_suggestion() -> None:
    with pytest.raises(ScenarioError) as caught:
        make_assumptions(
            {
                "hazards": {"onset_per_premise_week": 0.03, "visible_to_public": 1.3},
                "inspektion": {},
                "town": 5,
                "citizens_app": {"enabled": "yes"},
                "escalation": {"citizen": {"community": 0.9}},
                "limits": {"check": "1 hour"},
                "costs": {"handler": {"value": True, "grade": "Z"}},
                "patrol": {"walking_km_h": "4", "duration_low": 3.0},
            },
            "luohu/assumptions.yml",
        )
    text = str(caught.value)
    for part in (
        "luohu/assumptions.yml: hazards.onset_per_premise_week: expected a name that is known",
        "did you mean onset_per_premises_week?",
        "luohu/assumptions.yml: hazards.visible_to_public: expected less than or equal to 1, got 1.3",
        "did you mean inspection?",
        "town: expected a mapping of assumptions, got 5",
        "citizens_app.enabled: expected a valid boolean, got 'yes'",
        "escalation.citizen: expected community, town and district to add up to 1, got 1.05",
        "limits.check: expected an amount and a clock",
        "costs.handler.grade",
        "patrol.walking_km_h: expected a valid number, got '4'",
    ):
        assert part in text, text


@pytest.mark.parametrize("wrong", [True, "0.03", None, -1, float("nan"), float("inf"), [1], {"a": 1}])
def test_a_rate_is_a_number_of_sense(wrong: object) -> None:
    with pytest.raises(ScenarioError, match="onset_per_premises_week"):
        make_assumptions({"hazards": {"onset_per_premises_week": wrong}})


def test_limits_by_level_and_special_limits() -> None:
    special = {"case_class": "1d", "level": "town", "limit": "2 working_days", "department": "fire"}
    limits = make_assumptions({"limits": {"special": [special]}}).limits
    row = [one.name for one in limits.classes].index("1d")

    def texts(level: Level, department: Department) -> list[str]:
        return [str(limit) for limit in limits.handling(row, level, department)]

    assert texts(Level.COMMUNITY, Department.FIRE) == ["1 working_days"]
    assert texts(Level.TOWN, Department.FIRE) == ["2 working_days"]
    assert texts(Level.TOWN, Department.URBAN) == ["1 working_days", "1 working_days"]
    assert texts(Level.DISTRICT, Department.FIRE) == ["1 working_days", "5 working_days"]


def test_a_file_is_read_and_a_newer_one_refused(tmp_path: Path) -> None:
    file = tmp_path / "assumptions.yml"
    file.write_text("format: 1\nhazards:\n  onset_per_premises_week: 0.04\n", encoding="utf-8")
    assert load_assumptions(file).hazards.onset_per_premises_week == 0.04
    file.write_text("", encoding="utf-8")
    assert load_assumptions(file) == DEFAULT
    file.write_text("format: 2\n", encoding="utf-8")
    with pytest.raises(ScenarioError, match="newer workbench"):
        load_assumptions(file)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("a: 1\na: 2\n", "duplicate"),
        ("a: &x 1\nb: *x\n", "no aliases"),
        ("- 1\n", "a mapping"),
        ("1: 2\n", "a mapping"),
        ("a: [", "valid YAML"),
        ("a: " + "[" * 5000, "levels of nesting"),
        ("a: !!python/object:os.system x\n", "valid YAML"),
        ("a: 2026-99-99\n", "expected"),
        ("\x00", "valid YAML"),
    ],
)
def test_yaml_tricks_are_refused(tmp_path: Path, text: str, message: str) -> None:
    file = tmp_path / "assumptions.yml"
    file.write_text(text, encoding="utf-8")
    with pytest.raises(ScenarioError, match=message):
        load_assumptions(file)


scalars = st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8)
values = st.recursive(
    scalars, lambda x: st.lists(x, max_size=3) | st.dictionaries(st.text(max_size=5), x, max_size=3)
)


@given(st.sampled_from(DEFAULT.paths()), values)
def test_any_value_is_taken_or_refused_with_the_scenario_error(path: str, value: object) -> None:
    with suppress(ScenarioError):
        assert isinstance(DEFAULT.changed({path: value}), Assumptions)


@given(st.binary(max_size=60) | st.text("{}[]:-&*!#|>'\"%@ \nab01", max_size=40).map(str.encode))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_bytes_are_taken_or_refused_with_the_scenario_error(tmp_path: Path, content: bytes) -> None:
    file = tmp_path / "assumptions.yml"
    file.write_bytes(content)
    with suppress(ScenarioError):
        assert isinstance(load_assumptions(file), Assumptions)
