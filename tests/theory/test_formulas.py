"""The formulas themselves, against values that can be checked on paper, and when they hold."""

from __future__ import annotations

import math
from typing import Any

import pytest

from models.measures.theory import erlang_c, expected, explained, wait_mg1, wait_mmc, waits_with_priority
from models.scenario.network import Network


def network(**changes: Any) -> Network:
    service = {"distribution": "exponential", "mean_minutes": 6}
    content: dict[str, Any] = {
        "stations": {"desk": {"servers": 1, "service": service}, "back": {"servers": 2, "service": service}},
        "arrivals": {"desk": {"per_hour": 8}},
        "routing": {"desk": {"back": 0.5}},
    }
    return Network.model_validate({**content, **changes})


def test_erlang_c_on_paper() -> None:
    """One server: everybody waits who finds it busy. Two servers at a load of 1: a third wait."""
    assert erlang_c(1, 0.8) == pytest.approx(0.8)
    assert erlang_c(2, 1.0) == pytest.approx(1 / 3)
    assert wait_mmc(1, 0.8, 6.0) == pytest.approx(24.0)
    assert math.isinf(wait_mmc(2, 2.0, 6.0))


def test_pollaczek_khinchine_on_paper() -> None:
    """Deterministic service halves the wait of the exponential one."""
    assert wait_mg1(0.8, 6.0, 1.0) == pytest.approx(24.0)
    assert wait_mg1(0.8, 6.0, 0.0) == pytest.approx(12.0)


@pytest.mark.parametrize("servers", [1, 3])
def test_priorities_only_move_waiting_about(servers: int) -> None:
    """The mean over both classes is that of the queue without classes (conservation law)."""
    urgent, ordinary = waits_with_priority(0.3, 0.8 * servers, servers, 6.0, 1.0)
    assert 0.3 * urgent + 0.7 * ordinary == pytest.approx(wait_mmc(servers, 0.8 * servers, 6.0))


def test_feedback_is_in_the_traffic_equations() -> None:
    """Half of the work comes back: twice the flow."""
    flows = network(routing={"desk": {"desk": 0.5}}, arrivals={"desk": {"per_hour": 4}}).flow_per_hour
    assert flows == pytest.approx([8.0, 0.0])


def test_what_has_no_formula_says_why() -> None:
    """Erlang arrivals from a first station leave the second without a formula, not with a wrong one."""
    erlang = {"distribution": "erlang2", "mean_minutes": 6}
    stations = {"desk": {"servers": 1, "service": erlang}, "back": {"servers": 2, "service": erlang}}
    mixed = network(stations=stations)
    assert expected(mixed)["desk.mean_wait"] == pytest.approx(18.0)
    assert expected(mixed)["back.mean_wait"] is None and expected(mixed)["mean_sojourn"] is None
    assert "not Poisson" in explained(mixed)["back.mean_wait"].reason
    assert expected(mixed)["back.utilisation"] == pytest.approx(0.2)


def test_an_overloaded_station_has_no_steady_state_and_is_noted() -> None:
    """It is allowed, but named; so is what comes after it."""
    busy = network(arrivals={"desk": {"per_hour": 10}})
    assert busy.unstable == ("desk",) and "no steady state" in busy.notes[0]
    assert expected(busy)["desk.mean_wait"] is None and expected(busy)["back.mean_wait"] is None
