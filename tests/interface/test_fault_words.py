"""Faults of the grid planner are told in the language of the page, with what they are about."""

from __future__ import annotations

import pytest

from benchmarks._lattice import lattice, write_lattice
from models.experiments.propose import propose_grids
from models.scenario.faults import Fault, WorkbenchError
from workbench.drafting.carry import read_plan
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


def test_an_unknown_fault_is_left_as_it_is():
    """The page then says place, expectation and finding."""
    assert told_fault(Fault("somewhere", "something", "else"), Text(language="en")) is None
