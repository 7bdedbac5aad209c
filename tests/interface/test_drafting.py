"""The working plan without a page: strokes, undo and redo, its journal, files in and out, locks."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from benchmarks._lattice import NAME, bands, lattice, write_lattice
from models.experiments.grid_ready import grids_ready, kept_land
from models.experiments.propose import propose_grids
from models.planning.audit import Rule, audit_grids, audit_labels
from models.planning.grids.ground import halves, measure_grids
from models.scenario.faults import WorkbenchError
from workbench.catalogue import Catalogue
from workbench.drafting.board import Board
from workbench.drafting.carry import csv_of, read_plan, shapes_of
from workbench.drafting.draft import Draft
from workbench.drafting.journal import WorkingPlan
from workbench.drafting.studio import Studio, studio
from workbench.drafting.studio import _open as opened
from workbench.drafting.versions import list_versions, read_version, save_version
from workbench.language import Text
from workbench.planner import Planner
from workbench.serve import prepare_grids
from workbench.views.fault_words import told_fault

SIDE, GRIDS = 6, 3
BLOCKS = tuple(f"b{k + 1:05d}" for k in range(SIDE * SIDE))
PLAN = dict(zip(BLOCKS, bands(SIDE, GRIDS), strict=True))
ROWS = st.lists(st.integers(0, len(BLOCKS) - 1), max_size=6)


class Strokes(RuleBasedStateMachine):
    """Random strokes, undos and redos against a plain list of plans; the journal tells the same story."""

    folder: Path
    count = 0

    def __init__(self) -> None:
        super().__init__()
        Strokes.count += 1
        self.file = Strokes.folder / f"{Strokes.count}.jsonl"
        self.plan = WorkingPlan(BLOCKS, Draft.of(BLOCKS, PLAN), self.file)
        self.past, self.future = [self.plan.draft], []

    def stroke(self, draft: Draft) -> None:
        """What any edit does to the list of plans."""
        if self.plan.do(draft):
            self.past.append(draft)
            self.future.clear()

    @rule(rows=ROWS, grid=st.integers(-1, GRIDS))
    def paint(self, rows: list[int], grid: int) -> None:
        """Some blocks into a grid, or into none."""
        self.stroke(self.plan.draft.paint(rows, grid)[0])

    @rule(row=st.integers(-1, len(BLOCKS)))
    def pin(self, row: int) -> None:
        """A single block locked or free again."""
        self.stroke(self.plan.draft.pin(row))

    @rule(which=st.integers(0, GRIDS))
    def lock(self, which: int) -> None:
        """A lock turned."""
        if which < len(self.plan.draft.grids):
            self.stroke(self.plan.draft.toggled(which))

    @rule()
    def add(self) -> None:
        """One more grid."""
        if len(self.plan.draft.grids) < 6:
            self.stroke(self.plan.draft.with_grid()[0])

    @rule(which=st.integers(0, GRIDS), into=st.integers(0, GRIDS))
    def merge(self, which: int, into: int) -> None:
        """Two grids made one."""
        if max(which, into) < len(self.plan.draft.grids):
            self.stroke(self.plan.draft.merged(which, into))

    @rule()
    def undo(self) -> None:
        """Back, as far as there is anything."""
        if self.plan.undo():
            self.future.append(self.past.pop())

    @rule()
    def redo(self) -> None:
        """And forth."""
        if self.plan.redo():
            self.past.append(self.future.pop())

    @invariant()
    def same(self) -> None:
        """The plan is the last of the list, and so it is after a restart, history and all."""
        assert self.plan.draft == self.past[-1]
        again = WorkingPlan(BLOCKS, Draft.of(BLOCKS, PLAN), self.file)
        assert again.draft == self.past[-1]
        assert again.states == [*self.past, *reversed(self.future)]


def test_undo_redo_and_the_journal_are_a_plain_list_of_plans(tmp_path):
    """A state machine of random strokes; after each the journal is opened anew."""
    Strokes.folder = tmp_path
    from hypothesis.stateful import run_state_machine_as_test

    run_state_machine_as_test(
        Strokes, settings=settings(max_examples=12, stateful_step_count=12, deadline=None)
    )


def test_half_a_line_at_the_end_of_the_journal_costs_nothing_else(tmp_path):
    """The machine died while a stroke was being written: that stroke is gone, everything before it stays."""
    plan = WorkingPlan(BLOCKS, Draft.of(BLOCKS, PLAN), tmp_path / "w.jsonl")
    plan.do(plan.draft.paint([0, 1], 2)[0])
    kept = plan.draft
    with plan.file.open("a", encoding="utf-8") as journal:
        journal.write('{"grids": ["lattice-1"], "blo')
    again = WorkingPlan(BLOCKS, Draft.of(BLOCKS, PLAN), plan.file)
    assert again.draft == kept
    assert again.do(again.draft.paint([5], 2)[0])
    assert WorkingPlan(BLOCKS, Draft.of(BLOCKS, PLAN), plan.file).draft == again.draft


def test_a_damaged_line_costs_what_comes_after_it_and_is_told(tmp_path):
    """The strokes before it are there, the whole file is kept beside, and strokes go on."""
    plan = WorkingPlan(BLOCKS, Draft.of(BLOCKS, PLAN), tmp_path / "w.jsonl")
    kept = []
    for row in (0, 1, 2, 3):
        plan.do(plan.draft.paint([row], 2)[0])
        kept.append(plan.draft)
    lines = plan.file.read_text().splitlines(keepends=True)
    plan.file.write_text("".join([*lines[:3], lines[3][:20] + "\n", *lines[4:]]))
    damaged = plan.file.read_text()
    again = WorkingPlan(BLOCKS, Draft.of(BLOCKS, PLAN), plan.file)
    assert again.draft == kept[1]
    assert again.put_aside is not None and again.put_aside.read_text() == damaged
    assert again.do(again.draft.paint([5], 2)[0])
    assert WorkingPlan(BLOCKS, Draft.of(BLOCKS, PLAN), plan.file).draft == again.draft


def test_two_processes_on_one_journal_see_each_other(tmp_path):
    """Each takes in what the other wrote before it writes itself; a third reads the same plan."""
    one, other = (WorkingPlan(BLOCKS, Draft.of(BLOCKS, PLAN), tmp_path / "w.jsonl") for _ in range(2))
    one.do(one.draft.paint([0], 2)[0])
    assert other.catch_up() and other.draft == one.draft and not other.catch_up()
    other.do(other.draft.paint([1], 2)[0])
    other.undo()
    assert one.catch_up() and one.draft == other.draft and one.can_redo
    assert WorkingPlan(BLOCKS, Draft.of(BLOCKS, PLAN), tmp_path / "w.jsonl").draft == one.draft


def test_a_journal_of_another_place_is_put_aside_and_kept(tmp_path):
    """Nothing is overwritten."""
    file = tmp_path / "w.jsonl"
    file.write_text(json.dumps({"format": 1, "grids": [], "plan": {"x": "g"}, "blocks": 1}) + "\n")
    plan = WorkingPlan(BLOCKS, Draft.of(BLOCKS, PLAN), file)
    assert plan.put_aside is not None and '"x"' in plan.put_aside.read_text()
    assert plan.draft.plan(BLOCKS) == PLAN


@given(rows=ROWS, pins=ROWS, locked=st.sets(st.integers(0, GRIDS - 1)), grid=st.integers(-1, GRIDS - 1))
def test_no_stroke_moves_a_locked_block_or_one_of_a_locked_grid(rows, pins, locked, grid):
    """Whatever is painted, locked grids have the blocks they had, and locked blocks their grid."""
    draft = Draft.of(BLOCKS, PLAN)
    for row in set(pins):
        draft = draft.pin(row)
    for k in locked:
        draft = draft.toggled(k)
    after, refused = draft.paint(rows, grid)
    for k in locked:
        assert np.array_equal(after.labels == k, draft.labels == k)
    assert (after.labels == draft.labels)[sorted(set(pins))].all()
    assert refused + int((after.labels != draft.labels).sum()) == sum(
        draft.labels[row] != grid for row in set(rows)
    )


@pytest.mark.parametrize("suffix", [".csv", ".geojson", ".gpkg"])
def test_a_file_that_goes_out_comes_back_the_same(suffix):
    """Also blocks in no grid: the round trip loses nothing."""
    plan = {block: grid for k, (block, grid) in enumerate(PLAN.items()) if k != 4}
    content = csv_of(BLOCKS, plan) if suffix == ".csv" else shapes_of(lattice(SIDE), plan, suffix)
    assert read_plan(f"grids{suffix}", content, BLOCKS) == plan


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_a_list_is_read_as_spreadsheets_save_it(encoding):
    """With or without a mark of the encoding, and in the one that is usual in China."""
    plan = dict.fromkeys(BLOCKS, "\u4e1c\u533a-1")
    content = csv_of(BLOCKS, plan).decode("utf-8").encode(encoding)
    assert read_plan("grids.csv", content, BLOCKS) == plan


def test_spaces_around_a_name_are_nobody_s():
    """A spreadsheet's slip must not make a grid of its own."""
    rows = "".join(f" {block} , east \n" for block in BLOCKS)
    assert read_plan("grids.csv", f"block,grid\n{rows}".encode(), BLOCKS) == dict.fromkeys(BLOCKS, "east")


