"""A scenario's folder: the words of its important faults, what a base gives, and what a fingerprint sees."""

from __future__ import annotations

import shutil
from collections.abc import Mapping
from pathlib import Path

import pytest

from models.scenario.faults import ScenarioError
from models.scenario.folder import overlay, read_scenario
from models.scenario.shipped import scenario_folder

GOOD = scenario_folder("checks/two-grids")
PLAN = """
format: 1
grids:
  north: {area: north, staffing: {inspectors: 2, handlers: 1, operators: 1}}
  south: {area: south, staffing: {inspectors: 2, handlers: 1, operators: 1}}
town: {teams: 1}
policies: {grab: nearest, scope: grid}
"""


def folder(path: Path, files: Mapping[str, str], name: str = "mine") -> Path:
    """The good folder with some files replaced."""
    mine = path / name
    shutil.copytree(GOOD, mine)
    for file, text in files.items():
        (mine / file).write_text(text, encoding="utf-8")
    return mine


def variant(path: Path, name: str, text: str, **files: str) -> Path:
    """A folder that says only what differs."""
    mine = path / name
    mine.mkdir()
    (mine / "scenario.yml").write_text(text, encoding="utf-8")
    for file, content in files.items():
        (mine / f"{file}.yml").write_text(content, encoding="utf-8")
    return mine


def faults(path: Path) -> list[str]:
    """The faults of a folder as a reader sees them."""
    with pytest.raises(ScenarioError) as caught:
        read_scenario(path)
    return str(caught.value).splitlines()


def test_every_fault_of_a_folder_comes_at_once(tmp_path: Path) -> None:
    """One in the plan's figures, two in the staffing, one in the scenario, one in the assumptions."""
    plan = PLAN.replace("inspectors: 2, handlers: 1", "inspectors: 0, handlers: 0", 1)
    spec = (GOOD / "scenario.yml").read_text(encoding="utf-8").replace("days: 2", "days: 0")
    bad = {"plan.yml": plan, "scenario.yml": spec, "assumptions.yml": "patrol: {setup_minuts: 5}"}
    assert faults(folder(tmp_path, bad)) == [
        "scenario.yml: days: expected at least 1, got 0",
        "plan.yml: grids.north.staffing.inspectors: "
        "expected a multiple of the pair size 2, at least one pair, got 0",
        "plan.yml: grids.north.staffing.handlers: expected at least 1 (or pool handlers), got 0",
        "assumptions.yml: patrol.setup_minuts: expected a name that is known, got 'setup_minuts' "
        "(did you mean setup_minutes?)",
    ]


@pytest.mark.parametrize(
    ("plan", "words"),
    [
        (
            PLAN.replace("inspectors: 2", "inspectors: two", 1),
            ["plan.yml: grids.north.staffing.inspectors: expected a whole number, got 'two'"],
        ),
        (
            PLAN.replace("inspectors: 2, ", "", 1),
            ["plan.yml: grids.north.staffing.inspectors: expected a value, got none"],
        ),
        (
            PLAN.replace("nearest", "closest"),
            [
                "plan.yml: policies.grab: expected one of 'nearest', 'skilled', 'weighted', 'easiest', "
                "'batch', 'assigned' or 'planned', got 'closest'"
            ],
        ),
        (PLAN + "staff: 3\n", ["plan.yml: staff: expected no such key, got 3"]),
        (
            PLAN.replace("format: 1", "format: 2"),
            ["plan.yml: format: expected at most 1, got 2 (update the workbench to read it)"],
        ),
        (
            PLAN.replace("  south:", "  east:"),
            [
                "grids.csv: grid south: expected a grid that plan.yml staffs, got one it does not name",
                "plan.yml: grids.east: expected at least one block in grids.csv, got none",
            ],
        ),
    ],
)
def test_the_words_of_a_fault_in_the_plan(tmp_path: Path, plan: str, words: list[str]) -> None:
    """Where, what was expected, what it was, and what to do."""
    assert faults(folder(tmp_path, {"plan.yml": plan})) == words


def test_all_faults_of_a_list_of_grids_are_told_and_a_long_tail_is_counted(tmp_path: Path) -> None:
    """Twice, unknown and left out at the same time; ten that are left out are named."""
    (tmp_path / "scenario.yml").write_text("format: 1\nbase: luohu\n", encoding="utf-8")
    (tmp_path / "grids.csv").write_text("block,grid\nb001,luohu-1\nb001,luohu-2\nnowhere,luohu-1\n")
    told = faults(tmp_path)
    assert "grids.csv: block b001: expected one grid per block, got the block twice" in told
    assert "grids.csv: block nowhere: expected a block of the place, got an unknown one" in told
    left_out = [words for words in told if "a grid for every block" in words]
    assert len(left_out) == 11 and left_out[-1].endswith("got none, and the same of 349 more")


