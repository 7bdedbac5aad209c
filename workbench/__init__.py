"""The face of the workbench; in a notebook, `workbench.open("luohu")` shows it in a cell."""

from __future__ import annotations

from typing import Any


def __getattr__(name: str) -> Any:
    if name != "open":
        raise AttributeError(f"module 'workbench' has no attribute {name!r}")
    from workbench.notebook import open_workbench

    return open_workbench
