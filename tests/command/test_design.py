"""Grids from the command line: proposed, written as scenarios, audited; faults are told before solving."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from typer.testing import CliRunner, Result

from models.places.as_scenario import write_scenario
from models.scenario.folder import read_scenario
from models.workload.blocks import block_workload
from tests.builders import place
from workbench.__main__ import app

ROW = [f"b{n + 1}" for n in range(12)]
EVEN = {block: f"g{n // 3 + 1}" for n, block in enumerate(ROW)}


def call(*words: object) -> Result:
    return CliRunner().invoke(app, list(map(str, words)))


def told(*words: object) -> dict[str, Any]:
    done = call(*words, "--json")
    assert done.exit_code == 0, done.stderr
    result: dict[str, Any] = json.loads(done.stdout)
    return result


def table(file: Path, plan: Mapping[str, str]) -> Path:
    file.write_text("block,grid\n" + "".join(f"{block},{grid}\n" for block, grid in plan.items()))
    return file


def plan_of(folder: Path | str) -> dict[str, str]:
    return dict(pd.read_csv(Path(folder) / "grids.csv", dtype=str).itertuples(index=False))


def moved(one: Mapping[str, str], other: Mapping[str, str]) -> int:
    return sum(one[block] != other[block] for block in one)


@pytest.fixture(scope="module")
def row(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Twelve blocks in a row, a hundred households and four premises in each; grids of 1, 2, 4, 5 blocks."""
    folder = tmp_path_factory.mktemp("scenarios") / "row"
    grids = pd.DataFrame({"block": ROW, "grid": [f"g{g}" for g in (1, 2, 2, 3, 3, 3, 3, 4, 4, 4, 4, 4)]})
    write_scenario(place(4, 48, blocks_per_grid=3), grids, folder, "row")
    return folder


@pytest.fixture(scope="module")
def made(row: Path) -> dict[str, Any]:
    """Four grids of the row within a quarter of the fair share."""
    asked = ("--grids", 4, "--tolerance", 0.25, "--seconds", 3, "--out", row.parent / "made")
    return told("design", row, *asked)


def test_every_proposal_keeps_the_rules_and_can_be_recounted(row: Path, made: dict[str, Any]) -> None:
    """Grids of a row are stretches of it; hours are summed anew from the blocks."""
    hours = dict(block_workload(read_scenario(row))[["block", "total"]].itertuples(index=False))
    share = sum(hours.values()) / 4
    assert made["hours"] == pytest.approx(4 * share)
    for each in made["proposals"]:
        assert each["findings"] == []
        plan = plan_of(each["folder"])
        assert list(plan) == ROW
        runs = [grid for n, grid in enumerate(plan.values()) if n == 0 or grid != plan[ROW[n - 1]]]
        assert sorted(runs) == ["g1", "g2", "g3", "g4"]
        loads = {grid: sum(hours[b] for b in ROW if plan[b] == grid) for grid in runs}
        assert loads == pytest.approx(each["hours"])
        assert max(abs(load / share - 1) for load in loads.values()) == pytest.approx(each["deviation"])
        assert each["deviation"] <= 0.25
        assert each["households"] == {g: 100.0 * list(plan.values()).count(g) for g in runs}
        assert each["moved"] == moved(plan, plan_of(row)) > 0
        assert each["objective"]["total"] == pytest.approx(
            sum(value for part, value in each["objective"].items() if part != "total")
        )


def test_a_small_plan_is_proven_and_a_tilted_one_claims_no_bound(made: dict[str, Any]) -> None:
    first = made["proposals"][0]
    assert (first["name"], first["status"]) == ("4-all_round", "optimal")
    assert first["bound"] == pytest.approx(first["objective"]["total"], abs=2e-3)
    assert all(each["bound"] == "no bound" for each in made["proposals"][1:])


@pytest.mark.nightly
def test_a_proposal_is_a_scenario_that_runs_and_passes_the_audit(row: Path, made: dict[str, Any]) -> None:
    for folder in (made["out"], *(each["folder"] for each in made["proposals"])):
        checked = told("audit", folder)
        assert (checked["findings"], checked["tolerance"], checked["grids"]) == ([], 0.25, 4)
    assert plan_of(made["out"]) == plan_of(Path(made["out"]) / made["best"])
    scenario = read_scenario(made["out"])
    assert scenario.plan.grids == read_scenario(row).plan.grids
    run = ("--days", 2, "--replications", 1, "--engine", "serial", "--out", row.parent / "runs")
    simulated = told("simulate", made["out"], *run)
    assert simulated["fingerprint"] == scenario.with_spec(days=2).fingerprint
    assert simulated["measures"]["workload_balance"]["mean"] >= 1


