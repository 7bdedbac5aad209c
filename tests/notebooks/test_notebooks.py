"""Every notebook runs from top to bottom, small and whole; each takes half a minute to load its libraries."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from tests.conftest import ROOT

NOTEBOOKS = sorted((ROOT / "notebooks").glob("*.ipynb"))


def run(path: Path, size: str, monkeypatch: pytest.MonkeyPatch, folder: Path) -> None:
    """Execute it in a kernel of its own; the pictures must be there."""
    nbformat, nbclient = pytest.importorskip("nbformat"), pytest.importorskip("nbclient")
    monkeypatch.setenv("NOTEBOOK_SIZE", size)
    monkeypatch.setenv("PYTHONPATH", os.pathsep.join([str(ROOT), os.environ.get("PYTHONPATH", "")]))
    book = nbformat.read(path, as_version=4)
    assert all(not cell.get("outputs") for cell in book.cells), "kept without outputs"
    nbclient.NotebookClient(book, timeout=1500, resources={"metadata": {"path": str(folder)}}).execute()
    shown = [output for cell in book.cells for output in cell.get("outputs", [])]
    assert any("text/html" in output.get("data", {}) for output in shown)


@pytest.mark.nightly
@pytest.mark.parametrize("size", ["small", "whole"])
@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_all_of_them(path: Path, size: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    run(path, size, monkeypatch, tmp_path)
