"""Faults of the grid planner are told in the language of the page, with what they are about."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace

import pytest

from benchmarks._lattice import lattice, write_lattice
from models.experiments.grid_inputs import land_of
from models.experiments.propose import propose_grids
from models.scenario.faults import Fault, WorkbenchError
from models.scenario.folder import read_scenario
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


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"block,grid\nnowhere,a\n", "nowhere is not a block"),
        (b"block,grid\nb00001,a\nb00001,c\n", "b00001 stands there twice"),
        (b'block,grid\nb00001,"=1+1"\n', "=1+1 would be run"),
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
