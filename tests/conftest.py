"""What all tests share: Hypothesis profiles, and places of the repository and of the data beside it.

Test folders need no `__init__.py`: pytest imports test files by path, and helpers are imported from the root
of the repository (`from tests.story.helpers import ...`).
"""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

ROOT = Path(__file__).resolve().parent.parent
IN_CI = os.environ.get("CI", "").lower() in {"1", "true", "yes"}

# No deadline: the two processors are shared by the workers. No database: nothing is left in the repository.
_COMMON = {"deadline": None, "database": None, "suppress_health_check": [HealthCheck.too_slow]}
settings.register_profile("ci", derandomize=True, print_blob=True, max_examples=50, **_COMMON)
settings.register_profile("dev", print_blob=True, max_examples=50, **_COMMON)
settings.register_profile("nightly", derandomize=IN_CI, print_blob=True, max_examples=1000, **_COMMON)
PROFILE = os.environ.get("HYPOTHESIS_PROFILE", "ci" if IN_CI else "dev")
settings.load_profile(PROFILE)


FIRST = (
    "tests/interface/test_page.py",
    "tests/patterns/",
    "tests/house/test_tools.py",
    "tests/planning/",
    "tests/experiments/",
)
"""What takes longest begins first, so that no processor waits for another at the end."""

TOGETHER = {"tests/interface/test_server.py": "tests/interface/test_page.py"}
"""Files that share a worker with another one, because they share its server."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Files stay whole (`--dist loadgroup` gives a group to one worker); the longest come first."""
    for item in items:
        file = item.nodeid.partition("::")[0]
        item.add_marker(pytest.mark.xdist_group(TOGETHER.get(file, file)))

    def turn(item: pytest.Item) -> tuple[int, bool]:
        file = item.nodeid.partition("::")[0]
        group = TOGETHER.get(file, file)
        rank = next((number for number, head in enumerate(FIRST) if group.startswith(head)), len(FIRST))
        return rank, file != group

    items.sort(key=turn)


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
