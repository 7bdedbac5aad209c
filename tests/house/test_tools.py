"""The checkers: ruff, then mypy (strict on models/), then the import rules."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from tests.house.tracked import ROOT

BIN = Path(sys.executable).parent


def assert_clean(*command: str) -> None:
    """Run a checker of this environment at the root; its whole output is the failure's message."""
    call = [str(BIN / command[0]), *command[1:]]
    done = subprocess.run(call, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, f"\n$ {' '.join(command)}\n{done.stdout}{done.stderr}"


def test_ruff_finds_nothing() -> None:
    """Style and common mistakes, in every Python file and notebook."""
    assert_clean("ruff", "check", ".")


def test_mypy_finds_nothing() -> None:
    """Types, strictly in models/."""
    assert_clean("mypy", "--no-color-output")


def test_every_import_points_downwards() -> None:
    """The layers and the library rules of the architecture (contracts in pyproject.toml)."""
    assert_clean("lint-imports", "--no-cache", "--no-logo")
