"""The public names of the models: all there, described, and typed as they are loaded."""

from __future__ import annotations

import ast
import subprocess
import sys

import pytest

import models
from tests.conftest import ROOT


def test_every_public_name_is_there_and_described() -> None:
    for name in models.__all__:
        value = getattr(models, name)
        assert value is not None
        if callable(value):
            assert (value.__doc__ or "").strip(), f"{name} has no docstring"
    assert models.__all__ == sorted(models.__all__) and set(models.__all__) <= set(dir(models))
    with pytest.raises(AttributeError):
        _ = models.nothing_of_the_kind


def test_type_checkers_see_the_same_names() -> None:
    """What is imported for type checkers is what is loaded when it is asked for."""
    tree = ast.parse((ROOT / "models" / "__init__.py").read_text(encoding="utf-8"))
    typed = {
        (alias.asname, node.module, alias.name)
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("models.")
        for alias in node.names
    }
    loaded = {(name, module, inside) for name, (module, inside) in models._ROOMS.items()}
    assert typed == loaded and {name for name, _, _ in loaded} == set(models.__all__)


def test_the_front_door_loads_no_room() -> None:
    code = "import sys, models; print([m for m in sys.modules if m.startswith('models.')])"
    told = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert told.stdout.strip() == "[]"
