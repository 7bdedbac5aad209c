"""A working plan with its whole history, kept on disk stroke by stroke: whatever dies, nothing is lost."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from workbench.drafting.draft import NOBODY, Draft

FORMAT = 1


class WorkingPlan:
    """The draft at hand, everything before it (undo) and what was undone (redo).

    `file` is a journal of JSON lines: the plan it began with, then a line an edit. A line is written and
    flushed before the edit counts; half a line at the end (the machine died) is cut off at the next opening.
    A journal that is about other blocks, or of another format, is put aside under another name, never
    overwritten; of one with a damaged line the edits before that count, and the whole of it is kept aside:
    `put_aside` says so. Another process may write to it as well: `catch_up` takes that in.
    """

    def __init__(self, blocks: Sequence[str], first: Draft, file: Path | None = None) -> None:
        self.blocks = tuple(blocks)
        self.file = file
        self.states = [first]
        self.at = 0
        self.put_aside: Path | None = None
        self._size = 0  # of the file, as far as we know it
        if file is not None:
            self._open(file)

    @property
    def draft(self) -> Draft:
        """The plan of the moment."""
        return self.states[self.at]

    @property
    def first(self) -> Draft:
        """The plan that everything began with."""
        return self.states[0]

    def catch_up(self) -> bool:
        """Read again what somebody else has written; whether there was anything."""
        if self.file is None or not self.file.is_file() or self.file.stat().st_size == self._size:
            return False
        with self.file.open("rb") as journal:
            journal.seek(-1, os.SEEK_END)
            if journal.read() != b"\n":  # they are still writing
                return False
        self._open(self.file)
        return True

    def do(self, draft: Draft) -> bool:
        """One stroke: this draft from now on. False where it changes nothing."""
        if draft == self.draft:
            return False
        self._write(self._told(draft))
        self._push(draft)
        return True

    def undo(self) -> bool:
        """One stroke back."""
        return self._step(-1, "undo")

    def redo(self) -> bool:
        """One stroke forward again."""
        return self._step(1, "redo")

    @property
    def can_undo(self) -> bool:
        """Whether there is a stroke to take back."""
        return self.at > 0

    @property
    def can_redo(self) -> bool:
        """Whether there is a stroke to do again."""
        return self.at + 1 < len(self.states)

    def _step(self, by: int, word: str) -> bool:
        if not 0 <= self.at + by < len(self.states):
            return False
        self._write({"step": word})
        self.at += by
        return True

    def _push(self, draft: Draft) -> None:
        del self.states[self.at + 1 :]
        self.states.append(draft)
        self.at += 1

    def _told(self, draft: Draft) -> dict[str, Any]:
        was, now = (np.array([*each.grids, ""], dtype=object)[each.labels] for each in (self.draft, draft))
        changed = {self.blocks[b]: now[b] for b in np.flatnonzero(was != now).tolist()}
        told = {"grids": draft.grids, "locked": sorted(draft.locked), "blocks": changed}
        if draft.pinned:
            told["pinned"] = [self.blocks[row] for row in sorted(draft.pinned)]
        return told

    def _write(self, entry: Mapping[str, Any]) -> None:
        if self.file is None:
            return
        with self.file.open("a", encoding="utf-8") as journal:
            journal.write(json.dumps(entry, ensure_ascii=False, separators=(",", ":")) + "\n")
            journal.flush()
            os.fsync(journal.fileno())
            self._size = os.fstat(journal.fileno()).st_size

    def _open(self, file: Path) -> None:
        file.parent.mkdir(parents=True, exist_ok=True)
        if file.is_file():
            self._read(file)
        if not file.is_file():
            first = self.first
            self._write({"format": FORMAT, "grids": first.grids, "plan": first.plan(self.blocks),
                         "blocks": len(self.blocks)})  # fmt: skip

    def _read(self, file: Path) -> None:
        head, *edits = _whole_lines(file) or [b""]
        try:
            self._begin(json.loads(head))
        except (ValueError, KeyError, TypeError):
            file.replace(self._aside(file))
            self.states, self.at = self.states[:1], 0
            return
        good = len(head)
        for line in edits:
            try:
                self._replay(json.loads(line))
            except (ValueError, KeyError, TypeError):
                shutil.copy2(file, self._aside(file))
                break
            good += len(line)
        if good != file.stat().st_size:
            with file.open("r+b") as journal:
                journal.truncate(good)
        self._size = good

    def _aside(self, file: Path) -> Path:
        number = 1
        while (aside := file.with_name(f"{file.stem}.aside-{number}{file.suffix}")).exists():
            number += 1
        self.put_aside = aside
        return aside

    def _begin(self, head: Mapping[str, Any]) -> None:
        if head["format"] != FORMAT or head["blocks"] != len(self.blocks):
            raise ValueError("another format, or another place")
        if not set(head["plan"]) <= set(self.blocks):
            raise ValueError("blocks of another place")
        self.states, self.at = [Draft.of(self.blocks, head["plan"], head["grids"])], 0

    def _replay(self, entry: Mapping[str, Any]) -> None:
        if "step" not in entry:
            self._push(self._after(entry))
            return
        at = self.at + {"undo": -1, "redo": 1}[entry["step"]]
        if not 0 <= at < len(self.states):
            raise ValueError("a step to nowhere")
        self.at = at

    def _after(self, entry: Mapping[str, Any]) -> Draft:
        draft = self.draft
        plan = {**draft.plan(self.blocks), **entry["blocks"]}
        grids = tuple(entry["grids"])
        position = {grid: k for k, grid in enumerate(grids)} | {"": NOBODY}
        labels = np.array([position[plan.get(block, "")] for block in self.blocks], dtype=np.int16)
        named = set(entry.get("pinned", ()))
        pinned = frozenset(row for row, block in enumerate(self.blocks) if block in named) if named else named
        return Draft(grids, labels, frozenset(entry["locked"]), frozenset(pinned))


def _whole_lines(file: Path) -> list[bytes]:
    """The lines of a journal that end with a line break, with it."""
    return [line for line in file.read_bytes().splitlines(keepends=True) if line.endswith(b"\n")]
