"""A peer reads our event logs without a warning: in an environment of its own, because of its licence."""

from __future__ import annotations

import subprocess
import sys
import venv
from pathlib import Path

import pytest

from models.experiments.export import export
from models.experiments.simulate import simulate

CHECK = """
import sys, warnings
import pm4py
warnings.simplefilter("error")
warnings.filterwarnings("ignore", message=".*r4pm.*")  # its own hint at a faster reader
xes = pm4py.read_xes(sys.argv[1] + "/log.xes")
json, sqlite = (pm4py.read_ocel2(sys.argv[2] + "/log." + kind) for kind in ("jsonocel", "sqlite"))
print(len(xes), len(json.events), len(sqlite.events), len(json.objects), len(sqlite.objects))
"""


@pytest.mark.nightly
def test_pm4py_reads_xes_and_ocel(tmp_path: Path) -> None:
    """XES with all its starts and completions, OCEL with the same events and objects in both forms."""
    home = tmp_path / "peer"
    venv.create(home, with_pip=True)
    python = home / "bin" / "python"
    made = subprocess.run([python, "-m", "pip", "install", "-q", "pm4py"], capture_output=True, text=True)
    if made.returncode:
        pytest.skip(f"pm4py could not be installed: {made.stderr.strip().splitlines()[-1]}")
    run = Path(simulate("lixiong", days=5, replications=1, out=str(tmp_path), structural=False)["runs"][0])
    files = [export(run, form, tmp_path / form)["files"] for form in ("xes", "ocel")]
    assert [len(each) for each in files] == [1, 2]
    folders = [str(tmp_path / form) for form in ("xes", "ocel")]
    told = subprocess.run([python, "-c", CHECK, *folders], capture_output=True, text=True, timeout=900)
    assert told.returncode == 0, told.stderr[-2000:]
    rows, events, again, objects, same = map(int, told.stdout.split()[-5:])
    assert rows >= events == again > 100 and objects == same > 20
    assert sys.version_info >= (3, 11)
