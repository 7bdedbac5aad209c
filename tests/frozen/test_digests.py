"""The same run is the same run: twice, in another process, under any hash seed, and tomorrow.

A deliberate change of the model renews the digests in one commit:

    PYTHONPATH=. python tests/frozen/digests.py > tests/frozen/digests.toml
"""

from __future__ import annotations

import os
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from tests.builders import BUSY, community, few_items, run
from tests.frozen.digests import RUNS, digest

HERE = Path(__file__).parent
FROZEN: dict[str, str] = tomllib.loads((HERE / "digests.toml").read_text(encoding="utf-8"))


def elsewhere(repository: Path, hash_seed: str, *names: str) -> dict[str, str]:
    """Digests as a fresh interpreter finds them."""
    env = {**os.environ, "PYTHONHASHSEED": hash_seed, "PYTHONPATH": str(repository)}
    command = [sys.executable, str(HERE / "digests.py"), *names]
    done = subprocess.run(command, env=env, cwd=repository, capture_output=True, text=True, check=True)
    return tomllib.loads(done.stdout)


@pytest.mark.parametrize(("name", "days"), RUNS)
def test_the_run_is_what_it_was(name: str, days: int) -> None:
    """A difference here is a change of the model: renew the digests on purpose, and say why.

    This process hashes as it happens to: the third hash seed beside the two below.
    """
    assert digest(name, days) == FROZEN[name]


@pytest.mark.nightly
@pytest.mark.parametrize("hash_seed", ["0", "1", "random"])
def test_another_process_finds_the_same(repository: Path, hash_seed: str) -> None:
    """Neither the process nor the order of hashing matters."""
    for_all = elsewhere(repository, hash_seed, "luohu", "checks/two-grids")
    assert for_all == {name: FROZEN[name] for name in for_all} and len(for_all) == 2


def test_a_second_run_in_the_same_process_is_the_same() -> None:
    """Nothing is left over from a run that another could feel."""
    busy = community(3, 40, 8, changes=BUSY, items=few_items())
    first = run(busy).digest
    run(community(2, 30, 5, changes=BUSY, items=few_items()))
    assert run(busy).digest == first


def test_every_frozen_run_is_on_file() -> None:
    """And nothing else is."""
    assert list(FROZEN) == [name for name, _ in RUNS]
