"""Every block of the README that can be typed runs as it stands there."""

from __future__ import annotations

import os
import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from models.exchange.event_csv import write_event_csv
from tests.calibration.logs import written
from tests.conftest import ROOT

BLOCK = re.compile(r"^```(\w*)\n(.*?)^```", re.MULTILINE | re.DOTALL)
ELSEWHERE = {"town.osm.pbf": "needs an extract of a real place"}
"""Words of a command that name what a reader brings along."""
CAMPAIGN = """
name: small
scenarios: [checks/two-grids]
levers:
  - {path: plan.town.teams, values: [1, 2]}
days: 5
warmup_days: 0
replications: {least: 2}
"""


def blocks(file: str) -> list[tuple[str, str]]:
    """Language and text of every block."""
    return BLOCK.findall((ROOT / file).read_text(encoding="utf-8"))


def commands(file: str) -> list[str]:
    """Every command line of the README, comments taken off."""
    found = []
    for language, text in blocks(file):
        if language in ("", "sh", "bash"):
            found += [line.split("  #")[0].strip() for line in text.splitlines() if line.strip()]
    return [line for line in found if line.startswith("workbench ")]


COMMANDS = commands("README.md")


def test_both_readmes_tell_the_same_commands() -> None:
    assert commands("README.zh.md") == COMMANDS


def test_there_are_commands_to_run() -> None:
    assert len(COMMANDS) >= 10
    assert all(language in ("", "sh", "bash", "python") for language, _ in blocks("README.md"))


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder as a reader has it: the scenarios, a campaign's file, a case log."""
    folder = tmp_path_factory.mktemp("desk")
    shutil.copytree(ROOT / "scenarios", folder / "scenarios")
    (folder / "campaign.yml").write_text(CAMPAIGN, encoding="utf-8")
    write_event_csv(written(), folder)  # log.csv and its mapping.yml
    return folder


def typed(line: str, desk: Path) -> subprocess.CompletedProcess[str]:
    """The command as a reader types it, in a process and a workspace of its own."""
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "XDG_DATA_HOME": str(desk / "data")}
    words = shlex.split(line)[1:]
    here = kept(desk)
    words = [here.get(word, word) for word in words]
    command = [sys.executable, "-m", "workbench", *words]
    return subprocess.run(
        command, cwd=desk, env=environment, capture_output=True, text=True, timeout=900, check=False
    )


def kept(desk: Path) -> dict[str, str]:
    """What somebody kept before, by the words that the commands have for it."""
    from models.experiments.simulate import simulate

    folder = desk / "kept"
    if not folder.is_dir():
        simulate("lixiong", days=5, replications=2, out=str(folder), structural=False)
    run = next(path for path in sorted(folder.iterdir()) if (path / "run.json").is_file())
    return {"RUN": str(run), "RESULT": str(next(folder.glob("*.result")))}


@pytest.mark.nightly
@pytest.mark.parametrize("line", COMMANDS)
def test_a_command_of_the_readme_runs(line: str, desk: Path) -> None:
    for word, reason in ELSEWHERE.items():
        if word in line:
            pytest.skip(reason)
    done = typed(line, desk)
    assert done.returncode == 0, f"{line}\n{done.stdout[-2000:]}\n{done.stderr[-2000:]}"


@pytest.mark.nightly
@pytest.mark.parametrize("text", [text for language, text in blocks("README.md") if language == "python"])
def test_python_of_the_readme_runs(text: str, desk: Path) -> None:
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    subprocess.run([sys.executable, "-c", text], cwd=desk, env=environment, check=True, timeout=600)
