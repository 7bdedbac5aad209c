"""A working plan as a plain document (JSON types only), history and all, and back again."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from typing import Any

import numpy as np

from models.planning.draft import NOBODY, Draft, Shape, Stroke
from models.scenario.faults import Fault, ScenarioError

FORMAT = 1
KEPT_NUMBERS = 60_000
"""Codes of history that are kept in the document; in memory undo is unlimited."""


def blocks_key(blocks: Sequence[str]) -> str:
    """A short digest of the names of a place's blocks in their order: whether a plan fits the place."""
    return hashlib.sha256("\n".join(blocks).encode()).hexdigest()[:16]


def document_of(draft: Draft) -> dict[str, Any]:
    """Everything of a working plan that must outlive the process."""
    return {
        "format": FORMAT,
        "blocks": blocks_key(draft.blocks),
        "names": draft.names,
        "grids": list(draft.grids),
        "locked": list(draft.locked),
        "codes": draft.codes.tolist(),
        "revision": draft.revision,
        "done": _strokes(draft.done),
        "undone": _strokes(draft.undone),
    }


def draft_of(document: Any, blocks: Sequence[str]) -> Draft:
    """The working plan in a document. ScenarioError where it is none, is newer or of another place."""
    try:
        version = int(document["format"])
    except (TypeError, KeyError, ValueError):
        raise ScenarioError(Fault("working plan", "a document with a format", "none")) from None
    if version > FORMAT:
        remedy = "update the workbench to read it"
        raise ScenarioError(Fault("working plan: format", f"at most {FORMAT}", str(version), remedy))
    if document.get("blocks") != blocks_key(blocks):
        raise ScenarioError(Fault("working plan", "a plan of this place's blocks", "another place"))
    try:
        return _read(document, blocks)
    except (TypeError, KeyError, ValueError, IndexError) as error:
        raise ScenarioError(Fault("working plan", "a whole document", f"{type(error).__name__}")) from None


def _read(document: dict[str, Any], blocks: Sequence[str]) -> Draft:
    names = [str(name) for name in document["names"]]
    codes = np.array(document["codes"], dtype=np.int64)
    if len(codes) != len(blocks) or (len(codes) and not NOBODY <= codes.min() <= codes.max() < len(names)):
        raise ValueError("codes")
    draft = Draft(blocks, {}, names)
    draft.codes = codes
    draft.shape = Shape(tuple(document["grids"]), tuple(document["locked"]))
    if not set(draft.grids) <= set(names) or not set(draft.locked) <= set(draft.grids):
        raise ValueError("grids")
    draft.revision = int(document["revision"])
    draft.done = [_stroke(each) for each in document["done"]]
    draft.undone = [_stroke(each) for each in document["undone"]]
    return draft


def _strokes(strokes: Sequence[Stroke]) -> list[dict[str, Any]]:
    """The newest strokes whose codes fit into `KEPT_NUMBERS`."""
    kept, room = [], KEPT_NUMBERS
    for stroke in reversed(strokes):
        room -= 3 * len(stroke.rows) + 10
        if room < 0:
            break
        kept.append(
            {
                "kind": stroke.kind,
                "rows": stroke.rows.tolist(),
                "was": stroke.was.tolist(),
                "now": stroke.now.tolist(),
                "before": [list(stroke.before.grids), list(stroke.before.locked)],
                "after": [list(stroke.after.grids), list(stroke.after.locked)],
            }
        )
    return kept[::-1]


def _stroke(each: dict[str, Any]) -> Stroke:
    rows, was, now = (np.array(each[key], dtype=np.int64) for key in ("rows", "was", "now"))
    before, after = (Shape(tuple(each[key][0]), tuple(each[key][1])) for key in ("before", "after"))
    return Stroke(str(each["kind"]), rows, was, now, before, after)
