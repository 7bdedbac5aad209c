"""Compiles the kernels ahead of their first use: `python -m workbench.kernels`, once after an installation.

A kernel is compiled where its module is imported, and kept on disk beside it; whoever imports it next reads
it from there. Without this step the first start of the workbench, or every test process of a fresh clone,
would compile them (about a minute and a half of CPU time) for itself.
"""

from __future__ import annotations

import importlib
import sys
from concurrent.futures import ProcessPoolExecutor
from itertools import groupby
from multiprocessing import get_context
from pathlib import Path

import models

MARK = "@compiled("
ROOT = Path(models.__file__).parent


def modules() -> list[str]:
    """The names of all modules with kernels, in alphabetical order."""
    files = sorted(path for path in ROOT.rglob("*.py") if MARK in path.read_text(encoding="utf-8"))
    names = (".".join(("models", *path.relative_to(ROOT).with_suffix("").parts)) for path in files)
    return [name for name in names if name != "models.space.compiled"]


def load(names: list[str]) -> None:
    """Import modules one after another, which compiles what is not on disk yet."""
    for name in names:
        importlib.import_module(name)


def main() -> None:
    """Compile everything; the layers, which share few kernels, at the same time."""
    layers = [list(names) for _, names in groupby(modules(), key=lambda name: name.split(".")[1])]
    with ProcessPoolExecutor(mp_context=get_context("spawn")) as pool:
        for _ in pool.map(load, layers):
            pass


if __name__ == "__main__":
    sys.exit(main())
