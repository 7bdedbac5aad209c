"""The audit of plans by code that has never heard of a solver: run after every solve, import and hand
edit."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum

import numpy as np

from models.planning.grids.cost import grid_households, grid_loads
from models.planning.grids.graph import main_pieces, pieces
from models.planning.grids.problem import SLACK, GridProblem, Ints
from models.scenario.faults import Fault


class Rule(StrEnum):
    """What a plan of grids must keep."""

    UNKNOWN_BLOCK = "unknown_block"
    UNKNOWN_GRID = "unknown_grid"
    UNASSIGNED = "unassigned"
    EMPTY_GRID = "empty_grid"
    CONTIGUITY = "contiguity"
    TOO_MUCH_WORK = "too_much_work"
    TOO_LITTLE_WORK = "too_little_work"
    TOO_MANY_HOUSEHOLDS = "too_many_households"
    TOO_FEW_HOUSEHOLDS = "too_few_households"
    LOCKED_BLOCK = "locked_block"
    LOCKED_GRID = "locked_grid"
    OTHER_COMMUNITY = "other_community"


@dataclass(frozen=True)
class Finding:
    """One rule that a plan breaks, with the grid and the blocks that show it.

    `value` is the number in question (work or households in the problem's unit, pieces, blocks).
    """

    rule: Rule
    grid: str
    blocks: tuple[str, ...]
    value: float
    expected: str
    got: str

    @property
    def fault(self) -> Fault:
        """The finding in the words of the one family of errors."""
        place = f"grid {self.grid}" if self.grid else "plan"
        return Fault(place, self.expected, self.got)

    def __str__(self) -> str:
        return str(self.fault)


def audit_grids(problem: GridProblem, plan: Mapping[str, str]) -> list[Finding]:
    """Everything that is wrong with a plan (block name to grid name); an empty list where nothing is."""
    known = {block: grid for block, grid in plan.items() if block in problem.position}
    return [*_names(problem, plan), *_rules(problem, problem.labels(known))]


def audit_labels(problem: GridProblem, labels: Ints) -> list[Finding]:
    """The same of a plan by positions (-1: in no grid), which can name no stranger: quick after a stroke."""
    left = tuple(problem.blocks[b] for b in np.flatnonzero(labels < 0).tolist())
    return [*left_out(left), *_rules(problem, labels)]


def _rules(problem: GridProblem, labels: Ints) -> Iterator[Finding]:
    """Everything that a plan by positions can break."""
    yield from _whole(problem, labels)
    yield from _numbers(problem, labels)
    yield from _locks(problem, labels)


def _names(problem: GridProblem, plan: Mapping[str, str]) -> Iterator[Finding]:
    """Blocks and grids that the problem does not know, and blocks without a grid."""
    for block, grid in plan.items():
        if block not in problem.position:
            got = f"{block}, which is no block of this problem"
            yield Finding(Rule.UNKNOWN_BLOCK, grid, (block,), 1, "known blocks", got)
        elif grid and grid not in problem.grid_position:
            got = f"block {block} in {grid}, which is no grid of this problem"
            yield Finding(Rule.UNKNOWN_GRID, grid, (block,), 1, "known grids", got)
    yield from left_out(tuple(block for block in problem.blocks if not plan.get(block)))


def left_out(left: tuple[str, ...]) -> Iterator[Finding]:
    """Blocks in no grid."""
    if left:
        got = f"{len(left)} without one, block {left[0]} first"
        yield Finding(Rule.UNASSIGNED, "", left, len(left), "a grid for every block", got)


def _whole(problem: GridProblem, labels: Ints) -> Iterator[Finding]:
    """Grids without blocks, and grids in several pieces."""
    piece = pieces(problem, labels)
    main = main_pieces(problem, labels, piece)
    for g, name in enumerate(problem.grids):
        if g not in main:
            yield Finding(Rule.EMPTY_GRID, name, (), 0, "at least one block", "none")
            continue
        stray = np.flatnonzero((labels == g) & (piece != main[g]))
        if len(stray):
            blocks = tuple(problem.blocks[b] for b in stray.tolist())
            count = len(np.unique(piece[stray])) + 1
            got = f"{count} pieces, block {blocks[0]} apart from the largest"
            yield Finding(Rule.CONTIGUITY, name, blocks, count, "one piece", got)


def _numbers(problem: GridProblem, labels: Ints) -> Iterator[Finding]:
    """Work and households out of bounds; a bound counts as kept up to `SLACK` fair shares."""
    share = problem.fair_share
    work = (Rule.TOO_LITTLE_WORK, Rule.TOO_MUCH_WORK)
    people = (Rule.TOO_FEW_HOUSEHOLDS, Rule.TOO_MANY_HOUSEHOLDS)
    for name, load, size in zip(
        problem.grids, grid_loads(problem, labels), grid_households(problem, labels), strict=True
    ):
        for rules, value, least, most, unit, scale in (
            (work, load, problem.least, problem.most, "fair shares of work", share),
            (people, size, problem.households_least, problem.households_most, problem.size_name, 1.0),
        ):
            slack = SLACK * scale
            if value < least - slack:
                expected = f"at least {least / scale:.6g} {unit}"
                yield Finding(rules[0], name, (), float(value), expected, f"{value / scale:.6g}")
            elif value > most + slack:
                expected = f"at most {most / scale:.6g} {unit}"
                yield Finding(rules[1], name, (), float(value), expected, f"{value / scale:.6g}")


def _locks(problem: GridProblem, labels: Ints) -> Iterator[Finding]:
    """Locked blocks elsewhere, and locked grids that gave or took blocks."""
    for b in np.flatnonzero((problem.lock >= 0) & (labels != problem.lock)).tolist():
        wanted = problem.grids[problem.lock[b]]
        there = problem.grids[labels[b]] if labels[b] >= 0 else "no grid"
        rule = Rule.LOCKED_GRID if problem.locked_grids[problem.lock[b]] else Rule.LOCKED_BLOCK
        got = f"block {problem.blocks[b]} in {there}"
        yield Finding(
            rule, wanted, (problem.blocks[b],), 1, f"block {problem.blocks[b]} here, as it is locked", got
        )
    inside = np.flatnonzero(labels >= 0)
    for b in inside[problem.locked_grids[labels[inside]] & (problem.lock[inside] != labels[inside])].tolist():
        name = problem.grids[labels[b]]
        got = f"block {problem.blocks[b]}"
        yield Finding(Rule.LOCKED_GRID, name, (problem.blocks[b],), 1, "no new block, as it is locked", got)