@pytest.mark.parametrize(
    ("file", "text", "words"),
    [
        ("grids.csv", "block,grid\nb1,north\n", "grids.csv: block b2: expected a grid for every block"),
        (
            "grids.csv",
            "block,grid\nb1,north\nb2,south\nb9,north\n",
            "grids.csv: block b9: expected a block of",
        ),
        (
            "grids.csv",
            "block,grid\nb1,north\nb1,south\nb2,south\n",
            "grids.csv: block b1: expected one grid per",
        ),
        ("grids.csv", "block\nb1\n", "grids.csv: expected a column grid, got only block"),
        ("scenario.yml", "a: 1\na: 2\n", "scenario.yml: expected valid YAML 1.2, got while constructing"),
        ("scenario.yml", "a: &x 1\nb: *x\n", "scenario.yml: expected no aliases (*name), got *x"),
        (
            "scenario.yml",
            "format: 9\n",
            "scenario.yml: format: expected at most 1, got 9 (update the workbench",
        ),
        ("scenario.yml", "days: 3\n", "scenario.yml: calendar: expected a value, got none"),
        (
            "assumptions.yml",
            "format: 7\n",
            "assumptions.yml: format: expected 1, got 7 (the file was written by",
        ),
    ],
)
def test_the_words_of_a_fault_elsewhere(tmp_path: Path, file: str, text: str, words: str) -> None:
    """The first of them says what to do."""
    assert any(line.startswith(words) for line in faults(folder(tmp_path, {file: text})))


def test_a_folder_that_is_none(tmp_path: Path) -> None:
    """The name is said, and what would do."""
    (said,) = faults(tmp_path / "nothing")
    assert said.endswith(
        "nothing: expected a folder with a scenario.yml, got none "
        "(name a folder with a scenario.yml, or a shipped scenario such as luohu)"
    )


def test_a_base_gives_what_the_folder_does_not_say(tmp_path: Path) -> None:
    """Mappings are merged key by key, through a chain of bases; the last word counts."""
    folder(tmp_path, {}, "ground")
    variant(tmp_path, "middle", "base: ground\ndays: 9\nseed: 4\n", plan="town: {teams: 3}\n")
    top = variant(tmp_path, "top", "base: middle\nseed: 5\n", assumptions="patrol: {setup_minutes: 7}\n")
    ground, read = read_scenario(tmp_path / "ground"), read_scenario(top)
    assert (read.name, read.spec.days, read.spec.seed, read.plan.town.teams) == ("top", 9, 5, 3)
    assert read.plan.grids == ground.plan.grids and read.spec.calendar == ground.spec.calendar
    assert read.assumptions.patrol.setup_minutes == 7
    old = ground.assumptions.hazards
    assert read.assumptions.hazards == old


def test_overlay_replaces_what_is_no_mapping() -> None:
    """Lists and values are replaced whole."""
    assert overlay({"a": {"b": 1, "c": [1, 2]}, "d": 1}, {"a": {"c": [3]}, "d": {"e": 2}}) == {
        "a": {"b": 1, "c": [3]},
        "d": {"e": 2},
    }


@pytest.mark.parametrize("size", [1, 2, 3])
def test_a_circle_of_bases_is_refused(tmp_path: Path, size: int) -> None:
    """However long the way round is."""
    for number in range(size):
        variant(tmp_path, f"s{number}", f"base: s{(number + 1) % size}\n")
    assert faults(tmp_path / "s0") == ["scenario.yml: base: expected bases that end, got a circle through s0"]


@pytest.mark.parametrize("base", ["3", "[a]", "nowhere", "''", "../..", "'\\0'"])
def test_a_base_that_is_none_is_refused(tmp_path: Path, base: str) -> None:
    """A number, a list, a name that nobody has."""
    assert len(faults(variant(tmp_path, "odd", f"base: {base}\n"))) == 1


def test_a_chain_that_is_too_long_is_refused(tmp_path: Path) -> None:
    """Nobody can see through more."""
    for number in range(9):
        variant(tmp_path, f"s{number}", f"base: s{number + 1}\n")
    assert faults(tmp_path / "s0") == ["scenario.yml: base: expected a name, at most 6 bases deep, got 's7'"]


def test_titles_do_not_change_the_fingerprint(tmp_path: Path) -> None:
    """Nor do notes, the folder's name, or whether things stand in a base."""
    plain = read_scenario(folder(tmp_path, {}, "plain")).fingerprint
    spec = (GOOD / "scenario.yml").read_text(encoding="utf-8")
    renamed = folder(tmp_path, {"scenario.yml": spec.replace("Check", "Another title")}, "renamed")
    assert read_scenario(renamed).fingerprint == plain
    assert read_scenario(variant(tmp_path, "based", "base: plain\ntitle: {en: Mine}\n")).fingerprint == plain


@pytest.mark.parametrize(
    ("file", "old", "new"),
    [
        ("scenario.yml", "days: 2", "days: 3"),
        ("scenario.yml", "seed: 1", "seed: 2"),
        ("plan.yml", "teams: 1", "teams: 2"),
        ("plan.yml", "nearest", "easiest"),
        ("premises.csv", "green", "orange"),
        ("premises.csv", "113.0", "113.0001"),
        ("workstations.csv", "23.0", "23.0001"),
        ("blocks.geojson", '"population": ', '"population": 1'),
        ("blocks.geojson", "113.001", "113.0011"),
        ("checklist.csv", ",1,", ",2,"),
    ],
)
def test_any_other_edit_changes_the_fingerprint(tmp_path: Path, file: str, old: str, new: str) -> None:
    """A plan, a place, a checklist, a horizon."""
    text = (GOOD / file).read_text(encoding="utf-8")
    assert old in text
    edited = read_scenario(folder(tmp_path, {file: text.replace(old, new)}))
    assert edited.fingerprint != read_scenario(GOOD).fingerprint


def test_any_assumption_changes_the_fingerprint(tmp_path: Path) -> None:
    """A single figure will do."""
    text = (GOOD / "assumptions.yml").read_text(encoding="utf-8")
    edited = folder(tmp_path, {"assumptions.yml": text + "\ncosts: {handler: 70001}\n"})
    assert read_scenario(edited).fingerprint != read_scenario(GOOD).fingerprint