def test_a_bad_file_is_refused_with_every_fault():
    """Unknown and doubled blocks by name; nothing comes back."""
    for content, words in (
        (b"block,grid\nb00001,a\nzzz,a\nyyy,a\n", ("zzz", "yyy")),
        (
            b"block,grid\nb00001,a\nb00001,c\nzzz,a\n,\n",
            ("grids.csv: block b00001", "twice", "zzz", "line 5"),
        ),
        (b"block,area\nb00001,a\n", ("grid",)),
        (b"block;grid\nb00001;a\n", ("grid", "commas")),
        (b"block,grid\nb00001,a,x\nb00002,a\nb00003,a,y,z\n", ("line 2: expected 2 cells", "line 4")),
        (b"block,grid\nb00001,a\nb00002,a,x\n", ("line 3: expected 2 cells",)),
        (b'block,grid\nb00001,"a\nb00002,a\n', ("quotes",)),
        (b'block,grid\nb00001,"=1+1"\n', ("=1+1",)),
    ):
        with pytest.raises(WorkbenchError) as refused:
            read_plan("grids.csv", content, BLOCKS)
        assert all(word in str(refused.value) for word in words)


def test_versions_are_kept_by_name_and_read_back(tmp_path):
    """Name, note and plan; a version without a name is refused."""
    kept = save_version(tmp_path, "  spring  plan ", "for the meeting", PLAN)
    assert [each.name for each in list_versions(tmp_path)] == ["spring plan"]
    assert dict(read_version(tmp_path, kept.id).plan) == PLAN
    with pytest.raises(WorkbenchError):
        save_version(tmp_path, "   ", "", PLAN)


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Studio:
    """The studio of a small lattice."""
    folder = write_lattice(tmp_path_factory.mktemp("scenarios"), SIDE, GRIDS)
    opened = Catalogue(["lattice"], lambda _: folder).open("lattice")
    return studio(opened, tmp_path_factory.mktemp("workspace")).result()


