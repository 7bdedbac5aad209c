"""Faults of the grid planner are told in the language of the page, with what they are about."""

from __future__ import annotations

import re
from pathlib import Path
from types import SimpleNamespace

import pandas as pd
import pytest

from benchmarks._lattice import lattice, write_lattice
from models.experiments.grid_inputs import land_of
from models.experiments.propose import propose_grids
from models.planning.grids.problem import GridProblem
from models.scenario.faults import Fault, WorkbenchError
from models.scenario.folder import read_scenario
from tests.planning.grid_helpers import lattice as chessboard
from workbench.drafting.board import Board
from workbench.drafting.carry import read_plan
from workbench.drafting.draft import Draft
from workbench.drafting.versions import read_version, save_version
from workbench.language import Text
from workbench.views.fault_words import _PATTERNS, told_fault

BLOCKS = tuple(lattice(4).blocks["block"])


def faults_of(work) -> tuple[Fault, ...]:
    """What something is refused for."""
    with pytest.raises(WorkbenchError) as refused:
        work()
    return refused.value.faults


@pytest.fixture(scope="module")
def folder(tmp_path_factory) -> str:
    """A small place."""
    return str(write_lattice(tmp_path_factory.mktemp("scenarios"), 4, 2))


@pytest.mark.parametrize(
    ("asked", "key"),
    [
        ({"least": 17, "most": 17}, "too_many_grids"),
        ({"least": 5, "most": 3}, "from_to"),
        ({"least": 2, "most": 2, "tolerance": 1.5}, "tolerance"),
        ({"least": 16, "most": 16, "tolerance": 0.01}, "heavy_block"),
        ({"least": 2, "most": 2, "size_bounds": (900.0, 100.0)}, "order"),
        ({"least": 2, "most": 2, "size_bounds": (1.0, 100.0)}, "mean"),
    ],
)
def test_what_cannot_be_solved_is_explained_before_solving(folder, asked, key):
    """Impossible numbers, tolerances, bounds and blocks too heavy: one sentence each in both languages."""
    faults = faults_of(lambda: propose_grids(folder, dict.fromkeys(BLOCKS, "a"), **asked))
    fitting = [
        fault
        for fault in faults
        if _PATTERNS[key].fullmatch("\x1f".join((fault.where, fault.expected, fault.got)))
    ]
    assert fitting, [str(fault) for fault in faults]
    for fault in fitting:
        told = [told_fault(fault, Text(language=language)) for language in ("zh", "en")]
        assert told[0] and told[1] and told[0] != told[1] and "{" not in "".join(told)


ENDS = {"c0r0": "n", "c3r0": "n", "c1r0": "s", "c2r0": "s"}
WIDE = {0: "a", 1: "a", 2: "a", 3: "a", 4: "b", 5: "c", 6: "d", 7: "d"}
IMPOSSIBLE = {
    "locked_apart": lambda: chessboard(4, 1, ["n", "s"], 0.1, lock=ENDS),
    "locked_around": lambda: held_grid(6, ["e", "m", "w"], 0.3, {0: "w", 1: "m", 2: "m"}, "m"),
    "locked_number": lambda: held_grid(8, ["a", "b", "c", "d"], 0.1, WIDE, "a"),
    "more_locked": lambda: chessboard(
        3, 1, ["n"], 0.9, current={"c0r0": "n", "c1r0": "s", "c2r0": "s"}, locked_grids=["n", "s"]
    ),
    "pieces": lambda: GridProblem.from_tables(
        pd.DataFrame({"block": list("pqr"), "workload": 1.0}),
        pd.DataFrame({"first": ["p"], "second": ["q"]}), 2, tolerance=0.9,
    ),
}  # fmt: skip


def held_grid(columns: int, grids: list[str], tolerance: float, owner: dict[int, str], locked: str) -> object:
    """A row of columns with one grid locked as it is."""
    plan = {f"c{c}r0": owner.get(c, "e") for c in range(columns)}
    return chessboard(columns, 1, grids, tolerance, current=plan, locked_grids=[locked])


@pytest.mark.parametrize("key", IMPOSSIBLE)
def test_land_and_locks_that_allow_no_plan_are_explained(key):
    """Blocks, grids and numbers are named, without the exception's English in a Chinese sentence."""
    told = {language: [told_fault(each, Text(language=language)) for each in faults_of(IMPOSSIBLE[key])]
            for language in ("zh", "en")}  # fmt: skip
    assert all(told["zh"]) and not re.search(r"grids|blocks|work", " ".join(told["zh"]))
    start = Text(language="en")(f"fault_says.{key}").split("{")[0]
    assert any(each.startswith(start) for each in told["en"]), told["en"]


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"block,grid\nnowhere,a\n", "nowhere is not a block"),
        (b"block,grid\nb00001,a\nb00001,c\n", "b00001 stands there twice"),
        (b"block,grid\nb00001,a,x\n", "line 2: 3 cells where the first line has 2"),
        (b'block,grid\nb00001,"=1+1"\n', "=1+1 would be run"),
        (b"block;grid\nb00001;a\n", "no column grid, only: block;grid"),
        (b"\n", "is empty"),
        ("block,grid\nb00001,a\n".encode("utf-16"), "neither UTF-8 nor GB18030"),
    ],
)
def test_faults_of_a_file_are_told(content, words):
    """Block, line or name, and what is wrong with it."""
    faults = faults_of(lambda: read_plan("grids.csv", content, BLOCKS))
    assert words in " ".join(told_fault(fault, Text(language="en")) or "" for fault in faults)


@pytest.mark.parametrize(
    ("content", "words"),
    [
        ("first,second,open\nnowhere,b00001,1\n", "nowhere"),
        ("first,second,open\nb00001,b00002,2\n", "takes 1"),
        ("first,second,open\nb00001,b00001,1\n", "not b00001 twice"),
        ("first,second,open\nb00001,b00016,0\n", "no border"),
        ("first,second,open\nb00001,b00002,0\nb00002,b00001,0\n", "in line 2 already"),
    ],
)
def test_faults_of_changed_borders_are_told_in_both_languages(folder, tmp_path, content, words):
    """A planner's own adjacency.csv: which line, and what is wrong with it."""
    file = tmp_path / "adjacency.csv"
    file.write_text(content)
    faults = faults_of(lambda: land_of(read_scenario(folder), file))
    told = {language: [told_fault(f, Text(language=language)) for f in faults] for language in ("zh", "en")}
    assert words in told["en"][0] and all(told["zh"]) and told["zh"] != told["en"]


@pytest.mark.parametrize(
    "work",
    [
        lambda folder: read_version(folder, "never"),
        lambda folder: save_version(folder, " ", "", {}),
        lambda folder: propose_grids(str(folder), {}, community="nowhere"),
        lambda folder: Board(studio=SimpleNamespace(draft=Draft.of(BLOCKS, {}))).remove("nowhere"),
    ],
)
def test_rare_faults_of_the_page_are_told_in_both_languages(folder, work):
    """None of them falls back on the English of the exception."""
    for fault in faults_of(lambda: work(Path(folder))):
        assert told_fault(fault, Text(language="zh")) and told_fault(fault, Text(language="en")), str(fault)


def test_an_unknown_fault_is_left_as_it_is():
    """The page then says place, expectation and finding."""
    assert told_fault(Fault("somewhere", "something", "else"), Text(language="en")) is None
