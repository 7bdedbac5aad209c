"""What all tests share: Hypothesis profiles, and places of the repository and of the data beside it.

Test folders need no `__init__.py`: pytest imports test files by path, and helpers are imported from the root
of the repository (`from tests.story.helpers import ...`).
"""

from __future__ import annotations

import gc
import os
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, settings

ROOT = Path(__file__).resolve().parent.parent
IN_CI = os.environ.get("CI", "").lower() in {"1", "true", "yes"}

# No deadline: the two processors are shared by the workers. No database: nothing is left in the repository.
_COMMON = {"deadline": None, "database": None, "suppress_health_check": [HealthCheck.too_slow]}
settings.register_profile("ci", derandomize=True, print_blob=True, max_examples=30, **_COMMON)
settings.register_profile("dev", print_blob=True, max_examples=30, **_COMMON)
settings.register_profile("nightly", derandomize=IN_CI, print_blob=True, max_examples=1000, **_COMMON)
PROFILE = os.environ.get("HYPOTHESIS_PROFILE", "ci" if IN_CI else "dev")
settings.load_profile(PROFILE)


PAGES = "pages"
"""The group of all files that visit the served workbench: one server and one browser are enough for them."""

SERVED = tuple(
    f"tests/interface/test_{name}.py"
    for name in ("page", "routes_page", "staffing_page", "server", "campaigns_page", "calibration_page")
)

APART = ("tests/notebooks/",)
"""Files whose tests share nothing: a processor that is free takes the next of them."""

FIRST = (
    PAGES,
    "tests/patterns/",
    "tests/house/test_tools.py",
    "tests/theory/",
    "tests/notebooks/",
    "tests/interface/test_grids_page.py",
    "tests/planning/",
    "tests/command/",
    "tests/experiments/",
    "tests/frozen/",
    "tests/exchange/",
)
"""What takes longest begins first, so that no processor waits for another at the end."""


def group(nodeid: str) -> str:
    """What a test shares its processor with: its file, the files of the pages, or nothing."""
    file = nodeid.partition("::")[0]
    return nodeid if file.startswith(APART) else PAGES if file in SERVED else file


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The longest groups come first; of the pages, their own file."""

    def turn(item: pytest.Item) -> tuple[int, bool]:
        mine = group(item.nodeid)
        rank = next((number for number, head in enumerate(FIRST) if mine.startswith(head)), len(FIRST))
        return rank, not item.nodeid.startswith(SERVED[0])

    items.sort(key=turn)


def pytest_configure() -> None:
    """What is imported stays: looking for garbage in it again and again took a seventh of all time."""
    gc.disable()


def pytest_collection_finish() -> None:
    """From now on garbage is looked for, in what is new."""
    gc.freeze()
    gc.set_threshold(100_000, 50, 100)
    gc.enable()


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> Any:
    """A processor takes whole groups. (pytest 9.2 loses the marks of `--dist loadgroup` of xdist 3.8.)"""
    from xdist.scheduler import LoadScopeScheduling

    class ByGroup(LoadScopeScheduling):
        def _split_scope(self, nodeid: str) -> str:
            return group(nodeid)

    return ByGroup(config, log)


def pytest_report_header() -> str:
    """Say how random the property tests are."""
    kind = "the same examples every time" if settings.default.derandomize else "new examples every time"
    return f"hypothesis profile: {PROFILE}, {settings.default.max_examples} examples, {kind}"


@pytest.fixture(scope="session")
def repository() -> Path:
    """The root of the repository."""
    return ROOT


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """The real data beside the repository (or `WORKBENCH_SHARED_DATA`); skips where there are none."""
    folder = Path(os.environ.get("WORKBENCH_SHARED_DATA", ROOT.parent / "shared" / "data"))
    if not folder.is_dir():
        pytest.skip("real data are not here: set WORKBENCH_SHARED_DATA to their folder")
    return folder
