"""Import rules that need more than a contract: the audit's innocence, and light doors."""

from __future__ import annotations

import ast
import importlib.util
import subprocess
import sys

import grimp
import pytest

from tests.house.tracked import ROOT, python_files

HEAVY = ("panel", "holoviews", "bokeh", "ortools", "numba", "simpy", "geopandas", "osmium")


def loaded_by(module: str) -> list[str]:
    """Top-level packages in memory after a fresh interpreter has imported `module`."""
    program = f"import sys, {module}; print(*sorted({{name.split('.')[0] for name in sys.modules}}))"
    call = [sys.executable, "-c", program]
    done = subprocess.run(call, cwd=ROOT, capture_output=True, text=True, check=True)
    return done.stdout.split()


def test_the_audit_has_never_heard_of_the_solver() -> None:
    """planning.audit reaches neither ortools nor numba, by any chain of imports, written or executed."""
    if importlib.util.find_spec("models.planning") is None:
        pytest.skip("there is no planning yet")
    graph = grimp.build_graph("models", include_external_packages=True, cache_dir=None)
    audits = {"models.planning.audit", *graph.find_descendants("models.planning.audit")}
    for library in ("ortools", "numba"):
        if library in graph.modules:
            chains = [graph.find_shortest_chain(audit, library) for audit in sorted(audits)]
            assert not any(chains), chains
    assert not {"ortools", "numba"} & set(loaded_by("models.planning.audit"))


@pytest.mark.parametrize("module", ["models", "models.scenario", "workbench"])
def test_a_door_does_not_load_the_house(module: str) -> None:
    """Importing a package brings none of the heavy libraries along."""
    assert not sorted(set(HEAVY) & set(loaded_by(module)))


def is_lazy(text: str) -> bool:
    """Whether an `__init__` holds only a docstring, constants, the future import and a lazy `__getattr__`."""

    def harmless(node: ast.stmt) -> bool:
        if isinstance(node, ast.ImportFrom):
            return node.module in {"__future__", "importlib", "typing"}  # nothing of the house
        if isinstance(node, ast.Assign | ast.AnnAssign | ast.Expr):
            return True
        if isinstance(node, ast.If):  # if TYPE_CHECKING:
            return "TYPE_CHECKING" in ast.unparse(node.test)
        if isinstance(node, ast.Import):
            return [alias.name for alias in node.names] == ["importlib"]
        return isinstance(node, ast.FunctionDef) and node.name in {"__getattr__", "__dir__"}

    return all(harmless(node) for node in ast.parse(text).body)


def test_package_files_stay_empty_or_lazy() -> None:
    """No `__init__.py` of models/ or workbench/ imports its rooms."""
    files = python_files("models", "workbench")
    inits = {name: text for name, text in files if name.endswith("__init__.py")}
    assert inits
    assert [name for name, text in inits.items() if not is_lazy(text)] == []
