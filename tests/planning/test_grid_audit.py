"""Twenty plans broken by hand, each caught by the audit with the grid and the block named."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from models.planning.audit import Rule, audit_grids
from models.planning.grids.problem import GridProblem
from tests.planning.grid_helpers import columns_plan, lattice

Plan = dict[str, str]
OWNER = {0: "w", 1: "w", 2: "m", 3: "m", 4: "e", 5: "e"}
GRIDS = ["w", "m", "e"]


def board(**given: object) -> GridProblem:
    """Six columns of four blocks, three grids of two columns, ±15 %."""
    tolerance = float(given.pop("tolerance", 0.15))  # type: ignore[arg-type]
    return lattice(6, 4, GRIDS, tolerance, **given)  # type: ignore[arg-type]


GOOD = columns_plan(board(), OWNER)
LOCKED = board(current=GOOD, lock={"c0r0": "w"}, locked_grids=["e"])
FULL = board(size_bounds=(750, 850))
WIDE = board(tolerance=0.9)


def without(*blocks: str) -> Plan:
    """The good plan with some blocks left out."""
    return {block: grid for block, grid in GOOD.items() if block not in blocks}


def with_(**changes: str) -> Plan:
    """The good plan with some blocks elsewhere."""
    return {**GOOD, **changes}


def renamed(names: Mapping[str, str]) -> Plan:
    """The good plan with other names."""
    return {block: names.get(grid, grid) for block, grid in GOOD.items()}


BROKEN: list[tuple[str, GridProblem, Plan, Rule, str, str]] = [
    ("a block is missing", WIDE, without("c1r1"), Rule.UNASSIGNED, "", "c1r1"),
    ("a block has an empty grid", WIDE, with_(c3r2=""), Rule.UNASSIGNED, "", "c3r2"),
    ("the plan is empty", WIDE, {}, Rule.UNASSIGNED, "", "c0r0"),
    ("a block nobody knows", WIDE, {**GOOD, "c9r9": "w"}, Rule.UNKNOWN_BLOCK, "w", "c9r9"),
    ("a grid nobody knows", WIDE, with_(c1r1="south"), Rule.UNKNOWN_GRID, "south", "c1r1"),
    ("a misspelt grid", WIDE, renamed({"m": "M"}), Rule.UNKNOWN_GRID, "M", "c2r0"),
    ("a grid is gone", WIDE, renamed({"e": "m"}), Rule.EMPTY_GRID, "e", ""),
    ("all in one grid", WIDE, renamed({"e": "m", "w": "m"}), Rule.EMPTY_GRID, "w", ""),
    ("an island in another grid", WIDE, with_(c0r0="e"), Rule.CONTIGUITY, "e", "c0r0"),
    ("touching at a corner only", WIDE, with_(c2r0="e", c3r1="e"), Rule.CONTIGUITY, "e", "c2r0"),
    ("a grid cut in two", WIDE, with_(c2r2="w", c3r2="w", c2r3="m"), Rule.CONTIGUITY, "m", "c2r3"),
    ("halves swapped", WIDE, with_(c0r3="e", c5r3="w"), Rule.CONTIGUITY, "w", "c5r3"),
    ("one block too many", board(), with_(c2r0="w", c2r1="w"), Rule.TOO_MUCH_WORK, "w", ""),
    ("one block too few", board(), with_(c4r0="m", c4r1="m"), Rule.TOO_LITTLE_WORK, "e", ""),
    ("a heavy block arrives", board(workload={"c2r0": 22.0}), with_(c2r0="w"), Rule.TOO_MUCH_WORK, "w", ""),
    ("too many households", FULL, with_(c2r0="w"), Rule.TOO_MANY_HOUSEHOLDS, "w", ""),
    ("too few households", FULL, with_(c2r0="w"), Rule.TOO_FEW_HOUSEHOLDS, "m", ""),
    ("a locked block moved", LOCKED, with_(c0r0="m"), Rule.LOCKED_BLOCK, "w", "c0r0"),
    ("a locked grid gave a block", LOCKED, with_(c4r0="m"), Rule.LOCKED_GRID, "e", "c4r0"),
    ("a locked grid took a block", LOCKED, with_(c3r0="e"), Rule.LOCKED_GRID, "e", "c3r0"),
    ("a locked block is missing", LOCKED, without("c0r0"), Rule.LOCKED_BLOCK, "w", "c0r0"),
]


@pytest.mark.parametrize(
    ("name", "problem", "plan", "rule", "grid", "block"), BROKEN, ids=[b[0] for b in BROKEN]
)
def test_a_broken_plan_is_caught(
    name: str, problem: GridProblem, plan: Plan, rule: Rule, grid: str, block: str
) -> None:
    """The rule, the grid and the block are named."""
    found = [
        finding for finding in audit_grids(problem, plan) if finding.rule is rule and finding.grid == grid
    ]
    assert found, name
    assert not block or block in found[0].blocks
    assert (grid or block) in str(found[0]) and found[0].fault.expected


@pytest.mark.parametrize("problem", [board(), LOCKED, FULL, WIDE])
def test_a_good_plan_has_no_findings(problem: GridProblem) -> None:
    """Whole columns keep every rule."""
    assert audit_grids(problem, GOOD) == []


@pytest.mark.parametrize("made", [lambda: board(tolerance=0.125), lambda: FULL])
def test_bounds_themselves_are_allowed(made: Callable[[], GridProblem]) -> None:
    """Nine blocks of eight are 12.5 % over: within a tolerance of exactly that much."""
    problem = made()
    work = [f for f in audit_grids(problem, with_(c2r0="w")) if "work" in f.rule.value]
    assert work == []


def test_the_audit_knows_no_solver() -> None:
    """Importing the audit and posing a problem loads neither OR-Tools nor numba."""
    code = (
        "import sys; import models.planning.audit, models.planning.grids.door; "
        "sys.exit(any(name.split('.')[0] in ('ortools', 'numba') for name in sys.modules))"
    )
    root = Path(__file__).resolve().parents[2]
    assert subprocess.run([sys.executable, "-c", code], cwd=root, check=False).returncode == 0
