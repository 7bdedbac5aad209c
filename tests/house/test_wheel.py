"""The built wheel is whole: everything the code reads is inside, and Luohu is found from an empty folder."""

from __future__ import annotations

import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from tests.house.tracked import ROOT, tracked_files

FIND_LUOHU = """
from models.scenario import shipped
print(shipped.scenario_folder("luohu").resolve())
"""


def pip(*arguments: str) -> None:
    """Run pip without an index; its output is the failure's message."""
    command = [sys.executable, "-m", "pip", "--disable-pip-version-check", "--no-input", "-q", *arguments]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The project's wheel, built from the working tree without a network."""
    folder = tmp_path_factory.mktemp("wheel")
    pip("wheel", "--no-index", "--no-build-isolation", "--no-deps", "--wheel-dir", str(folder), ".")
    (built,) = folder.glob("*.whl")
    return built


def test_the_wheel_holds_every_file_the_code_reads(wheel: Path) -> None:
    """All tracked code, text tables, scripts and scenarios; none of the tests."""
    inside = set(zipfile.ZipFile(wheel).namelist())
    wanted = set()
    for path in tracked_files():
        name = path.relative_to(ROOT).as_posix()
        if name.startswith(("models/", "workbench/")):
            wanted.add(name)
        elif name.startswith("scenarios/"):
            wanted.add(f"models/_{name}")
    assert sorted(wanted - inside) == []
    tops = {name.split("/")[0] for name in inside}
    assert {top for top in tops if not top.endswith(".dist-info")} == {"models", "workbench"}


def test_the_wheel_brings_luohu_the_words_and_the_licences(wheel: Path) -> None:
    """The parts without which nothing starts, by name."""
    inside = set(zipfile.ZipFile(wheel).namelist())
    assert "models/_scenarios/luohu/scenario.yml" in inside
    for folder in ("models/text", "workbench/text"):
        assert {f"{folder}/zh.toml", f"{folder}/en.toml"} <= inside
    assert any(name.startswith("workbench/") and name.endswith(".js") for name in inside)
    assert any("checklist" in name and not name.endswith(".py") for name in inside)
    assert {Path(name).name for name in inside if "/licenses/" in name} == {"LICENSE", "NOTICE"}


def test_an_installed_wheel_finds_luohu_from_an_empty_folder(wheel: Path, tmp_path: Path) -> None:
    """Installed somewhere else and started where nothing is, the package reads its own Luohu."""
    target, empty = tmp_path / "site", tmp_path / "empty"
    empty.mkdir()
    pip("install", "--no-index", "--no-deps", "--no-compile", "--target", str(target), str(wheel))
    environment = {**os.environ, "PYTHONPATH": str(target)}
    call = [sys.executable, "-c", FIND_LUOHU]
    done = subprocess.run(call, cwd=empty, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    folder = Path(done.stdout.strip())
    assert folder == (target / "models" / "_scenarios" / "luohu").resolve()
    assert (folder / "scenario.yml").is_file()