@pytest.mark.parametrize(("grids", "heads", "pairs"), [(3, 20, [1, 1, 2]), (5, 23, [1, 1, 1, 1, 1])])
def test_another_number_of_grids_is_staffed(
    row: Path, tmp_path: Path, grids: int, heads: int, pairs: list[int]
) -> None:
    """The same 20 heads for three grids; five grids need five pairs, handlers and operators at least."""
    result = told(
        "design", row, "--grids", grids, "--tolerance", 0.5, "--seconds", 1, "--out", tmp_path / "o"
    )
    plan = read_scenario(tmp_path / "o").plan
    assert len(plan.grids) == grids
    assert sorted(grid.staffing.inspectors // 2 for grid in plan.grids.values()) == pairs
    best = next(each for each in result["proposals"] if each["name"] == result["best"])
    assert plan.head_count == best["heads"] == heads
    assert bool(best["notes"]) == (grids == 5)
    assert told("audit", tmp_path / "o")["findings"] == []


@pytest.mark.nightly
def test_a_range_has_a_plan_for_each_number_or_the_reason_why_not(row: Path) -> None:
    result = told("design", row, "--grids", "2:12", "--tolerance", 0.3, "--seconds", 1)
    planned = [int(each["name"].split("-")[0]) for each in result["proposals"]]
    refused = [each["grids"] for each in result["refused"]]
    assert sorted(planned + refused) == list(range(2, 13))
    assert 12 in refused
    assert "grids of work" in "".join(result["refused"][-1]["faults"])
    assert result["best"] == "4-all_round"
    assert result["out"] is None


def test_locks_hold_and_the_audit_remembers_them(row: Path, tmp_path: Path) -> None:
    lock = table(tmp_path / "lock.csv", {"b3": "", "b12": "g4"})
    lock.write_text(lock.read_text() + ",g1\n")
    told(
        "design",
        row,
        "--grids",
        4,
        "--tolerance",
        0.8,
        "--lock",
        lock,
        "--seconds",
        1,
        "--out",
        tmp_path / "o",
    )
    plan = plan_of(tmp_path / "o")
    assert [block for block in ROW if plan[block] == "g1"] == ["b1"]
    assert (plan["b3"], plan["b12"]) == ("g2", "g4")
    table(tmp_path / "o" / "grids.csv", {**plan, "b2": "g1"})
    done = call("audit", tmp_path / "o")
    assert done.exit_code == 1
    assert "grid g1: expected no new block, as it is locked, got block b2" in done.stdout


def test_a_painted_plan_is_repaired_with_few_moves(row: Path, tmp_path: Path) -> None:
    """The last grid lost two blocks to its neighbour; moves are counted against the painted plan."""
    painted = EVEN | {"b10": "g3", "b11": "g3"}
    file = table(tmp_path / "painted.csv", painted)
    asked = ("--grids", 4, "--tolerance", 0.25, "--from", file, "--out", tmp_path / "o")
    result = told("design", row, *asked)
    counts = [each["moved"] for each in result["proposals"]]
    assert counts == sorted(counts)
    assert 0 < counts[0] <= 3
    assert [moved(painted, plan_of(each["folder"])) for each in result["proposals"]] == counts
    assert result["best"] == f"4-moved-{counts[0]}"
    priced = told("design", row, *asked[:-2], "--price", 50)
    assert [each["moved"] for each in priced["proposals"]] == [counts[0]]


def test_where_no_plan_keeps_the_rules_nothing_is_written(row: Path, tmp_path: Path) -> None:
    done = call(
        "design", row, "--grids", 5, "--tolerance", 0.001, "--seconds", 2, "--out", tmp_path / "o", "--json"
    )
    result = json.loads(done.stdout)
    assert (done.exit_code, result["best"], result["out"]) == (1, None, None)
    assert result["proposals"][0]["status"] == "infeasible"
    assert any(each["kind"] == "smallest_deviation" for each in result["proposals"][0]["limiting"])
    assert "fair shares of work" in done.stderr
    assert not (tmp_path / "o").exists()


def bordered(row: Path, tmp_path: Path, lines: str) -> Path:
    """The row with changes to its borders."""
    folder = tmp_path / "bordered"
    folder.mkdir()
    (folder / "scenario.yml").write_text(f"base: {row}\n")
    (folder / "adjacency.csv").write_text("first,second,open\n" + lines)
    return folder


def test_a_closed_border_parts_the_land_and_a_bridge_joins_it(row: Path, tmp_path: Path) -> None:
    parted = bordered(row, tmp_path, "b7,b6,0\n")
    done = call("design", parted, "--grids", 4, "--tolerance", 0.5)
    assert done.exit_code == 2
    assert "borders: expected land in one piece" in done.stderr
    (parted / "adjacency.csv").write_text("first,second,open\nb7,b6,0\nb1,b12,1\n")
    ring = told("design", parted, "--grids", 3, "--tolerance", 0.6, "--seconds", 1, "--out", tmp_path / "o")
    assert ring["best"]
    assert told("audit", tmp_path / "o")["findings"] == []


def test_a_bad_file_of_borders_is_refused_with_every_fault(row: Path, tmp_path: Path) -> None:
    folder = bordered(row, tmp_path, "b1,b2,2\nb1,zz,1\nb3,b3,1\nb1,b5,0\nb2,b3,1\nb3,b2,0\n")
    done = call("design", folder, "--grids", 4)
    assert done.exit_code == 2
    for words in (
        "line 2: expected open",
        "line 3: expected a block of the place, got 'zz'",
        "line 4: expected two",
        "line 5: expected a border to close",
        "line 7: expected every pair once",
    ):
        assert words in done.stderr


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--grids", 0), "grids: expected a number from 1"),
        (("--grids", "9:4"), "grids: expected a number from 1"),
        (("--grids", "many"), "grids: expected a number from 1"),
        (("--grids", 13), "grids: expected 1 to 12 grids, at most one per block, got 13"),
        (("--grids", 12, "--tolerance", 0.02), "alone is 1."),
        (("--tolerance", 1.5), "tolerance: expected a part of the fair share from 0 to below 1"),
        (("--tolerance", "nan"), "tolerance: expected a part"),
        (("--price", -1), "price -1.0"),
        (("--size", "cats"), "size: expected households or people, got 'cats'"),
        (("--size-bounds", "10:20"), "a mean per grid from 10 to 20"),
        (("--size-bounds", "few"), "--size-bounds: expected least:most"),
        (("--seconds", 0), "--seconds: expected above 0"),
        (("--seed", -1), "seed: expected 0 to"),
        (("--lock", "nowhere.csv"), "nowhere.csv: expected a file"),
    ],
)
def test_bad_input_ends_with_code_2_before_anything_is_solved(
    row: Path, tmp_path: Path, words: tuple[object, ...], said: str
) -> None:
    asked = {"--grids": 4, "--tolerance": 0.25} | dict(zip(words[::2], words[1::2], strict=True))
    done = call("design", row, "--out", tmp_path / "o", *(each for pair in asked.items() for each in pair))
    assert done.exit_code == 2, done.stdout
    assert said in done.stderr
    assert done.stdout == ""
    assert not (tmp_path / "o").exists()


