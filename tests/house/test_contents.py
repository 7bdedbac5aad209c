"""What may stand in a tracked file, and how long and how well explained it is."""

from __future__ import annotations

import ast
import re
from pathlib import PurePosixPath

import pytest

from tests.house.tracked import python_files, text_files

LONGEST = 400
# Written so that this file does not contain what it looks for.
MACHINE = re.compile(r"(?<![\w.\-*])/(?:work|root|tmp|private|Users|home|opt|mnt)(?=/\w|['\"\s`]|$)")
REGISTRY = re.compile(r"pypi\.org|python[h]osted\.org|registry\.npmjs|anaconda\.(?:org|com)", re.IGNORECASE)
CHINESE = re.compile("[\u3000-\u303f\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\uff01-\uff5e]")
LANGUAGE_NAME = "\u4e2d\u6587"  # what the language calls itself may stand anywhere
DATA = {".csv", ".yml", ".yaml", ".geojson", ".ipynb"}
UNSAFE_MODULES = {"pickle", "cPickle", "dill", "cloudpickle", "shelve", "marshal", "joblib", "yaml", "random"}
UNSAFE_CALLS = {"eval", "exec", "read_pickle", "to_pickle"}


def lines_matching(pattern: re.Pattern[str], name: str, text: str) -> list[str]:
    """`file:line: what was found` for each line in which the pattern occurs."""
    found = ((number, pattern.search(line)) for number, line in enumerate(text.splitlines(), 1))
    return [f"{name}:{number}: {match[0]}" for number, match in found if match]


def may_be_chinese(name: str) -> bool:
    """Whether a file may hold Chinese: the Chinese text tables and README, notebooks and data."""
    path = PurePosixPath(name)
    return (
        (path.parent.name == "text" and path.stem == "zh")
        or name == "README.zh.md"
        or path.parts[0] == "scenarios"
        or path.suffix in DATA
    )


def test_no_file_names_a_place_on_some_machine() -> None:
    """No absolute paths of a developer's computer, no package registry: both come from the environment."""
    found = [fault for name, text in text_files() for fault in lines_matching(MACHINE, name, text)]
    found += [fault for name, text in text_files() for fault in lines_matching(REGISTRY, name, text)]
    assert found == []


@pytest.mark.parametrize("line", ["x = '|work|main'", "see |tmp|report.txt", "cd |root", "(|home|me|data)"])
def test_the_search_for_machine_paths_finds_them(line: str) -> None:
    """The pattern knows a machine path when it sees one."""
    assert lines_matching(MACHINE, "f", line.replace("|", "/"))


@pytest.mark.parametrize("line", ["https://example.org/home/page", "..|work|main", "a|tmp/b", "/runs/luohu"])
def test_the_search_for_machine_paths_spares_others(line: str) -> None:
    """Addresses and relative paths are not machine paths."""
    assert not lines_matching(MACHINE, "f", line.replace("|", "/"))


def test_chinese_stays_in_text_tables_and_data() -> None:
    """Words in Chinese live in text/zh.toml, README.zh.md, notebooks and data; code says them by key."""
    found = []
    for name, text in text_files():
        if not may_be_chinese(name):
            found += lines_matching(CHINESE, name, text.replace(LANGUAGE_NAME, ""))
    assert found == []


def test_no_file_of_code_is_long() -> None:
    """One concept a file: none in models/ or workbench/ over 400 lines, scripts and styles included."""
    sizes = {
        name: len(text.splitlines())
        for name, text in text_files()
        if name.startswith(("models/", "workbench/")) and name.endswith((".py", ".js", ".css", ".html"))
    }
    assert sizes
    assert {name: size for name, size in sizes.items() if size > LONGEST} == {}


def unsafe_uses(name: str, text: str) -> list[str]:
    """Imports and calls that can run what they read, or that keep global random state."""
    found = []
    for node in ast.walk(ast.parse(text)):
        modules: list[str] = []
        if isinstance(node, ast.Import):
            modules = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom) and not node.level:
            modules = [node.module or ""]
        elif isinstance(node, ast.Call):
            called = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
            bare = isinstance(node.func, ast.Name)
            if called in UNSAFE_CALLS and (bare or called.endswith("pickle")):
                found.append(f"{name}:{node.lineno}: {called}")
            for keyword in node.keywords:
                value = getattr(keyword.value, "value", None)
                if (keyword.arg, value) in {("allow_pickle", True), ("typ", "unsafe"), ("shell", True)}:
                    found.append(f"{name}:{node.lineno}: {keyword.arg}={value}")
        found += [f"{name}:{node.lineno}: {m}" for m in modules if m.split(".")[0] in UNSAFE_MODULES]
    return found


def test_nothing_read_can_run() -> None:
    """No pickle, no unsafe YAML, no eval, no shell, and no global random numbers in what is shipped."""
    shipped = python_files("models", "workbench")
    assert [use for name, text in shipped for use in unsafe_uses(name, text)] == []


@pytest.mark.parametrize(
    "code",
    [
        "import pickle",
        "from yaml import load",
        "eval(x)",
        "np.load(f, allow_pickle=True)",
        "YAML(typ='unsafe')",
        "pd.read_pickle(f)",
        "import random",
        "subprocess.run(x, shell=True)",
    ],
)
def test_the_search_for_unsafe_uses_finds_them(code: str) -> None:
    """Each kind of unsafe use is seen."""
    assert unsafe_uses("f.py", code)


def undocumented(name: str, text: str) -> list[str]:
    """Public modules, classes, functions and methods without a docstring (inner functions are private)."""
    tree = ast.parse(text)
    found = [] if ast.get_docstring(tree) or not tree.body else [f"{name}: the module"]

    def visit(owner: ast.Module | ast.ClassDef, prefix: str) -> None:
        for node in owner.body:
            if not isinstance(node, ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef):
                continue
            marks = " ".join(ast.unparse(mark) for mark in node.decorator_list)
            if node.name.startswith("_") or "overload" in marks or ".setter" in marks or "override" in marks:
                continue
            if not ast.get_docstring(node):
                found.append(f"{name}:{node.lineno}: {prefix}{node.name}")
            if isinstance(node, ast.ClassDef):
                visit(node, f"{node.name}.")

    visit(tree, "")
    return found


def test_every_public_name_says_what_it_is_for() -> None:
    """A docstring on everything public in models/."""
    assert [gap for name, text in python_files("models") for gap in undocumented(name, text)] == []
