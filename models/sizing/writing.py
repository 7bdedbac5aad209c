"""A staffing as a scenario of its own: a small folder over the one it was made for."""

from __future__ import annotations

from collections.abc import Mapping
from io import StringIO
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML

from models.scenario.faults import Fault
from models.sizing.problem import StaffingError


def write_plan(
    base: Path, plan: Mapping[str, Any], out: Path, title: Mapping[str, str] | None = None
) -> Path:
    """Write `scenario.yml` (based on the folder `base`, with a title by language) and `plan.yml`;
    StaffingError where something is there."""
    if out.exists() and any(out.iterdir()):
        raise StaffingError(Fault(f"--out {out}", "a new or empty folder", "one with files in it"))
    out.mkdir(parents=True, exist_ok=True)
    (out / "scenario.yml").write_text(
        _yaml({"base": str(base)} | ({"title": dict(title)} if title else {})), encoding="utf-8"
    )
    (out / "plan.yml").write_text(_yaml(dict(plan)), encoding="utf-8")
    return out


def _yaml(content: Mapping[str, Any]) -> str:
    text = StringIO()
    YAML(typ="safe").dump(dict(content), text)
    return text.getvalue()