def test_a_wrong_number_of_grids_hides_no_other_wrong_number(row: Path) -> None:
    done = call("design", row, "--grids", 0, "--tolerance", 2, "--price", -1, "--size-bounds", "9:3")
    assert done.exit_code == 2
    for words in ("a number from 1 (8)", "tolerance: expected a part", "price -1.0", "households bounds"):
        assert words in done.stderr


def test_all_faults_of_all_files_come_together(row: Path, tmp_path: Path) -> None:
    lock = table(tmp_path / "lock.csv", {"zz": "g1", "": "g9"})
    lock.write_text(lock.read_text() + "b1,g1\nb1,g2\n,\nb2,g77\n")
    painted = table(tmp_path / "painted.csv", {"b1": "g1", "b3": "g2", "yy": "g2"})
    painted.write_text(painted.read_text() + "b3,g1\n")
    kept = tmp_path / "kept"
    kept.mkdir()
    (kept / "work.txt").write_text("mine")
    done = call(
        "design", row, "--grids", 4, "--tolerance", 2, "--lock", lock, "--from", painted, "--out", kept
    )
    assert done.exit_code == 2
    for words in (
        "a block of the place, got 'zz'",
        "a grid of the current plan, got 'g9'",
        "b1 in g1 and in g2",
        "a grid of the current plan, got 'g77'",
        "a block, a grid or both",
        "painted.csv: block yy",
        "painted.csv: block b3: expected one grid per block",
        "a new or empty folder",
        "tolerance",
    ):
        assert words in done.stderr
    assert [file.name for file in kept.iterdir()] == ["work.txt"]


@pytest.mark.parametrize(
    ("change", "code", "said"),
    [
        ({"b5": "g1"}, 1, "grid g1: expected one piece, got 2 pieces, block b5 apart"),
        ({"b1": "g2", "b2": "g2", "b3": "g2"}, 2, "plan.yml: grids.g1: expected at least one block"),
        ({"zz": "g1"}, 2, "grids.csv: block zz: expected a block of the place"),
        ({"b1": "g9"}, 2, "grid g9: expected a grid that plan.yml staffs"),
    ],
)
def test_the_audit_names_what_is_broken(
    row: Path, tmp_path: Path, change: dict[str, str], code: int, said: str
) -> None:
    (tmp_path / "scenario.yml").write_text(f"base: {row}\n")
    table(tmp_path / "grids.csv", EVEN | change)
    done = call("audit", tmp_path, "--tolerance", 0.9)
    assert done.exit_code == code
    assert said in done.stdout + done.stderr


@pytest.mark.nightly
def test_luohus_work_is_evened_out_and_the_same_seed_repeats_it(tmp_path: Path) -> None:
    """The shipped plan is even in households, and one of its grids has nearly twice its share of work."""
    assert call("audit", "luohu").exit_code == 1
    asked = ("design", "luohu", "--grids", 8, "--tolerance", 0.05, "--from", "scenarios/luohu/grids.csv")
    one, other = (told(*asked, "--price", 1.5, "--out", tmp_path / name) for name in ("a", "b"))
    assert one["current"]["deviation"] > 0.5
    assert one["proposals"][0]["deviation"] <= 0.05
    assert one["proposals"][0]["findings"] == []
    assert plan_of(tmp_path / "a") == plan_of(tmp_path / "b")
    assert one["proposals"][0]["objective"] == other["proposals"][0]["objective"]
