"""Whatever stands in a scenario's folder: it is read, or refused with a ScenarioError, and nothing else."""

from __future__ import annotations

import json
import shutil
import tempfile
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from models.scenario.faults import ScenarioError
from models.scenario.folder import read_scenario
from models.scenario.scenario import Scenario
from models.scenario.shipped import scenario_folder
from models.scenario.yaml_file import read_yaml

GOOD = scenario_folder("checks/two-grids")
FILES = tuple(sorted(path.name for path in GOOD.iterdir()))
YAMLS = tuple(name for name in FILES if name.endswith(".yml"))
TABLES = tuple(name for name in FILES if name.endswith(".csv"))
MANY = settings(max_examples=max(16, settings.default.max_examples // 3))

WORDS = (
    "north",
    "luohu-1",
    "2026-02-30",
    "08:30-12:00",
    "08:30 - 07:00",
    "../..",
    "",
    "\x00",
    "1e999",
    "null",
)
LEAVES = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-(10**30), 10**30),
    st.sampled_from((0, -1, 10**9, 0.5, 1e308, float("inf"), float("nan"))),
    st.sampled_from(WORDS),
    st.text(max_size=20),
)
VALUES = st.recursive(
    LEAVES,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
)
NONSENSE = (
    "{", "a: b: c", "- 1\n- 2", "? [a]\n: 1", "&x [*x]", "a: &x 1\nb: *x", "format: 1\nformat: 1",
    "!!python/none", "\ta: 1", "%YAML 3.0\n---\n{}", "--- {}\n--- {}", "!!float word", "!!int x",
    "!!timestamp x", "a: 2026-13-45", "a: 2026-01-01T99:99:99", "!!binary '*'", "!!set {a, a}", "!!omap [1]",
    "a: 0x", "a: 1_:2", "[" * 100, "{a: " * 50, "\ufeff\ufeff", "\x85", "1: 2", "null: 1", "~",
    "'", "\u2028: {", "a: !<x> b", "<<: {a: 1}",
)  # fmt: skip


def outcome_of(folder: Path) -> Scenario | ScenarioError:
    """What reading a folder gives; anything but a scenario or our error goes through."""
    try:
        return read_scenario(folder)
    except ScenarioError as error:
        refused = error
    assert refused.faults and all(fault.where and fault.expected for fault in refused.faults)
    assert len(str(refused)) < 20_000
    return refused


def spoilt(name: str, content: bytes) -> Scenario | ScenarioError:
    """Read the good folder with one file replaced."""
    with tempfile.TemporaryDirectory() as where:
        folder = Path(where) / "spoilt"
        shutil.copytree(GOOD, folder)
        (folder / name).write_bytes(content)
        return outcome_of(folder)


def slots(value: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    """Every place in nested mappings and lists."""
    inside = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    return [path] + [deeper for key, part in inside for deeper in slots(part, (*path, key))]


def changed(value: Any, path: tuple[Any, ...], new: Any, delete: bool) -> Any:
    """The same with another value, or none, at one place."""
    if not path:
        return new
    copy = dict(value) if isinstance(value, dict) else list(value)
    if delete and len(path) == 1:
        del copy[path[0]]
    else:
        copy[path[0]] = changed(copy[path[0]], path[1:], new, delete)
    return copy


@MANY
@given(st.data())
def test_a_yaml_file_with_one_place_changed(data: st.DataObject) -> None:
    """Keys deleted, types changed, numbers that are too large, words that name nothing."""
    name = data.draw(st.sampled_from(YAMLS))
    content = read_yaml(GOOD / name)
    path = data.draw(st.sampled_from(slots(content)))
    broken = changed(content, path, data.draw(VALUES), data.draw(st.booleans()))
    spoilt(name, json.dumps(broken, default=str).encode())


@MANY
@given(st.sampled_from(YAMLS), st.dictionaries(st.text(max_size=10), VALUES, max_size=3))
def test_a_yaml_file_with_keys_nobody_knows(name: str, more: dict[str, Any]) -> None:
    """Further keys beside the known ones."""
    spoilt(name, json.dumps({**read_yaml(GOOD / name), **more}, default=str).encode())


@pytest.mark.parametrize("nonsense", NONSENSE)
def test_yaml_that_is_none(nonsense: str) -> None:
    """Text that stretches what YAML is, alone and after what is good."""
    name = YAMLS[NONSENSE.index(nonsense) % len(YAMLS)]
    spoilt(name, nonsense.encode())
    spoilt(name, (GOOD / name).read_bytes() + b"\n" + nonsense.encode())


@MANY
@given(st.sampled_from(FILES), st.binary(max_size=200))
def test_a_file_of_any_bytes(name: str, content: bytes) -> None:
    """Binary where text is expected."""
    spoilt(name, content)


@MANY
@given(st.sampled_from(FILES), st.data())
def test_a_file_with_bytes_put_in_or_cut_out(name: str, data: st.DataObject) -> None:
    """A slip of the editor."""
    content = (GOOD / name).read_bytes()
    begin = data.draw(st.integers(0, len(content)))
    end = data.draw(st.integers(begin, min(len(content), begin + 30)))
    more = data.draw(
        st.binary(max_size=6) | st.sampled_from([b",", b"\n", b'"', b"-1", b"1e400", b"nan", b"b9"])
    )
    spoilt(name, content[:begin] + more + content[end:])


@MANY
@given(st.sampled_from(TABLES), st.data())
def test_a_table_with_one_cell_changed(name: str, data: st.DataObject) -> None:
    """References to nothing, numbers that are none, cells that are empty."""
    rows = [line.split(",") for line in (GOOD / name).read_text(encoding="utf-8").splitlines()]
    row = data.draw(st.integers(0, len(rows) - 1))
    cell = data.draw(st.integers(0, len(rows[row]) - 1))
    rows[row][cell] = data.draw(st.sampled_from(["", "b1", "?", "-1", "1e400", "nan", "999", "\u5317"]))
    spoilt(name, "\n".join(map(",".join, rows)).encode())


@pytest.mark.parametrize("name", FILES)
def test_a_folder_that_lacks_a_file(name: str, tmp_path: Path) -> None:
    """Missing, or a folder in its place."""
    folder = tmp_path / "lacking"
    shutil.copytree(GOOD, folder)
    (folder / name).unlink()
    outcome_of(folder)
    (folder / name).mkdir()
    outcome_of(folder)
