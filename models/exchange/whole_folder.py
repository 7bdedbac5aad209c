"""A folder of files that is there whole or not at all."""

from __future__ import annotations

import shutil
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from models.scenario.faults import Fault, RunError, WorkbenchError


def check_free(out: Path) -> None:
    """WorkbenchError where `out` is neither new nor an empty folder."""
    if out.exists() and (not out.is_dir() or any(out.iterdir())):
        raise WorkbenchError(Fault(f"--out {out}", "a new or empty folder", "one with files in it"))


@contextmanager
def whole_folder(out: Path, replace: bool = False) -> Iterator[Path]:
    """The folder to write to in a `with` block; it becomes `out` when the block ends without an error.

    `out` must be new or empty, unless `replace` says that it is ours and what lies in it may go.
    WorkbenchError where it is not free, RunError where the disk refuses; a half-written folder never stays.
    """
    if not replace:
        check_free(out)
    part = out.with_name(f".{out.name}.{uuid.uuid4().hex[:8]}")
    try:
        part.mkdir(parents=True)
        yield part
        if replace:
            shutil.rmtree(out, ignore_errors=True)
        elif out.exists():
            out.rmdir()
        part.replace(out)
    except OSError as error:
        got = error.strerror or str(error)
        remedy = "make room, or choose another folder"
        raise RunError(Fault(str(out), "a folder that can be written", got, remedy)) from None
    finally:
        shutil.rmtree(part, ignore_errors=True)
