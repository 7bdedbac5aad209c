"""environment.yml and pyproject.toml say the same."""

from __future__ import annotations

import os
import re
import tomllib

import pytest
from packaging.requirements import Requirement
from ruamel.yaml import YAML

from tests.house.tracked import ROOT

PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
CONDA = YAML(typ="safe").load((ROOT / "environment.yml").read_text(encoding="utf-8"))


def test_conda_gives_the_python_the_project_asks_for() -> None:
    """The same lower bound in both files, and nothing else comes from conda."""
    plain = [item for item in CONDA["dependencies"] if isinstance(item, str)]
    assert plain == [f"python{PROJECT['requires-python']}", "pip"]
    assert CONDA["name"] == PROJECT["name"]


def test_pip_installs_the_project_with_every_extra() -> None:
    """The one line under pip names the project here and all of its extras."""
    (lines,) = [item["pip"] for item in CONDA["dependencies"] if isinstance(item, dict)]
    (line,) = lines
    match = re.fullmatch(r"--editable \.\[([\w,]+)\]", line)
    assert match, line
    assert sorted(match[1].split(",")) == sorted(PROJECT["optional-dependencies"])


@pytest.mark.parametrize("target", ["run", "setup", "test", "nightly", "bench"])
def test_the_readme_names_the_commands_of_the_makefile(target: str) -> None:
    """What a reader is told to type exists, and what exists is told."""
    assert re.search(rf"^{target}:", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE)
    assert f"make {target}" in (ROOT / "README.md").read_text(encoding="utf-8")


def test_a_build_machine_runs_what_the_readme_names() -> None:
    """The build script is executable and calls the README's test command."""
    script = ROOT / ".ci" / "run"
    assert os.access(script, os.X_OK)
    assert re.search(r"^make test$", script.read_text(encoding="utf-8"), re.MULTILINE)


def test_every_dependency_has_a_lower_bound_only() -> None:
    """A floor that is known to work; no ceiling, no pin, no address."""
    extras = PROJECT["optional-dependencies"].values()
    for line in [*PROJECT["dependencies"], *(line for extra in extras for line in extra)]:
        requirement = Requirement(line)
        assert [part.operator for part in requirement.specifier] == [">="], line
        assert requirement.url is None, line
