"""The server's answers: headers on all of them, and sockets for this origin alone."""

from __future__ import annotations

import http.client
import subprocess
import sys
import urllib.request
from urllib.parse import urlsplit

import pytest

from tests.interface.conftest import PATIENCE
from workbench.catalogue import shipped_catalogue
from workbench.early import SESSION_MARK
from workbench.language import LANGUAGES
from workbench.numbers import number


def ask(url: str, path: str, headers: dict[str, str] | None = None) -> http.client.HTTPResponse:
    """One request, the answer read."""
    connection = http.client.HTTPConnection(urlsplit(url).netloc, timeout=PATIENCE)
    connection.request("GET", path, headers=headers or {})
    answer = connection.getresponse()
    answer.read()
    return answer


@pytest.mark.parametrize("path", ["/", "/static/js/bokeh.min.js", "/nowhere"])
def test_every_answer_keeps_the_browser_to_this_origin(served, path):
    """Page, static file and error alike."""
    answer = ask(served, path)
    policy = answer.headers["Content-Security-Policy"]
    assert "default-src 'self'" in policy
    assert "frame-ancestors 'none'" in policy
    assert "http" not in policy
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Referrer-Policy"] == "same-origin"
    assert answer.headers["X-Frame-Options"] == "DENY"


@pytest.mark.parametrize(("origin", "status"), [("http://evil.example", 403), (None, 101)])
def test_a_socket_is_opened_for_this_origin_alone(served, origin, status):
    """Another site's page cannot talk to a workbench that runs on its reader's machine."""
    ours = served.rstrip("/")
    headers = {
        "Connection": "Upgrade",
        "Upgrade": "websocket",
        "Sec-WebSocket-Version": "13",
        "Sec-WebSocket-Key": "dGhlIHNhbXBsZSBub25jZQ==",
        "Origin": origin or ours,
    }
    connection = http.client.HTTPConnection(urlsplit(served).netloc, timeout=PATIENCE)
    connection.request("GET", "/ws", headers=headers)
    assert connection.getresponse().status == status
    connection.close()


def test_both_names_of_this_machine_answer(served):
    """localhost and 127.0.0.1."""
    port = urlsplit(served).port
    assert ask(f"http://127.0.0.1:{port}/", "/").status == 200
    assert ask(served, "/").status == 200


def test_numbers_stand_in_the_page_before_its_session(served):
    """The shipped result's cards; from the second visit on they are sent before the session is made."""
    coverage = shipped_catalogue().open("luohu").baseline.measures["coverage"]
    for _ in range(2):
        page = urllib.request.urlopen(f"{served}?lang=en", timeout=PATIENCE).read().decode()
        beginning, session, _ = page.partition("data-root-id")
        assert session
        card = beginning.partition('data-measure="coverage"')[2].partition("data-measure")[0]
        assert number(coverage["mean"], coverage["unit"]) in card
    assert SESSION_MARK not in page


def test_another_page_has_no_first_view(served):
    """Who asks for the grids does not see the simulation first."""
    page = urllib.request.urlopen(f"{served}?lang=en&page=grids", timeout=PATIENCE).read().decode()
    assert "data-root-id" in page
    assert "first-view" not in page.partition("data-root-id")[0]


class Asked:
    """Takes orders for charts and draws none."""

    def __init__(self) -> None:
        self.orders: list[tuple[str, str, bool]] = []

    def prepare(self, folder: str, language: str, dark: bool, wait: float = 0.0) -> bool:
        self.orders.append((folder, language, dark))
        return True

    def get(self, folder: str, language: str, dark: bool) -> dict[str, str] | None:
        """Each is there when it is asked for again."""
        known = (folder, language, dark) in self.orders
        return {} if known else self.orders.append((folder, language, dark))


class Busy:
    """Jobs of which one is under way, or none."""

    def __init__(self, busy: bool) -> None:
        self.busy = busy


def test_the_first_view_is_drawn_ahead_and_then_the_others():
    """The shipped result of Luohu: first as it opens, later in both languages, light and dark."""
    from workbench.serve import prepare_first_view, prepare_other_views

    first, others, catalogue = Asked(), Asked(), shipped_catalogue()
    prepare_first_view(first, catalogue)
    assert prepare_other_views(others, catalogue, Busy(True))  # somebody waits for a job
    assert not others.orders
    for count in range(1, 2 * len(LANGUAGES) + 1):
        assert prepare_other_views(others, catalogue, Busy(False)) and len(others.orders) == count
    assert not prepare_other_views(others, catalogue, Busy(False))
    ((folder, language, dark),) = first.orders
    assert folder.endswith("baseline") and (language, dark) == ("zh", False)
    assert sorted(others.orders) == sorted((folder, each, d) for each in LANGUAGES for d in (False, True))


COMPONENTS = """
from bokeh.core.has_props import HasProps, is_DataModel
from workbench import app

def known():
    return {name for name, kind in HasProps.model_class_reverse_map.items() if is_DataModel(kind)}

at_first = known()
assert "Upload1" in at_first
app.load_pages()
print(*(name for name in known() - at_first if "." not in name))
"""


@pytest.mark.nightly
def test_components_of_all_pages_are_known_before_any_page_is_made():
    """A browser learns what components are made of with the document; one that came later could not speak."""
    command = [sys.executable, "-c", COMPONENTS]
    told = subprocess.run(command, capture_output=True, text=True, check=True, timeout=PATIENCE)
    assert told.stdout.split() == []