def board_of(made: Studio) -> Board:
    """A board on the plan as it was saved."""
    board = Board(studio=made, target="lattice-1")
    if made.draft.locked:
        board.toggle_all() if len(made.draft.locked) == len(made.draft.grids) else None
    for grid in sorted(made.draft.locked):
        board.toggle(grid)
    for row in sorted(made.draft.pinned):
        board.pin(row)
    board.take_over(PLAN, tuple(f"lattice-{k + 1}" for k in range(GRIDS)))
    return board


def test_measures_of_a_square_lattice_are_known_by_hand(made):
    """Bands of two rows of square blocks: borders, shape and sums."""
    m = made.measured(made.saved)
    side = float(np.sqrt(made.ground.square_metres.mean()))
    assert m.blocks.tolist() == [12, 12, 12]
    assert m.cut == pytest.approx(2 * SIDE * side, rel=0.05)
    assert m.compactness[0] == pytest.approx(4 * np.pi * 12 / 16**2, rel=0.05)
    assert m.hours.sum() == pytest.approx(made.ground.hours.sum())
    assert sum(m.parts[part] for part in ("inspection", "walking", "handler", "operator")) == pytest.approx(
        m.hours
    )
    assert m.unassigned == 0


@given(labels=st.lists(st.integers(-1, GRIDS - 1), min_size=len(BLOCKS), max_size=len(BLOCKS)))
@settings(max_examples=25, deadline=None)
def test_the_audit_by_positions_says_what_the_audit_by_names_says(made, labels):
    """The quick way after a stroke finds the same."""
    codes = np.array(labels, dtype=np.int64)
    problem = made.ground.problem([f"lattice-{k + 1}" for k in range(GRIDS)], codes)
    both = audit_labels(problem, codes), audit_grids(problem, problem.plan(codes))
    assert sorted(map(str, both[0])) == sorted(map(str, both[1]))
    m = measure_grids(made.ground, codes, GRIDS)
    assert m.unassigned == sum(label < 0 for label in labels)


def test_a_split_leaves_two_connected_halves_of_like_work(made):
    """And merging them again gives the plan there was."""
    board = board_of(made)
    before = board.draft
    board.split("lattice-2")
    after = board.draft
    assert len(after.grids) == GRIDS + 1
    rules = {finding.rule for finding in made.findings(after, board.rules)}
    assert not rules & {Rule.CONTIGUITY, Rule.EMPTY_GRID, Rule.UNASSIGNED}
    hours = made.measured(after).hours[[1, GRIDS]]
    assert hours.min() > 0.3 * hours.sum()
    board.merge(after.grids[GRIDS], "lattice-2")
    assert board.draft == before


def test_half_of_a_single_block_is_nothing(made):
    """A grid of one block cannot be split."""
    assert len(halves(made.ground, np.array([3]))) == 0


