"""What cannot be planned is said before anything is solved, all at once, with the block or grid named."""

from __future__ import annotations

from typing import Any

import pandas as pd
import pytest

from models.planning.grids.door import GridProblemError
from models.planning.grids.problem import GridProblem, Weights
from tests.planning.grid_helpers import columns_plan, lattice

BLOCKS = pd.DataFrame({"block": ["a", "b", "c", "d"], "workload": [1.0, 1.0, 1.0, 1.0]})
BORDERS = pd.DataFrame({"first": ["a", "b", "c"], "second": ["b", "c", "d"]})


def refusal(
    blocks: pd.DataFrame = BLOCKS, borders: pd.DataFrame = BORDERS, grids: Any = 2, **given: Any
) -> str:
    """The text of the refusal of a problem that differs in one thing from a good one."""
    given.setdefault("tolerance", 0.1)
    with pytest.raises(GridProblemError) as refused:
        GridProblem.from_tables(blocks, borders, grids, **given)
    return str(refused.value)


def test_a_good_problem_is_taken() -> None:
    """Four blocks in a row, two grids."""
    problem = GridProblem.from_tables(BLOCKS, BORDERS, 2, tolerance=0.1)
    assert problem.grids == ("grid-1", "grid-2")
    assert (problem.least, problem.most) == pytest.approx((1.8, 2.2))
    with pytest.raises(ValueError, match="read-only"):
        problem.workload[0] = 5.0


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"blocks": BLOCKS.drop(columns="workload")}, "no workload"),
        ({"blocks": pd.concat([BLOCKS, BLOCKS.head(1)])}, "every block once, got a"),
        ({"blocks": BLOCKS.assign(workload=[1, -2, float("nan"), 1])}, "got b: -2.0, c: nan"),
        ({"borders": pd.DataFrame({"first": ["a"], "second": ["z"]})}, "got z"),
        ({"borders": pd.concat([BORDERS, pd.DataFrame({"first": ["b"], "second": ["a"]})])}, "every border once, got a–b"),  # noqa: E501
        ({"borders": pd.concat([BORDERS, pd.DataFrame({"first": ["b"], "second": ["b"]})])}, "two different blocks"),  # noqa: E501
        ({"borders": BORDERS.assign(metres=[1, 0, 1])}, "a length above 0, got b–c"),
        ({"borders": BORDERS.head(2)}, "2 pieces, 1 blocks apart from the largest: d"),
        ({"grids": 0}, "1 to 4 grids"),
        ({"grids": 5}, "1 to 4 grids"),
        ({"grids": ["n", "n"]}, "every grid once, got n"),
        ({"tolerance": -0.1}, "from 0 to below 1, got -0.1"),
        ({"tolerance": None, "bounds": (3, 5)}, "a mean per grid from 3 to 5"),
        ({"tolerance": None, "bounds": (3, 2)}, "0 ≤ least ≤ most"),
        ({"tolerance": None}, "either a tolerance or least and most"),
        ({"lock": {"z": "grid-1"}}, "got z"),
        ({"grids": ["n", "s"], "lock": {"a": "west"}}, "one of the grids, got west"),
        ({"current": {"z": "grid-1"}}, "got z"),
        ({"price": -1.0}, "price -1.0"),
        ({"weights": Weights(border=float("nan"))}, "border nan"),
        ({"size_bounds": (1, 2)}, "a column households"),
        ({"blocks": BLOCKS.assign(workload=[4.0, 1, 1, 1])}, "block a alone is 1.14 grids of work"),
        ({"lock": {"a": "n", "d": "n", "b": "s", "c": "s"}, "grids": ["n", "s"]}, "grid n: expected locked blocks that can be connected, got blocks a and d"),  # noqa: E501
        ({"lock": dict.fromkeys("abc", "n"), "grids": ["n", "s"]}, "its locked blocks alone are 1.50 grids"),
        ({"locked_grids": ["n"], "grids": ["n", "s"]}, "as it is locked, got none"),
        ({"locked_grids": ["n"], "grids": ["n", "s"], "current": {"a": "n"}}, "locked at 0.50"),
    ],
)  # fmt: skip
def test_each_fault_is_named(change: dict[str, Any], said: str) -> None:
    """One thing wrong, one explanation."""
    assert said in refusal(**change)


def test_all_faults_come_together() -> None:
    """Three faults in one refusal."""
    text = refusal(BLOCKS.assign(workload=[1, -1, 1, 1]), BORDERS.assign(second=["b", "z", "d"]), grids=9)
    assert len(text.splitlines()) == 3


def test_a_lock_that_a_locked_grid_contradicts_is_refused() -> None:
    """A block of a locked grid cannot be locked elsewhere, and none can be locked into it from outside."""
    current = {"a": "n", "b": "n", "c": "s", "d": "s"}
    assert "b (locked to s, stands in n)" in refusal(
        grids=["n", "s"], current=current, locked_grids=["n"], lock={"b": "s"}
    )


def test_land_enclosed_by_a_locked_grid_must_hold_whole_grids() -> None:
    """A locked middle leaves one column on the left: half a grid, which nothing can mend."""
    owner = {0: "w", 1: "m", 2: "m", 3: "e", 4: "e", 5: "e"}
    current = columns_plan(lattice(6, 2, 3, 0.3), owner)
    with pytest.raises(GridProblemError, match=r"0\.50 grids of work around block c0r0"):
        lattice(6, 2, ["w", "m", "e"], 0.3, current=current, locked_grids=["m"])  # type: ignore[arg-type]


def test_names_come_from_the_current_plan() -> None:
    """With a number of grids the planner's names stay, and new grids get new names."""
    problem = GridProblem.from_tables(
        BLOCKS, BORDERS, 3, bounds=(0, 4), current={"a": "north", "b": "grid-1"}
    )
    assert problem.grids == ("grid-1", "grid-2", "north")


def test_people_can_be_the_size_that_is_bounded() -> None:
    """The bound holds for whichever column is named."""
    text = refusal(BLOCKS.assign(people=[10, 10, 99, 10]), size="people", size_bounds=(10, 60))
    assert "people bounds: expected at most 60 in a grid, got block c alone has 99" in text
