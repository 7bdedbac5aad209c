"""The files that make up the project, for the tests of the house."""

from __future__ import annotations

import subprocess
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
_TEXT = {
    "", ".py", ".js", ".css", ".html", ".md", ".toml", ".yml", ".yaml", ".csv", ".json", ".geojson", ".ipynb",
    ".txt", ".cfg", ".ini",
}  # fmt: skip
_SKIPPED = {".git", ".venv", "__pycache__", "build", "dist", "node_modules"}


def tracked_files() -> list[Path]:
    """Every file git knows, or, in an unpacked archive, every file outside environments and caches."""
    command = ["git", "-C", str(ROOT), "ls-files", "-z"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode == 0 and done.stdout:
        found = [ROOT / name for name in done.stdout.split("\0") if name]
    else:
        found = [path for path in ROOT.rglob("*") if not _SKIPPED & set(path.relative_to(ROOT).parts)]
    return sorted(path for path in found if path.is_file())


def text_files() -> Iterator[tuple[str, str]]:
    """Name (from the root, with slashes) and content of every tracked text file."""
    for path in tracked_files():
        if path.suffix in _TEXT:
            yield path.relative_to(ROOT).as_posix(), path.read_text(encoding="utf-8")


def python_files(*folders: str) -> Iterator[tuple[str, str]]:
    """Name and content of every tracked Python file, in the folders where any are given."""
    for name, text in text_files():
        if name.endswith(".py") and (not folders or name.split("/")[0] in folders):
            yield name, text