def test_what_would_change_a_locked_grid_is_refused_whole(made):
    """Plans that touch it, its removal, its merger: refused with a reason, nothing half applied."""
    board = board_of(made)
    board.toggle("lattice-1")
    before = board.draft
    other = dict.fromkeys(BLOCKS, "lattice-2")
    for work in (
        lambda: board.take_over(other),
        lambda: board.remove("lattice-1"),
        lambda: board.merge("lattice-1", "lattice-2"),
        lambda: board.merge("lattice-2", "lattice-1"),
        lambda: board.split("lattice-1"),
    ):
        with pytest.raises(WorkbenchError, match="lattice-1"):
            work()
        assert board.draft == before


def test_a_locked_block_stays_whatever_happens_to_its_grid(made):
    """Plans that would move it, removal, merger and splitting of its grid are refused by its name."""
    board = board_of(made)
    board.pin(3)
    before = board.draft
    for work in (
        lambda: board.take_over(dict.fromkeys(BLOCKS, "lattice-2")),
        lambda: board.remove("lattice-1"),
        lambda: board.merge("lattice-1", "lattice-2"),
        lambda: board.split("lattice-1"),
    ):
        with pytest.raises(WorkbenchError, match=BLOCKS[3]) as refused:
            work()
        assert board.draft == before
        assert all(told_fault(fault, Text(language="en")) for fault in refused.value.faults)
    board.merge("lattice-2", "lattice-1")  # it may be joined by others
    board.undo()
    board.toggle_all()
    board.toggle_all()  # all locked, then all free
    assert not board.draft.locked and not board.draft.pinned


def test_a_proposal_keeps_locked_blocks_where_they_are(made):
    """Whatever number of grids is asked for."""
    result = propose_grids(
        str(made.opened.folder), PLAN, pinned=[BLOCKS[0], BLOCKS[-1]], least=2, most=3, tolerance=0.3,
        units=0.2,
    )  # fmt: skip
    assert len(result["proposals"]) == 2
    for each in result["proposals"]:
        assert [each["plan"][BLOCKS[k]] for k in (0, -1)] == [PLAN[BLOCKS[k]] for k in (0, -1)]


def test_a_land_is_read_again_only_when_a_file_has_changed(tmp_path):
    """What a worker keeps between two questions is never older than the scenario's files."""
    folder = write_lattice(tmp_path, 3, 2)
    assert grids_ready(str(folder)) == {"blocks": 9}
    scenario, land = kept_land(str(folder))
    assert kept_land(str(folder))[1] is land
    rows = (folder / "grids.csv").read_text().splitlines()
    (folder / "grids.csv").write_text("\n".join([rows[0], "b00001,lattice-2", *rows[2:]]) + "\n")
    again, _ = kept_land(str(folder))
    assert (scenario.plan.blocks["b00001"], again.plan.blocks["b00001"]) == ("lattice-1", "lattice-2")


def test_the_first_scenarios_ground_is_reckoned_before_anybody_asks(tmp_path, monkeypatch):
    """The page that asks later waits for the same reckoning; a scenario with faults is left to the page."""
    shown = write_lattice(tmp_path / "scenarios", 3, 2)
    monkeypatch.setattr(Planner.param.scenario, "default", NAME)
    prepare_grids(Catalogue([NAME], lambda _name: shown), tmp_path)
    assert [key[1] for key in opened if key[0] == tmp_path] == [NAME]
    ahead = opened[tmp_path, NAME]
    asked = studio(Catalogue([NAME], lambda _name: shown).open(NAME), tmp_path)
    assert asked is ahead and len(ahead.result(timeout=120).ground.blocks) == 9
    (shown / "scenario.yml").write_text("nonsense")
    prepare_grids(Catalogue([NAME], lambda _name: shown), tmp_path / "other")
    assert not [key for key in opened if key[0] == tmp_path / "other"]


def test_a_removed_grid_leaves_its_blocks_in_none(made):
    """Which the audit says, and undo brings everything back."""
    board = board_of(made)
    before = board.draft
    board.remove("lattice-3")
    assert made.measured(board.draft).unassigned == 12
    assert Rule.UNASSIGNED in {finding.rule for finding in made.findings(board.draft, board.rules)}
    board.undo()
    assert board.draft == before


def test_a_read_only_board_changes_nothing(made):
    """Whatever is asked of it."""
    board_of(made)
    board = Board(studio=made, target="lattice-1", read_only=True)
    before, revision = made.draft, made.revision
    board.paint([0, 1, 2, 30], 0)
    board.new_grid()
    board.undo()
    board.toggle_all()
    assert (made.draft, made.revision) == (before, revision)
